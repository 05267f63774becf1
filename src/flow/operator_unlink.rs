//! Unlinks an identity of a user for an operator.

use uuid::Uuid;

use super::linking::unlink_and_end_sessions;
use super::operator::{OperatorError, change_user};
use super::user_email;
use crate::domain::{AuditEvent, LinkedIdentity, RequestContext, Slug, User};
use crate::store::user_admin::UserSelector;
use crate::store::{Store, identities};

/// What `kaimu users unlink` has done.
#[derive(Debug)]
pub struct Unlinked {
    /// The slug of the provider.
    pub provider: Slug,
    /// How many sessions the identity had begun. They have ended.
    pub sessions: usize,
    /// Whether the user has no identity left, and so no way to sign in.
    pub was_last: bool,
}

/// Unlinks an identity, even the last one, and ends the sessions that it began. `identity` is its id, or the slug of its
/// provider if only one identity has it.
pub async fn unlink(
    store: &Store,
    selector: UserSelector,
    identity: String,
    context: RequestContext,
) -> Result<(User, Unlinked), OperatorError> {
    change_user(store, selector, AuditEvent::UserUnlinked, context, move |connection, entry, context| {
        let own = identities::list(connection, entry.user.id)?;
        let Some(found) = select_identity(&own, &identity) else {
            return Err(OperatorError::UnclearIdentity {
                username: entry.user.username.clone(),
                known: describe_identities(&own),
            });
        };
        let ended = unlink_and_end_sessions(connection, entry.user.id, found.id, context)?;
        user_email::settle(connection, entry.user.id, &found.provider, context)?;
        Ok(Unlinked { provider: found.provider.clone(), sessions: ended.len(), was_last: own.len() == 1 })
    })
    .await
}

fn select_identity<'a>(own: &'a [LinkedIdentity], wanted: &str) -> Option<&'a LinkedIdentity> {
    if let Ok(id) = Uuid::parse_str(wanted) {
        return own.iter().find(|identity| identity.id == id);
    }
    let mut of_provider = own.iter().filter(|identity| identity.provider.as_str() == wanted);
    of_provider.next().filter(|_| of_provider.next().is_none())
}

fn describe_identities(own: &[LinkedIdentity]) -> String {
    if own.is_empty() {
        return "there is none".to_owned();
    }
    let described: Vec<String> =
        own.iter().map(|identity| format!("{} ({})", identity.id, identity.provider)).collect();
    described.join(", ")
}

//! Merges two users of one person into one.

use chrono::TimeDelta;

use super::linking::providers_without_links;
use super::services::Services;
use super::{audit, user_email};
use crate::domain::{AuditEvent, LinkedIdentity, RequestContext, Session, Slug, User, UserEntry, UserId};
use crate::store::user_admin::{self, UserSelector};
use crate::store::{Connection, Lock, StoreError, identities, sessions};

/// How long a merge candidate stays one after the person has signed in as both users.
const CANDIDATE_LIFETIME: TimeDelta = TimeDelta::minutes(10);

/// One of the two users of a merge.
#[derive(Debug)]
pub struct MergeUser {
    /// The user.
    pub user: User,
    /// Their linked identities.
    pub identities: Vec<LinkedIdentity>,
}

/// What a merge would do.
#[derive(Debug)]
pub struct MergeOffer {
    /// The user who is signed in, and stays.
    pub kept: MergeUser,
    /// The user who is removed, and whose identities move.
    pub removed: MergeUser,
}

/// Why nothing was merged.
#[derive(Debug, thiserror::Error)]
pub enum MergeError {
    /// The person has not signed in as both users recently, in this browser. Or an identity that would move is of a
    /// provider with `link = "off"`.
    #[error("this session has no merge candidate, its sign-in is not recent, or a provider has link = \"off\"")]
    NoCandidate,
    /// An operator has disabled the other user.
    #[error("user {0} is disabled")]
    Disabled(UserId),
    /// The store failed.
    #[error("the store failed")]
    Store(#[from] StoreError),
}

/// The user of this session, and the other user with whose identity the person has signed in in this browser within the last
/// minutes.
pub async fn offer(services: &Services, session: &Session, context: &RequestContext) -> Result<MergeOffer, MergeError> {
    let (session, context, fixed) = (session.clone(), context.clone(), providers_without_links(services));
    services.store.read(move |connection| find_offer(connection, &session, &fixed, &context)).await
}

/// Merges in one transaction: the identities of the removed user move to the kept one, which may get an address by that
/// (`user_email::settle`). The sessions of the removed user end.
///
/// `removed` is the id of the user that the page has shown; any other is refused.
pub async fn merge(
    services: &Services,
    session: &Session,
    removed: &str,
    context: &RequestContext,
) -> Result<(), MergeError> {
    let (session, shown, context) = (session.clone(), removed.to_owned(), context.clone());
    let fixed = providers_without_links(services);
    let work = move |connection: &mut Connection| {
        connection.wait_for(Lock::Accounts)?;
        let offer = find_offer(connection, &session, &fixed, &context)?;
        // The person may have signed in as a third user in another tab since the page was shown.
        if offer.removed.user.id.to_string() != shown {
            return Err(MergeError::NoCandidate);
        }
        let (kept, removed) = (offer.kept.user, offer.removed.user);
        identities::move_to_user(connection, removed.id, kept.id)?;
        let provider = session.provider;
        audit::record(connection, AuditEvent::AccountsMerged, provider.clone(), Some(removed.id), &context)?;
        user_admin::delete(connection, removed.id)?;
        user_email::settle(connection, kept.id, &provider, &context)?;
        audit::record(connection, AuditEvent::AccountsMerged, provider, Some(kept.id), &context)?;
        Ok(())
    };
    services.store.write(work).await
}

fn find_offer(
    connection: &mut Connection,
    session: &Session,
    fixed: &[Slug],
    context: &RequestContext,
) -> Result<MergeOffer, MergeError> {
    if !session.is_recently_authenticated(context.now) {
        return Err(MergeError::NoCandidate);
    }
    let candidate = sessions::merge_candidate(connection, &session.token_hash, context.now - CANDIDATE_LIFETIME)?;
    let other = candidate.filter(|candidate| *candidate != session.user);
    let removed = other.map(|user| user_admin::find(connection, &UserSelector::Id(user))).transpose()?.flatten();
    let UserEntry { user: removed, disabled_at, .. } = removed.ok_or(MergeError::NoCandidate)?;
    if disabled_at.is_some() {
        return Err(MergeError::Disabled(removed.id));
    }
    // The session may have ended since it was authenticated.
    let current = sessions::find(connection, &session.token_hash)?;
    let (_, kept) = current.ok_or(MergeError::NoCandidate)?;
    let with_identities = |connection: &mut Connection, user: User| -> Result<MergeUser, StoreError> {
        Ok(MergeUser { identities: identities::list(connection, user.id)?, user })
    };
    let removed = with_identities(connection, removed)?;
    // check: link = off for merges
    if removed.identities.iter().any(|identity| fixed.contains(&identity.provider)) {
        return Err(MergeError::NoCandidate);
    }
    Ok(MergeOffer { kept: with_identities(connection, kept)?, removed })
}

//! Links an identity to the signed-in user, and unlinks one.

use uuid::Uuid;

use super::attempt::Browser;
use super::resolve_user::refuse_disabled;
use super::services::Services;
use super::sign_in_error::SignInError;
use super::{audit, random, revocation};
use crate::domain::{AuditEvent, Lifetimes, RequestContext, Session, UserId, VerifiedIdentity};
use crate::store::{Connection, Lock, StoreError, identities, sessions, upstream_sessions, users};

/// What an attempt to link led to.
pub(super) enum LinkOutcome {
    /// The identity is linked to the user.
    Linked,
    /// The identity belongs to another user, who is now the merge candidate of the session.
    IdentityTaken,
    /// This browser has no session any more, or one of another user. Nothing has changed.
    AnotherUser,
}

/// Whether the session that asked to unlink an identity goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UnlinkOutcome {
    /// The session goes on.
    SessionContinues,
    /// The unlinked identity began the session, so it has ended.
    SessionEnded,
}

/// Why nothing was unlinked.
#[derive(Debug, thiserror::Error)]
pub enum UnlinkError {
    /// The user has to authenticate again first.
    #[error("the sign-in is not recent")]
    NotRecent,
    /// Without this identity the user could not sign in.
    #[error("it is the user's last identity")]
    Last,
    /// The store failed.
    #[error("the store failed")]
    Store(#[from] StoreError),
}

/// Links an identity to the user who is signed in in this browser. Runs inside the sign-in transaction.
///
/// # Errors
/// When either user is disabled, or the store fails; the transaction has to be rolled back then.
pub(super) fn link(
    connection: &mut Connection,
    user: UserId,
    verified: &VerifiedIdentity,
    browser: &Browser,
    lifetimes: &Lifetimes,
    context: &RequestContext,
) -> Result<LinkOutcome, SignInError> {
    // While this lock is held, no operator disables a user.
    connection.wait_for(Lock::Accounts)?;
    refuse_disabled(connection, user)?;
    let Some(token) = browser.session else { return Ok(LinkOutcome::AnotherUser) };
    let current =
        sessions::find(connection, &token)?.filter(|(session, _)| context.now < session.expires_at(lifetimes));
    // check: the user who links is signed in
    if current.is_none_or(|(session, _)| session.user != user) {
        return Ok(LinkOutcome::AnotherUser);
    }
    match users::find_by_identity(connection, &verified.identity)? {
        // check: an identity that is taken
        Some(owner) if owner.id == user => {
            identities::record_use(connection, user, verified, context.now)?;
            Ok(LinkOutcome::Linked)
        }
        Some(owner) => {
            // A merge would let a disabled owner in again.
            // check: a taken identity of a disabled user
            refuse_disabled(connection, owner.id)?;
            // The person has now signed in as both users in this browser, which a merge requires.
            sessions::set_merge_candidate(connection, &token, owner.id, context.now)?;
            Ok(LinkOutcome::IdentityTaken)
        }
        None => {
            add_identity(connection, user, verified, context)?;
            Ok(LinkOutcome::Linked)
        }
    }
}

/// Adds an identity to a user, with its audit entry.
pub(super) fn add_identity(
    connection: &mut Connection,
    user: UserId,
    verified: &VerifiedIdentity,
    context: &RequestContext,
) -> Result<(), StoreError> {
    identities::link(connection, random::id(context.now), user, verified, context.now)?;
    audit::record(connection, AuditEvent::IdentityLinked, verified.provider.clone(), Some(user), context)
}

/// Unlinks an identity from the user of this session, but never the last one, and ends the sessions that it began. Does
/// nothing for an unknown id.
pub async fn unlink(
    services: &Services,
    session: &Session,
    id: Uuid,
    context: &RequestContext,
) -> Result<UnlinkOutcome, UnlinkError> {
    if !session.is_recently_authenticated(context.now) {
        return Err(UnlinkError::NotRecent);
    }
    let (user, current, now, context) = (session.user, session.id, context.now, context.clone());
    let work = move |connection: &mut Connection| {
        // Two requests at once must not unlink the last two identities.
        connection.wait_for(Lock::Accounts)?;
        let own = identities::list(connection, user)?;
        let Some(identity) = own.iter().find(|identity| identity.id == id) else {
            return Ok(UnlinkOutcome::SessionContinues);
        };
        if own.len() == 1 {
            return Err(UnlinkError::Last);
        }
        let ended = unlink_and_end_sessions(connection, user, id, &context)?;
        let provider = identity.provider.clone();
        audit::record(connection, AuditEvent::IdentityUnlinked, provider, Some(user), &context)?;
        Ok(if ended.contains(&current) { UnlinkOutcome::SessionEnded } else { UnlinkOutcome::SessionContinues })
    };
    let outcome = services.store.write(work).await?;
    revocation::start(services, now);
    Ok(outcome)
}

/// Unlinks an identity and ends the sessions that it began; returns their ids. The caller holds [`Lock::Accounts`] and
/// adds the audit entry.
pub(super) fn unlink_and_end_sessions(
    connection: &mut Connection,
    user: UserId,
    id: Uuid,
    context: &RequestContext,
) -> Result<Vec<Uuid>, StoreError> {
    // First the identity: a sign-in that uses it at the same time has recorded that, and then this waits for its end
    // and finds its session; or it records that afterwards, finds nothing to record, and is decided once more.
    let Some(unlinked) = identities::unlink(connection, user, id, context.now)? else { return Ok(Vec::new()) };
    // check: sessions of an unlinked identity end
    let ended = upstream_sessions::end_begun_by(connection, user, &unlinked)?;
    Ok(ended)
}

//! Identities come to a user and go: linked by a sign-in that ends so, linked after a question, unlinked.

use chrono::{DateTime, TimeDelta, Utc};
use uuid::Uuid;

use super::outcome::refuse_disabled;
use super::sign_in::{Browser, SignInError};
use super::{Services, random};
use crate::domain::{
    AuditEntry, AuditEvent, Lifetimes, RequestContext, Session, SessionToken, Slug, UserId, VerifiedIdentity,
};
use crate::store::{Connection, Lock, StoreError, audit, identities, pending_links, sessions, users};

/// How long an identity waits for the owner of its address, and how long somebody is known to be two users.
pub const PENDING_LINK_LIFETIME: TimeDelta = TimeDelta::minutes(10);

/// How a sign-in that was to end in linking ended.
pub(super) enum Linking {
    /// It is linked.
    Done,
    /// It is another user's; nothing has changed.
    Taken,
    /// Nobody is signed in any more in this browser, or somebody else; nothing has changed.
    AnotherUser,
}

/// Why nothing was unlinked.
#[derive(Debug, thiserror::Error)]
pub enum UnlinkError {
    /// The person has to prove anew who they are.
    #[error("the sign-in is not recent")]
    NotRecent,
    /// The user could not sign in any more.
    #[error("it is the user's last identity")]
    Last,
    /// The store failed.
    #[error("the store failed")]
    Store(#[from] StoreError),
}

/// Links an identity to the user who is signed in in this browser. Inside the transaction of the sign-in that ends here.
///
/// # Errors
/// When either user is disabled, or the store fails; nothing may be committed then.
pub(super) fn link(
    connection: &mut Connection,
    user: UserId,
    verified: &VerifiedIdentity,
    browser: &Browser,
    lifetimes: &Lifetimes,
    context: &RequestContext,
) -> Result<Linking, SignInError> {
    // Nobody is disabled from here on until it is linked.
    connection.wait_for(Lock::Accounts)?;
    refuse_disabled(connection, user)?;
    let Some(token) = browser.session else { return Ok(Linking::AnotherUser) };
    let here = sessions::find(connection, &token)?.filter(|(session, _)| context.now < session.expires_at(lifetimes));
    if here.is_none_or(|(session, _)| session.user != user) {
        return Ok(Linking::AnotherUser);
    }
    match users::find_by_identity(connection, &verified.identity)? {
        Some(owner) if owner.id == user => {
            identities::record_use(connection, verified, context.now)?;
            Ok(Linking::Done)
        }
        Some(owner) => {
            // A merge would let them in again.
            refuse_disabled(connection, owner.id)?;
            // Whoever is here has just signed in as both, which is what a merge needs.
            sessions::set_merge_candidate(connection, &token, owner.id, context.now)?;
            Ok(Linking::Taken)
        }
        None => {
            add(connection, user, verified, context)?;
            Ok(Linking::Done)
        }
    }
}

/// Lets an identity wait until the owner of its address signs in in the same browser, which is given the secret.
pub(super) fn wait(
    connection: &mut Connection,
    owner: UserId,
    verified: &VerifiedIdentity,
    now: DateTime<Utc>,
) -> Result<SessionToken, StoreError> {
    let secret = SessionToken::from_random(random::bytes());
    pending_links::insert(connection, &secret.hash(), owner, verified, now)?;
    Ok(secret)
}

/// Links the identity that waits in this browser for this user, who has just signed in with another one.
pub(super) fn finish_waiting(
    connection: &mut Connection,
    user: UserId,
    browser: &Browser,
    context: &RequestContext,
) -> Result<(), StoreError> {
    let Some(secret) = browser.pending_link else { return Ok(()) };
    connection.wait_for(Lock::Accounts)?;
    let Some(waiting) = pending_links::take(connection, &secret, user, context.now - PENDING_LINK_LIFETIME)? else {
        return Ok(());
    };
    // Somebody may have linked it meanwhile.
    if users::find_by_identity(connection, &waiting.identity)?.is_none() {
        add(connection, user, &waiting, context)?;
    }
    Ok(())
}

fn add(
    connection: &mut Connection,
    user: UserId,
    verified: &VerifiedIdentity,
    context: &RequestContext,
) -> Result<(), StoreError> {
    identities::link(connection, random::id(context.now), user, verified, context.now)?;
    record(connection, AuditEvent::IdentityLinked, user, verified.provider.clone(), context)
}

/// Unlinks an identity of the user of this session, but never the last one.
///
/// # Errors
/// When the sign-in is not recent, it is the last identity, or the store fails; nothing has changed then.
pub async fn unlink(
    services: &Services,
    session: &Session,
    id: Uuid,
    context: &RequestContext,
) -> Result<(), UnlinkError> {
    if !session.is_recently_authenticated(context.now) {
        return Err(UnlinkError::NotRecent);
    }
    let (user, context) = (session.user, context.clone());
    let work = move |connection: &mut Connection| {
        // Two at once must not each leave the other's.
        connection.wait_for(Lock::Accounts)?;
        let own = identities::list(connection, user)?;
        let Some(identity) = own.iter().find(|identity| identity.id == id) else { return Ok(()) };
        if own.len() == 1 {
            return Err(UnlinkError::Last);
        }
        identities::unlink(connection, user, id, context.now)?;
        record(connection, AuditEvent::IdentityUnlinked, user, identity.provider.clone(), &context)?;
        Ok(())
    };
    services.store.write(work).await
}

/// Adds an entry to the audit log.
pub(super) fn record(
    connection: &mut Connection,
    event: AuditEvent,
    user: UserId,
    provider: Slug,
    context: &RequestContext,
) -> Result<(), StoreError> {
    let entry = AuditEntry { event, provider, user: Some(user), context: context.clone() };
    audit::insert(connection, random::id(context.now), &entry)
}

//! Decides whether an identity can be linked to the signed-in user, and unlinks one.

use uuid::Uuid;

use super::attempt::Browser;
use super::resolve_user::refuse_disabled;
use super::services::Services;
use super::sign_in_error::SignInError;
use super::{audit, random, revocation, user_email};
use crate::domain::{
    AuditEvent, Lifetimes, ProviderSettings, RequestContext, Requester, Session, Slug, UserId, VerifiedIdentity,
    admit_link,
};
use crate::store::{Connection, Lock, StoreError, identities, session_tokens, upstream_sessions, users};

/// What an attempt to link leads to.
pub(super) enum LinkOutcome {
    /// The identity was linked to the user before.
    AlreadyLinked,
    /// The user has to agree to the link. If the identity is linked to another user, to a merge of the two.
    NeedsConsent,
    /// This browser has no session any more, or another one. Nothing has changed.
    AnotherSession,
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
    #[error("it is the user's last identity of a configured provider")]
    Last,
    /// The store failed.
    #[error("the store failed")]
    Store(#[from] StoreError),
}

/// Decides about an identity with which the user who is signed in in this browser came back. Runs inside the sign-in
/// transaction.
///
/// # Errors
/// When either user is disabled, or the store fails; the transaction has to be rolled back then.
pub(super) fn link(
    connection: &mut Connection,
    requester: Requester,
    verified: &VerifiedIdentity,
    browser: &Browser,
    lifetimes: &Lifetimes,
    context: &RequestContext,
) -> Result<LinkOutcome, SignInError> {
    // While this lock is held, no operator disables a user.
    connection.wait_for(Lock::Accounts)?;
    refuse_disabled(connection, requester.user)?;
    if !is_requester(connection, requester, browser, lifetimes, context)? {
        return Ok(LinkOutcome::AnotherSession);
    }
    match users::find_with_last_use(connection, &verified.identity)? {
        Some((owner, last_use)) if owner.id == requester.user => {
            identities::record_use(connection, requester.user, verified, &last_use, context.now)?;
            user_email::settle(connection, requester.user, &verified.provider, context)?;
            Ok(LinkOutcome::AlreadyLinked)
        }
        Some((owner, _)) => {
            // A merge would let a disabled owner in again.
            // check: a taken identity of a disabled user
            refuse_disabled(connection, owner.id)?;
            Ok(LinkOutcome::NeedsConsent)
        }
        // check: nothing is linked unseen
        None => Ok(LinkOutcome::NeedsConsent),
    }
}

/// Whether this browser still has the session in which the user asked for the change.
pub(super) fn is_requester(
    connection: &mut Connection,
    requester: Requester,
    browser: &Browser,
    lifetimes: &Lifetimes,
    context: &RequestContext,
) -> Result<bool, StoreError> {
    let Some(token) = &browser.session else { return Ok(false) };
    let current = session_tokens::find_session(connection, token)?
        .filter(|(session, _)| context.now < session.expires_at(lifetimes));
    // check: the session of an account change
    Ok(current.is_some_and(|(session, user)| session.id == requester.session && user.id == requester.user))
}

/// Refuses to link an identity to this user if the rules of its provider do not admit that, also when the two users would
/// be merged. One that is linked to the user already stays linked.
pub(super) fn admit(
    connection: &mut Connection,
    user: UserId,
    verified: &VerifiedIdentity,
    provider: &ProviderSettings,
) -> Result<(), SignInError> {
    if users::find_by_identity(connection, &verified.identity)?.is_some_and(|owner| owner.id == user) {
        return Ok(());
    }
    admit_link(provider.allows_links, verified.proven_email.as_ref(), &provider.emails.allowed_domains)?;
    Ok(())
}

/// The providers whose identities are never linked to an existing user: a merge would move them to one.
pub(super) fn providers_without_links(services: &Services) -> Vec<Slug> {
    services.providers().filter(|provider| !provider.allows_links).map(|provider| provider.slug.clone()).collect()
}

/// Adds an identity to a user, with its audit entry. A user without an address may get its address.
pub(super) fn add_identity(
    connection: &mut Connection,
    user: UserId,
    verified: &VerifiedIdentity,
    context: &RequestContext,
) -> Result<(), StoreError> {
    identities::link(connection, random::id(context.now), user, verified, context.now)?;
    audit::record(connection, AuditEvent::IdentityLinked, verified.provider.clone(), Some(user), context)?;
    user_email::settle(connection, user, &verified.provider, context)?;
    Ok(())
}

/// Unlinks an identity from the user of this session, but never the last one, and ends the sessions that it began:
/// another identity of a configured provider has to remain. Does nothing for an unknown id.
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
    let open = services.open_issuers();
    let work = move |connection: &mut Connection| {
        // Two requests at once must not unlink the last two identities.
        connection.wait_for(Lock::Accounts)?;
        let own = identities::list(connection, user)?;
        let Some(identity) = own.iter().find(|identity| identity.id == id) else {
            return Ok(UnlinkOutcome::SessionContinues);
        };
        // check: the last way in
        if !own.iter().any(|other| other.id != id && open.contains(&other.issuer)) {
            return Err(UnlinkError::Last);
        }
        let ended = unlink_and_end_sessions(connection, user, id, &context)?;
        let provider = identity.provider.clone();
        audit::record(connection, AuditEvent::IdentityUnlinked, provider.clone(), Some(user), &context)?;
        user_email::settle(connection, user, &provider, &context)?;
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
    users::lock(connection, user)?;
    // First the identity: a sign-in that uses it at the same time has recorded that, and then this waits for its end
    // and finds its session; or it records that afterwards, finds nothing to record, and is decided once more.
    let Some(unlinked) = identities::unlink(connection, user, id, context.now)? else { return Ok(Vec::new()) };
    // check: sessions of an unlinked identity end
    let ended = upstream_sessions::end_begun_by(connection, user, &unlinked)?;
    Ok(ended)
}

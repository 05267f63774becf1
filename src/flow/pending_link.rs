//! Pending links: a verified identity waits in one browser until the user agrees to link it to their account.
//!
//! The browser that came back from the provider has a secret, so that no other browser can agree.

use chrono::{DateTime, TimeDelta, Utc};

use super::linking::{add_identity, providers_without_links};
use super::merge::{self, MergeOffer};
use super::random;
use super::services::Services;
use super::sign_in_error::SignInError;
use crate::domain::{
    NotLinkable, PendingLinkSecret, RequestContext, SecretHash, Session, Slug, User, UserId, VerifiedIdentity,
};
use crate::store::{Connection, Lock, StoreError, pending_links, sessions, users};

/// How long an identity waits.
pub const LIFETIME: TimeDelta = TimeDelta::minutes(10);

/// The question that the user has to answer.
#[derive(Debug)]
pub enum LinkOffer {
    /// Whether to link this identity to the user.
    Link(VerifiedIdentity, User),
    /// Whether to merge the user with the other one to whom the identity is linked.
    Merge(MergeOffer),
}

/// Why nothing was linked.
#[derive(Debug, thiserror::Error)]
pub enum PendingLinkError {
    /// No identity waits for this user in this browser, or what the page showed is no longer true.
    #[error("no identity waits for this user in this browser")]
    NotPending,
    /// The user has to authenticate again first.
    #[error("the sign-in is not recent")]
    NotRecent,
    /// The link is refused.
    #[error(transparent)]
    Refused(#[from] SignInError),
    /// The store failed.
    #[error("the store failed")]
    Store(#[from] StoreError),
}

/// Keeps a verified identity until this user agrees in the same browser. The result is the secret that this browser
/// gets.
pub(super) fn create(
    connection: &mut Connection,
    user: UserId,
    verified: &VerifiedIdentity,
    now: DateTime<Utc>,
) -> Result<PendingLinkSecret, StoreError> {
    let secret = PendingLinkSecret::from_random(random::bytes());
    pending_links::insert(connection, &secret.hash(), user, verified, now)?;
    Ok(secret)
}

/// Whether an identity waits for this user in the browser with this secret.
pub(super) fn exists(
    connection: &mut Connection,
    secret: &SecretHash,
    user: UserId,
    now: DateTime<Utc>,
) -> Result<bool, StoreError> {
    Ok(pending_links::find(connection, secret, user, now - LIFETIME)?.is_some())
}

/// The question for the user of this session, if an identity waits for them in the browser with this secret.
pub async fn offer(
    services: &Services,
    session: &Session,
    secret: SecretHash,
    context: &RequestContext,
) -> Result<LinkOffer, PendingLinkError> {
    let (session, now, fixed) = (session.clone(), context.now, providers_without_links(services));
    services.store.read(move |connection| find_offer(connection, &session, &secret, &fixed, now)).await
}

/// Links the identity, or merges the two users. `removed` is the id of the other user that the page has shown, empty if
/// it has shown none: only what was shown is done.
pub async fn accept(
    services: &Services,
    session: &Session,
    secret: SecretHash,
    removed: &str,
    context: &RequestContext,
) -> Result<LinkOffer, PendingLinkError> {
    // check: a recent sign-in before a link
    if !session.is_recently_authenticated(context.now) {
        return Err(PendingLinkError::NotRecent);
    }
    let (session, shown, context) = (session.clone(), removed.to_owned(), context.clone());
    let fixed = providers_without_links(services);
    let accept = move |connection: &mut Connection| {
        connection.wait_for(Lock::Accounts)?;
        let offer = find_offer(connection, &session, &secret, &fixed, context.now)?;
        match &offer {
            LinkOffer::Link(identity, user) if shown.is_empty() => {
                add_identity(connection, user.id, identity, &context)?;
            }
            LinkOffer::Merge(merge) if merge.removed.user.id.to_string() == shown => {
                merge::merge(connection, merge, &session, &context)?;
            }
            _ => return Err(PendingLinkError::NotPending),
        }
        pending_links::delete(connection, &secret)?;
        Ok(offer)
    };
    services.store.write(accept).await
}

/// Forgets the identity that waits in the browser with this secret.
pub async fn decline(services: &Services, secret: SecretHash) -> Result<(), StoreError> {
    services.store.write(move |connection| pending_links::delete(connection, &secret)).await
}

fn find_offer(
    connection: &mut Connection,
    session: &Session,
    secret: &SecretHash,
    fixed: &[Slug],
    now: DateTime<Utc>,
) -> Result<LinkOffer, PendingLinkError> {
    // The session may have ended since it was authenticated.
    let current = sessions::find(connection, session.id)?;
    let (_, user) = current.ok_or(PendingLinkError::NotPending)?;
    let pending = pending_links::find(connection, secret, user.id, now - LIFETIME)?;
    let pending = pending.ok_or(PendingLinkError::NotPending)?;
    match users::find_by_identity(connection, &pending.identity)? {
        // The operator has forbidden it since.
        None if fixed.contains(&pending.provider) => Err(SignInError::from(NotLinkable::LinkOff).into()),
        None => Ok(LinkOffer::Link(pending, user)),
        // Another tab has linked it since.
        Some(owner) if owner.id == user.id => Err(PendingLinkError::NotPending),
        Some(owner) => Ok(LinkOffer::Merge(merge::offer(connection, user, owner.id, fixed)?)),
    }
}

//! Pending links: an identity waits in one browser until the owner of its address signs in there.

use chrono::{DateTime, TimeDelta, Utc};

use super::attempt::Browser;
use super::linking::add_identity;
use super::random;
use crate::domain::{PendingLinkSecret, RequestContext, UserId, VerifiedIdentity};
use crate::store::{Connection, Lock, StoreError, pending_links, users};

/// How long an identity waits for the owner of its address.
pub const LIFETIME: TimeDelta = TimeDelta::minutes(10);

/// Keeps a verified identity until the owner of its address signs in in the same browser. The result is the secret that
/// this browser gets.
pub(super) fn create(
    connection: &mut Connection,
    owner: UserId,
    verified: &VerifiedIdentity,
    now: DateTime<Utc>,
) -> Result<PendingLinkSecret, StoreError> {
    let secret = PendingLinkSecret::from_random(random::bytes());
    pending_links::insert(connection, &secret.hash(), owner, verified, now)?;
    Ok(secret)
}

/// Links the identity that waits in this browser for this user. The user has just signed in with another identity.
pub(super) fn complete(
    connection: &mut Connection,
    user: UserId,
    browser: &Browser,
    context: &RequestContext,
) -> Result<(), StoreError> {
    let Some(secret) = browser.pending_link else { return Ok(()) };
    connection.wait_for(Lock::Accounts)?;
    let Some(pending) = pending_links::take(connection, &secret, user, context.now - LIFETIME)? else {
        return Ok(());
    };
    // Another sign-in may have linked it since.
    if users::find_by_identity(connection, &pending.identity)?.is_none() {
        add_identity(connection, user, &pending, context)?;
    }
    Ok(())
}

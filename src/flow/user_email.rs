//! Keeps the address of a user in step with what their identities prove.

use super::audit;
use crate::domain::{
    AuditEvent, EmailAddress, ProvenEmail, RequestContext, Slug, User, UserId, VerifiedIdentity, choose_email,
};
use crate::store::{Connection, StoreError, identities, users};

/// Gives a user the address that [`choose_email`] chooses, after one of their identities has changed. An address that is
/// released thereby goes to the user whose identity proves it and who could not have it until now: two people who swap
/// their addresses at the provider both have the right one after each has signed in.
///
/// The caller holds the lock of account decisions. Returns the user as they are now.
pub(super) fn settle(
    connection: &mut Connection,
    user: UserId,
    provider: &Slug,
    context: &RequestContext,
) -> Result<User, StoreError> {
    let before = users::find(connection, user)?.ok_or(StoreError::InvalidRow("users"))?;
    let released = before.email.clone();
    let after = settle_alone(connection, before, provider, context)?;
    // check: a released address goes to who proves it
    if let Some(released) = released.filter(|email| !after.owns(email)) {
        // The client address is that of another person.
        let context = RequestContext { address: None, ..context.clone() };
        for other in users::find_owners(connection, &released)? {
            settle_alone(connection, other, provider, &context)?;
        }
    }
    Ok(after)
}

/// Whether a sign-in with this linked identity changes nothing about addresses, so that it needs no lock. The identity
/// proves what it proved before (`proved_before` is the key of that address), and the user has an address that an identity of
/// theirs proves.
pub(super) fn is_settled(
    connection: &mut Connection,
    user: &User,
    proved_before: Option<&str>,
    verified: &VerifiedIdentity,
) -> Result<bool, StoreError> {
    // A sign-in without an address says nothing about it.
    if verified.profile.email.is_none() {
        return Ok(true);
    }
    if proved_before != verified.proven_email.as_ref().map(EmailAddress::key).as_deref() {
        return Ok(false);
    }
    if verified.proven_email.as_ref().is_some_and(|email| user.owns(email)) {
        return Ok(true);
    }
    let proven = identities::list_proven_emails(connection, user.id)?;
    Ok(match &user.email {
        Some(_) => proven.iter().any(|email| user.owns(email)),
        None => proven.is_empty(),
    })
}

fn settle_alone(
    connection: &mut Connection,
    user: User,
    provider: &Slug,
    context: &RequestContext,
) -> Result<User, StoreError> {
    let mut proven = Vec::new();
    for email in identities::list_proven_emails(connection, user.id)? {
        let owners = users::find_owners(connection, &email)?;
        // check: a user gets a free address only
        let is_free = owners.iter().all(|owner| owner.id == user.id);
        proven.push(ProvenEmail { email, is_free });
    }
    let chosen = choose_email(user.email.as_ref(), &proven).cloned();
    if chosen.as_ref().map(EmailAddress::key) == user.email.as_ref().map(EmailAddress::key) {
        return Ok(user);
    }
    users::set_email(connection, user.id, chosen.as_ref())?;
    // check: a changed address is recorded
    audit::record(connection, AuditEvent::EmailChanged, provider.clone(), Some(user.id), context)?;
    Ok(User { email: chosen, ..user })
}

//! Finds the user of a verified identity, links the identity, or creates a user.

use uuid::Uuid;

use super::sign_in_error::SignInError;
use super::{audit, random, relink, user_email};
use crate::domain::{
    AccountDecision, AuditEvent, EmailAddress, Owner, ProviderSettings, RequestContext, SignUpPolicy, User, UserId,
    VerifiedIdentity, admit, decide_account, username_candidates,
};
use crate::store::identities::LastUse;
use crate::store::{Connection, Lock, StoreError, identities, invitations, relinks, user_admin, users};

/// The user of an identity.
pub(super) enum ResolvedUser {
    /// This user, the id of the identity, and how the user was found. The transaction holds the user's row: an operator who
    /// disables the user waits, and then finds the session to end.
    Found(User, Uuid, UserMatch),
    /// This user owns the address, and has to confirm that the identity is theirs.
    NeedsConfirmation(UserId),
}

/// How the user of an identity was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum UserMatch {
    /// The identity was linked to the user already.
    Existing,
    /// The identity was linked now, because it has the user's proven address.
    LinkedByEmail,
    /// The user was created now.
    Created,
}

/// Finds, links or creates the user of a verified identity, and refreshes their profile. Runs inside the transaction of
/// a sign-in.
///
/// # Errors
/// When the database fails or the identity is refused; the transaction has to be rolled back then.
pub(super) fn resolve_user(
    connection: &mut Connection,
    verified: &VerifiedIdentity,
    provider: &ProviderSettings,
    sign_up: &SignUpPolicy,
    context: &RequestContext,
) -> Result<ResolvedUser, SignInError> {
    let mut linked = users::find_with_last_use(connection, &verified.identity)?;
    let is_settled = match &linked {
        Some((user, last_use)) => user_email::is_settled(connection, user, last_use.proven_email_key(), verified)?,
        None => false,
    };
    if !is_settled {
        // One account decision at a time, on all instances. What is read from here on stays true until the commit: ten
        // first sign-ins of one person create one user, and an address has one owner.
        // check: one account decision at a time
        connection.wait_for(Lock::Accounts)?;
        linked = users::find_with_last_use(connection, &verified.identity)?;
    }
    if let Some((user, last_use)) = linked {
        let user = use_linked(connection, &user, &last_use, verified, context)?;
        let user =
            if is_settled { user } else { user_email::settle(connection, user.id, &verified.provider, context)? };
        return Ok(ResolvedUser::Found(user, last_use.id()?, UserMatch::Existing));
    }
    let owners = match &verified.proven_email {
        Some(email) => users::find_owners(connection, email)?,
        None => Vec::new(),
    };
    let owner = candidate_owner(connection, &owners, verified, context)?;
    match decide_account(owner, provider.link_by_email()) {
        AccountDecision::Link(user) => {
            users::lock(connection, user.id)?;
            refuse_disabled(connection, user.id)?;
            let user = refresh(connection, &user, verified)?;
            // There are none, unless an operator lets this identity replace them.
            relink::remove_old(connection, user.id, &verified.identity.issuer)?;
            let identity = random::id(context.now);
            identities::link(connection, identity, user.id, verified, context.now)?;
            let provider = &verified.provider;
            audit::record(connection, AuditEvent::IdentityLinked, provider.clone(), Some(user.id), context)?;
            let user = user_email::settle(connection, user.id, provider, context)?;
            Ok(ResolvedUser::Found(user, identity, UserMatch::LinkedByEmail))
        }
        AccountDecision::Confirm(user) => Ok(ResolvedUser::NeedsConfirmation(user.id)),
        AccountDecision::Create => {
            // A disabled user cannot return under another subject with the same proven address.
            for owner in &owners {
                refuse_disabled(connection, owner.id)?;
            }
            // check: an address has one owner
            let free_email = verified.proven_email.as_ref().filter(|_| owners.is_empty());
            // The invitation has to be for the address that the new user will own.
            let invited = match free_email {
                Some(email) => invitations::use_up(connection, email, context.now)?,
                None => false,
            };
            admit(invited, verified.proven_email.as_ref(), sign_up, &provider.emails.allowed_domains)?;
            let (user, identity) = create(connection, verified, free_email.cloned(), context)?;
            Ok(ResolvedUser::Found(user, identity, UserMatch::Created))
        }
    }
}

/// Signs in with an identity that is linked to this user, and returns the user with their current profile.
fn use_linked(
    connection: &mut Connection,
    user: &User,
    last_use: &LastUse,
    verified: &VerifiedIdentity,
    context: &RequestContext,
) -> Result<User, SignInError> {
    // check: the identity is linked until the session begins
    if !identities::record_use(connection, user.id, verified, last_use, context.now)? {
        refuse_disabled(connection, user.id)?;
        return Err(SignInError::IdentityUnlinked);
    }
    Ok(refresh(connection, user, verified)?)
}

/// Updates the profile of a user who signs in.
fn refresh(connection: &mut Connection, user: &User, verified: &VerifiedIdentity) -> Result<User, StoreError> {
    let refreshed = user.clone().refreshed(&verified.profile);
    if refreshed != *user {
        users::update_profile(connection, &refreshed)?;
    }
    Ok(refreshed)
}

/// Refuses a disabled user.
pub(super) fn refuse_disabled(connection: &mut Connection, user: UserId) -> Result<(), SignInError> {
    if user_admin::is_disabled(connection, user)? {
        return Err(SignInError::Disabled(user));
    }
    Ok(())
}

/// The owner of the address, and what speaks against linking this identity to them. An address with several owners has
/// moved from one to another at a provider: it says nothing about which of them the person is.
fn candidate_owner(
    connection: &mut Connection,
    owners: &[User],
    verified: &VerifiedIdentity,
    context: &RequestContext,
) -> Result<Option<Owner>, StoreError> {
    // check: an address with several owners
    let Some(user) = owners.first().filter(|_| owners.len() == 1).cloned() else { return Ok(None) };
    let issuer = &verified.identity.issuer;
    let is_relinked = match &verified.proven_email {
        Some(email) => relinks::are_replaceable(connection, user.id, issuer, email, context.now)?,
        None => false,
    };
    let has_identity_at_issuer = !is_relinked && identities::exists_at_issuer(connection, user.id, issuer)?;
    let has_unlinked_identity = identities::was_unlinked(connection, user.id, &verified.identity)?;
    Ok(Some(Owner { user, has_identity_at_issuer, is_relinked, has_unlinked_identity }))
}

fn create(
    connection: &mut Connection,
    verified: &VerifiedIdentity,
    email: Option<EmailAddress>,
    context: &RequestContext,
) -> Result<(User, Uuid), StoreError> {
    let user = User {
        id: UserId(random::id(context.now)),
        username: String::new(),
        email,
        display_name: verified.profile.name.clone(),
        avatar_url: verified.profile.picture.clone(),
        created_at: context.now,
    };
    for username in username_candidates(&verified.profile, user.email.as_ref(), user.id) {
        let user = User { username, ..user.clone() };
        if users::insert(connection, &user)? {
            let identity = random::id(context.now);
            identities::link(connection, identity, user.id, verified, context.now)?;
            return Ok((user, identity));
        }
    }
    // The last candidate contains a part of a new UUID, so that it cannot be taken.
    Err(StoreError::InvalidRow("users"))
}

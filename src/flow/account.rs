//! Whose identity this is.

use super::linking::record;
use super::outcome::refuse_disabled;
use super::random;
use super::sign_in::SignInError;
use crate::domain::{
    AccountDecision, AuditEvent, Owner, ProviderSettings, RequestContext, SignUpPolicy, User, UserId, VerifiedIdentity,
    admit, decide_account, proven_email, restrict_to_domains, username_candidates,
};
use crate::store::{Connection, Lock, StoreError, identities, invitations, users};

/// Whose identity it is.
pub(super) enum ResolvedUser {
    /// This user's.
    Existing(User),
    /// This user's, if they confirm it.
    NeedsConfirmation(UserId),
}

/// Finds, links or creates the user of a verified identity, and refreshes what the provider says about them. Runs inside
/// the transaction of a sign-in.
///
/// # Errors
/// When the database fails, or the person is not let in; nothing may be committed then.
pub(super) fn user_of(
    connection: &mut Connection,
    verified: &VerifiedIdentity,
    provider: &ProviderSettings,
    sign_up: &SignUpPolicy,
    context: &RequestContext,
) -> Result<ResolvedUser, SignInError> {
    let proven = proven_email(&verified.profile, provider.emails.trusted);
    let proven = restrict_to_domains(proven, &provider.emails.allowed_domains);
    let mut linked = users::find_by_identity(connection, &verified.identity)?;
    let settled = linked.as_ref().is_some_and(|user| proven.is_none_or(|email| user.owns(email)));
    if !settled {
        // One decision at a time, on every instance: what is read from here on stays true until the commit, so ten first
        // sign-ins of one person make one user, and one address has one owner.
        connection.wait_for(Lock::Accounts)?;
        linked = users::find_by_identity(connection, &verified.identity)?;
    }
    let owner = proven.map(|email| users::find_by_email(connection, email)).transpose()?.flatten();
    let free_email = proven.filter(|_| owner.is_none()).cloned();
    let owner_id = owner.as_ref().map(|owner| owner.id);
    let owner = owner.map(|user| known(connection, user, verified)).transpose()?;
    match decide_account(linked, owner, provider.emails.link) {
        AccountDecision::Existing(user) => {
            let user = user.refreshed(&verified.profile, free_email);
            // The user's row first, as who deletes a user does: or the two could wait for each other.
            users::update_profile(connection, &user)?;
            identities::record_use(connection, verified, context.now)?;
            Ok(ResolvedUser::Existing(user))
        }
        AccountDecision::Link(user) => {
            identities::link(connection, random::id(context.now), user.id, verified, context.now)?;
            record(connection, AuditEvent::IdentityLinked, user.id, verified.provider.clone(), context)?;
            let user = user.refreshed(&verified.profile, None);
            users::update_profile(connection, &user)?;
            Ok(ResolvedUser::Existing(user))
        }
        AccountDecision::Confirm(user) => Ok(ResolvedUser::NeedsConfirmation(user.id)),
        AccountDecision::Create => {
            // Whoever is kept out stays out under another subject with the same proven address.
            if let Some(owner) = owner_id {
                refuse_disabled(connection, owner)?;
            }
            // An invitation is to the address that becomes the user's own.
            let invited = match &free_email {
                Some(email) => invitations::use_up(connection, email, context.now)?,
                None => false,
            };
            admit(invited, proven, sign_up, &provider.emails.allowed_domains)?;
            let user = User {
                id: UserId(random::id(context.now)),
                username: String::new(),
                email: free_email,
                display_name: verified.profile.name.clone(),
                avatar_url: verified.profile.picture.clone(),
                created_at: context.now,
            };
            let user = insert(connection, &user, verified)?;
            identities::link(connection, random::id(context.now), user.id, verified, context.now)?;
            Ok(ResolvedUser::Existing(user))
        }
    }
}

fn known(connection: &mut Connection, user: User, verified: &VerifiedIdentity) -> Result<Owner, StoreError> {
    let known_at_issuer = identities::exists_at(connection, user.id, &verified.identity.issuer)?;
    let unlinked_it = identities::was_unlinked(connection, user.id, &verified.identity)?;
    Ok(Owner { user, known_at_issuer, unlinked_it })
}

fn insert(connection: &mut Connection, user: &User, verified: &VerifiedIdentity) -> Result<User, StoreError> {
    for username in username_candidates(&verified.profile, user.email.as_ref(), user.id) {
        let user = User { username, ..user.clone() };
        if users::insert(connection, &user)? {
            return Ok(user);
        }
    }
    // The last candidate holds a piece of a new UUID; somebody has it already.
    Err(StoreError::Damaged("users"))
}

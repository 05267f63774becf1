//! What an operator decides about people. Each decision is one transaction, its audit entry among it.

use std::time::Duration;

use super::random;
use crate::domain::{
    AuditEntry, AuditEvent, EmailAddress, Lifetimes, RequestContext, SignUp, SignUpPolicy, Slug, User, UserId,
};
use crate::store::invitations::{self, Invitation};
use crate::store::user_admin::{self, Entry, Name};
use crate::store::user_details::{self, ActiveSession, IdentityDetails};
use crate::store::{Connection, Lock, Store, StoreError, audit, sessions, sign_in_links, users};

/// Why nothing was done.
#[derive(Debug, thiserror::Error)]
pub enum OperatorError {
    /// No user has this name.
    #[error("nobody has this username, id or proven address")]
    NoSuchUser,
    /// The user may not sign in in any way.
    #[error("{0} is disabled; `kaimu users enable {0}` lets them sign in again")]
    Disabled(String),
    /// The address needs no invitation.
    #[error("this is the address of {0} already")]
    HasUser(String),
    /// An invitation would let nobody in.
    #[error("sign_in.sign_up is \"closed\", which lets nobody in, invited or not; set it to \"invited\" first")]
    SignUpClosed,
    /// An invitation would let nobody in, either.
    #[error("the address is in none of sign_in.allowed_email_domains, which invited people have to be in as well")]
    NotAllowed,
    /// The store failed.
    #[error("the store failed")]
    Store(#[from] StoreError),
}

/// Everything about one user.
#[expect(missing_debug_implementations, reason = "subjects and addresses do not show themselves")]
pub struct Details {
    /// Who.
    pub entry: Entry,
    /// Who they are at which providers.
    pub identities: Vec<IdentityDetails>,
    /// Where they are signed in.
    pub sessions: Vec<ActiveSession>,
}

/// Everything about the user of this name, at this moment.
///
/// # Errors
/// When there is none, or the store fails.
pub async fn show(
    store: &Store,
    name: Name,
    lifetimes: Lifetimes,
    context: &RequestContext,
) -> Result<Details, OperatorError> {
    let now = context.now;
    let work = move |connection: &mut Connection| {
        let entry = user_admin::find(connection, &name)?.ok_or(OperatorError::NoSuchUser)?;
        let identities = user_details::identities_of(connection, entry.user.id)?;
        let sessions = user_details::sessions_of(connection, entry.user.id, &lifetimes, now)?;
        Ok(Details { entry, identities, sessions })
    };
    store.read(work).await
}

/// Lets a user sign in no more, and ends all their sessions: how many.
///
/// # Errors
/// When there is none of this name, or the store fails.
pub async fn disable(store: &Store, name: Name, context: RequestContext) -> Result<(User, usize), OperatorError> {
    decide(store, name, AuditEvent::UserDisabled, context, |connection, entry, context| {
        user_admin::disable(connection, entry.user.id, entry.disabled_at.or(Some(context.now)))?;
        sign_in_links::delete_of(connection, entry.user.id)?;
        Ok(sessions::end_all(connection, entry.user.id, None)?)
    })
    .await
}

/// Lets a user sign in again.
///
/// # Errors
/// When there is none of this name, or the store fails.
pub async fn enable(store: &Store, name: Name, context: RequestContext) -> Result<User, OperatorError> {
    let done = decide(store, name, AuditEvent::UserEnabled, context, |connection, entry, _| {
        Ok(user_admin::disable(connection, entry.user.id, None)?)
    });
    done.await.map(|(user, ())| user)
}

/// Ends all sessions of a user: how many.
///
/// # Errors
/// When there is none of this name, or the store fails.
pub async fn sign_out(store: &Store, name: Name, context: RequestContext) -> Result<(User, usize), OperatorError> {
    decide(store, name, AuditEvent::UserSignedOut, context, |connection, entry, _| {
        // A link that went astray is a session to come.
        sign_in_links::delete_of(connection, entry.user.id)?;
        Ok(sessions::end_all(connection, entry.user.id, None)?)
    })
    .await
}

/// Removes a user, and with them identities and sessions. What the audit log says about them stays.
///
/// # Errors
/// When there is none, or the store fails.
pub async fn delete(store: &Store, user: UserId, context: RequestContext) -> Result<(), OperatorError> {
    let done = decide(store, Name::Id(user), AuditEvent::UserDeleted, context, |connection, entry, _| {
        Ok(user_admin::delete(connection, entry.user.id)?)
    });
    done.await.map(drop)
}

/// Invites an address, for so long. An earlier invitation of the same address ends.
///
/// # Errors
/// When the address has a user, when the policy would let nobody in with it, or the store fails.
pub async fn invite(
    store: &Store,
    policy: &SignUpPolicy,
    email: EmailAddress,
    lifetime: Duration,
    context: RequestContext,
) -> Result<Invitation, OperatorError> {
    if policy.sign_up == SignUp::Closed {
        return Err(OperatorError::SignUpClosed);
    }
    if !policy.allows(Some(&email)) {
        return Err(OperatorError::NotAllowed);
    }
    let work = move |connection: &mut Connection| {
        connection.wait_for(Lock::Accounts)?;
        if let Some(user) = users::find_by_email(connection, &email)? {
            return Err(OperatorError::HasUser(user.username));
        }
        let invitation = Invitation { email, invited_at: context.now, expires_at: context.now + lifetime };
        invitations::replace(connection, &invitation)?;
        record(connection, AuditEvent::UserInvited, None, context)?;
        Ok(invitation)
    };
    store.write(work).await
}

/// Finds a user, does something about them, and adds the audit entry. No sign-in decides anything meanwhile.
pub(super) async fn decide<T: Send + 'static>(
    store: &Store,
    name: Name,
    event: AuditEvent,
    context: RequestContext,
    work: impl FnOnce(&mut Connection, &Entry, &RequestContext) -> Result<T, OperatorError> + Send + 'static,
) -> Result<(User, T), OperatorError> {
    let transaction = move |connection: &mut Connection| {
        connection.wait_for(Lock::Accounts)?;
        let entry = user_admin::find(connection, &name)?.ok_or(OperatorError::NoSuchUser)?;
        let done = work(connection, &entry, &context)?;
        record(connection, event, Some(entry.user.id), context)?;
        Ok((entry.user, done))
    };
    store.write(transaction).await
}

fn record(
    connection: &mut Connection,
    event: AuditEvent,
    user: Option<UserId>,
    context: RequestContext,
) -> Result<(), StoreError> {
    let id = random::id(context.now);
    audit::insert(connection, id, &AuditEntry { event, provider: Slug::operator(), user, context })
}

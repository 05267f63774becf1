//! What an operator does with users: show, disable, sign out, rename, delete, invite. Each change and its audit entry
//! are one transaction.

use std::time::Duration;

use super::audit;
use crate::domain::{
    ActiveSession, AuditEvent, EmailAddress, IdentityDetails, Lifetimes, RequestContext, SignUp, SignUpPolicy, Slug,
    User, UserEntry, UserId, error_chain,
};
use crate::store::invitations::{self, Invitation};
use crate::store::user_admin::{self, UserSelector};
use crate::store::user_export::{self, UserExport};
use crate::store::{Connection, Lock, Store, StoreError, access_tokens, sessions, sign_in_links, user_details, users};

/// Why a command changed nothing.
#[derive(Debug, thiserror::Error)]
pub enum OperatorError {
    /// No user matches.
    #[error("no user has this username, id or proven e-mail address")]
    NoSuchUser,
    /// The user is disabled.
    #[error("{0} is disabled; `kaimu users enable {0}` allows them to sign in again")]
    Disabled(String),
    /// The user has no session with this id.
    #[error("{0} has no session with this id; `kaimu users show {0}` lists the active ones")]
    NoSuchSession(String),
    /// There is no such token.
    #[error("no access token has this id; `kaimu tokens list` lists those that have not expired")]
    NoSuchToken,
    /// The user has no such identity, or several with this slug.
    #[error("name one identity of {username} by its id: {known}")]
    UnclearIdentity {
        /// The username.
        username: String,
        /// The identities of the user.
        known: String,
    },
    /// Another user has or had the username.
    #[error("another user has or had this username; applications may know that user by it, so choose another one")]
    UsernameTaken,
    /// The address already belongs to a user, so it needs no invitation.
    #[error("this address belongs to the user {0} already, who can sign in without an invitation")]
    HasUser(String),
    /// An invitation would have no effect.
    #[error("sign_in.sign_up is \"closed\", which refuses every new user, invited or not; set it to \"invited\" first")]
    SignUpClosed,
    /// The invitation would have no effect, because of the domain.
    #[error("the domain of the address is not in sign_in.allowed_email_domains, which holds for invited users as well")]
    NotAllowed,
    /// The store failed.
    #[error("the store failed")]
    Store(#[from] StoreError),
}

/// One user, as `kaimu users show` prints them.
#[expect(missing_debug_implementations, reason = "it contains subjects and addresses")]
pub struct UserDetails {
    /// The user, whether they are disabled, and their last sign-in.
    pub entry: UserEntry,
    /// Their linked identities.
    pub identities: Vec<IdentityDetails>,
    /// Their active sessions.
    pub sessions: Vec<ActiveSession>,
}

/// Reads the user that the operator named.
pub async fn show(
    store: &Store,
    selector: UserSelector,
    lifetimes: Lifetimes,
    context: &RequestContext,
) -> Result<UserDetails, OperatorError> {
    let now = context.now;
    let work = move |connection: &mut Connection| {
        let entry = user_admin::find(connection, &selector)?.ok_or(OperatorError::NoSuchUser)?;
        let identities = user_details::list_identities(connection, entry.user.id)?;
        let sessions = user_details::list_active_sessions(connection, entry.user.id, &lifetimes, now)?;
        Ok(UserDetails { entry, identities, sessions })
    };
    store.read(work).await
}

/// Reads everything that is stored about the user that the operator named.
pub async fn export(store: &Store, selector: UserSelector) -> Result<UserExport, OperatorError> {
    let work = move |connection: &mut Connection| {
        let entry = user_admin::find(connection, &selector)?.ok_or(OperatorError::NoSuchUser)?;
        Ok(user_export::read(connection, entry.user.id)?)
    };
    store.read(work).await
}

/// What ended when a user was disabled.
#[derive(Debug)]
pub struct Disabled {
    /// The number of sessions.
    pub sessions: usize,
    /// The number of personal access tokens.
    pub tokens: usize,
}

/// Disables a user, deletes their sign-in link, ends all their sessions, and revokes their personal access tokens.
pub async fn disable(
    store: &Store,
    selector: UserSelector,
    context: RequestContext,
) -> Result<(User, Disabled), OperatorError> {
    change_user(store, selector, AuditEvent::UserDisabled, context, |connection, entry, context| {
        user_admin::set_disabled_at(connection, entry.user.id, entry.disabled_at.or(Some(context.now)))?;
        sign_in_links::delete_for_user(connection, entry.user.id)?;
        let sessions = sessions::end_all(connection, entry.user.id, None)?;
        // check: the tokens of a disabled user end
        let tokens = access_tokens::delete_of_user(connection, entry.user.id)?;
        Ok(Disabled { sessions, tokens })
    })
    .await
}

/// Enables a user again.
pub async fn enable(store: &Store, selector: UserSelector, context: RequestContext) -> Result<User, OperatorError> {
    let done = change_user(store, selector, AuditEvent::UserEnabled, context, |connection, entry, _| {
        Ok(user_admin::set_disabled_at(connection, entry.user.id, None)?)
    });
    done.await.map(|(user, ())| user)
}

/// Ends all sessions of a user, and deletes their sign-in link. Returns the number of sessions.
pub async fn sign_out(
    store: &Store,
    selector: UserSelector,
    context: RequestContext,
) -> Result<(User, usize), OperatorError> {
    change_user(store, selector, AuditEvent::UserSignedOut, context, |connection, entry, _| {
        // A sign-in link that reached someone else would begin a session.
        sign_in_links::delete_for_user(connection, entry.user.id)?;
        Ok(sessions::end_all(connection, entry.user.id, None)?)
    })
    .await
}

/// Changes the username, which has passed [`crate::domain::is_username`]. Returns the user as they were before.
pub async fn rename(
    store: &Store,
    selector: UserSelector,
    username: String,
    context: RequestContext,
) -> Result<User, OperatorError> {
    let renamed = change_user(store, selector, AuditEvent::UserRenamed, context, move |connection, entry, _| {
        if !user_admin::rename(connection, entry.user.id, &username)? {
            return Err(OperatorError::UsernameTaken);
        }
        Ok(())
    });
    renamed.await.map(|(user, ())| user)
}

/// Deletes a user with their identities and sessions. Their audit entries stay. The data of a deleted user is overwritten
/// in an SQLite file.
pub async fn delete(store: &Store, user: UserId, context: RequestContext) -> Result<(), OperatorError> {
    let done = change_user(store, UserSelector::Id(user), AuditEvent::UserDeleted, context, |connection, entry, _| {
        Ok(user_admin::delete(connection, entry.user.id)?)
    });
    done.await?;
    if let Err(error) = store.empty_log().await {
        log::warn!(
            "the user is deleted, but the write-ahead log beside the SQLite file may contain their data until the server \
             stops: {}",
            error_chain(&error)
        );
    }
    Ok(())
}

/// Invites an address for `lifetime`. Replaces an earlier invitation of the same address.
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
        if let Some(user) = users::find_owners(connection, &email)?.into_iter().next() {
            return Err(OperatorError::HasUser(user.username));
        }
        let invitation = Invitation { email, invited_at: context.now, expires_at: context.now + lifetime };
        invitations::replace(connection, &invitation)?;
        audit::record(connection, AuditEvent::UserInvited, Slug::operator(), None, &context)?;
        Ok(invitation)
    };
    store.write(work).await
}

/// Finds a user, changes them and adds the audit entry, in one transaction. No account decision runs at the same time.
pub(super) async fn change_user<T: Send + 'static>(
    store: &Store,
    selector: UserSelector,
    event: AuditEvent,
    context: RequestContext,
    work: impl FnOnce(&mut Connection, &UserEntry, &RequestContext) -> Result<T, OperatorError> + Send + 'static,
) -> Result<(User, T), OperatorError> {
    let transaction = move |connection: &mut Connection| {
        connection.wait_for(Lock::Accounts)?;
        let entry = user_admin::find(connection, &selector)?.ok_or(OperatorError::NoSuchUser)?;
        let done = work(connection, &entry, &context)?;
        audit::record(connection, event, Slug::operator(), Some(entry.user.id), &context)?;
        Ok((entry.user, done))
    };
    store.write(transaction).await
}

//! Two accounts of one person become one.

use super::Services;
use super::linking::{PENDING_LINK_LIFETIME, record};
use crate::domain::{AuditEvent, LinkedIdentity, RequestContext, Session, User, UserId};
use crate::store::user_admin::{self, Entry, Name};
use crate::store::{Connection, Lock, StoreError, identities, sessions, users};

/// An account that may become one with another.
#[derive(Debug)]
pub struct MergeAccount {
    /// Whose.
    pub user: User,
    /// How they sign in.
    pub identities: Vec<LinkedIdentity>,
}

/// What a merge would do.
#[derive(Debug)]
pub struct Offer {
    /// The account that stays: the one that is signed in.
    pub stays: MergeAccount,
    /// The account that goes into it.
    pub goes: MergeAccount,
}

/// Why nothing was merged.
#[derive(Debug, thiserror::Error)]
pub enum MergeError {
    /// The person has to prove anew that both accounts are theirs.
    #[error("nobody has shown just now to be both users")]
    NotShown,
    /// An operator has switched the other user off.
    #[error("user {0} is disabled")]
    Disabled(UserId),
    /// The store failed.
    #[error("the store failed")]
    Store(#[from] StoreError),
}

/// What could be merged: the account of this session, and the other one as whose user this person has signed in in this
/// browser within the last minutes.
///
/// # Errors
/// When there is nothing to merge, or the store fails.
pub async fn offer(services: &Services, session: &Session, context: &RequestContext) -> Result<Offer, MergeError> {
    let (session, context) = (session.clone(), context.clone());
    services.store.read(move |connection| find(connection, &session, &context)).await
}

/// Merges, all of it or nothing: the other account's identities and, where this one has none, its address move here; its
/// sessions end, and it is gone.
///
/// # Errors
/// When there is nothing to merge (any more), or the store fails; nothing has changed then.
pub async fn merge(
    services: &Services,
    session: &Session,
    goes: &str,
    context: &RequestContext,
) -> Result<(), MergeError> {
    let (session, goes, context) = (session.clone(), goes.to_owned(), context.clone());
    let work = move |connection: &mut Connection| {
        connection.wait_for(Lock::Accounts)?;
        let offer = find(connection, &session, &context)?;
        // Only what was shown: in another tab the person may have signed in as a third user meanwhile.
        if offer.goes.user.id.to_string() != goes {
            return Err(MergeError::NotShown);
        }
        let (stays, goes) = (offer.stays.user, offer.goes.user);
        identities::move_to_user(connection, goes.id, stays.id)?;
        record(connection, AuditEvent::AccountsMerged, goes.id, session.provider.clone(), &context)?;
        user_admin::delete(connection, goes.id)?;
        if stays.email.is_none() && goes.email.is_some() {
            users::update_profile(connection, &User { email: goes.email, ..stays.clone() })?;
        }
        record(connection, AuditEvent::AccountsMerged, stays.id, session.provider, &context)?;
        Ok(())
    };
    services.store.write(work).await
}

fn find(connection: &mut Connection, session: &Session, context: &RequestContext) -> Result<Offer, MergeError> {
    if !session.is_recently_authenticated(context.now) {
        return Err(MergeError::NotShown);
    }
    let also = sessions::merge_candidate(connection, &session.token_hash, context.now - PENDING_LINK_LIFETIME)?;
    let other = also.filter(|other| *other != session.user);
    let goes = other.map(|user| user_admin::find(connection, &Name::Id(user))).transpose()?.flatten();
    let Entry { user: goes, disabled_at, .. } = goes.ok_or(MergeError::NotShown)?;
    if disabled_at.is_some() {
        return Err(MergeError::Disabled(goes.id));
    }
    // The session may have ended since it was looked up.
    let here = sessions::find(connection, &session.token_hash)?;
    let (_, stays) = here.ok_or(MergeError::NotShown)?;
    let account = |connection: &mut Connection, user: User| -> Result<MergeAccount, StoreError> {
        Ok(MergeAccount { identities: identities::list(connection, user.id)?, user })
    };
    Ok(Offer { stays: account(connection, stays)?, goes: account(connection, goes)? })
}

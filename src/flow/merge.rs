//! Two accounts of one person become one.

use super::Services;
use super::linking::{WAITS_FOR, record};
use crate::domain::{AuditEvent, LinkedIdentity, Session, User, UserId, Visit};
use crate::store::directory::{self, Entry, Name};
use crate::store::{Connection, Lock, StoreError, identities, sessions, users};

/// An account that may become one with another.
#[derive(Debug)]
pub struct Account {
    /// Whose.
    pub user: User,
    /// How they sign in.
    pub identities: Vec<LinkedIdentity>,
}

/// What a merge would do.
#[derive(Debug)]
pub struct Offer {
    /// The account that stays: the one that is signed in.
    pub stays: Account,
    /// The account that goes into it.
    pub goes: Account,
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
pub async fn offer(services: &Services, session: &Session, visit: &Visit) -> Result<Offer, MergeError> {
    let (session, visit) = (session.clone(), visit.clone());
    services.store.read(move |connection| find(connection, &session, &visit)).await
}

/// Merges, all of it or nothing: the other account's identities and, where this one has none, its address move here; its
/// sessions end, and it is gone.
///
/// # Errors
/// When there is nothing to merge (any more), or the store fails; nothing has changed then.
pub async fn merge(services: &Services, session: &Session, goes: &str, visit: &Visit) -> Result<(), MergeError> {
    let (session, goes, visit) = (session.clone(), goes.to_owned(), visit.clone());
    let work = move |connection: &mut Connection| {
        connection.wait_for(Lock::Accounts)?;
        let offer = find(connection, &session, &visit)?;
        // Only what was shown: in another tab the person may have signed in as a third user meanwhile.
        if offer.goes.user.id.to_string() != goes {
            return Err(MergeError::NotShown);
        }
        let (stays, goes) = (offer.stays.user, offer.goes.user);
        identities::give_all(connection, goes.id, stays.id)?;
        record(connection, AuditEvent::AccountsMerged, goes.id, session.provider.clone(), &visit)?;
        directory::delete(connection, goes.id)?;
        if stays.email.is_none() && goes.email.is_some() {
            users::update_profile(connection, &User { email: goes.email, ..stays.clone() })?;
        }
        record(connection, AuditEvent::AccountsMerged, stays.id, session.provider, &visit)?;
        Ok(())
    };
    services.store.write(work).await
}

fn find(connection: &mut Connection, session: &Session, visit: &Visit) -> Result<Offer, MergeError> {
    if !session.is_recent(visit.now) {
        return Err(MergeError::NotShown);
    }
    let also = sessions::also(connection, &session.token_hash, visit.now - WAITS_FOR)?;
    let other = also.filter(|other| *other != session.user);
    let goes = other.map(|user| directory::find(connection, &Name::Id(user))).transpose()?.flatten();
    let Entry { user: goes, disabled_at, .. } = goes.ok_or(MergeError::NotShown)?;
    if disabled_at.is_some() {
        return Err(MergeError::Disabled(goes.id));
    }
    // The session may have ended since it was looked up.
    let here = sessions::find(connection, &session.token_hash)?;
    let (_, stays) = here.ok_or(MergeError::NotShown)?;
    let account = |connection: &mut Connection, user: User| -> Result<Account, StoreError> {
        Ok(Account { identities: identities::of_user(connection, user.id)?, user })
    };
    Ok(Offer { stays: account(connection, stays)?, goes: account(connection, goes)? })
}

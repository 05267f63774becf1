//! Ends sessions for an operator: one of a user, those of a provider, or all.

use std::collections::HashSet;

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::operator::{OperatorError, change_user};
use super::{audit, token_management};
use crate::domain::{AuditEvent, RequestContext, Slug, User, UserId};
use crate::store::session_admin::{self, EndedSession, MAX_ENDED_AT_ONCE, SessionFilter};
use crate::store::user_admin::UserSelector;
use crate::store::{
    Connection, Lock, Store, StoreError, assertion_keys, hand_over_tickets, invitations, last_sign_ins, pending_links,
    relinks, sessions, sign_in_links, sign_ins,
};

/// How many sessions have ended, and of how many users.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EndedSessions {
    /// The number of sessions.
    pub sessions: usize,
    /// The number of their users.
    pub users: usize,
}

/// Ends one session of a user.
pub async fn end_one(
    store: &Store,
    selector: UserSelector,
    session: Uuid,
    context: RequestContext,
) -> Result<User, OperatorError> {
    let ended = change_user(store, selector, AuditEvent::UserSessionsEnded, context, move |connection, entry, _| {
        // check: an operator ends one session
        if !sessions::end_one(connection, entry.user.id, session)? {
            return Err(OperatorError::NoSuchSession(entry.user.username.clone()));
        }
        Ok(())
    });
    ended.await.map(|(user, ())| user)
}

/// Ends all sessions that began at this provider, configured or not.
pub async fn end_of_provider(
    store: &Store,
    provider: Slug,
    context: RequestContext,
) -> Result<EndedSessions, OperatorError> {
    Ok(end_matching(store, &SessionFilter::OfProvider(provider), AuditEvent::UserSessionsEnded, &context).await?)
}

/// Ends all sessions of all users, and deletes all sign-in links, which would begin new ones.
pub async fn end_all(store: &Store, context: RequestContext) -> Result<EndedSessions, OperatorError> {
    // check: the sign-in links go with all sessions
    store.write(sign_in_links::delete_all).await?;
    Ok(end_matching(store, &SessionFilter::All, AuditEvent::UserSignedOut, &context).await?)
}

/// What a restore has ended.
#[derive(Debug)]
pub struct EndedByRestore {
    /// The number of sessions.
    pub sessions: usize,
    /// The number of personal access tokens.
    pub tokens: usize,
}

/// Ends what a backup would bring back: sessions, sign-in attempts, links, tickets, invitations, permissions to relink,
/// personal access tokens, and keys that sign assertions.
pub fn end_restored(connection: &mut Connection, context: &RequestContext) -> Result<EndedByRestore, StoreError> {
    sign_ins::end_all(connection, context.now)?;
    sign_in_links::delete_all(connection)?;
    let forever = DateTime::<Utc>::MAX_UTC;
    pending_links::delete_older_than(connection, forever)?;
    hand_over_tickets::delete_older_than(connection, forever)?;
    invitations::delete_expired(connection, forever)?;
    relinks::end_all(connection)?;
    // One that was replaced after a leak would sign again.
    // check: a restore brings no assertion key back
    assertion_keys::delete_all(connection)?;
    last_sign_ins::forget_all(connection)?;
    // check: a restore revokes all tokens
    let tokens = token_management::revoke_all(connection, context)?;
    let mut count = 0;
    loop {
        // check: a restore ends all sessions
        let portion = end_portion(connection, &SessionFilter::All, AuditEvent::UserSignedOut, context)?.len();
        count += portion;
        if portion < MAX_ENDED_AT_ONCE {
            return Ok(EndedByRestore { sessions: count, tokens });
        }
    }
}

/// Ends the sessions that the filter selects, in portions, each a transaction with one audit entry for each user.
async fn end_matching(
    store: &Store,
    filter: &SessionFilter,
    event: AuditEvent,
    context: &RequestContext,
) -> Result<EndedSessions, StoreError> {
    let (mut count, mut users) = (0, HashSet::new());
    loop {
        let (filter, context) = (filter.clone(), context.clone());
        let portion = store.write(move |connection| end_portion(connection, &filter, event, &context)).await?;
        count += portion.len();
        users.extend(portion.iter().map(|session| session.user));
        if portion.len() < MAX_ENDED_AT_ONCE {
            return Ok(EndedSessions { sessions: count, users: users.len() });
        }
    }
}

fn end_portion(
    connection: &mut Connection,
    filter: &SessionFilter,
    event: AuditEvent,
    context: &RequestContext,
) -> Result<Vec<EndedSession>, StoreError> {
    connection.wait_for(Lock::Accounts)?;
    let ended = session_admin::end_some(connection, filter)?;
    let mut users: Vec<UserId> = ended.iter().map(|session| session.user).collect();
    users.dedup(); // they come user by user
    for user in users {
        audit::record(connection, event, Slug::operator(), Some(user), context)?;
    }
    Ok(ended)
}

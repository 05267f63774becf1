//! What the account page shows: identities, sessions, access tokens, recent events.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::services::Services;
use crate::domain::{Identity, LinkedIdentity, PastEvent, Session, TokenDetails, UserId};
use crate::store::{StoreError, access_tokens, audit, identities, session_tokens, sessions, upstream_sessions};

/// How many audit entries the page shows.
const MAX_EVENTS: i64 = 20;
/// How many sessions the page shows.
const MAX_SESSIONS: i64 = 50;

/// What a user may know about their own account.
#[derive(Debug)]
pub struct AccountOverview {
    /// The linked identities.
    pub identities: Vec<LinkedIdentity>,
    /// The id of the identity that began the current session, if it is one of them.
    pub current_identity: Option<Uuid>,
    /// The active sessions that were used last, the last one first. They may not be all.
    pub sessions: Vec<Session>,
    /// The hosts of the applications where each of these sessions is signed in, by the id of the session.
    pub application_hosts: HashMap<Uuid, Vec<String>>,
    /// The number of all active sessions.
    pub session_count: usize,
    /// The personal access tokens, newest first.
    pub tokens: Vec<TokenDetails>,
    /// The last events, newest first.
    pub events: Vec<PastEvent>,
}

/// Reads the overview of the user of this session.
pub async fn read(services: &Services, current: &Session, now: DateTime<Utc>) -> Result<AccountOverview, StoreError> {
    let lifetimes = *services.lifetimes();
    let (user, session) = (current.user, current.id);
    services
        .store
        .read(move |connection| {
            // check: a limit of sessions on the page
            let sessions = sessions::list_active(connection, user, &lifetimes, now, MAX_SESSIONS)?;
            let session_count = sessions::count_active(connection, user, &lifetimes, now)?;
            let ids: Vec<Uuid> = sessions.iter().map(|session| session.id).collect();
            let mut application_hosts: HashMap<Uuid, Vec<String>> = HashMap::new();
            for (session, host) in session_tokens::application_hosts(connection, &ids)? {
                application_hosts.entry(session).or_default().push(host);
            }
            let identities = identities::list(connection, user)?;
            let current_identity = match upstream_sessions::find(connection, session)? {
                Some(upstream) => {
                    let identity = Identity { issuer: upstream.client.issuer, subject: upstream.subject };
                    identities::find_id(connection, user, &identity)?
                }
                None => None,
            };
            let tokens = access_tokens::list(connection, Some(user), now)?;
            let events = audit::recent_events(connection, user, MAX_EVENTS)?;
            Ok(AccountOverview {
                identities,
                current_identity,
                sessions,
                application_hosts,
                session_count,
                tokens,
                events,
            })
        })
        .await
}

/// Reads the linked identities of a user.
pub async fn identities(services: &Services, user: UserId) -> Result<Vec<LinkedIdentity>, StoreError> {
    services.store.read(move |connection| identities::list(connection, user)).await
}

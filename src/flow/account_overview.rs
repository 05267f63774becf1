//! What the account page shows: identities, sessions, recent events.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::services::Services;
use crate::domain::{Identity, LinkedIdentity, PastEvent, Session, UserId};
use crate::store::{StoreError, audit, identities, sessions, upstream_sessions};

/// How many audit entries the page shows.
const MAX_EVENTS: i64 = 20;

/// What a user may know about their own account.
#[derive(Debug)]
pub struct AccountOverview {
    /// The linked identities.
    pub identities: Vec<LinkedIdentity>,
    /// The id of the identity that began the current session, if it is one of them.
    pub current_identity: Option<Uuid>,
    /// The active sessions, the one used last first.
    pub sessions: Vec<Session>,
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
            let mut sessions = sessions::list(connection, user)?;
            sessions.retain(|session| now < session.expires_at(&lifetimes));
            let identities = identities::list(connection, user)?;
            let current_identity = match upstream_sessions::find(connection, session)? {
                Some(upstream) => {
                    let identity = Identity { issuer: upstream.client.issuer, subject: upstream.subject };
                    identities::find_id(connection, user, &identity)?
                }
                None => None,
            };
            let events = audit::recent_events(connection, user, MAX_EVENTS)?;
            Ok(AccountOverview { identities, current_identity, sessions, events })
        })
        .await
}

/// Reads the linked identities of a user.
pub async fn identities(services: &Services, user: UserId) -> Result<Vec<LinkedIdentity>, StoreError> {
    services.store.read(move |connection| identities::list(connection, user)).await
}

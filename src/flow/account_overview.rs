//! What the account page shows: identities, sessions, recent events.

use chrono::{DateTime, Utc};

use super::services::Services;
use crate::domain::{LinkedIdentity, PastEvent, Session, UserId};
use crate::store::{StoreError, audit, identities, sessions};

/// How many audit entries the page shows.
const MAX_EVENTS: i64 = 20;

/// What a user may know about their own account.
#[derive(Debug)]
pub struct AccountOverview {
    /// The linked identities.
    pub identities: Vec<LinkedIdentity>,
    /// The active sessions, the one used last first.
    pub sessions: Vec<Session>,
    /// The last events, newest first.
    pub events: Vec<PastEvent>,
}

/// Reads the overview of a user.
pub async fn read(services: &Services, user: UserId, now: DateTime<Utc>) -> Result<AccountOverview, StoreError> {
    let lifetimes = *services.lifetimes();
    services
        .store
        .read(move |connection| {
            let mut sessions = sessions::list(connection, user)?;
            sessions.retain(|session| now < session.expires_at(&lifetimes));
            let identities = identities::list(connection, user)?;
            let events = audit::recent_events(connection, user, MAX_EVENTS)?;
            Ok(AccountOverview { identities, sessions, events })
        })
        .await
}

/// Reads the linked identities of a user.
pub async fn identities(services: &Services, user: UserId) -> Result<Vec<LinkedIdentity>, StoreError> {
    services.store.read(move |connection| identities::list(connection, user)).await
}

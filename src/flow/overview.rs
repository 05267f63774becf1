//! What the account page shows.

use chrono::{DateTime, Utc};

use super::Services;
use crate::domain::{LinkedIdentity, PastEvent, Session, UserId};
use crate::store::{StoreError, audit, identities, sessions};

/// How many lines of the audit log.
const MAX_EVENTS: i64 = 20;

/// Everything that a user may know about their own account.
#[derive(Debug)]
pub struct Overview {
    /// How they can sign in.
    pub identities: Vec<LinkedIdentity>,
    /// Where they are signed in, the place that was seen last first.
    pub sessions: Vec<Session>,
    /// What happened last, newest first.
    pub events: Vec<PastEvent>,
}

/// Looks it up.
///
/// # Errors
/// When the store cannot be asked.
pub async fn of(services: &Services, user: UserId, now: DateTime<Utc>) -> Result<Overview, StoreError> {
    let lifetimes = services.lifetimes;
    services
        .store
        .read(move |connection| {
            let mut sessions = sessions::list(connection, user)?;
            sessions.retain(|session| now < session.expires_at(&lifetimes));
            let identities = identities::list(connection, user)?;
            Ok(Overview { identities, sessions, events: audit::recent_events(connection, user, MAX_EVENTS)? })
        })
        .await
}

/// How a user can sign in.
///
/// # Errors
/// When the store cannot be asked.
pub async fn identities(services: &Services, user: UserId) -> Result<Vec<LinkedIdentity>, StoreError> {
    services.store.read(move |connection| identities::list(connection, user)).await
}

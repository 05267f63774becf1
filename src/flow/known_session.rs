//! Finds the session of a token: in memory, or else in the database.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use tokio::time::Instant;

use super::freshness::Freshness;
use super::services::Services;
use crate::domain::{FoundSession, KnownSession, PresentedToken};
use crate::store::{Connection, StoreError, rechecks, session_tokens};

/// The living session of this token, if neither the database nor its provider has to be asked.
pub(super) fn find_in_memory(services: &Services, token: &PresentedToken, now: DateTime<Utc>) -> Option<FoundSession> {
    let found = services.store.known_sessions().find(token)?;
    // Another instance may have recorded a use, so that the database decides about the end.
    // check: a session in memory expires
    let is_living = now < found.known.session.expires_at(services.lifetimes());
    // check: a session in memory whose recheck is due
    let is_fresh = Freshness::of(services, &found.known, now) == Freshness::Fresh;
    (is_living && is_fresh).then_some(found)
}

/// Reads the session of this token from the database until `deadline`, and keeps it in memory. It has not expired.
pub(super) async fn read(
    services: &Services,
    token: &PresentedToken,
    now: DateTime<Utc>,
    deadline: Instant,
) -> Result<Option<FoundSession>, StoreError> {
    let (known_sessions, presented) = (services.store.known_sessions(), token.clone());
    let ticket = known_sessions.begin_read();
    let read = move |connection: &mut Connection| {
        let Some((session, user)) = session_tokens::find_session(connection, &presented)? else { return Ok(None) };
        let recheck = rechecks::find(connection, session.id)?;
        Ok::<_, StoreError>(Some(KnownSession::new(session, user, recheck)))
    };
    let found = services.store.read_until(deadline, read).await?;
    // check: an application's session expires
    let living = found.filter(|known| now < known.session.expires_at(services.lifetimes()));
    Ok(living.map(|known| known_sessions.store(ticket, token, Arc::new(known))))
}

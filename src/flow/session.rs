//! A signed-in browser: who it is, that it was here, that it leaves.

use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use uuid::Uuid;

use super::linking::{WAITS_FOR, record};
use super::{Services, random};
use crate::domain::{AuditEntry, AuditEvent, Clock, Session, SessionToken, User, Visit, causes};
use crate::store::{StoreError, audit, sessions, sign_ins, waiting_links};

/// A redeemed state is remembered as long as its cookie could live.
const REDEEMED_STATES_KEPT: TimeDelta = TimeDelta::hours(1);

/// The living session of this token and its user, if there is one.
///
/// # Errors
/// When the store cannot be asked.
pub async fn find(
    services: &Services,
    token: &SessionToken,
    now: DateTime<Utc>,
) -> Result<Option<(Session, User)>, StoreError> {
    let hash = token.hash();
    let found = services.store.read(move |connection| sessions::find(connection, &hash)).await?;
    Ok(found.filter(|(session, _)| now < session.expires_at(&services.lifetimes)))
}

/// Notes that a session is in use, which puts off its idle end.
///
/// # Errors
/// When the store fails.
pub async fn note_use(services: &Services, session: &Session, now: DateTime<Utc>) -> Result<(), StoreError> {
    if !session.use_is_worth_noting(&services.lifetimes, now) {
        return Ok(());
    }
    let hash = session.token_hash;
    services.store.write(move |connection| sessions::note_use(connection, &hash, now)).await
}

/// Signs out: the session is gone, on every instance, when this returns.
///
/// # Errors
/// When the store fails.
pub async fn end(services: &Services, token: &SessionToken, visit: &Visit) -> Result<(), StoreError> {
    let (hash, visit) = (token.hash(), visit.clone());
    services
        .store
        .write(move |connection| {
            let Some((session, user)) = sessions::find(connection, &hash)? else { return Ok(()) };
            sessions::delete(connection, &hash)?;
            let id = random::id(visit.now);
            let entry =
                AuditEntry { event: AuditEvent::SignedOut, provider: session.provider, user: Some(user.id), visit };
            audit::insert(connection, id, &entry)
        })
        .await
}

/// Ends another session of the user of this one. One that has ended already is fine.
///
/// # Errors
/// When the store fails.
pub async fn end_another(services: &Services, here: &Session, id: Uuid, visit: &Visit) -> Result<(), StoreError> {
    let (user, provider, visit) = (here.user, here.provider.clone(), visit.clone());
    services
        .store
        .write(move |connection| {
            if sessions::end_one(connection, user, id)? {
                record(connection, AuditEvent::SessionEnded, user, provider, &visit)?;
            }
            Ok(())
        })
        .await
}

/// Signs out everywhere else: this session stays.
///
/// # Errors
/// When the store fails.
pub async fn end_all_others(services: &Services, here: &Session, visit: &Visit) -> Result<(), StoreError> {
    let (user, token, provider, visit) = (here.user, here.token_hash, here.provider.clone(), visit.clone());
    services
        .store
        .write(move |connection| {
            if sessions::end_all(connection, user, Some(&token))? > 0 {
                record(connection, AuditEvent::OtherSessionsEnded, user, provider, &visit)?;
            }
            Ok(())
        })
        .await
}

/// Removes expired sessions and old redeemed states, now and every `period`, for as long as the process lives.
pub async fn sweep_for_ever(services: Arc<Services>, clock: Clock, period: Duration) {
    let mut ticks = tokio::time::interval(period);
    loop {
        ticks.tick().await;
        if let Err(error) = sweep(&services, clock()).await {
            log::warn!("expired sessions could not be removed, the next try is in {period:?}: {}", causes(&error));
        }
    }
}

async fn sweep(services: &Services, now: DateTime<Utc>) -> Result<(), StoreError> {
    let lifetimes = services.lifetimes;
    let removed = services
        .store
        .write(move |connection| {
            sign_ins::forget_before(connection, now - REDEEMED_STATES_KEPT)?;
            waiting_links::forget_before(connection, now - WAITS_FOR)?;
            sessions::delete_expired(connection, &lifetimes, now)
        })
        .await?;
    if removed > 0 {
        log::info!("removed {removed} expired sessions");
    }
    Ok(())
}

//! Deletes expired rows, once at the start and then periodically.

use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};

use super::assertion_keys::AssertionError;
use super::services::Services;
use super::{application_audit, assertion, hand_over, pending_link, proxy_probe, removed_providers, revocation};
use crate::domain::{Clock, error_chain};
use crate::store::{
    StoreError, access_tokens, application_accesses, audit_search, database_clock, hand_over_tickets, invitations,
    logout_tokens, pending_links, proxy_probes, sessions, sign_in_links, sign_ins,
};

/// How long redeemed states and received logout tokens are kept. After that they would be refused anyway: the sign-in
/// attempt has expired, and a logout token is accepted only for some minutes after it was issued.
const REPLAY_KEPT: TimeDelta = TimeDelta::hours(1);

/// Deletes expired sessions, states, invitations, links, tokens and audit entries, and the sessions of removed providers, now
/// and every `period`. Makes and deletes the keys that sign assertions. Then revokes refresh tokens of ended sessions.
/// Also has old signing keys fetched again. Never returns.
pub async fn run_cleanup(services: impl Fn() -> Arc<Services>, clock: Clock, period: Duration) {
    let mut ticks = tokio::time::interval(period);
    loop {
        ticks.tick().await;
        let services = services();
        // Also while there are no sign-ins: a withdrawn key must not count for the first one after a pause.
        services.refresh_signing_keys();
        if let Err(error) = delete_expired(services, clock()).await {
            log::warn!("could not delete expired rows; retrying in {period:?}: {}", error_chain(&error));
        }
    }
}

async fn delete_expired(services: Arc<Services>, own_time: DateTime<Utc>) -> Result<(), StoreError> {
    // An instance whose clock is wrong must not delete what the others still need.
    // check: the cleanup goes by the clock of the database
    let now = services.store.read(database_clock::time_of_server).await?.unwrap_or(own_time);
    let lifetimes = services.lifetimes().of_cleanup();
    let deleted = services
        .store
        .write(move |connection| {
            invitations::delete_expired(connection, now)?;
            access_tokens::delete_expired(connection, now)?;
            application_accesses::delete_older_than(connection, now - application_audit::KEPT)?;
            sign_in_links::delete_expired(connection, now)?;
            sign_ins::delete_older_than(connection, now - REPLAY_KEPT)?;
            logout_tokens::delete_older_than(connection, now - REPLAY_KEPT)?;
            pending_links::delete_older_than(connection, now - pending_link::LIFETIME)?;
            proxy_probes::delete_older_than(connection, now - proxy_probe::LIFETIME)?;
            hand_over_tickets::delete_older_than(connection, now - hand_over::LOOP_PERIOD)?;
            sessions::delete_expired(connection, &lifetimes, now)
        })
        .await?;
    if deleted > 0 {
        log::info!("deleted {deleted} expired sessions");
    }
    let kept_since = now - services.policies.audit_kept;
    while services.store.write(move |connection| audit_search::delete_older_than(connection, kept_since)).await? {}
    let of_removed = Arc::clone(&services);
    let ended = tokio::task::spawn_blocking(move || removed_providers::end_sessions(&of_removed, now)).await;
    ended.unwrap_or(Err(StoreError::Aborted))?;
    rotate_assertion_keys(&services, now).await?;
    revocation::run(&services, own_time).await?;
    revocation::give_up(&services, now).await
}

async fn rotate_assertion_keys(services: &Services, now: DateTime<Utc>) -> Result<(), StoreError> {
    match assertion::rotate_keys(services, now).await {
        Err(AssertionError::Store(error)) => Err(error),
        Err(error @ AssertionError::Random) => {
            log::error!("no new key signs Kaimu-Jwt-Assertion: {error}");
            Ok(())
        }
        Ok(()) => Ok(()),
    }
}

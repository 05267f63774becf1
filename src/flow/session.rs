//! A signed-in browser: who it is, that it was here, that its time is over.

use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use uuid::Uuid;

use super::Services;
use super::linking::{PENDING_LINK_LIFETIME, record};
use super::recheck;
use crate::domain::{AuditEvent, Clock, RequestContext, Session, SessionToken, User, error_chain};
use crate::store::{
    StoreError, audit_search, invitations, logout_tokens, pending_links, sessions, sign_in_links, sign_ins,
};

/// A redeemed state is remembered as long as its cookie could live; a logout token, which is believed for less than a quarter
/// of that after it was issued, as long.
const REDEEMED_KEPT: TimeDelta = TimeDelta::hours(1);

/// The living session of this token and its user, if there is one; one whose provider does not vouch for them any more has
/// ended.
///
/// # Errors
/// When the store cannot be asked.
pub async fn authenticate(
    services: &Arc<Services>,
    token: &SessionToken,
    context: &RequestContext,
) -> Result<Option<(Session, User)>, StoreError> {
    let hash = token.hash();
    let found = services.store.read(move |connection| sessions::find(connection, &hash)).await?;
    let found = found.filter(|(session, _)| context.now < session.expires_at(&services.lifetimes));
    let Some((session, user)) = found else { return Ok(None) };
    Ok(recheck::goes_on(services, &session, context).await?.then_some((session, user)))
}

/// Notes that a session is in use, which puts off its idle end.
///
/// # Errors
/// When the store fails.
pub async fn record_use(services: &Services, session: &Session, now: DateTime<Utc>) -> Result<(), StoreError> {
    if !session.should_record_use(&services.lifetimes, now) {
        return Ok(());
    }
    let hash = session.token_hash;
    services.store.write(move |connection| sessions::record_use(connection, &hash, now)).await
}

/// Ends another session of the user of this one. One that has ended already is fine.
///
/// # Errors
/// When the store fails.
pub async fn end_another(
    services: &Services,
    here: &Session,
    id: Uuid,
    context: &RequestContext,
) -> Result<(), StoreError> {
    let (user, provider, context) = (here.user, here.provider.clone(), context.clone());
    services
        .store
        .write(move |connection| {
            if sessions::end_one(connection, user, id)? {
                record(connection, AuditEvent::SessionEnded, user, provider, &context)?;
            }
            Ok(())
        })
        .await
}

/// Signs out everywhere else: this session stays.
///
/// # Errors
/// When the store fails.
pub async fn end_all_others(services: &Services, here: &Session, context: &RequestContext) -> Result<(), StoreError> {
    let (user, token, provider, context) = (here.user, here.token_hash, here.provider.clone(), context.clone());
    services
        .store
        .write(move |connection| {
            if sessions::end_all(connection, user, Some(&token))? > 0 {
                record(connection, AuditEvent::OtherSessionsEnded, user, provider, &context)?;
            }
            Ok(())
        })
        .await
}

/// Removes what is over (sessions, redeemed states, invitations, links, audit entries), now and every `period`, for as long
/// as the process lives.
pub async fn run_cleanup(services: impl Fn() -> Arc<Services>, clock: Clock, period: Duration) {
    let mut ticks = tokio::time::interval(period);
    loop {
        ticks.tick().await;
        if let Err(error) = sweep(&services(), clock()).await {
            log::warn!("what is over could not be removed, the next try is in {period:?}: {}", error_chain(&error));
        }
    }
}

async fn sweep(services: &Services, now: DateTime<Utc>) -> Result<(), StoreError> {
    let lifetimes = services.lifetimes;
    let removed = services
        .store
        .write(move |connection| {
            invitations::delete_expired(connection, now)?;
            sign_in_links::delete_expired(connection, now)?;
            sign_ins::delete_older_than(connection, now - REDEEMED_KEPT)?;
            logout_tokens::delete_older_than(connection, now - REDEEMED_KEPT)?;
            pending_links::delete_older_than(connection, now - PENDING_LINK_LIFETIME)?;
            sessions::delete_expired(connection, &lifetimes, now)
        })
        .await?;
    if removed > 0 {
        log::info!("removed {removed} expired sessions");
    }
    let kept_since = now - services.audit_kept;
    while services.store.write(move |connection| audit_search::delete_older_than(connection, kept_since)).await? {}
    Ok(())
}

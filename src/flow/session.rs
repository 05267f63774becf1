//! Sessions of browsers: begin, authenticate, record their use, end.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use tokio::time::{Instant, timeout_at};
use uuid::Uuid;

use super::attempt::{Browser, SignedIn};
use super::freshness::Freshness;
use super::services::Services;
use super::{audit, known_session, random, recheck, revocation};
use crate::domain::{
    AuditEvent, FoundSession, Groups, KnownSession, PresentedToken, RequestContext, Session, SessionToken,
    SignInStrength, Slug, User, UserAgent,
};
use crate::store::{Connection, MAX_WAIT, StoreError, session_admin, session_tokens, sessions};

/// What a new session consists of, besides its user and its browser.
pub(super) struct NewSession {
    /// Its id.
    pub(super) id: Uuid,
    /// The provider that authenticated the user, or [`Slug::operator`] for a sign-in link.
    pub(super) provider: Slug,
    /// How the user authenticated, and when, if that is proven.
    pub(super) strength: SignInStrength,
    /// The user's groups at the provider.
    pub(super) groups: Groups,
    /// How many sessions the user may have, with this one.
    pub(super) max_per_user: u32,
    /// Whether `audit.webhook` is set, which gets sign-ins with a new kind of browser.
    pub(super) has_webhook: bool,
}

/// Begins a session with a new token, ends the one that this browser had and those beyond the user's limit, and records
/// the sign-in. `add` adds what else belongs to the session.
pub(super) fn begin(
    connection: &mut Connection,
    new: NewSession,
    user: User,
    browser: Browser,
    context: &RequestContext,
    add: impl FnOnce(&mut Connection) -> Result<(), StoreError>,
) -> Result<SignedIn, StoreError> {
    let NewSession { id, provider, strength, groups, max_per_user, has_webhook } = new;
    let mut may_have_ended_others = browser.session.is_some();
    if let Some(previous) = browser.session {
        end_presented(connection, &previous)?;
    }
    let token = SessionToken::from_random(random::bytes());
    let device = UserAgent::device(browser.user_agent.as_ref());
    let session = Session {
        id,
        user: user.id,
        provider: provider.clone(),
        signed_in_at: context.now,
        last_seen_at: context.now,
        groups,
        strength,
        address: context.address,
        user_agent: browser.user_agent,
    };
    sessions::insert(connection, &session)?;
    session_tokens::insert(connection, session.id, &browser.host, &token.hash())?;
    audit::record_sign_in(connection, provider, user.id, &device, has_webhook, context)?;
    add(connection)?;
    // check: a user has a limited number of sessions
    may_have_ended_others |= session_admin::end_surplus(connection, user.id, id, max_per_user)? > 0;
    Ok(SignedIn { session: id, token, user, notice: None, may_have_ended_others })
}

/// Ends the session of a presented token, if there is one: with its tokens on all hosts.
pub(super) fn end_presented(connection: &mut Connection, token: &PresentedToken) -> Result<(), StoreError> {
    if let Some((previous, _)) = session_tokens::find_session(connection, token)? {
        // check: the previous session ends
        sessions::delete(connection, previous.id)?;
    }
    Ok(())
}

/// Finds the session of this token and its user in the database. May wait for the provider (a recheck that is overdue) and
/// may revoke the session, when the provider refuses the user or has not answered for longer than `recheck_grace`.
pub async fn authenticate(
    services: &Arc<Services>,
    token: &PresentedToken,
    context: &RequestContext,
) -> Result<Option<(Session, User)>, StoreError> {
    let known = read(services, token, context).await?;
    Ok(known.map(|known| (known.session.clone(), known.user.clone())))
}

/// Like [`authenticate`], from memory if possible: for requests that come often and change nothing.
pub async fn check(
    services: &Arc<Services>,
    token: &PresentedToken,
    context: &RequestContext,
) -> Result<Option<Arc<KnownSession>>, StoreError> {
    if let Some(known) = find_in_memory(services, token, context.now) {
        return Ok(Some(known));
    }
    let read = read(services, token, context).await;
    let checks = &services.metrics().sessions;
    match &read {
        Ok(Some(_)) => checks.asked.inc(),
        // Counted with the requests that have no token.
        Ok(None) => {}
        Err(_) => checks.failed.inc(),
    }
    read
}

/// The living session of this token, if neither the database nor its provider has to be asked.
#[must_use]
pub fn find_in_memory(services: &Services, token: &PresentedToken, now: DateTime<Utc>) -> Option<Arc<KnownSession>> {
    let found = known_session::find_in_memory(services, token, now)?;
    services.metrics().sessions.cached.inc();
    Some(found.known)
}

async fn read(
    services: &Arc<Services>,
    token: &PresentedToken,
    context: &RequestContext,
) -> Result<Option<Arc<KnownSession>>, StoreError> {
    let found = known_session::read(services, token, context.now, Instant::now() + MAX_WAIT).await?;
    let Some(FoundSession { known, .. }) = found else { return Ok(None) };
    let is_living = match Freshness::of(services, &known, context.now) {
        Freshness::Fresh => true,
        Freshness::Due => {
            recheck::ask_in_background(services, &known, context);
            true
        }
        Freshness::Overdue => recheck::revalidate(services, &known.session, context).await?,
        Freshness::Ended => false,
    };
    Ok(is_living.then_some(known))
}

/// Like [`authenticate`], and waits until `deadline`.
pub async fn authenticate_until(
    services: &Arc<Services>,
    token: &PresentedToken,
    context: &RequestContext,
    deadline: Instant,
) -> Result<Option<(Session, User)>, StoreError> {
    // check: a refused callback keeps its deadline
    timeout_at(deadline, authenticate(services, token, context)).await.unwrap_or(Err(StoreError::TimedOut))
}

/// Records that a session is in use, which postpones its idle end. Writes only when the recorded time is old enough
/// ([`Session::should_record_use`]).
pub async fn record_use(services: &Services, session: &Session, now: DateTime<Utc>) -> Result<(), StoreError> {
    if !session.should_record_use(services.lifetimes(), now) {
        return Ok(());
    }
    let id = session.id;
    services.store.write(move |connection| sessions::record_use(connection, id, now)).await?;
    services.store.known_sessions().forget(id);
    Ok(())
}

/// Ends another session of the same user. Does nothing when that session has ended already.
pub async fn end_another(
    services: &Services,
    current: &Session,
    id: Uuid,
    context: &RequestContext,
) -> Result<(), StoreError> {
    let (user, provider, now) = (current.user, current.provider.clone(), context.now);
    let context = context.clone();
    let end = move |connection: &mut Connection| {
        if sessions::end_one(connection, user, id)? {
            audit::record(connection, AuditEvent::SessionEnded, provider, Some(user), &context)?;
        }
        Ok::<_, StoreError>(())
    };
    services.store.write(end).await?;
    revocation::start(services, now);
    Ok(())
}

/// Ends all sessions of this user but the current one.
pub async fn end_all_others(
    services: &Services,
    current: &Session,
    context: &RequestContext,
) -> Result<(), StoreError> {
    let (user, id, provider) = (current.user, current.id, current.provider.clone());
    let (now, context) = (context.now, context.clone());
    let end = move |connection: &mut Connection| {
        if sessions::end_all(connection, user, Some(id))? > 0 {
            audit::record(connection, AuditEvent::OtherSessionsEnded, provider, Some(user), &context)?;
        }
        Ok::<_, StoreError>(())
    };
    services.store.write(end).await?;
    revocation::start(services, now);
    Ok(())
}

//! The session behind a request to an application, found within a short time and without asking a provider.

use std::sync::Arc;
use std::time::Duration;

use tokio::time::Instant;

use super::recheck::{self, Freshness};
use super::services::Services;
use super::session;
use crate::domain::{PresentedToken, RequestContext, Session, User};
use crate::store::{Connection, StoreError, rechecks, session_tokens};

/// How long a proxy's question may wait for the database. Envoy waits 200 ms for the whole answer.
pub const MAX_WAIT: Duration = Duration::from_millis(100);

/// Whether a request to an application belongs to a session.
#[derive(Debug)]
pub enum ApplicationSession {
    /// To this one, of this user.
    Found(Box<(Session, User)>),
    /// To one whose provider has to be asked first. The browser has to go to Kaimu's own host, which waits for the answer.
    RecheckOverdue,
    /// To none.
    SignedOut,
}

/// Finds the session of this token, and never waits for a provider.
pub async fn find_session(
    services: &Arc<Services>,
    token: &PresentedToken,
    context: &RequestContext,
) -> Result<ApplicationSession, StoreError> {
    let token = token.clone();
    let read = move |connection: &mut Connection| {
        let Some((session, user)) = session_tokens::find_session(connection, &token)? else { return Ok(None) };
        let state = rechecks::find(connection, session.id)?;
        Ok::<_, StoreError>(Some((session, user, state)))
    };
    // check: a proxy's question has a time limit
    let found = services.store.read_until(Instant::now() + MAX_WAIT, read).await?;
    // check: an application's session expires
    let found = found.filter(|(session, ..)| context.now < session.expires_at(services.lifetimes()));
    let Some((session, user, state)) = found else { return Ok(ApplicationSession::SignedOut) };
    Ok(match recheck::freshness(services, &session, state, context) {
        Freshness::Fresh => ApplicationSession::Found(Box::new((session, user))),
        // check: an overdue recheck opens no application
        Freshness::Overdue => ApplicationSession::RecheckOverdue,
        Freshness::Ended => ApplicationSession::SignedOut,
    })
}

/// Records in the background that a session is in use: users who are at work in an application do not reach the idle timeout.
pub fn record_use_in_background(services: &Arc<Services>, session: &Session, context: &RequestContext) {
    if !session.should_record_use(services.lifetimes(), context.now) {
        return;
    }
    let (used, session, context) = (Arc::clone(services), session.clone(), context.clone());
    services.background().spawn(async move {
        if let Err(error) = session::record_use(&used, &session, context.now).await {
            let _ = used.log_failure(&context, &error);
        }
    });
}

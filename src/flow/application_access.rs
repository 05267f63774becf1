//! The session behind a request to an application, found within a short time and without asking a provider.

use std::sync::Arc;
use std::time::Duration;

use tokio::time::Instant;

use super::known_session;
use super::recheck::{self, Freshness};
use super::services::Services;
use crate::domain::{KnownSession, PresentedToken, RequestContext};
use crate::store::StoreError;

/// How long a proxy's question may wait for the database. Envoy waits 200 ms for the whole answer.
pub const MAX_WAIT: Duration = Duration::from_millis(100);

/// Whether a request to an application belongs to a session.
#[derive(Debug)]
pub enum ApplicationSession {
    /// To this one, of this user.
    Found(Arc<KnownSession>),
    /// To one whose provider has to be asked first. The browser has to go to Kaimu's own host, which waits for the answer.
    RecheckOverdue,
    /// To none.
    SignedOut,
}

/// The session of this token, if nothing has to be asked.
#[must_use]
pub fn find_in_memory(
    services: &Services,
    token: &PresentedToken,
    context: &RequestContext,
) -> Option<Arc<KnownSession>> {
    known_session::find_in_memory(services, token, context.now)
}

/// Finds the session of this token, and never waits for a provider.
pub async fn find_session(
    services: &Arc<Services>,
    token: &PresentedToken,
    context: &RequestContext,
) -> Result<ApplicationSession, StoreError> {
    if let Some(known) = find_in_memory(services, token, context) {
        return Ok(ApplicationSession::Found(known));
    }
    // check: a proxy's question has a time limit
    let known = known_session::read(services, token, context.now, Instant::now() + MAX_WAIT).await?;
    let Some(known) = known else { return Ok(ApplicationSession::SignedOut) };
    Ok(match recheck::freshness(services, &known, context.now) {
        Freshness::Fresh => ApplicationSession::Found(known),
        Freshness::Due => {
            recheck::ask_in_background(services, &known, context);
            ApplicationSession::Found(known)
        }
        // check: an overdue recheck opens no application
        Freshness::Overdue => ApplicationSession::RecheckOverdue,
        Freshness::Ended => ApplicationSession::SignedOut,
    })
}

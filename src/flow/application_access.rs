//! The session behind a request to an application, found within a short time and without asking a provider.

use std::sync::Arc;
use std::time::Duration;

use tokio::time::Instant;

use super::freshness::Freshness;
use super::services::Services;
use super::{known_session, recheck};
use crate::domain::{FoundSession, PresentedToken, RequestContext};
use crate::store::StoreError;

/// How long a proxy's question may wait for the database. Envoy waits 200 ms for the whole answer.
pub const MAX_WAIT: Duration = Duration::from_millis(100);

/// Whether a request to an application belongs to a session.
#[derive(Debug)]
pub enum ApplicationSession {
    /// To this one, of this user.
    Found(FoundSession),
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
    if let Some(found) = known_session::find_in_memory(services, token, context.now) {
        return Ok(ApplicationSession::Found(found));
    }
    // check: a proxy's question has a time limit
    let found = known_session::read(services, token, context.now, Instant::now() + MAX_WAIT).await?;
    let Some(found) = found else { return Ok(ApplicationSession::SignedOut) };
    Ok(match Freshness::of(services, &found.known, context.now) {
        Freshness::Fresh => ApplicationSession::Found(found),
        Freshness::Due => {
            recheck::ask_in_background(services, &found.known, context);
            ApplicationSession::Found(found)
        }
        // check: an overdue recheck opens no application
        Freshness::Overdue => ApplicationSession::RecheckOverdue,
        Freshness::Ended => ApplicationSession::SignedOut,
    })
}

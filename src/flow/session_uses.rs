//! Records the use of sessions at applications, many in one statement: each use postpones an idle end.

use std::sync::Arc;

use super::services::Services;
use crate::domain::{KnownSession, RequestContext, error_chain};
use crate::store::{Connection, StoreError, sessions};

/// Writes the waiting uses once in each period. Never returns.
pub async fn run_recording(services: impl Fn() -> Arc<Services>) {
    loop {
        let period = services().lifetimes().use_period();
        tokio::time::sleep(period).await;
        if let Err(error) = write(&services()).await {
            log::warn!("could not record the use of sessions; retrying in {period:?}: {}", error_chain(&error));
        }
    }
}

/// Records that a session is in use: users who are at work in an application do not reach the idle timeout.
pub fn record(services: &Arc<Services>, known: &KnownSession, context: &RequestContext) {
    let session = &known.session;
    if !session.should_record_use(services.lifetimes(), context.now) {
        return;
    }
    let (lifetimes, now) = (services.lifetimes(), context.now);
    let mut waiting = services.session_uses.lock();
    waiting.add(known, now);
    let is_late = waiting.first.is_some_and(|first| now >= first + lifetimes.use_period());
    // check: a use that nearly came too late is recorded at once
    if (is_late || session.must_record_use_now(lifetimes, now)) && !waiting.is_writing {
        drop(waiting);
        let (services, context) = (Arc::clone(services), context.clone());
        let id = session.id;
        Arc::clone(services.background()).spawn(async move {
            match write(&services).await {
                Ok(()) => services.store.known_sessions().forget(id),
                Err(error) => {
                    let _ = services.log_failure(&context, &error);
                }
            }
        });
    }
}

/// Writes what waits when a server stops.
pub async fn record_last_uses(services: &Services) {
    if let Err(error) = write(services).await {
        log::warn!("could not record the last uses of sessions: {}", error_chain(&error));
    }
}

/// Writes what waits, unless that is being done.
async fn write(services: &Services) -> Result<(), StoreError> {
    let Some(writing) = services.session_uses.begin_writing() else { return Ok(()) };
    let uses = writing.by_time();
    let work = move |connection: &mut Connection| {
        uses.iter().try_for_each(|(last, ids)| sessions::record_uses(connection, ids, *last))
    };
    services.store.write(work).await?;
    writing.succeeded();
    Ok(())
}

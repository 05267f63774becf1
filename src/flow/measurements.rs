//! What a scrape of the metrics reads, and does not count: the living sessions, and the connections to the database.

use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};
use tokio::time::{Instant, timeout_at};

use super::services::Services;
use crate::store::sessions;

/// How long a scrape waits for the database. Prometheus gives a scrape up after 10 seconds.
const MAX_SCRAPE_WAIT: Duration = Duration::from_secs(1);

/// All metrics in the text format of Prometheus. A database that does not answer delays them by a second at most, and the
/// number of living sessions is missing then.
pub async fn metrics_text(services: &Arc<Services>, now: DateTime<Utc>) -> String {
    let sessions = count_sessions(services, now).await;
    services.metrics().database.set(sessions, services.store.pool_state());
    services.metrics().text()
}

/// How many sessions live; `None` if the database does not say so in time.
async fn count_sessions(services: &Arc<Services>, now: DateTime<Utc>) -> Option<usize> {
    let deadline = Instant::now() + MAX_SCRAPE_WAIT;
    // One question at a time: scrapes must not use up the connections to a database that does not answer.
    let turn = timeout_at(deadline, Arc::clone(&services.counting_sessions).lock_owned()).await.ok()?;
    let own_services = Arc::clone(services);
    let counting = services.background().spawn(async move {
        let lifetimes = *own_services.lifetimes();
        let counted =
            own_services.store.read(move |connection| sessions::count_living(connection, &lifetimes, now)).await;
        drop(turn);
        counted
    });
    timeout_at(deadline, counting).await.ok()?.ok()?.ok()
}

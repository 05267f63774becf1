//! What a scrape of the metrics reads, and does not count: the living sessions, the events for `audit.webhook`, and the connections
//! to the database.

use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};
use tokio::time::{Instant, timeout_at};

use super::services::Services;
use crate::metrics::RowCounts;
use crate::store::{Connection, StoreError, sessions, webhook_queue};

/// How long a scrape waits for the database. Prometheus gives a scrape up after 10 seconds.
const MAX_SCRAPE_WAIT: Duration = Duration::from_secs(1);

/// All metrics in the text format of Prometheus. A database that does not answer delays them by a second at most, and the
/// numbers that only it has are missing then.
pub async fn metrics_text(services: &Arc<Services>, now: DateTime<Utc>) -> String {
    let counts = count_rows(services, now).await;
    services.metrics().database.set(counts, services.store.pool_state());
    services.metrics().text()
}

/// How many sessions live and how many events wait; `None` if the database does not say so in time.
async fn count_rows(services: &Arc<Services>, now: DateTime<Utc>) -> Option<RowCounts> {
    let deadline = Instant::now() + MAX_SCRAPE_WAIT;
    // One question at a time: scrapes must not use up the connections to a database that does not answer.
    let turn = timeout_at(deadline, Arc::clone(&services.counting_sessions).lock_owned()).await.ok()?;
    let own_services = Arc::clone(services);
    let counting = services.background().spawn(async move {
        let lifetimes = *own_services.lifetimes();
        let has_webhook = own_services.policies.webhook.is_some();
        let count = move |connection: &mut Connection| {
            let sessions = sessions::count_living(connection, &lifetimes, now)?;
            let webhook_queue = if has_webhook { Some(webhook_queue::count(connection)?) } else { None };
            Ok::<_, StoreError>(RowCounts { sessions, webhook_queue })
        };
        let counted = own_services.store.read(count).await;
        drop(turn);
        counted
    });
    timeout_at(deadline, counting).await.ok()?.ok()?.ok()
}

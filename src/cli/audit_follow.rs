//! `kaimu audit follow`: prints the entries of the audit log as JSON lines, and goes on with new ones.

use std::collections::HashSet;
use std::io;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use uuid::Uuid;

use super::audit_entry::AuditEntryOutput;
use super::environment::system_clock;
use super::failure::{Failure, OperatorFailure};
use super::on_store::on_store;
use super::output::print_to_reader;
use crate::config::Settings;
use crate::domain::RequestContext;
use crate::flow::operator::OperatorError;
use crate::store::Store;
use crate::store::audit_search::{self, AuditFilter, AuditRecord};

/// How often it looks for new entries.
const POLL_PERIOD: Duration = Duration::from_secs(2);
/// How late an entry may come. It has the time of its request, by the clock of its instance, and comes when that has ended.
const MAX_LATENESS: TimeDelta = TimeDelta::minutes(5);

/// Prints entries until the reader closes the pipe or the database fails.
pub(super) fn run(start: impl Fn(DateTime<Utc>) -> DateTime<Utc>, settings: &Settings) -> Result<(), Failure> {
    on_store(settings, async |store: Store, context: RequestContext| {
        let mut entries = NewEntries { since: start(context.now), printed: HashSet::new() };
        loop {
            let filter = AuditFilter { since: entries.since, user: None, outcome: None };
            let found = store.read(move |connection| audit_search::find(connection, &filter)).await;
            for record in entries.of(found.map_err(OperatorError::from)?, (system_clock())()) {
                let line = serde_json::to_string(&AuditEntryOutput::new(&record)).map_err(io::Error::from)?;
                if !print_to_reader(&line)? {
                    return Ok::<_, OperatorFailure>(());
                }
            }
            tokio::time::sleep(POLL_PERIOD).await;
        }
    })
}

/// Finds what is new: entries come in any order.
struct NewEntries {
    since: DateTime<Utc>,
    /// Those that the next search finds again.
    printed: HashSet<Uuid>,
}

impl NewEntries {
    /// The entries that were not printed, from all entries since [`NewEntries::since`], oldest first.
    fn of(&mut self, found: Vec<AuditRecord>, now: DateTime<Utc>) -> Vec<AuditRecord> {
        // The clock of an instance may be ahead: its entries must not hide those of the others.
        let newest = found.last().map_or(self.since, |record| record.occurred_at.min(now));
        self.since = self.since.max(newest - MAX_LATENESS);
        let before = std::mem::take(&mut self.printed);
        // The database has milliseconds.
        let since = self.since.timestamp_millis();
        let again = found.iter().filter(|record| record.occurred_at.timestamp_millis() >= since);
        self.printed = again.map(|record| record.id).collect();
        found.into_iter().filter(|record| !before.contains(&record.id)).collect()
    }
}

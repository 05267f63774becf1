//! Opens the database at a start: waits for one that is not there yet, and compares the clocks.

use std::time::{Duration, Instant};

use super::failure::Failure;
use crate::config::Settings;
use crate::domain::{Clock, DatabaseUrl, error_chain};
use crate::store::{Store, StoreError, database_clock, late_server};

/// How long the start waits between two tries.
const RETRY_AFTER: Duration = Duration::from_millis(500);
/// How often the log says that the start still waits.
const LOG_PERIOD: Duration = Duration::from_secs(5);
/// The difference of two clocks from which on the log warns.
const MAX_CLOCK_DIFFERENCE_SECONDS: i64 = 30;

/// Opens the database, with so many connections to Postgres. Waits at most for `database.wait` until Postgres answers, since
/// it may start at the same time. What does not pass by itself ends the wait at once.
pub(super) fn open(settings: &Settings, pool_size: u32) -> Result<Store, Failure> {
    let started = Instant::now();
    let mut logged: Option<Instant> = None;
    loop {
        let error = match Store::open(&settings.database_url, pool_size) {
            Ok(store) => return Ok(store),
            Err(error) => error,
        };
        let left = settings.database_wait.saturating_sub(started.elapsed());
        // check: a start waits for the database
        if !may_come(&settings.database_url, &error) || left.is_zero() {
            return Err(error.into());
        }
        if logged.is_none_or(|logged| logged.elapsed() >= LOG_PERIOD) {
            let seconds = left.as_secs();
            log::warn!("waiting for the database, for {seconds} s more (database.wait): {}", error_chain(&error));
            logged = Some(Instant::now());
        }
        std::thread::sleep(RETRY_AFTER.min(left));
    }
}

/// Only a server can be late. An SQLite file is created.
fn may_come(url: &DatabaseUrl, error: &StoreError) -> bool {
    matches!(url, DatabaseUrl::Postgres(_)) && late_server::may_pass(error)
}

/// Warns if the clock of this machine and that of the database server differ.
pub(super) fn compare_clocks(store: &Store, clock: &Clock) -> Result<(), Failure> {
    let Some(time) = store.read_blocking(database_clock::time_of_server)? else { return Ok(()) };
    let difference = (clock() - time).num_seconds();
    // check: a wrong clock is reported
    if difference.abs() > MAX_CLOCK_DIFFERENCE_SECONDS {
        let (seconds, direction) = (difference.abs(), if difference > 0 { "ahead of" } else { "behind" });
        log::warn!(
            "the clock of this machine is {seconds} s {direction} the clock of the database server: sign-ins may be refused, \
             and sessions may end too early or too late; set the time of both machines, for example by NTP"
        );
    }
    Ok(())
}

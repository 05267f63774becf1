//! Limits log lines about requests that any web page or any client can cause.

use std::sync::{Mutex, PoisonError};

use chrono::{DateTime, Utc};

use crate::domain::MinuteBudget;

/// How many of these lines are logged in a minute.
const MAX_LINES_PER_MINUTE: u32 = 10;

/// Logs a few lines of one kind in each minute, and says how many were left out.
pub(in crate::http) struct LogLimit(Mutex<MinuteBudget>);

impl Default for LogLimit {
    fn default() -> Self {
        Self(Mutex::new(MinuteBudget::new(MAX_LINES_PER_MINUTE, MAX_LINES_PER_MINUTE)))
    }
}

impl LogLimit {
    /// Logs this text as a warning, unless there were too many in this minute.
    pub(in crate::http) fn warn(&self, now: DateTime<Utc>, text: &str) {
        match self.0.lock().unwrap_or_else(PoisonError::into_inner).spend(None, now) {
            Some(0) => log::warn!("{text}"),
            Some(left_out) => log::warn!("{text} ({left_out} similar lines before this one were left out)"),
            None => {}
        }
    }
}

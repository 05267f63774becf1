//! Limits log lines about requests that any web page or any client can cause.

use std::fmt;
use std::sync::{Mutex, PoisonError};

use chrono::{DateTime, Utc};

use crate::domain::{MinuteBudget, Refusal};

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
    /// Logs a refusal and this text as a warning, unless there were too many in this minute.
    pub(in crate::http) fn refused(&self, now: DateTime<Utc>, refusal: Refusal, text: &str) {
        let code = refusal.code();
        self.log(now, format_args!("{code}: {text}"), code);
    }

    /// Logs this text as a warning, unless there were too many in this minute.
    pub(in crate::http) fn warn(&self, now: DateTime<Utc>, text: &str) {
        self.log(now, format_args!("{text}"), "");
    }

    fn log(&self, now: DateTime<Utc>, text: fmt::Arguments<'_>, code: &str) {
        match self.0.lock().unwrap_or_else(PoisonError::into_inner).spend(None, now) {
            Some(0) => log::warn!(code; "{text}"),
            Some(left_out) => log::warn!(code; "{text} ({left_out} similar lines before this one were left out)"),
            None => {}
        }
    }
}

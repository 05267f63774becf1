//! Failures of Kaimu itself: what each means for the user, and its log line.

use std::error::Error;
use std::sync::{Mutex, PoisonError};

use crate::domain::{LeftOut, Refusal, RepeatedLines, RequestContext, error_chain};
use crate::store::StoreError;

/// A failure that was classified and logged. Only [`FailureLog`] makes one, so no response has another code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LoggedFailure(Refusal);

impl LoggedFailure {
    /// What the response says.
    #[must_use]
    pub fn refusal(self) -> Refusal {
        self.0
    }
}

/// The failures that were logged a moment ago.
#[derive(Debug, Default)]
pub(super) struct FailureLog(Mutex<RepeatedLines>);

/// What a failed store means: a trouble of the database passes, and anything else is a bug or a damaged database.
pub(super) fn refusal(error: &StoreError) -> Refusal {
    // check: an outage of the database has a code of its own
    if error.is_unavailable() { Refusal::DatabaseUnavailable } else { Refusal::Internal }
}

impl FailureLog {
    /// Logs why a request failed, with the code that the response has.
    pub(super) fn log(&self, context: &RequestContext, error: &StoreError) -> LoggedFailure {
        self.log_as(context, refusal(error).code(), error)
    }

    /// Logs a failure of Kaimu itself.
    pub(super) fn log_internal(error: &dyn Error) -> LoggedFailure {
        let code = Refusal::Internal.code();
        log::error!(code; "{code}: {}", error_chain(error));
        LoggedFailure(Refusal::Internal)
    }

    /// Logs what failed and why. An outage of the database fails every request: then each line is logged once in ten seconds.
    /// The request log has the ids of the others.
    pub(super) fn log_as(&self, context: &RequestContext, what: &str, error: &StoreError) -> LoggedFailure {
        let refusal = refusal(error);
        let (code, line) = (refusal.code(), format!("{what}: {}", error_chain(error)));
        let left_out = if refusal == Refusal::DatabaseUnavailable {
            self.0.lock().unwrap_or_else(PoisonError::into_inner).count(&line, context.now)
        } else {
            Some(LeftOut { times: 0, seconds: 0 })
        };
        // For work that an answer from memory has begun, which no middleware surrounds.
        let request_id = context.request_id.as_str();
        match left_out {
            Some(LeftOut { times: 0, .. }) => log::error!(request_id, code; "{line}"),
            Some(LeftOut { times, seconds }) => {
                log::error!(request_id, code; "{line} (and {times} more times in the last {seconds} s)");
            }
            None => {}
        }
        LoggedFailure(refusal)
    }
}

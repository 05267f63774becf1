//! When this process committed last: a proof that the database can be written to.

use std::sync::{Mutex, PoisonError};
use std::time::Instant;

/// When a transaction of this process was committed last.
#[derive(Debug, Default)]
pub(super) struct LastCommit(Mutex<Option<Instant>>);

impl LastCommit {
    /// A transaction was committed now.
    pub(super) fn note(&self) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(Instant::now());
    }

    /// Whether a transaction was committed after this time.
    pub(super) fn is_after(&self, time: Instant) -> bool {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).is_some_and(|at| at > time)
    }
}

//! Repeats requests that Kaimu refused because the database took more than 100 ms, as on a busy machine.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use kaimu::domain::Refusal;

use crate::secrets;

/// The number of such refusals in the log that are known.
#[derive(Clone)]
pub struct Busy(Arc<AtomicUsize>);

impl Busy {
    pub fn new() -> Self {
        Self(Arc::new(AtomicUsize::new(refusals())))
    }

    /// Sends a request, and sends it again after an answer of 5xx as long as there are new refusals in the log.
    pub async fn repeat<T>(&self, send: impl AsyncFn() -> T, status: impl Fn(&T) -> u16) -> T {
        loop {
            let answer = send().await;
            if status(&answer) < 500 {
                return answer;
            }
            let refusals = refusals();
            if self.0.swap(refusals, Ordering::SeqCst) == refusals {
                return answer;
            }
        }
    }
}

fn refusals() -> usize {
    secrets::count_lines_with(Refusal::DatabaseUnavailable.code())
}

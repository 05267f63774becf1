//! The threads that wait for a database that does not answer, although the result is no longer wanted. They cannot be
//! interrupted, so they are counted.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::Duration;

/// How many threads may wait for a database that does not answer, after their requests have ended.
pub(super) const MAX_ABANDONED: usize = 64;

/// The number of abandoned threads that still wait. Clones share it.
#[derive(Debug, Clone, Default)]
pub(super) struct AbandonedThreads(Arc<AtomicUsize>);

impl AbandonedThreads {
    /// How many abandoned threads still wait.
    pub(super) fn count(&self) -> usize {
        self.0.load(Ordering::SeqCst)
    }

    /// Whether no more threads may be abandoned.
    pub(super) fn are_used_up(&self) -> bool {
        self.count() >= MAX_ABANDONED
    }

    /// Counts a thread from now on.
    pub(super) fn add(&self) {
        self.0.fetch_add(1, Ordering::SeqCst);
    }

    /// An abandoned thread has ended.
    pub(super) fn remove(&self) {
        self.0.fetch_sub(1, Ordering::SeqCst);
    }

    /// Runs blocking work on a thread of its own, and abandons the thread after `limit`. `None` if there is no result then.
    /// If no more threads may be abandoned, the caller itself waits for as long as the work takes.
    pub(super) fn run_within<T: Send + 'static>(
        &self,
        limit: Duration,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Option<T> {
        if self.are_used_up() {
            return Some(work());
        }
        // Without room in the channel, either the result is received, or the thread learns that it was abandoned.
        let (done, result) = mpsc::sync_channel(0);
        let abandoned = self.clone();
        let run = move || {
            if done.send(work()).is_err() {
                abandoned.remove();
            }
        };
        thread::Builder::new().name("kaimu-connect".to_owned()).spawn(run).ok()?;
        match result.recv_timeout(limit) {
            Ok(result) => Some(result),
            Err(RecvTimeoutError::Timeout) => {
                // Before the channel closes, which the thread may notice at once.
                self.add();
                None
            }
            Err(RecvTimeoutError::Disconnected) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn work_that_takes_too_long_is_counted_until_it_ends_and_has_a_limit() {
        let abandoned = AbandonedThreads::default();
        assert_eq!(abandoned.run_within(Duration::from_mins(1), || 7), Some(7));
        let (end, wait) = mpsc::channel::<()>();
        let silent = move || {
            let _ = wait.recv();
        };
        assert_eq!(abandoned.run_within(Duration::from_millis(1), silent), None);
        assert_eq!((abandoned.count(), abandoned.are_used_up()), (1, false));
        (1..MAX_ABANDONED).for_each(|_| abandoned.add());
        let (own, runs_on) = (thread::current().id(), || thread::current().id());
        assert_eq!(abandoned.run_within(Duration::ZERO, runs_on), Some(own), "the caller waits for it");
        drop(end);
        while abandoned.are_used_up() {
            thread::yield_now();
        }
        assert_eq!(abandoned.count(), MAX_ABANDONED - 1);
    }
}

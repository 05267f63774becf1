//! The threads that work on the database: Diesel blocks the thread, and libpq cannot be interrupted.

use std::time::Duration;

use tokio::runtime::{Builder, Runtime};
use tokio::task::JoinHandle;

use super::abandoned::{AbandonedThreads, MAX_ABANDONED};

/// How long a thread without work is kept.
const KEPT: Duration = Duration::from_mins(1);

/// Threads of the store's own, so that a database that does not answer takes none from other work.
#[derive(Debug)]
pub(super) struct Threads {
    /// Runs nothing but blocking work. `None` only while it is dropped.
    runtime: Option<Runtime>,
    abandoned: AbandonedThreads,
}

impl Threads {
    /// Threads for so many connections, and for those that replace them.
    pub(super) fn new(connections: u32, abandoned: AbandonedThreads) -> std::io::Result<Self> {
        let most = MAX_ABANDONED + 2 * connections as usize;
        let runtime = Builder::new_current_thread()
            .thread_name("kaimu-store")
            .max_blocking_threads(most)
            .thread_keep_alive(KEPT)
            .build()?;
        Ok(Self { runtime: Some(runtime), abandoned })
    }

    /// Runs blocking work on a thread.
    pub(super) fn spawn<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Option<JoinHandle<T>> {
        self.runtime.as_ref().map(|runtime| runtime.spawn_blocking(work))
    }

    /// Counts a thread that cannot be interrupted as abandoned, until it ends by itself.
    pub(super) fn abandon<T: Send + 'static>(&self, thread: JoinHandle<T>) {
        let abandoned = self.abandoned.clone();
        abandoned.add();
        tokio::spawn(async move {
            let _ = thread.await;
            abandoned.remove();
        });
    }

    /// How many abandoned threads still wait.
    pub(super) fn abandoned(&self) -> usize {
        self.abandoned.count()
    }

    /// Whether no more threads may be abandoned.
    pub(super) fn are_used_up(&self) -> bool {
        self.abandoned.are_used_up()
    }
}

impl Drop for Threads {
    /// Does not wait for threads: one of them may never end.
    fn drop(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, mpsc};

    use super::*;

    #[tokio::test]
    async fn abandoned_threads_count_until_they_end_and_have_a_limit() {
        let threads = Threads::new(1, AbandonedThreads::default()).unwrap();
        let (end, wait) = mpsc::channel::<()>();
        let wait = Arc::new(std::sync::Mutex::new(wait));
        for count in 0..MAX_ABANDONED {
            assert_eq!((threads.abandoned(), threads.are_used_up()), (count, false));
            let wait = Arc::clone(&wait);
            threads.abandon(threads.spawn(move || wait.lock().unwrap().recv()).unwrap());
        }
        assert!(threads.are_used_up());
        // A thread is left for other work.
        assert_eq!(threads.spawn(|| 7).unwrap().await.unwrap(), 7);
        drop(end);
        while threads.abandoned() > 0 {
            tokio::task::yield_now().await;
        }
        assert!(!threads.are_used_up());
    }
}

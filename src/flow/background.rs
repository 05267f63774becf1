//! The runtime of work that must outlive the request, or the worker, that started it.
//!
//! Each worker of the HTTP server has a runtime of its own, which ends with the worker's last connection. A connection to a
//! provider would end with it, although another worker waits for tokens on it.

use std::io;
use std::time::Duration;

use tokio::runtime::{Builder, Handle, Runtime};
use tokio::task::JoinHandle;
use tokio_util::task::TaskTracker;

use crate::logging;

/// Threads for name resolution and for the end of sessions of removed providers. The database has threads of its own.
const BLOCKING_THREADS: usize = 64;

/// The tasks that are running now, and the runtime in which they and all requests to providers run.
#[derive(Debug)]
pub struct BackgroundTasks {
    /// `None` only while this is dropped.
    runtime: Option<Runtime>,
    handle: Handle,
    tasks: TaskTracker,
    /// Held while refresh tokens are revoked.
    pub(super) revoking: tokio::sync::Mutex<()>,
}

impl BackgroundTasks {
    /// Starts the runtime. Fails if the system allows no more threads.
    pub fn start() -> io::Result<Self> {
        let runtime = Builder::new_multi_thread()
            // One thread has enough time for the requests to providers, and more of them would wake each other for each.
            .worker_threads(1)
            .enable_all()
            .thread_name("kaimu-background")
            .max_blocking_threads(BLOCKING_THREADS)
            .build()?;
        let handle = runtime.handle().clone();
        Ok(Self { runtime: Some(runtime), handle, tasks: TaskTracker::new(), revoking: tokio::sync::Mutex::default() })
    }

    /// The runtime for requests to providers. It ends when this is dropped, after all workers.
    #[must_use]
    pub fn runtime(&self) -> &Handle {
        &self.handle
    }

    /// Starts a task. What it logs belongs to the request that starts it.
    pub(super) fn spawn<T: Send + 'static>(&self, work: impl Future<Output = T> + Send + 'static) -> JoinHandle<T> {
        self.tasks.spawn_on(logging::carried(work), &self.handle)
    }

    /// Says that the server is going to stop.
    pub fn begin_stop(&self) {
        self.tasks.close();
    }

    /// Whether the server is stopping. Work that can wait should not be started then.
    #[must_use]
    pub fn is_stopping(&self) -> bool {
        self.tasks.is_closed()
    }

    /// Accepts no more optional work, and waits until all tasks have ended, at most for `limit`.
    pub async fn finish(&self, limit: Duration) {
        self.begin_stop();
        let _ = tokio::time::timeout(limit, self.tasks.wait()).await;
    }
}

impl Drop for BackgroundTasks {
    fn drop(&mut self) {
        // Waits for no task: this may be dropped in one, or in another runtime.
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

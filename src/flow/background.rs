//! Tasks that outlive their request, and that a stopping server waits for.

use std::time::Duration;

use tokio::task::JoinHandle;
use tokio_util::task::TaskTracker;

/// The tasks that are running now.
#[derive(Debug, Default)]
pub struct BackgroundTasks {
    tasks: TaskTracker,
    /// Held while refresh tokens are revoked.
    pub(super) revoking: tokio::sync::Mutex<()>,
}

impl BackgroundTasks {
    /// Starts a task.
    pub(super) fn spawn<T: Send + 'static>(&self, work: impl Future<Output = T> + Send + 'static) -> JoinHandle<T> {
        self.tasks.spawn(work)
    }

    /// Whether the server is stopping. Work that can wait should not be started then.
    pub(super) fn is_stopping(&self) -> bool {
        self.tasks.is_closed()
    }

    /// Accepts no more optional work, and waits until all tasks have ended, at most for `limit`. The tasks run in the
    /// runtime of the requests, so it must be called before that ends.
    pub async fn finish(&self, limit: Duration) {
        self.tasks.close();
        let _ = tokio::time::timeout(limit, self.tasks.wait()).await;
    }
}

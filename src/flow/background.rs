//! Tasks that outlive their request, and that a stopping server waits for.

use std::time::Duration;

use tokio::task::JoinHandle;
use tokio_util::task::TaskTracker;

/// The tasks that are running now.
#[derive(Debug, Default)]
pub struct BackgroundTasks(TaskTracker);

impl BackgroundTasks {
    /// Starts a task.
    pub(super) fn spawn<T: Send + 'static>(&self, work: impl Future<Output = T> + Send + 'static) -> JoinHandle<T> {
        self.0.spawn(work)
    }

    /// Whether the server is stopping. Work that can wait should not be started then.
    pub(super) fn is_stopping(&self) -> bool {
        self.0.is_closed()
    }

    /// Accepts no more optional work, and waits until all tasks have ended, at most for `limit`. The tasks run in the
    /// runtime of the requests, so it must be called before that ends.
    pub async fn finish(&self, limit: Duration) {
        self.0.close();
        let _ = tokio::time::timeout(limit, self.0.wait()).await;
    }
}

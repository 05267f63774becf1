//! Work that goes on when the request that began it is answered, and that a stopping server does not cut off.

use std::time::Duration;

use tokio::task::JoinHandle;
use tokio_util::task::TaskTracker;

/// Such work, as long as it goes on.
#[derive(Debug, Default)]
pub struct Background(TaskTracker);

impl Background {
    /// Begins some.
    pub(super) fn spawn<T: Send + 'static>(&self, work: impl Future<Output = T> + Send + 'static) -> JoinHandle<T> {
        self.0.spawn(work)
    }

    /// Whether the server is about to stop, and what can wait should.
    pub(super) fn is_finishing(&self) -> bool {
        self.0.is_closed()
    }

    /// Waits until all of it is done, so long at most. It runs where requests are answered, and so this comes before their end.
    pub async fn finish(&self, patience: Duration) {
        self.0.close();
        let _ = tokio::time::timeout(patience, self.0.wait()).await;
    }
}

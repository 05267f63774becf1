//! A future that ends even if nobody waits for it any more.

use std::pin::Pin;
use std::task::{Context, Poll};

use tokio::runtime::Handle;

/// A future that goes on in a task of its own if it is dropped before its end. A task from the start on would have to be woken each
/// time.
pub(super) struct Continued<T: Send + 'static>(Option<Pin<Box<dyn Future<Output = T> + Send>>>);

impl<T: Send + 'static> Continued<T> {
    pub(super) fn new(future: impl Future<Output = T> + Send + 'static) -> Self {
        Self(Some(Box::pin(future)))
    }
}

impl<T: Send + 'static> Future for Continued<T> {
    type Output = T;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<T> {
        let Some(future) = &mut self.0 else { return Poll::Pending };
        let polled = future.as_mut().poll(context);
        if polled.is_ready() {
            self.0 = None;
        }
        polled
    }
}

impl<T: Send + 'static> Drop for Continued<T> {
    fn drop(&mut self) {
        // Without a runtime, the process is ending.
        if let (Some(future), Ok(runtime)) = (self.0.take(), Handle::try_current()) {
            runtime.spawn(future);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use tokio::sync::oneshot;
    use tokio::time::timeout;

    use super::*;

    #[tokio::test]
    async fn a_future_that_was_dropped_ends_all_the_same() {
        let ((go_on, may_go_on), (ended, has_ended)) = (oneshot::channel(), oneshot::channel());
        let future = Continued::new(async move {
            may_go_on.await.unwrap();
            ended.send("ended").unwrap();
        });
        assert!(timeout(Duration::from_millis(1), future).await.is_err(), "it waits");
        go_on.send(()).unwrap();
        assert_eq!(has_ended.await, Ok("ended"));
    }

    #[tokio::test]
    async fn a_future_returns_its_value() {
        assert_eq!(Continued::new(async { 7 }).await, 7);
    }
}

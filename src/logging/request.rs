//! The request that is being answered, as far as the log is concerned.

use std::sync::Arc;

use crate::domain::{RequestId, UpstreamRequestId};

tokio::task_local! {
    static CURRENT: Arc<RequestIds>;
}

/// The ids of one request.
#[derive(Debug)]
pub struct RequestIds {
    /// The one that Kaimu has made.
    pub own: RequestId,
    /// The one of a trusted proxy, if it sent any.
    pub upstream: Option<UpstreamRequestId>,
}

/// Answers a request: each line that is logged meanwhile has these ids.
pub fn within_request<T>(ids: RequestIds, answer: impl Future<Output = T>) -> impl Future<Output = T> {
    CURRENT.scope(Arc::new(ids), answer)
}

/// Takes the ids of the current request, if there is one, to another task.
pub fn carried<T>(work: impl Future<Output = T>) -> impl Future<Output = T> {
    carried_from(current(), work)
}

/// Takes the ids of the current request, if there is one, to another thread.
pub fn carried_to_thread<T>(work: impl FnOnce() -> T) -> impl FnOnce() -> T {
    let ids = current();
    move || match ids {
        Some(ids) => CURRENT.sync_scope(ids, work),
        None => work(),
    }
}

/// The ids of the current request.
pub(super) fn current() -> Option<Arc<RequestIds>> {
    CURRENT.try_with(Arc::clone).ok()
}

async fn carried_from<T>(ids: Option<Arc<RequestIds>>, work: impl Future<Output = T>) -> T {
    match ids {
        Some(ids) => CURRENT.scope(ids, work).await,
        None => work.await,
    }
}

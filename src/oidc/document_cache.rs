//! Keeps one document of a provider in memory, and lets only one request at a time fetch it.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};

use crate::domain::Clock;

/// How long no request is sent after a failure. Each further failure doubles the delay.
const FIRST_RETRY_DELAY: TimeDelta = TimeDelta::milliseconds(500);
/// Short, so that a provider that has recovered is noticed soon.
const MAX_RETRY_DELAY: TimeDelta = TimeDelta::seconds(8);

/// How long the result of a fetch counts as the current status of the provider.
const STATUS_TTL: TimeDelta = TimeDelta::minutes(1);

/// The last document, and the result of the last fetch.
#[derive(Debug)]
pub(super) struct DocumentCache<T> {
    state: Mutex<CacheState<T>>,
    /// Held during a fetch. `state` stays readable meanwhile.
    fetching: tokio::sync::Mutex<()>,
}

#[derive(Debug)]
struct CacheState<T> {
    cached: Option<CachedDocument<T>>,
    failure: Option<FetchFailure>,
    completed_fetches: u64,
}

/// A document and when it was fetched.
#[derive(Debug)]
pub(super) struct CachedDocument<T> {
    pub(super) document: Arc<T>,
    pub(super) fetched_at: DateTime<Utc>,
}

#[derive(Debug, Clone)]
struct FetchFailure {
    why: String,
    retry_delay: TimeDelta,
    retry_at: DateTime<Utc>,
}

impl<T> Default for DocumentCache<T> {
    fn default() -> Self {
        let state = CacheState { cached: None, failure: None, completed_fetches: 0 };
        Self { state: Mutex::new(state), fetching: tokio::sync::Mutex::default() }
    }
}

impl<T> DocumentCache<T> {
    /// The document in memory.
    pub(super) fn cached(&self) -> Option<CachedDocument<T>> {
        self.state().cached.clone()
    }

    /// Why the last fetch failed, if it did. `None` when [`STATUS_TTL`] has passed since the retry was due.
    pub(super) fn recent_failure(&self, now: DateTime<Utc>) -> Option<String> {
        let state = self.state();
        state.failure.as_ref().filter(|failure| now < failure.retry_at + STATUS_TTL).map(|failure| failure.why.clone())
    }

    /// Whether a new fetch is needed to know if the provider answers: the last one failed, or is older than
    /// [`STATUS_TTL`].
    pub(super) fn status_is_stale(&self, now: DateTime<Utc>) -> bool {
        let state = self.state();
        let failed = state.failure.is_some();
        failed || state.cached.as_ref().is_none_or(|cached| now > cached.fetched_at + STATUS_TTL)
    }

    /// Whether a fetch would send a request: no other one is under way, and no retry delay is running.
    pub(super) fn may_fetch(&self, now: DateTime<Utc>) -> bool {
        let delayed = self.state().failure.as_ref().is_some_and(|failure| now < failure.retry_at);
        !delayed && self.fetching.try_lock().is_ok()
    }

    /// How long it takes until a fetch sends a request again, after a failure.
    pub(super) fn retry_delay(&self, now: DateTime<Utc>) -> Duration {
        let delay = self.state().failure.as_ref().and_then(|failure| (failure.retry_at - now).to_std().ok());
        delay.unwrap_or_default()
    }

    /// How many fetches have completed; see [`Self::fetch`].
    pub(super) fn completed_fetches(&self) -> u64 {
        self.state().completed_fetches
    }

    /// Fetches the document. If another fetch is under way, waits for it and takes its result, so that no caller waits
    /// longer than one fetch takes. `fetches_before` is what [`Self::completed_fetches`] returned before the caller
    /// decided to fetch: a fetch that has completed since then counts as well. During the retry delay of a failure
    /// nothing is fetched.
    ///
    /// # Errors
    /// Why the fetch failed. The document that was in memory before stays there.
    pub(super) async fn fetch(
        &self,
        fetches_before: u64,
        clock: &Clock,
        fetch: impl Future<Output = Result<T, String>>,
    ) -> Result<Arc<T>, String> {
        let _fetching = self.fetching.lock().await;
        if let Some(result) = self.state().result_since(fetches_before, clock()) {
            return result;
        }
        let fetched = fetch.await;
        self.state().record(fetched, clock())
    }

    fn state(&self) -> MutexGuard<'_, CacheState<T>> {
        // No code panics while it holds this lock, and the state is consistent at every step: poisoning can be ignored.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<T> CacheState<T> {
    /// The result of a fetch that has completed since `fetches_before`, or of one whose retry delay is running.
    fn result_since(&self, fetches_before: u64, now: DateTime<Utc>) -> Option<Result<Arc<T>, String>> {
        let completed_since = self.completed_fetches != fetches_before;
        match (&self.failure, &self.cached) {
            (Some(failure), _) if completed_since || now < failure.retry_at => Some(Err(failure.why.clone())),
            (None, Some(cached)) if completed_since => Some(Ok(Arc::clone(&cached.document))),
            _ => None,
        }
    }

    fn record(&mut self, fetched: Result<T, String>, now: DateTime<Utc>) -> Result<Arc<T>, String> {
        self.completed_fetches += 1;
        match fetched {
            Ok(document) => {
                let document = Arc::new(document);
                self.cached = Some(CachedDocument { document: Arc::clone(&document), fetched_at: now });
                self.failure = None;
                Ok(document)
            }
            Err(why) => {
                let previous = self.failure.as_ref();
                let retry_delay =
                    previous.map_or(FIRST_RETRY_DELAY, |failure| (failure.retry_delay * 2).min(MAX_RETRY_DELAY));
                self.failure = Some(FetchFailure { why: why.clone(), retry_delay, retry_at: now + retry_delay });
                Err(why)
            }
        }
    }
}

/// Runs a fetch in its own task, so that it completes although the request that started it is cancelled: other requests
/// wait for its result.
pub(super) async fn run_detached<T: Send + 'static>(
    fetch: impl Future<Output = Result<T, String>> + Send + 'static,
) -> Result<T, String> {
    tokio::spawn(fetch).await.unwrap_or_else(|_| Err("the request was aborted".to_owned()))
}

impl<T> Clone for CachedDocument<T> {
    fn clone(&self) -> Self {
        Self { document: Arc::clone(&self.document), fetched_at: self.fetched_at }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicI64, Ordering::SeqCst};
    use tokio::sync::oneshot;

    fn clock(seconds: &Arc<AtomicI64>) -> Clock {
        let seconds = Arc::clone(seconds);
        Arc::new(move || DateTime::UNIX_EPOCH + TimeDelta::seconds(seconds.load(SeqCst)))
    }

    #[tokio::test]
    async fn a_caller_that_waits_for_a_fetch_takes_its_result_however_long_it_took() {
        let (seconds, cache) = (Arc::new(AtomicI64::new(0)), DocumentCache::<u8>::default());
        let clock = clock(&seconds);
        let (sender, released) = oneshot::channel::<()>();
        let first = cache.fetch(cache.completed_fetches(), &clock, async {
            let _ = released.await;
            Err("the request timed out".to_owned())
        });
        let second =
            cache.fetch(cache.completed_fetches(), &clock, async { panic!("the second caller must not fetch") });
        let release = async {
            seconds.store(100, SeqCst);
            sender.send(()).unwrap();
        };
        let (first, second, ()) = tokio::join!(first, second, release);
        assert_eq!((first, second), (Err("the request timed out".to_owned()), Err("the request timed out".to_owned())));
    }

    #[tokio::test]
    async fn the_retry_delay_starts_when_the_fetch_has_failed_and_grows() {
        let (seconds, cache) = (Arc::new(AtomicI64::new(0)), DocumentCache::<u8>::default());
        let clock = clock(&seconds);
        let slow_failure = async || {
            seconds.fetch_add(10, SeqCst);
            Err("the provider is down".to_owned())
        };
        let mut requests = 0;
        for _ in 0..40 {
            let before = seconds.load(SeqCst);
            let _ = cache.fetch(cache.completed_fetches(), &clock, slow_failure()).await;
            requests += i32::from(seconds.load(SeqCst) > before);
            seconds.fetch_add(1, SeqCst);
        }
        assert!((7..=12).contains(&requests), "{requests} of 40 calls, a second apart, reached the provider");
        seconds.fetch_add(8, SeqCst);
        assert_eq!(cache.fetch(cache.completed_fetches(), &clock, async { Ok(7) }).await, Ok(Arc::new(7)));
    }
}

//! A document of a provider, kept in memory: fetched when it is needed, by one request at a time.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use chrono::{DateTime, TimeDelta, Utc};

use crate::domain::Clock;

/// After a failure the provider is left alone for so long, twice as long after each further one …
const FIRST_PAUSE: TimeDelta = TimeDelta::milliseconds(500);
/// … up to this: a provider that is well again is not kept waiting.
const MAX_PAUSE: TimeDelta = TimeDelta::seconds(8);

/// For so long a fetch tells whether the provider answers.
const NEWS: TimeDelta = TimeDelta::minutes(1);

/// What was fetched last, and how that went.
#[derive(Debug)]
pub(super) struct Cache<T> {
    state: Mutex<State<T>>,
    /// Held by whoever fetches. The state stays readable meanwhile.
    fetching: tokio::sync::Mutex<()>,
}

#[derive(Debug)]
struct State<T> {
    kept: Option<Kept<T>>,
    failure: Option<Failure>,
    fetches: u64,
}

/// A document and when it was fetched.
#[derive(Debug)]
pub(super) struct Kept<T> {
    pub(super) value: Arc<T>,
    pub(super) fetched_at: DateTime<Utc>,
}

#[derive(Debug, Clone)]
struct Failure {
    why: String,
    pause: TimeDelta,
    until: DateTime<Utc>,
}

impl<T> Default for Cache<T> {
    fn default() -> Self {
        let state = State { kept: None, failure: None, fetches: 0 };
        Self { state: Mutex::new(state), fetching: tokio::sync::Mutex::default() }
    }
}

impl<T> Cache<T> {
    /// What is in memory.
    pub(super) fn kept(&self) -> Option<Kept<T>> {
        self.state().kept.clone()
    }

    /// Why the last fetch failed, if it did, and not too long ago to say something about now.
    pub(super) fn recent_failure(&self, now: DateTime<Utc>) -> Option<String> {
        let state = self.state();
        state.failure.as_ref().filter(|failure| now < failure.until + NEWS).map(|failure| failure.why.clone())
    }

    /// Whether nothing that was fetched, or could not be, says something about now.
    pub(super) fn is_out_of_date(&self, now: DateTime<Utc>) -> bool {
        let state = self.state();
        let failed = state.failure.is_some();
        failed || state.kept.as_ref().is_none_or(|kept| now > kept.fetched_at + NEWS)
    }

    /// Whether a fetch would ask the provider: none is under way, and no pause after a failure.
    pub(super) fn may_fetch(&self, now: DateTime<Utc>) -> bool {
        let paused = self.state().failure.as_ref().is_some_and(|failure| now < failure.until);
        !paused && self.fetching.try_lock().is_ok()
    }

    /// How many fetches have ended; see [`Self::fetch`].
    pub(super) fn fetches(&self) -> u64 {
        self.state().fetches
    }

    /// Fetches the document, unless a fetch is under way or has ended since the caller looked (`seen` is [`Self::fetches`] of
    /// before): then takes the outcome of that one, so that nobody waits longer than one fetch takes. A provider that failed just now is not asked. What was kept before a failure
    /// stays kept.
    ///
    /// # Errors
    /// When the document cannot be had, and why.
    pub(super) async fn fetch(
        &self,
        seen: u64,
        clock: &Clock,
        fetch: impl Future<Output = Result<T, String>>,
    ) -> Result<Arc<T>, String> {
        let _fetching = self.fetching.lock().await;
        if let Some(outcome) = self.state().outcome_since(seen, clock()) {
            return outcome;
        }
        let fetched = fetch.await;
        self.state().record(fetched, clock())
    }

    fn state(&self) -> MutexGuard<'_, State<T>> {
        // Nothing panics while it holds the lock; a poisoned one would be as good as any.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<T> State<T> {
    fn outcome_since(&self, fetches_before: u64, now: DateTime<Utc>) -> Option<Result<Arc<T>, String>> {
        let waited = self.fetches != fetches_before;
        match (&self.failure, &self.kept) {
            (Some(failure), _) if waited || now < failure.until => Some(Err(failure.why.clone())),
            (None, Some(kept)) if waited => Some(Ok(Arc::clone(&kept.value))),
            _ => None,
        }
    }

    fn record(&mut self, fetched: Result<T, String>, now: DateTime<Utc>) -> Result<Arc<T>, String> {
        self.fetches += 1;
        match fetched {
            Ok(value) => {
                let value = Arc::new(value);
                self.kept = Some(Kept { value: Arc::clone(&value), fetched_at: now });
                self.failure = None;
                Ok(value)
            }
            Err(why) => {
                let pause = self.failure.as_ref().map_or(FIRST_PAUSE, |failure| (failure.pause * 2).min(MAX_PAUSE));
                self.failure = Some(Failure { why: why.clone(), pause, until: now + pause });
                Err(why)
            }
        }
    }
}

impl<T> Clone for Kept<T> {
    fn clone(&self) -> Self {
        Self { value: Arc::clone(&self.value), fetched_at: self.fetched_at }
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
    async fn who_waits_for_a_fetch_takes_its_outcome_however_long_it_took() {
        let (seconds, cache) = (Arc::new(AtomicI64::new(0)), Cache::<u8>::default());
        let clock = clock(&seconds);
        let (answer, answered) = oneshot::channel::<()>();
        let first = cache.fetch(cache.fetches(), &clock, async {
            let _ = answered.await;
            Err("it hung".to_owned())
        });
        let second = cache.fetch(cache.fetches(), &clock, async { panic!("the second one must not fetch") });
        let release = async {
            seconds.store(100, SeqCst);
            answer.send(()).unwrap();
        };
        let (first, second, ()) = tokio::join!(first, second, release);
        assert_eq!((first, second), (Err("it hung".to_owned()), Err("it hung".to_owned())));
    }

    #[tokio::test]
    async fn the_pause_begins_when_the_failure_is_known_and_grows() {
        let (seconds, cache) = (Arc::new(AtomicI64::new(0)), Cache::<u8>::default());
        let clock = clock(&seconds);
        let slow_failure = async || {
            seconds.fetch_add(10, SeqCst);
            Err("it is down".to_owned())
        };
        let mut asked = 0;
        for _ in 0..40 {
            let before = seconds.load(SeqCst);
            let _ = cache.fetch(cache.fetches(), &clock, slow_failure()).await;
            asked += i32::from(seconds.load(SeqCst) > before);
            seconds.fetch_add(1, SeqCst);
        }
        assert!((7..=12).contains(&asked), "{asked} of 40 calls, a second apart, reached the provider");
        seconds.fetch_add(8, SeqCst);
        assert_eq!(cache.fetch(cache.fetches(), &clock, async { Ok(7) }).await, Ok(Arc::new(7)));
    }
}

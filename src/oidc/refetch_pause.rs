//! How long the signing keys are not fetched again, after a fetch that brought no key for a token.

use std::sync::{Mutex, MutexGuard, PoisonError};

use chrono::{DateTime, TimeDelta, Utc};

/// Short, so that keys which a cache of the provider holds back for a moment are found soon.
const FIRST_PAUSE: TimeDelta = TimeDelta::seconds(1);
/// Limits the requests that tokens of unknown keys can cause.
const MAX_PAUSE: TimeDelta = TimeDelta::seconds(30);

/// The pause between two fetches for tokens of one kind. Each fetch that brings nothing doubles it, and one that brings a
/// fitting key ends it.
#[derive(Default)]
pub(super) struct RefetchPause(Mutex<Option<Pause>>);

/// A pause that a fetch has begun.
#[derive(Clone, Copy, PartialEq)]
pub(super) struct Pause {
    length: TimeDelta,
    ends_at: DateTime<Utc>,
}

impl RefetchPause {
    /// The last pause.
    pub(super) fn last(&self) -> Option<Pause> {
        *self.state()
    }

    /// Records what a fetch has brought. `before` is what [`Self::last`] returned before it: several tokens may wait for the
    /// same fetch, which counts once.
    pub(super) fn record(&self, before: Option<Pause>, brought_the_key: bool, now: DateTime<Utc>) {
        let mut pause = self.state();
        if brought_the_key {
            *pause = None;
        } else if *pause == before {
            // check: the pause after a useless fetch of keys is short at first
            let length = before.map_or(FIRST_PAUSE, |before| (before.length * 2).min(MAX_PAUSE));
            *pause = Some(Pause { length, ends_at: now + length });
        }
    }

    fn state(&self) -> MutexGuard<'_, Option<Pause>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Pause {
    pub(super) fn is_running(self, now: DateTime<Utc>) -> bool {
        now < self.ends_at
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pause_grows_from_one_second_to_thirty_and_ends_when_a_key_fits() {
        let (pause, mut now, mut lengths) = (RefetchPause::default(), DateTime::UNIX_EPOCH, Vec::new());
        for _ in 0..7 {
            let before = pause.last();
            pause.record(before, false, now);
            // Another token that waited for the same fetch.
            pause.record(before, false, now);
            let recorded = pause.last().unwrap();
            lengths.push((recorded.ends_at - now).num_seconds());
            now = recorded.ends_at;
            assert!(!recorded.is_running(now) && recorded.is_running(now - TimeDelta::milliseconds(1)));
        }
        assert_eq!(lengths, [1, 2, 4, 8, 16, 30, 30]);
        pause.record(pause.last(), true, now);
        assert!(pause.last().is_none());
    }
}

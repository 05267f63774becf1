//! Which keys of Kaimu exist, sign assertions for applications, and are published, at a time.
//!
//! Applications keep the published keys for some minutes. So a key is published for a day before its first use, and for
//! a day after its last use.

use chrono::{DateTime, TimeDelta, Utc};

/// How long a key signs.
pub const ASSERTION_KEY_PERIOD: TimeDelta = TimeDelta::days(30);
/// How long a key is published before its first use, and after its last use.
const PUBLISHED_WITHOUT_USE: TimeDelta = TimeDelta::days(1);
/// How long until the cleanup has run again, and until every instance knows a new key.
const PROPAGATION: TimeDelta = TimeDelta::minutes(10);

/// What decides about a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AssertionKeyState {
    /// From when on it signs, until another one does.
    pub signs_from: DateTime<Utc>,
    /// Whether the session secret opens its private key.
    pub opens: bool,
}

/// The place of the key that signs at this time: the latest that has begun. If none has begun, the earliest signs, which
/// applications know better than a new one.
#[must_use]
pub fn signing_assertion_key(keys: &[AssertionKeyState], now: DateTime<Utc>) -> Option<usize> {
    let usable = || keys.iter().enumerate().filter(|(_, key)| key.opens);
    // check: an assertion key is published before it signs
    let begun = usable().filter(|(_, key)| key.signs_from <= now).max_by_key(|(_, key)| key.signs_from);
    begun.or_else(|| usable().min_by_key(|(_, key)| key.signs_from)).map(|(place, _)| place)
}

/// Whether this key is still published. Otherwise it can be deleted.
#[must_use]
pub fn is_assertion_key_published(key: &AssertionKeyState, keys: &[AssertionKeyState], now: DateTime<Utc>) -> bool {
    let later = keys.iter().filter(|other| other.opens && other.signs_from > key.signs_from);
    let last_use = later.map(|successor| successor.signs_from).min();
    // check: an assertion key is published after its last use
    last_use.is_none_or(|last_use| now < last_use + PUBLISHED_WITHOUT_USE)
}

/// From when on a new key has to sign, if it is time to make one. Without a usable key, a new one signs at once.
#[must_use]
pub fn next_assertion_key(keys: &[AssertionKeyState], now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    let Some(latest) = keys.iter().filter(|key| key.opens).map(|key| key.signs_from).max() else { return Some(now) };
    let (due, earliest) = (latest + ASSERTION_KEY_PERIOD, now + PUBLISHED_WITHOUT_USE + PROPAGATION);
    // The cleanup may not have run for long.
    (due <= earliest).then_some(due.max(earliest))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(minutes: i64) -> DateTime<Utc> {
        DateTime::UNIX_EPOCH + TimeDelta::minutes(minutes)
    }

    const HOUR: i64 = 60;
    const DAY: i64 = 24 * HOUR;

    fn keys<const N: usize>(signs_from: [i64; N]) -> Vec<AssertionKeyState> {
        signs_from.map(|minutes| AssertionKeyState { signs_from: at(minutes), opens: true }).into()
    }

    fn lost(minutes: i64) -> AssertionKeyState {
        AssertionKeyState { signs_from: at(minutes), opens: false }
    }

    #[test]
    fn the_first_key_signs_at_once() {
        assert_eq!(next_assertion_key(&[], at(7)), Some(at(7)));
        assert_eq!(signing_assertion_key(&keys([7]), at(7)), Some(0));
    }

    #[test]
    fn the_next_key_is_made_a_day_before_it_signs() {
        let first = keys([0]);
        assert_eq!(next_assertion_key(&first, at(1)), None);
        assert_eq!(next_assertion_key(&first, at(29 * DAY - 11)), None);
        assert_eq!(next_assertion_key(&first, at(29 * DAY - 10)), Some(at(30 * DAY)));
        assert_eq!(next_assertion_key(&keys([0, 30 * DAY]), at(29 * DAY)), None, "there is one");
        assert_eq!(next_assertion_key(&keys([0, 30 * DAY]), at(31 * DAY)), None);
        assert_eq!(next_assertion_key(&keys([0, 30 * DAY]), at(59 * DAY - 10)), Some(at(60 * DAY)));
    }

    #[test]
    fn a_key_that_is_made_late_is_published_for_a_day_as_well() {
        assert_eq!(next_assertion_key(&keys([0]), at(29 * DAY)), Some(at(30 * DAY + 10)));
        assert_eq!(next_assertion_key(&keys([0]), at(200 * DAY)), Some(at(201 * DAY + 10)));
        assert_eq!(
            signing_assertion_key(&keys([0, 201 * DAY + 10]), at(201 * DAY)),
            Some(0),
            "the old one signs meanwhile"
        );
    }

    #[test]
    fn a_key_signs_until_the_next_one_does() {
        let two = keys([0, 30 * DAY]);
        assert_eq!(signing_assertion_key(&two, at(0)), Some(0));
        assert_eq!(signing_assertion_key(&two, at(30 * DAY - 1)), Some(0));
        assert_eq!(signing_assertion_key(&two, at(30 * DAY)), Some(1));
        assert_eq!(signing_assertion_key(&two, at(300 * DAY)), Some(1));
        assert_eq!(signing_assertion_key(&keys([30 * DAY, 0]), at(30 * DAY)), Some(0), "in any order");
        assert_eq!(signing_assertion_key(&[], at(0)), None);
    }

    #[test]
    fn an_instance_whose_clock_is_behind_uses_the_only_key() {
        assert_eq!(signing_assertion_key(&keys([1]), at(0)), Some(0));
        assert_eq!(next_assertion_key(&keys([1]), at(0)), None);
        assert_eq!(signing_assertion_key(&keys([3, 1, 2]), at(0)), Some(1));
    }

    #[test]
    fn a_key_is_published_for_a_day_after_its_last_use() {
        let two = keys([0, 30 * DAY]);
        let published =
            |minutes| two.iter().map(|key| is_assertion_key_published(key, &two, at(minutes))).collect::<Vec<_>>();
        assert_eq!(published(29 * DAY), [true, true], "before its first use");
        assert_eq!(published(31 * DAY - 1), [true, true]);
        assert_eq!(published(31 * DAY), [false, true]);
        assert_eq!(published(300 * DAY), [false, true], "the last one stays");
        let three = keys([60 * DAY, 0, 30 * DAY]);
        assert!(!is_assertion_key_published(&three[1], &three, at(31 * DAY)), "by its own successor");
    }

    #[test]
    fn a_key_that_does_not_open_is_replaced_at_once_and_published_for_a_day() {
        assert_eq!(next_assertion_key(&[lost(0)], at(5 * DAY)), Some(at(5 * DAY)));
        assert_eq!(signing_assertion_key(&[lost(0)], at(5 * DAY)), None);
        let replaced = [lost(0), keys([5 * DAY])[0]];
        assert_eq!(signing_assertion_key(&replaced, at(5 * DAY)), Some(1));
        assert!(is_assertion_key_published(&replaced[0], &replaced, at(6 * DAY - 1)));
        assert!(!is_assertion_key_published(&replaced[0], &replaced, at(6 * DAY)));
        // One of another instance, which has another secret by mistake.
        let theirs = [keys([0])[0], lost(5 * DAY)];
        assert_eq!(signing_assertion_key(&theirs, at(9 * DAY)), Some(0));
        assert!(theirs.iter().all(|key| is_assertion_key_published(key, &theirs, at(9 * DAY))));
    }

    #[test]
    fn the_next_key_signs_early_when_the_current_one_does_not_open() {
        let keys = [lost(0), keys([30 * DAY])[0]];
        assert_eq!(signing_assertion_key(&keys, at(29 * DAY)), Some(1));
        assert_eq!(next_assertion_key(&keys, at(29 * DAY)), None);
    }
}

//! The assertions that are valid for some time yet, so that not every request costs a signature.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use chrono::{DateTime, TimeDelta, Utc};
use ring::digest::{SHA256, digest};
use uuid::Uuid;

use crate::domain::redacted_debug;

/// How long an assertion is valid.
pub(super) const LIFETIME: TimeDelta = TimeDelta::minutes(5);
/// How much of that is left at least when it is used once more.
pub(super) const MIN_LEFT: TimeDelta = TimeDelta::minutes(1);
/// About 20 MB. When there are more, all are signed again.
const MAX_ENTRIES: usize = 10_000;

/// What an assertion depends on.
pub(super) struct AssertionBasis {
    session: Uuid,
    audience: String,
    kid: String,
    /// The hash of all claims but the times.
    claims: [u8; 32],
}

impl AssertionBasis {
    /// For this session and application, with this key and these claims.
    pub(super) fn new(session: Uuid, audience: &str, kid: &str, claims: &str) -> Self {
        let mut hash = [0; 32];
        hash.copy_from_slice(digest(&SHA256, claims.as_bytes()).as_ref());
        Self { session, audience: audience.to_owned(), kid: kid.to_owned(), claims: hash }
    }
}

struct Entry {
    token: Arc<str>,
    issued_at: DateTime<Utc>,
    kid: String,
    claims: [u8; 32],
}

impl Entry {
    fn is_young(&self, now: DateTime<Utc>) -> bool {
        // A clock that was set back does not make an assertion live longer.
        // check: an assertion has time left
        self.issued_at <= now && now + MIN_LEFT <= self.issued_at + LIFETIME
    }
}

/// One assertion for each session and application.
#[derive(Default)]
pub(super) struct AssertionCache(Mutex<HashMap<(Uuid, String), Entry>>);

impl AssertionCache {
    /// The assertion that was signed for this session and application, if key and claims are the same today, and when it was
    /// signed.
    pub(super) fn find(&self, basis: &AssertionBasis, now: DateTime<Utc>) -> Option<(Arc<str>, DateTime<Utc>)> {
        let entries = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let entry = entries.get(&(basis.session, basis.audience.clone())).filter(|entry| entry.is_young(now))?;
        // check: an assertion has the claims of today
        let is_same = entry.claims == basis.claims && entry.kid == basis.kid;
        is_same.then(|| (Arc::clone(&entry.token), entry.issued_at))
    }

    /// Keeps an assertion that was signed at this time.
    pub(super) fn insert(&self, basis: AssertionBasis, token: Arc<str>, issued_at: DateTime<Utc>) {
        let mut entries = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if entries.len() >= MAX_ENTRIES {
            entries.retain(|_, entry| entry.is_young(issued_at));
        }
        if entries.len() >= MAX_ENTRIES {
            entries.clear();
        }
        let AssertionBasis { session, audience, kid, claims } = basis;
        entries.insert((session, audience), Entry { token, issued_at, kid, claims });
    }
}

redacted_debug!(AssertionCache);

#[cfg(test)]
mod tests {
    use super::*;

    const WIKI: &str = "https://wiki.example.org";

    fn at(seconds: i64) -> DateTime<Utc> {
        DateTime::UNIX_EPOCH + TimeDelta::seconds(seconds)
    }

    fn basis(session: u8) -> AssertionBasis {
        AssertionBasis::new(Uuid::from_bytes([session; 16]), WIKI, "key", "claims")
    }

    #[test]
    fn an_assertion_is_used_again_while_a_minute_is_left() {
        let cache = AssertionCache::default();
        cache.insert(basis(1), "token".into(), at(100));
        for (seconds, is_found) in [(99, false), (100, true), (340, true), (341, false), (1000, false)] {
            assert_eq!(cache.find(&basis(1), at(seconds)).is_some(), is_found, "{seconds}");
        }
    }

    #[test]
    fn an_assertion_is_for_one_session_application_key_and_set_of_claims() {
        let cache = AssertionCache::default();
        cache.insert(basis(1), "token".into(), at(0));
        let mine = Uuid::from_bytes([1; 16]);
        assert!(cache.find(&AssertionBasis::new(mine, WIKI, "key", "claims"), at(0)).is_some());
        for other in [
            basis(2),
            AssertionBasis::new(mine, "https://git.example.org", "key", "claims"),
            AssertionBasis::new(mine, WIKI, "another key", "claims"),
            AssertionBasis::new(mine, WIKI, "key", "other claims"),
        ] {
            assert!(cache.find(&other, at(0)).is_none());
        }
    }

    #[test]
    fn a_full_cache_forgets_old_entries_first_and_never_grows() {
        let cache = AssertionCache::default();
        let basis = |number: usize| AssertionBasis::new(Uuid::from_u128(number as u128), WIKI, "key", "claims");
        for number in 0..MAX_ENTRIES {
            cache.insert(basis(number), "token".into(), at(if number < 5000 { 0 } else { 250 }));
        }
        cache.insert(basis(MAX_ENTRIES), "token".into(), at(250));
        assert_eq!(cache.0.lock().unwrap().len(), 5001, "the old ones are gone");
        for number in 0..=MAX_ENTRIES {
            cache.insert(basis(MAX_ENTRIES + number), "token".into(), at(250));
        }
        assert!(cache.0.lock().unwrap().len() <= MAX_ENTRIES);
    }
}

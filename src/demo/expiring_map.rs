//! [`ExpiringMap`]: values that are kept in memory for a limited time, such as authorization codes and access tokens.

use std::collections::HashMap;

use chrono::{DateTime, TimeDelta, Utc};
use ring::error::Unspecified;

use super::crypto;

/// More than a demonstration needs.
const MAX_ENTRIES: usize = 1000;

/// A map whose entries expire after a fixed time. When it is full, the oldest entry is dropped.
pub(super) struct ExpiringMap<T> {
    lifetime: TimeDelta,
    entries: HashMap<String, (DateTime<Utc>, T)>,
}

impl<T> ExpiringMap<T> {
    pub(super) fn new(lifetime: TimeDelta) -> Self {
        Self { lifetime, entries: HashMap::new() }
    }

    /// Inserts a value under a new random key, and returns the key.
    pub(super) fn insert_with_random_key(&mut self, value: T, now: DateTime<Utc>) -> Result<String, Unspecified> {
        let key = crypto::random_base64url()?;
        self.insert(key.clone(), value, now);
        Ok(key)
    }

    /// Inserts a value under this key.
    pub(super) fn insert(&mut self, key: String, value: T, now: DateTime<Utc>) {
        self.entries.retain(|_, (expires_at, _)| *expires_at > now);
        if self.entries.len() >= MAX_ENTRIES
            && let Some(oldest) =
                self.entries.iter().min_by_key(|(_, (expires_at, _))| *expires_at).map(|(key, _)| key.clone())
        {
            self.entries.remove(&oldest);
        }
        self.entries.insert(key, (now + self.lifetime, value));
    }

    /// The value under this key, unless it has expired.
    pub(super) fn get(&self, key: &str, now: DateTime<Utc>) -> Option<&T> {
        self.entries.get(key).filter(|(expires_at, _)| *expires_at > now).map(|(_, value)| value)
    }

    /// Removes the value under this key, and returns it unless it has expired.
    pub(super) fn remove(&mut self, key: &str, now: DateTime<Utc>) -> Option<T> {
        self.entries.remove(key).filter(|(expires_at, _)| *expires_at > now).map(|(_, value)| value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_map_drops_the_oldest_entry() {
        let mut map = ExpiringMap::new(TimeDelta::seconds(60));
        let start = DateTime::UNIX_EPOCH;
        let keys: Vec<String> = (0..1001)
            .map(|turn| map.insert_with_random_key(turn, start + TimeDelta::milliseconds(turn)).unwrap())
            .collect();
        let now = start + TimeDelta::seconds(2);
        assert_eq!(map.entries.len(), MAX_ENTRIES);
        assert_eq!((map.get(&keys[0], now), map.get(&keys[1], now)), (None, Some(&1)));
    }

    #[test]
    fn an_expired_entry_is_not_returned_and_the_next_insert_removes_it() {
        let mut map = ExpiringMap::new(TimeDelta::seconds(60));
        let key = map.insert_with_random_key("old", DateTime::UNIX_EPOCH).unwrap();
        let later = DateTime::UNIX_EPOCH + TimeDelta::seconds(60);
        assert_eq!(map.get(&key, later), None);
        map.insert_with_random_key("new", later).unwrap();
        assert_eq!(map.entries.len(), 1);
    }
}

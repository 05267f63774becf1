//! What is kept in memory for a while, under names that nobody can guess.

use std::collections::HashMap;

use chrono::{DateTime, TimeDelta, Utc};
use ring::error::Unspecified;

use super::key;

/// More than anybody needs who tries something out.
const CAPACITY: usize = 1000;

/// Things that are thrown away when their time has come, or the oldest of them when there are too many.
pub(super) struct Shelf<T> {
    lifetime: TimeDelta,
    things: HashMap<String, (DateTime<Utc>, T)>,
}

impl<T> Shelf<T> {
    pub(super) fn new(lifetime: TimeDelta) -> Self {
        Self { lifetime, things: HashMap::new() }
    }

    /// Keeps something under a new name.
    pub(super) fn put(&mut self, thing: T, now: DateTime<Utc>) -> Result<String, Unspecified> {
        let name = key::random_text()?;
        self.put_under(name.clone(), thing, now);
        Ok(name)
    }

    /// Keeps something under a name that was in use before.
    pub(super) fn put_under(&mut self, name: String, thing: T, now: DateTime<Utc>) {
        self.things.retain(|_, (ends, _)| *ends > now);
        if self.things.len() >= CAPACITY
            && let Some(oldest) = self.things.iter().min_by_key(|(_, (ends, _))| *ends).map(|(name, _)| name.clone())
        {
            self.things.remove(&oldest);
        }
        self.things.insert(name, (now + self.lifetime, thing));
    }

    /// What is under this name.
    pub(super) fn get(&self, name: &str, now: DateTime<Utc>) -> Option<&T> {
        self.things.get(name).filter(|(ends, _)| *ends > now).map(|(_, thing)| thing)
    }

    /// What was under this name.
    pub(super) fn take(&mut self, name: &str, now: DateTime<Utc>) -> Option<T> {
        self.things.remove(name).filter(|(ends, _)| *ends > now).map(|(_, thing)| thing)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_never_holds_more_than_its_capacity_and_forgets_the_oldest_first() {
        let mut shelf = Shelf::new(TimeDelta::seconds(60));
        let start = DateTime::UNIX_EPOCH;
        let names: Vec<String> =
            (0..1001).map(|turn| shelf.put(turn, start + TimeDelta::milliseconds(turn)).unwrap()).collect();
        let now = start + TimeDelta::seconds(2);
        assert_eq!(shelf.things.len(), CAPACITY);
        assert_eq!((shelf.get(&names[0], now), shelf.get(&names[1], now)), (None, Some(&1)));
    }

    #[test]
    fn what_is_past_its_time_is_not_there_and_goes_with_the_next_thing() {
        let mut shelf = Shelf::new(TimeDelta::seconds(60));
        let name = shelf.put("old", DateTime::UNIX_EPOCH).unwrap();
        let later = DateTime::UNIX_EPOCH + TimeDelta::seconds(60);
        assert_eq!(shelf.get(&name, later), None);
        shelf.put("new", later).unwrap();
        assert_eq!(shelf.things.len(), 1);
    }
}

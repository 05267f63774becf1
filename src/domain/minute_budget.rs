//! How many events of a kind are allowed in each minute.

use chrono::{DateTime, TimeDelta, Utc};

/// Allows a number of events in each minute, and counts the others, so that a log line can say how many there were.
#[derive(Debug, Clone)]
pub struct MinuteBudget {
    max: u32,
    began_at: DateTime<Utc>,
    used: u32,
    left_out: u64,
}

impl MinuteBudget {
    /// Allows `max` events in each minute.
    #[must_use]
    pub fn new(max: u32) -> Self {
        Self { max, began_at: DateTime::UNIX_EPOCH, used: 0, left_out: 0 }
    }

    /// Counts an event. If it is allowed, returns how many events were left out since the last one that was allowed.
    pub fn spend(&mut self, now: DateTime<Utc>) -> Option<u64> {
        // A clock that was set back begins a new minute, too.
        if now < self.began_at || now >= self.began_at + TimeDelta::minutes(1) {
            (self.began_at, self.used) = (now, 0);
        }
        if self.used >= self.max {
            self.left_out += 1;
            return None;
        }
        self.used += 1;
        Some(std::mem::take(&mut self.left_out))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn events_above_the_budget_of_a_minute_are_counted_and_reported_later() {
        let at = |seconds| DateTime::UNIX_EPOCH + TimeDelta::seconds(1_000_000 + seconds);
        let mut budget = MinuteBudget::new(2);
        let spent: Vec<_> = [0, 1, 2, 59].into_iter().map(|seconds| budget.spend(at(seconds))).collect();
        assert_eq!(spent, [Some(0), Some(0), None, None]);
        assert_eq!(budget.spend(at(60)), Some(2));
        assert_eq!(budget.spend(at(61)), Some(0));
        assert_eq!(budget.spend(at(62)), None);
        assert_eq!(budget.spend(at(-500)), Some(1), "the clock was set back");
    }
}

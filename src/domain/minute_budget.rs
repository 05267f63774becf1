//! How many events of a kind are allowed in each minute.

use std::collections::HashMap;
use std::net::IpAddr;

use chrono::{DateTime, TimeDelta, Utc};

use super::ipv6_network::{SITE_BITS, ipv6_network};

/// Allows a number of events in each minute, and counts the others, so that a log line can say how many there were.
#[derive(Debug, Clone)]
pub struct MinuteBudget {
    max: u32,
    /// The limit of one IPv4 address or one IPv6 site.
    max_per_site: u32,
    began_at: DateTime<Utc>,
    used: u32,
    /// Never more entries than `max`.
    used_by_site: HashMap<Option<IpAddr>, u32>,
    left_out: u64,
}

impl MinuteBudget {
    /// Allows `max` events in each minute, of which `max_per_site` may come from one IPv4 address or one IPv6 site.
    #[must_use]
    pub fn new(max: u32, max_per_site: u32) -> Self {
        let used_by_site = HashMap::new();
        Self { max, max_per_site, began_at: DateTime::UNIX_EPOCH, used: 0, used_by_site, left_out: 0 }
    }

    /// Counts an event. If it is allowed, returns how many events were left out since the last one that was allowed.
    pub fn spend(&mut self, address: Option<IpAddr>, now: DateTime<Utc>) -> Option<u64> {
        // A clock that was set back begins a new minute, too.
        if now < self.began_at || now >= self.began_at + TimeDelta::minutes(1) {
            (self.began_at, self.used) = (now, 0);
            self.used_by_site.clear();
        }
        let site = address.map(site);
        let used_by_site = self.used_by_site.get(&site).copied().unwrap_or_default();
        if self.used >= self.max || used_by_site >= self.max_per_site {
            self.left_out += 1;
            return None;
        }
        self.used += 1;
        self.used_by_site.insert(site, used_by_site + 1);
        Some(std::mem::take(&mut self.left_out))
    }
}

fn site(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V4(_) => address,
        IpAddr::V6(address) => ipv6_network(address, SITE_BITS).into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> DateTime<Utc> {
        DateTime::UNIX_EPOCH + TimeDelta::seconds(1_000_000 + seconds)
    }

    #[test]
    fn events_above_the_budget_of_a_minute_are_counted_and_reported_later() {
        let mut budget = MinuteBudget::new(2, 2);
        let spent: Vec<_> = [0, 1, 2, 59].into_iter().map(|seconds| budget.spend(None, at(seconds))).collect();
        assert_eq!(spent, [Some(0), Some(0), None, None]);
        assert_eq!(budget.spend(None, at(60)), Some(2));
        assert_eq!(budget.spend(None, at(61)), Some(0));
        assert_eq!(budget.spend(None, at(62)), None);
        assert_eq!(budget.spend(None, at(-500)), Some(1), "the clock was set back");
    }

    #[test]
    fn one_site_cannot_use_up_the_whole_budget() {
        let mut budget = MinuteBudget::new(3, 1);
        let mut allows = |address: &str| budget.spend(Some(address.parse().unwrap()), at(0)).is_some();
        assert!(allows("2001:db8:0:1::1") && !allows("2001:db8:0:2::1"), "one /48");
        assert!(allows("192.0.2.1") && !allows("192.0.2.1"));
        assert!(allows("192.0.2.2") && !allows("192.0.2.3"), "the whole budget is used");
    }
}

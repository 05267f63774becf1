//! Remembers which personal access tokens were presented, so that unknown ones cost little.

use std::collections::{HashMap, HashSet};
use std::net::IpAddr;

use chrono::{DateTime, TimeDelta, Utc};

use super::access_token_check::TokenRefusal;
use super::ipv6_network::{SITE_BITS, ipv6_network};
use super::secret_hash::SecretHash;

/// How many unknown tokens of one IPv4 address or one IPv6 site are looked up in a minute.
const MAX_UNKNOWN_PER_MINUTE: usize = 20;
/// How many sites, and how many tokens, are remembered.
const MAX_REMEMBERED: usize = 10_000;
/// How long unknown tokens are remembered, and how often a use is recorded.
const MINUTE: TimeDelta = TimeDelta::minutes(1);
/// How long a token that counted is looked up although its address has presented too many unknown ones.
const TRUSTED: TimeDelta = TimeDelta::minutes(10);

/// The tokens that were presented a moment ago, by their hashes.
///
/// A client that repeats one revoked token for hours costs one look-up in a minute. Only different unknown tokens count
/// against the limit of an address, so that such a client takes nothing from others behind the same address. Tokens that
/// counted lately are always looked up: an attacker who shares the address does not stop them.
#[derive(Debug, Default)]
pub struct TokenAttempts {
    unknown: HashMap<Option<IpAddr>, UnknownTokens>,
    /// When the use of each was last recorded.
    used: HashMap<SecretHash, DateTime<Utc>>,
}

#[derive(Debug)]
struct UnknownTokens {
    began_at: DateTime<Utc>,
    hashes: HashSet<SecretHash>,
}

impl TokenAttempts {
    /// Whether to look a token up.
    ///
    /// # Errors
    /// If it is known to be unknown, or too many unknown tokens came from this address.
    pub fn admit(
        &mut self,
        token: &SecretHash,
        address: Option<IpAddr>,
        now: DateTime<Utc>,
    ) -> Result<(), TokenRefusal> {
        if self.used.get(token).is_some_and(|used_at| is_within(*used_at, TRUSTED, now)) {
            return Ok(());
        }
        let Some(seen) = self.unknown.get(&site(address)) else { return Ok(()) };
        if !is_within(seen.began_at, MINUTE, now) {
            return Ok(());
        }
        // check: an unknown token is looked up once
        if seen.hashes.contains(token) {
            return Err(TokenRefusal::Unknown);
        }
        // check: a limit of unknown tokens
        if seen.hashes.len() >= MAX_UNKNOWN_PER_MINUTE {
            return Err(TokenRefusal::TooManyUnknown);
        }
        Ok(())
    }

    /// Remembers that there is no such token.
    pub fn remember_unknown(&mut self, token: SecretHash, address: Option<IpAddr>, now: DateTime<Utc>) {
        self.used.remove(&token);
        if self.unknown.len() >= MAX_REMEMBERED {
            self.unknown.retain(|_, seen| is_within(seen.began_at, MINUTE, now));
        }
        // Still full: from so many addresses, the limit of each protects nothing.
        if self.unknown.len() >= MAX_REMEMBERED {
            self.unknown.clear();
        }
        let new = || UnknownTokens { began_at: now, hashes: HashSet::new() };
        let seen = self.unknown.entry(site(address)).or_insert_with(new);
        if !is_within(seen.began_at, MINUTE, now) {
            *seen = new();
        }
        if seen.hashes.len() < MAX_UNKNOWN_PER_MINUTE {
            seen.hashes.insert(token);
        }
    }

    /// Remembers that a token was used. Whether to record that in the database: at most once a minute.
    pub fn remember_use(&mut self, token: SecretHash, now: DateTime<Utc>) -> bool {
        if self.used.get(&token).is_some_and(|used_at| is_within(*used_at, MINUTE, now)) {
            return false;
        }
        if self.used.len() >= MAX_REMEMBERED {
            self.used.retain(|_, used_at| is_within(*used_at, TRUSTED, now));
        }
        if self.used.len() >= MAX_REMEMBERED {
            self.used.clear();
        }
        self.used.insert(token, now);
        true
    }
}

/// A clock that was set back ends every period.
fn is_within(since: DateTime<Utc>, period: TimeDelta, now: DateTime<Utc>) -> bool {
    since <= now && now < since + period
}

fn site(address: Option<IpAddr>) -> Option<IpAddr> {
    address.map(|address| match address {
        IpAddr::V4(_) => address,
        IpAddr::V6(address) => ipv6_network(address, SITE_BITS).into(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> DateTime<Utc> {
        DateTime::UNIX_EPOCH + TimeDelta::seconds(1_000_000 + seconds)
    }

    fn hash(number: usize) -> SecretHash {
        SecretHash::of(&number.to_string())
    }

    fn address(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    #[test]
    fn an_unknown_token_is_looked_up_once_a_minute_and_counts_once() {
        let mut attempts = TokenAttempts::default();
        let one = Some(address("192.0.2.1"));
        assert_eq!(attempts.admit(&hash(0), one, at(0)), Ok(()));
        attempts.remember_unknown(hash(0), one, at(0));
        for second in 1..59 {
            assert_eq!(attempts.admit(&hash(0), one, at(second)), Err(TokenRefusal::Unknown));
        }
        assert_eq!(attempts.admit(&hash(1), one, at(59)), Ok(()), "another token of the same address");
        assert_eq!(attempts.admit(&hash(0), one, at(60)), Ok(()));
        assert_eq!(attempts.admit(&hash(0), one, at(-1)), Ok(()), "the clock was set back");
    }

    #[test]
    fn twenty_different_unknown_tokens_of_an_address_stop_others_but_none_that_counted_lately() {
        let mut attempts = TokenAttempts::default();
        let one = Some(address("2001:db8:0:1::1"));
        assert!(attempts.remember_use(hash(500), at(-100)));
        for number in 0..MAX_UNKNOWN_PER_MINUTE {
            assert_eq!(attempts.admit(&hash(number), one, at(0)), Ok(()));
            attempts.remember_unknown(hash(number), one, at(0));
        }
        let same_site = Some(address("2001:db8:0:ff::1"));
        assert_eq!(attempts.admit(&hash(100), same_site, at(1)), Err(TokenRefusal::TooManyUnknown));
        assert_eq!(attempts.admit(&hash(500), same_site, at(1)), Ok(()), "it counted lately");
        assert_eq!(attempts.admit(&hash(100), Some(address("2001:db8:1::1")), at(1)), Ok(()), "another site");
        assert_eq!(attempts.admit(&hash(100), same_site, at(60)), Ok(()), "the next minute");
        attempts.remember_unknown(hash(500), Some(address("192.0.2.9")), at(2));
        assert_eq!(attempts.admit(&hash(500), same_site, at(2)), Err(TokenRefusal::TooManyUnknown), "it was revoked");
    }

    #[test]
    fn a_use_is_recorded_once_a_minute() {
        let mut attempts = TokenAttempts::default();
        let recorded = [0, 1, 59, 60, 119, 120].map(|second| attempts.remember_use(hash(0), at(second)));
        assert_eq!(recorded, [true, false, false, true, false, true]);
    }

    #[test]
    fn the_memory_of_a_flood_is_bounded() {
        let mut attempts = TokenAttempts::default();
        for number in 0..3 * u32::try_from(MAX_REMEMBERED).unwrap() {
            let address = IpAddr::from(std::net::Ipv4Addr::from_bits(number));
            attempts.remember_unknown(hash(0), Some(address), at(0));
            attempts.remember_use(hash(number as usize), at(0));
        }
        for number in 0..1000 {
            attempts.remember_unknown(hash(number), Some(address("192.0.2.1")), at(0));
        }
        assert!(attempts.unknown.len() <= MAX_REMEMBERED && attempts.used.len() <= MAX_REMEMBERED);
        let of_one = attempts.unknown.values().map(|seen| seen.hashes.len()).max();
        assert_eq!(of_one, Some(MAX_UNKNOWN_PER_MINUTE));
    }
}

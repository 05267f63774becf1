//! How often: slows down whoever starts more sign-ins than people need.

use std::net::{IpAddr, Ipv6Addr};
use std::num::NonZeroU32;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use governor::clock::{Clock, DefaultClock};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};

/// A browser that restores its tabs starts this many at once, and an office behind one address in its first minute.
const BURST: NonZeroU32 = NonZeroU32::new(30).expect("30 is not 0");
/// So many starts after each other, and addresses that are well below the limit again are forgotten.
const SWEEP_EVERY: u32 = 10_000;

/// Counts starts of sign-ins by address. It measures spans of time, so it uses the monotonic clock and no wall clock, which
/// may be set back.
pub(super) struct SignInStarts {
    /// So many in a minute from one address; 0 is no limit.
    pub(super) per_minute: u32,
    limiter: Option<DefaultKeyedRateLimiter<IpAddr>>,
    checks: AtomicU32,
}

impl SignInStarts {
    /// So many in a minute from one address; 0 is no limit.
    pub(super) fn new(per_minute: u32) -> Self {
        let quota = NonZeroU32::new(per_minute).map(|limit| Quota::per_minute(limit).allow_burst(BURST.min(limit)));
        Self { per_minute, limiter: quota.map(RateLimiter::keyed), checks: AtomicU32::new(0) }
    }

    /// Counts a start, or says how long this address has to wait for one.
    pub(super) fn count(&self, address: IpAddr) -> Result<(), Duration> {
        let Some(limiter) = &self.limiter else { return Ok(()) };
        if self.checks.fetch_add(1, Ordering::Relaxed) % SWEEP_EVERY == SWEEP_EVERY - 1 {
            self.sweep();
        }
        limiter.check_key(&network(address)).map_err(|wait| wait.wait_time_from(DefaultClock::default().now()))
    }

    /// Forgets the addresses from which nothing has come lately, so that a flood from many holds no memory.
    fn sweep(&self) {
        if let Some(limiter) = &self.limiter {
            limiter.retain_recent();
            limiter.shrink_to_fit();
        }
    }
}

/// A household or an office has 64 bits of IPv6 to itself (RFC 6177), and one machine can have any of its addresses.
fn network(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V4(_) => address,
        IpAddr::V6(address) => Ipv6Addr::from_bits(address.to_bits() & !u128::from(u64::MAX)).into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    fn allowed(starts: &SignInStarts, addresses: impl IntoIterator<Item = IpAddr>) -> usize {
        addresses.into_iter().filter(|address| starts.count(*address).is_ok()).count()
    }

    #[test]
    fn thirty_starts_at_once_are_allowed_and_then_one_each_second() {
        let (starts, begun) = (SignInStarts::new(60), std::time::Instant::now());
        assert_eq!(allowed(&starts, [address("192.0.2.1"); 40]), 30);
        let wait = starts.count(address("192.0.2.1")).unwrap_err();
        let second = Duration::from_secs(1);
        assert!(wait <= second && wait + begun.elapsed() >= second, "{wait:?}");
        assert_eq!(allowed(&starts, [address("192.0.2.2")]), 1, "another address");
    }

    #[test]
    fn a_limit_below_the_burst_is_kept_from_the_beginning() {
        assert_eq!(allowed(&SignInStarts::new(5), [address("192.0.2.1"); 40]), 5);
    }

    #[test]
    fn zero_is_no_limit() {
        assert_eq!(allowed(&SignInStarts::new(0), [address("192.0.2.1"); 100]), 100);
    }

    #[test]
    fn the_addresses_of_one_ipv6_network_count_as_one() {
        let starts = SignInStarts::new(60);
        let inside = (0..100).map(|host| address(&format!("2001:db8:0:1::{host:x}")));
        assert_eq!(allowed(&starts, inside), 30);
        assert_eq!(allowed(&starts, [address("2001:db8:0:2::1")]), 1, "another network");
    }

    #[test]
    fn a_flood_from_many_addresses_is_forgotten() {
        // So quick a limit that an address is well below it after two milliseconds.
        let starts = SignInStarts::new(60_000);
        for host in 0..50_000_u32 {
            assert_eq!(starts.count(std::net::Ipv4Addr::from_bits(host).into()), Ok(()));
        }
        let kept = starts.limiter.as_ref().unwrap().len();
        assert!(kept < 25_000, "{kept} of 50000 addresses are kept");
    }
}

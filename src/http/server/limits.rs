//! Limits how many sign-ins may start from one client address.

use std::net::{IpAddr, Ipv6Addr};
use std::num::NonZeroU32;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use governor::clock::{Clock, DefaultClock};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};

/// How many starts are allowed at once: enough for a browser that restores its tabs, or for an office behind one
/// address.
const BURST: NonZeroU32 = NonZeroU32::new(30).expect("30 is not 0");
/// The number of starts after which idle addresses are forgotten.
const CLEANUP_INTERVAL: u32 = 10_000;

/// Counts sign-in starts by client address. It measures durations, so it uses the monotonic clock: the wall clock may
/// be set back.
pub(in crate::http) struct SignInRateLimiter {
    /// The limit of one address. 0 is no limit.
    pub(super) per_minute: u32,
    limiter: Option<DefaultKeyedRateLimiter<IpAddr>>,
    starts: AtomicU32,
}

impl SignInRateLimiter {
    /// 0 is no limit.
    pub(in crate::http) fn new(per_minute: u32) -> Self {
        let quota = NonZeroU32::new(per_minute).map(|limit| Quota::per_minute(limit).allow_burst(BURST.min(limit)));
        Self { per_minute, limiter: quota.map(RateLimiter::keyed), starts: AtomicU32::new(0) }
    }

    /// Counts a start. Above the limit, returns how long the address must wait.
    pub(in crate::http) fn check(&self, address: IpAddr) -> Result<(), Duration> {
        let Some(limiter) = &self.limiter else { return Ok(()) };
        if self.starts.fetch_add(1, Ordering::Relaxed) % CLEANUP_INTERVAL == CLEANUP_INTERVAL - 1 {
            self.forget_idle_addresses();
        }
        limiter.check_key(&network(address)).map_err(|wait| wait.wait_time_from(DefaultClock::default().now()))
    }

    /// Forgets idle addresses, so that a flood from many addresses does not keep memory.
    fn forget_idle_addresses(&self) {
        if let Some(limiter) = &self.limiter {
            limiter.retain_recent();
            limiter.shrink_to_fit();
        }
    }
}

/// Counts an IPv6 /64 network as one address: a household or an office has one (RFC 6177), and a single machine can use
/// any address in it.
fn network(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V4(_) => address,
        // check: networks of IPv6
        IpAddr::V6(address) => Ipv6Addr::from_bits(address.to_bits() & !u128::from(u64::MAX)).into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    fn allowed(limiter: &SignInRateLimiter, addresses: impl IntoIterator<Item = IpAddr>) -> usize {
        addresses.into_iter().filter(|address| limiter.check(*address).is_ok()).count()
    }

    #[test]
    fn thirty_starts_at_once_are_allowed_and_then_one_each_second() {
        let limiter = SignInRateLimiter::new(60);
        assert_eq!(allowed(&limiter, [address("192.0.2.1"); 40]), 30);
        let wait = limiter.check(address("192.0.2.1")).unwrap_err();
        assert!(wait > Duration::from_millis(500) && wait <= Duration::from_secs(1), "{wait:?}");
        assert_eq!(allowed(&limiter, [address("192.0.2.2")]), 1, "another address");
    }

    #[test]
    fn a_limit_below_the_burst_applies_from_the_first_start() {
        assert_eq!(allowed(&SignInRateLimiter::new(5), [address("192.0.2.1"); 40]), 5);
    }

    #[test]
    fn zero_is_no_limit() {
        assert_eq!(allowed(&SignInRateLimiter::new(0), [address("192.0.2.1"); 100]), 100);
    }

    #[test]
    fn the_addresses_of_one_ipv6_network_count_as_one() {
        let limiter = SignInRateLimiter::new(60);
        let inside = (0..100).map(|host| address(&format!("2001:db8:0:1::{host:x}")));
        assert_eq!(allowed(&limiter, inside), 30);
        assert_eq!(allowed(&limiter, [address("2001:db8:0:2::1")]), 1, "another network");
    }

    #[test]
    fn idle_addresses_are_forgotten_after_a_flood() {
        // At this limit, an address is idle again after two milliseconds.
        let limiter = SignInRateLimiter::new(60_000);
        for host in 0..50_000_u32 {
            assert_eq!(limiter.check(std::net::Ipv4Addr::from_bits(host).into()), Ok(()));
        }
        let kept = limiter.limiter.as_ref().unwrap().len();
        assert!(kept < 25_000, "{kept} of 50000 addresses are kept");
    }
}

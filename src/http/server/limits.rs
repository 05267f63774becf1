//! Limits how many sign-ins may start from one client address.

use std::net::IpAddr;
use std::num::NonZeroU32;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use governor::clock::{Clock, DefaultClock};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};

use crate::domain::{SITE_BITS, SUBNET_BITS, ipv6_network};

/// How many starts are allowed at once: enough for a browser that restores its tabs, or for an office behind one
/// address.
const BURST: NonZeroU32 = NonZeroU32::new(30).expect("30 is not 0");
/// How many times the limit of one network a whole IPv6 site may use. Mobile operators give each phone a network of its
/// own, so many users can share a site.
const NETWORKS_PER_SITE: NonZeroU32 = NonZeroU32::new(16).expect("16 is not 0");
/// The number of starts after which idle addresses are forgotten.
const CLEANUP_INTERVAL: u32 = 10_000;

/// Counts sign-in starts by client address. It measures durations, so it uses the monotonic clock: the wall clock may
/// be set back.
pub(in crate::http) struct SignInRateLimiter {
    /// The limit of one address. 0 is no limit.
    pub(super) per_minute: u32,
    limiters: Option<Limiters>,
    starts: AtomicU32,
}

struct Limiters {
    /// By IPv4 address or IPv6 network.
    networks: DefaultKeyedRateLimiter<IpAddr>,
    /// By IPv6 site.
    sites: DefaultKeyedRateLimiter<IpAddr>,
}

impl SignInRateLimiter {
    /// 0 is no limit.
    pub(in crate::http) fn new(per_minute: u32) -> Self {
        let limiters = NonZeroU32::new(per_minute).map(|limit| {
            let (site_limit, site_burst) =
                (limit.saturating_mul(NETWORKS_PER_SITE), BURST.saturating_mul(NETWORKS_PER_SITE));
            Limiters {
                networks: RateLimiter::keyed(Quota::per_minute(limit).allow_burst(BURST.min(limit))),
                sites: RateLimiter::keyed(Quota::per_minute(site_limit).allow_burst(site_burst.min(site_limit))),
            }
        });
        Self { per_minute, limiters, starts: AtomicU32::new(0) }
    }

    /// Counts a start. Above the limit, returns how long the address must wait.
    pub(in crate::http) fn check(&self, address: IpAddr) -> Result<(), Duration> {
        let Some(Limiters { networks, sites }) = &self.limiters else { return Ok(()) };
        if self.starts.fetch_add(1, Ordering::Relaxed) % CLEANUP_INTERVAL == CLEANUP_INTERVAL - 1 {
            self.forget_idle_addresses();
        }
        let (network, site) = networks_of(address);
        let checked = networks.check_key(&network).and_then(|()| site.map_or(Ok(()), |site| sites.check_key(&site)));
        checked.map_err(|wait| wait.wait_time_from(DefaultClock::default().now()))
    }

    /// Forgets idle addresses, so that a flood from many addresses does not keep memory.
    fn forget_idle_addresses(&self) {
        for limiter in self.limiters.iter().flat_map(|limiters| [&limiters.networks, &limiters.sites]) {
            limiter.retain_recent();
            limiter.shrink_to_fit();
        }
    }
}

/// What counts as one address, and the site that it belongs to.
fn networks_of(address: IpAddr) -> (IpAddr, Option<IpAddr>) {
    match address {
        IpAddr::V4(_) => (address, None),
        // check: networks of IPv6
        IpAddr::V6(address) => {
            (ipv6_network(address, SUBNET_BITS).into(), Some(ipv6_network(address, SITE_BITS).into()))
        }
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
    fn the_networks_of_one_ipv6_site_share_a_larger_limit() {
        let limiter = SignInRateLimiter::new(1);
        let inside = (0..100).map(|network| address(&format!("2001:db8:0:{network:x}::1")));
        let allowed_inside = allowed(&limiter, inside);
        assert!((16..=17).contains(&allowed_inside), "{allowed_inside}");
        assert_eq!(allowed(&limiter, [address("2001:db8:1:1::1")]), 1, "another site");
    }

    #[test]
    fn idle_addresses_are_forgotten_after_a_flood() {
        // At this limit, an address is idle again after two milliseconds.
        let limiter = SignInRateLimiter::new(60_000);
        for host in 0..50_000_u32 {
            assert_eq!(limiter.check(std::net::Ipv4Addr::from_bits(host).into()), Ok(()));
        }
        let kept = limiter.limiters.as_ref().unwrap().networks.len();
        assert!(kept < 25_000, "{kept} of 50000 addresses are kept");
    }
}

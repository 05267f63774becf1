//! Whether a URL names a host of this machine or of a private network.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use url::{Host, Url};

/// Whether the host is a loopback name (RFC 6761, section 6.3), or an address that is not public: loopback, private
/// (RFC 1918), unique local (RFC 4193), link-local, unspecified, or shared address space (RFC 6598). An address that
/// contains an IPv4 address counts as that one. Other names are not resolved.
#[must_use]
pub fn is_private_host(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => {
            let name = name.trim_end_matches('.');
            name == "localhost" || name.ends_with(".localhost")
        }
        Some(Host::Ipv4(address)) => is_private_ipv4(address),
        Some(Host::Ipv6(address)) => match address.to_canonical() {
            IpAddr::V4(address) => is_private_ipv4(address),
            IpAddr::V6(address) => is_private_ipv6(address),
        },
        None => false,
    }
}

fn is_private_ipv4(address: Ipv4Addr) -> bool {
    let [first, second, ..] = address.octets();
    let is_this_network = first == 0;
    let is_shared = first == 100 && second & 0b1100_0000 == 64;
    is_this_network || is_shared || address.is_private() || address.is_loopback() || address.is_link_local()
}

fn is_private_ipv6(address: Ipv6Addr) -> bool {
    // `::a.b.c.d`, the deprecated IPv4-compatible form; it includes the loopback and the unspecified address.
    let is_ipv4_compatible = address.segments()[..6] == [0; 6];
    is_ipv4_compatible
        || address.is_unique_local()
        || address.is_unicast_link_local()
        || inner_ipv4(address).is_some_and(is_private_ipv4)
}

/// The IPv4 address inside a translated address (RFC 6052, section 2.1) or a 6to4 address (RFC 3056, section 2).
fn inner_ipv4(address: Ipv6Addr) -> Option<Ipv4Addr> {
    let ([0x64, 0xff9b, 0, 0, 0, 0, high, low] | [0x2002, high, low, ..]) = address.segments() else { return None };
    Some(Ipv4Addr::from_bits(u32::from(high) << 16 | u32::from(low)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn loopback_names_and_addresses_that_are_not_public_are_private() {
        for host in [
            "localhost",
            "LOCALHOST.",
            "idp.localhost",
            "127.0.0.1",
            "2130706433",
            "0x7f.1",
            "0.0.0.0",
            "0.1.2.3",
            "10.0.0.1",
            "172.16.0.1",
            "172.31.255.255",
            "192.168.1.1",
            "169.254.169.254",
            "100.64.0.1",
            "100.127.255.255",
            "[::]",
            "[::1]",
            "[::127.0.0.1]",
            "[::ffff:10.0.0.1]",
            "[::ffff:7f00:1]",
            "[64:ff9b::10.0.0.1]",
            "[2002:7f00:1::1]",
            "[fc00::1]",
            "[fdff::1]",
            "[fe80::1]",
        ] {
            assert!(is_private_host(&Url::parse(&format!("https://{host}/x")).unwrap()), "{host}");
        }
    }

    #[test]
    fn other_names_and_addresses_are_not_private() {
        for host in [
            "example.org",
            "localhost.example.org",
            "notlocalhost",
            "idp",
            "9.255.255.255",
            "100.63.255.255",
            "100.128.0.0",
            "172.15.0.1",
            "172.32.0.1",
            "192.0.2.1",
            "[2001:db8::1]",
            "[::ffff:192.0.2.1]",
            "[64:ff9b::192.0.2.1]",
            "[2002:c000:201::1]",
        ] {
            assert!(!is_private_host(&Url::parse(&format!("https://{host}/x")).unwrap()), "{host}");
        }
    }
}

//! The networks that an IPv6 address belongs to.

use std::net::Ipv6Addr;

/// The prefix of one network. A household has one or a few of them (RFC 6177), and a machine can use any address in its
/// network.
pub const SUBNET_BITS: u32 = 64;
/// The prefix of the largest block of networks that one customer of a provider commonly gets (RFC 6177).
pub const SITE_BITS: u32 = 48;

/// The first address of the network with this prefix, 1 to 128 bits.
#[must_use]
pub fn ipv6_network(address: Ipv6Addr, bits: u32) -> Ipv6Addr {
    Ipv6Addr::from_bits(address.to_bits() & (u128::MAX << (128 - bits)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_network_keeps_the_bits_of_its_prefix() {
        let address: Ipv6Addr = "2001:db8:1:2:3:4:5:6".parse().unwrap();
        let network = |bits| ipv6_network(address, bits).to_string();
        assert_eq!(network(SUBNET_BITS), "2001:db8:1:2::");
        assert_eq!(network(SITE_BITS), "2001:db8:1::");
        assert_eq!(network(128), address.to_string());
    }
}

//! What a request says about its client, as far as it can be trusted.
//!
//! Header values are read as bytes: a client may put a byte that is no ASCII into its part of a value, and the parts that
//! proxies have added must still count.

use std::borrow::Cow;
use std::net::{IpAddr, SocketAddr};

use actix_web::HttpRequest;
use actix_web::http::header;

use super::authority::host_of;
use super::trusted_proxies::{TrustedProxies, peer};
use crate::domain::UserAgent;

/// The client address: the peer, or, if that is a trusted proxy, the last forwarded address that is no trusted proxy.
/// Addresses before it may be forged. The peer at a Unix socket has no address, and is a trusted proxy.
pub(in crate::http) fn address(request: &HttpRequest, trusted: &TrustedProxies) -> Option<IpAddr> {
    let mut nearest = peer(request);
    for hop in trusted.hops(request).iter().rev() {
        // check: only trusted proxies forward
        if !trusted.contains(nearest) {
            break;
        }
        match parse_address(hop) {
            Some(address) => nearest = Some(address.to_canonical()),
            None => break,
        }
    }
    nearest
}

/// The peer, if it names the client as a proxy does, and is not a trusted proxy.
pub(in crate::http) fn untrusted_forwarder(request: &HttpRequest, trusted: &TrustedProxies) -> Option<IpAddr> {
    let peer = peer(request)?;
    (trusted.are_named_in(request) && !trusted.contains(Some(peer))).then_some(peer)
}

/// Parses a forwarded address. Some proxies add the port.
fn parse_address(hop: &[u8]) -> Option<IpAddr> {
    let hop = std::str::from_utf8(hop).ok()?.trim();
    hop.parse().ok().or_else(|| hop.parse::<SocketAddr>().ok().map(|address| address.ip()))
}

/// The host, without the port, to which the browser sent the request: as a trusted proxy forwards it, else by `Host`. An
/// entry that names no host does not count.
pub(in crate::http) fn host(request: &HttpRequest, trusted: &TrustedProxies) -> Option<String> {
    host_and_port(request, trusted).map(|(host, _)| host)
}

/// As [`host`], with the port, if the browser named one.
pub(in crate::http) fn host_and_port(request: &HttpRequest, trusted: &TrustedProxies) -> Option<(String, Option<u16>)> {
    let named = request.headers().get(header::HOST).map(|line| Cow::Borrowed(line.as_bytes()));
    trusted.hosts(request).into_iter().chain(named).find_map(|entry| {
        let authority = std::str::from_utf8(&entry).ok()?.trim();
        let port = authority.rsplit_once(':').and_then(|(_, port)| port.parse().ok());
        Some((host_of(authority)?.into_owned(), port))
    })
}

/// The `User-Agent` header. Bytes that are not UTF-8 become replacement characters.
pub(in crate::http) fn user_agent(request: &HttpRequest) -> Option<UserAgent> {
    let text = request.headers().get(header::USER_AGENT)?.as_bytes();
    Some(UserAgent::new(&String::from_utf8_lossy(text)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::ForwardedHeaders;
    use actix_web::http::header::HeaderValue;
    use actix_web::test::TestRequest;

    fn proxies(networks: &[&str], headers: ForwardedHeaders) -> TrustedProxies {
        TrustedProxies { networks: networks.iter().map(|network| network.parse().unwrap()).collect(), headers }
    }

    fn client_address(peer: &str, forwarded_for: &[&str], trusted: &[&str]) -> String {
        let forwarded_for: Vec<&[u8]> = forwarded_for.iter().map(|value| value.as_bytes()).collect();
        client_address_by_bytes(peer, &forwarded_for, trusted)
    }

    fn client_address_by_bytes(peer: &str, forwarded_for: &[&[u8]], trusted: &[&str]) -> String {
        let trusted = proxies(trusted, ForwardedHeaders::XForwarded);
        let mut request = TestRequest::default().peer_addr(format!("{peer}:1").parse().unwrap());
        for value in forwarded_for {
            request = request.append_header(("x-forwarded-for", HeaderValue::from_bytes(value).unwrap()));
        }
        address(&request.to_http_request(), &trusted).unwrap().to_string()
    }

    #[test]
    fn a_forwarded_address_is_ignored_unless_the_peer_is_a_trusted_proxy() {
        assert_eq!(client_address("192.0.2.9", &["203.0.113.7"], &[]), "192.0.2.9");
        assert_eq!(client_address("192.0.2.9", &["203.0.113.7"], &["10.0.0.0/8"]), "192.0.2.9");
    }

    #[test]
    fn behind_trusted_proxies_the_last_other_address_is_the_client() {
        assert_eq!(client_address("10.0.0.1", &["203.0.113.7"], &["10.0.0.0/8"]), "203.0.113.7");
        assert_eq!(
            client_address("10.0.0.1", &["198.51.100.1, 203.0.113.7, 10.9.9.9"], &["10.0.0.0/8"]),
            "203.0.113.7"
        );
        assert_eq!(client_address("10.0.0.1", &["198.51.100.1", "203.0.113.7"], &["10.0.0.0/8"]), "203.0.113.7");
        assert_eq!(client_address("10.0.0.1", &["203.0.113.7:51234"], &["10.0.0.0/8"]), "203.0.113.7");
        assert_eq!(client_address("10.0.0.1", &["[2001:db8::1]:443"], &["10.0.0.0/8"]), "2001:db8::1");
        assert_eq!(client_address("10.0.0.1", &["forged"], &["10.0.0.0/8"]), "10.0.0.1");
        assert_eq!(client_address("10.0.0.1", &[], &["10.0.0.0/8"]), "10.0.0.1");
    }

    #[test]
    fn the_peer_at_a_unix_socket_is_a_trusted_proxy() {
        let request = TestRequest::default()
            .append_header(("x-forwarded-for", "198.51.100.1, 203.0.113.7"))
            .append_header(("x-forwarded-host", "example.org"))
            .to_http_request();
        let none = proxies(&[], ForwardedHeaders::XForwarded);
        assert_eq!(address(&request, &none).unwrap().to_string(), "203.0.113.7");
        assert_eq!(host(&request, &none).as_deref(), Some("example.org"));
        assert_eq!(untrusted_forwarder(&request, &none), None);
        assert_eq!(address(&TestRequest::default().to_http_request(), &none), None);
    }

    #[test]
    fn bytes_that_are_not_ascii_hide_neither_an_address_nor_a_host_nor_a_browser() {
        let addresses: [&[u8]; 3] = [b"\xff, 203.0.113.7", b"\xff,203.0.113.7", b"caf\xc3\xa9, 203.0.113.7"];
        for forwarded_for in addresses {
            assert_eq!(client_address_by_bytes("10.0.0.1", &[forwarded_for], &["10.0.0.0/8"]), "203.0.113.7");
        }
        assert_eq!(client_address_by_bytes("10.0.0.1", &[b"\xff", b"203.0.113.7"], &["10.0.0.0/8"]), "203.0.113.7");
        assert_eq!(client_address_by_bytes("10.0.0.1", &[b"203.0.113.7, \xff"], &["10.0.0.0/8"]), "10.0.0.1");
        let bytes = |value: &[u8]| HeaderValue::from_bytes(value).unwrap();
        let request = TestRequest::default()
            .peer_addr("10.0.0.1:1".parse().unwrap())
            .append_header((header::HOST, "inside:3000"))
            .append_header(("x-forwarded-host", bytes(b"\xff, example.org:443")))
            .append_header((header::USER_AGENT, bytes(b"caf\xe9 Firefox/140.0")))
            .to_http_request();
        let host = |networks: &[&str]| host(&request, &proxies(networks, ForwardedHeaders::XForwarded));
        assert_eq!(host(&["10.0.0.0/8"]).as_deref(), Some("example.org"));
        assert_eq!(host(&[]).as_deref(), Some("inside"));
        assert_eq!(user_agent(&request).unwrap().browser(), Some("Firefox"));
    }
    #[test]
    fn one_family_of_headers_is_read_since_a_proxy_passes_the_other_on_as_the_client_wrote_it() {
        let request = TestRequest::default()
            .peer_addr("10.0.0.1:1".parse().unwrap())
            .append_header((header::HOST, "inside:3000"))
            .append_header(("x-forwarded-for", "203.0.113.7"))
            .append_header(("x-forwarded-host", "one.example.org"))
            .append_header(("forwarded", "for=1.1.1.1, for=\"[2001:db8::7]:443\";host=two.example.org"))
            .append_header(("forwarded", "for=10.9.9.9"))
            .to_http_request();
        for (headers, expected_address, expected_host) in [
            (ForwardedHeaders::XForwarded, "203.0.113.7", "one.example.org"),
            (ForwardedHeaders::Rfc7239, "2001:db8::7", "two.example.org"),
        ] {
            let trusted = proxies(&["10.0.0.0/8"], headers);
            assert_eq!(address(&request, &trusted).unwrap().to_string(), expected_address);
            assert_eq!(host(&request, &trusted).unwrap(), expected_host);
            assert_eq!(address(&request, &proxies(&[], headers)).unwrap().to_string(), "10.0.0.1");
            assert_eq!(untrusted_forwarder(&request, &proxies(&[], headers)).unwrap().to_string(), "10.0.0.1");
        }
    }
}

//! What a request says about its client, as far as it can be trusted.
//!
//! Header values are read as bytes: a client may put a byte that is no ASCII into its part of a value, and the parts that
//! proxies have added must still count.

use std::net::{IpAddr, SocketAddr};

use actix_web::HttpRequest;
use actix_web::http::header::{self, HeaderValue};
use ipnet::IpNet;

use crate::domain::UserAgent;

/// The client address: the peer, or, if that is a trusted proxy, the last address in `X-Forwarded-For` that is no
/// trusted proxy. Addresses before it may be forged. The peer at a Unix socket has no address, and is a trusted proxy.
pub(in crate::http) fn address(request: &HttpRequest, trusted: &[IpNet]) -> Option<IpAddr> {
    let mut nearest = peer(request);
    let forwarded = forwarded(request, trusted, "x-forwarded-for");
    let forwarded = forwarded.iter().rev().flat_map(|line| line.rsplit(|byte| *byte == b','));
    for hop in forwarded {
        // check: only trusted proxies forward
        if !is_trusted(nearest, trusted) {
            break;
        }
        match parse_address(hop) {
            Some(address) => nearest = Some(address.to_canonical()),
            None => break,
        }
    }
    nearest
}

/// The address of the peer; `None` at a Unix socket.
fn peer(request: &HttpRequest) -> Option<IpAddr> {
    request.peer_addr().map(|peer| peer.ip().to_canonical())
}

/// The peer, if it sends `X-Forwarded-For` and is not a trusted proxy.
pub(in crate::http) fn untrusted_forwarder(request: &HttpRequest, trusted: &[IpNet]) -> Option<IpAddr> {
    let peer = peer(request)?;
    (request.headers().contains_key("x-forwarded-for") && !is_trusted(Some(peer), trusted)).then_some(peer)
}

/// Parses an entry of `X-Forwarded-For`. Some proxies add the port.
fn parse_address(hop: &[u8]) -> Option<IpAddr> {
    let hop = std::str::from_utf8(hop).ok()?.trim();
    hop.parse().ok().or_else(|| hop.parse::<SocketAddr>().ok().map(|address| address.ip()))
}

/// The host, without the port, to which the browser sent the request: by a trusted proxy's `X-Forwarded-Host`, else by
/// `Host`. An entry that names no host does not count.
pub(in crate::http) fn host(request: &HttpRequest, trusted: &[IpNet]) -> Option<String> {
    let forwarded = forwarded(request, trusted, "x-forwarded-host");
    let named = request.headers().get(header::HOST).map(HeaderValue::as_bytes);
    let mut entries = forwarded.into_iter().chain(named).flat_map(|line| line.split(|byte| *byte == b','));
    entries.find_map(parse_host)
}

fn parse_host(authority: &[u8]) -> Option<String> {
    let authority = std::str::from_utf8(authority).ok()?.trim();
    Some(url::Url::parse(&format!("http://{authority}")).ok()?.host_str()?.to_owned())
}

/// The `User-Agent` header. Bytes that are not UTF-8 become replacement characters.
pub(in crate::http) fn user_agent(request: &HttpRequest) -> Option<UserAgent> {
    let text = request.headers().get(header::USER_AGENT)?.as_bytes();
    Some(UserAgent::new(&String::from_utf8_lossy(text)))
}

/// The values of a header that only trusted proxies may send.
fn forwarded<'a>(request: &'a HttpRequest, trusted: &[IpNet], name: &str) -> Vec<&'a [u8]> {
    if !is_trusted(peer(request), trusted) {
        return Vec::new();
    }
    request.headers().get_all(name).map(HeaderValue::as_bytes).collect()
}

/// Whether this is a trusted proxy. `None` is the peer at a Unix socket: who may open it is decided by the mode of its file.
fn is_trusted(address: Option<IpAddr>, trusted: &[IpNet]) -> bool {
    // check: the peer at a Unix socket is trusted
    address.is_none_or(|address| trusted.iter().any(|network| network.contains(&address)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::test::TestRequest;

    fn client_address(peer: &str, forwarded_for: &[&str], trusted: &[&str]) -> String {
        let forwarded_for: Vec<&[u8]> = forwarded_for.iter().map(|value| value.as_bytes()).collect();
        client_address_by_bytes(peer, &forwarded_for, trusted)
    }

    fn client_address_by_bytes(peer: &str, forwarded_for: &[&[u8]], trusted: &[&str]) -> String {
        let trusted: Vec<IpNet> = trusted.iter().map(|network| network.parse().unwrap()).collect();
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
        assert_eq!(address(&request, &[]).unwrap().to_string(), "203.0.113.7");
        assert_eq!(host(&request, &[]).as_deref(), Some("example.org"));
        assert_eq!(untrusted_forwarder(&request, &[]), None);
        assert_eq!(address(&TestRequest::default().to_http_request(), &[]), None);
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
        assert_eq!(host(&request, &["10.0.0.0/8".parse().unwrap()]).as_deref(), Some("example.org"));
        assert_eq!(host(&request, &[]).as_deref(), Some("inside"));
        assert_eq!(user_agent(&request).unwrap().browser(), Some("Firefox"));
    }
}

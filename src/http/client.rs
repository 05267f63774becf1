//! Who is at the other end, as far as we may believe it.

use std::net::{IpAddr, SocketAddr};

use actix_web::HttpRequest;
use actix_web::http::header;
use ipnet::IpNet;

use crate::domain::UserAgent;

/// The address of the person's device: the peer, or, when that is a trusted proxy, the last address in
/// `X-Forwarded-For` that no trusted proxy has. Anybody can write further ones before it.
pub(super) fn address(request: &HttpRequest, trusted: &[IpNet]) -> Option<IpAddr> {
    let peer = request.peer_addr()?.ip().to_canonical();
    let forwarded = forwarded(request, trusted, "x-forwarded-for");
    let forwarded = forwarded.iter().rev().flat_map(|line| line.rsplit(','));
    let mut nearest = peer;
    for hop in forwarded {
        if !is_trusted(nearest, trusted) {
            break;
        }
        match read(hop.trim()) {
            Some(address) => nearest = address.to_canonical(),
            None => break,
        }
    }
    Some(nearest)
}

/// The peer, when it forwards somebody's address without being trusted with that.
pub(super) fn untrusted_forwarder(request: &HttpRequest, trusted: &[IpNet]) -> Option<IpAddr> {
    let peer = request.peer_addr()?.ip().to_canonical();
    (request.headers().contains_key("x-forwarded-for") && !is_trusted(peer, trusted)).then_some(peer)
}

/// An address; some proxies write the port as well.
fn read(hop: &str) -> Option<IpAddr> {
    hop.parse().ok().or_else(|| hop.parse::<SocketAddr>().ok().map(|address| address.ip()))
}

/// The host, without port, under which the browser reached us.
pub(super) fn host(request: &HttpRequest, trusted: &[IpNet]) -> Option<String> {
    let forwarded = forwarded(request, trusted, "x-forwarded-host").first().copied();
    let named = request.headers().get(header::HOST).and_then(|host| host.to_str().ok());
    let authority = forwarded.or(named)?.split(',').next()?.trim();
    let host = url::Url::parse(&format!("http://{authority}")).ok()?.host_str()?.to_owned();
    Some(host)
}

/// What the browser calls itself.
pub(super) fn user_agent(request: &HttpRequest) -> Option<UserAgent> {
    request.headers().get(header::USER_AGENT)?.to_str().ok().map(UserAgent::new)
}

fn forwarded<'a>(request: &'a HttpRequest, trusted: &[IpNet], name: &str) -> Vec<&'a str> {
    if !request.peer_addr().is_some_and(|peer| is_trusted(peer.ip().to_canonical(), trusted)) {
        return Vec::new();
    }
    request.headers().get_all(name).filter_map(|value| value.to_str().ok()).collect()
}

fn is_trusted(address: IpAddr, trusted: &[IpNet]) -> bool {
    trusted.iter().any(|network| network.contains(&address))
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::test::TestRequest;

    fn seen(peer: &str, forwarded_for: &[&str], trusted: &[&str]) -> String {
        let trusted: Vec<IpNet> = trusted.iter().map(|network| network.parse().unwrap()).collect();
        let mut request = TestRequest::default().peer_addr(format!("{peer}:1").parse().unwrap());
        for value in forwarded_for {
            request = request.append_header(("x-forwarded-for", *value));
        }
        address(&request.to_http_request(), &trusted).unwrap().to_string()
    }

    #[test]
    fn nobody_s_forwarded_address_is_believed_by_default() {
        assert_eq!(seen("192.0.2.9", &["203.0.113.7"], &[]), "192.0.2.9");
        assert_eq!(seen("192.0.2.9", &["203.0.113.7"], &["10.0.0.0/8"]), "192.0.2.9");
    }

    #[test]
    fn a_trusted_proxy_tells_the_last_address_that_is_not_a_trusted_proxy_itself() {
        assert_eq!(seen("10.0.0.1", &["203.0.113.7"], &["10.0.0.0/8"]), "203.0.113.7");
        assert_eq!(seen("10.0.0.1", &["198.51.100.1, 203.0.113.7, 10.9.9.9"], &["10.0.0.0/8"]), "203.0.113.7");
        assert_eq!(seen("10.0.0.1", &["198.51.100.1", "203.0.113.7"], &["10.0.0.0/8"]), "203.0.113.7");
        assert_eq!(seen("10.0.0.1", &["203.0.113.7:51234"], &["10.0.0.0/8"]), "203.0.113.7");
        assert_eq!(seen("10.0.0.1", &["[2001:db8::1]:443"], &["10.0.0.0/8"]), "2001:db8::1");
        assert_eq!(seen("10.0.0.1", &["forged"], &["10.0.0.0/8"]), "10.0.0.1");
        assert_eq!(seen("10.0.0.1", &[], &["10.0.0.0/8"]), "10.0.0.1");
    }
}

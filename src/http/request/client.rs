//! Who is at the other end, as far as we may believe it.

use std::net::{IpAddr, SocketAddr};

use actix_web::HttpRequest;
use actix_web::http::{Version, header};
use ipnet::IpNet;

use crate::domain::{PublicUrls, UserAgent, is_loopback};

/// The address of the person's device: the peer, or, when that is a trusted proxy, the last address in
/// `X-Forwarded-For` that no trusted proxy has. Anybody can write further ones before it.
pub(in crate::http) fn address(request: &HttpRequest, trusted: &[IpNet]) -> Option<IpAddr> {
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
pub(in crate::http) fn untrusted_forwarder(request: &HttpRequest, trusted: &[IpNet]) -> Option<IpAddr> {
    let peer = request.peer_addr()?.ip().to_canonical();
    (request.headers().contains_key("x-forwarded-for") && !is_trusted(peer, trusted)).then_some(peer)
}

/// Whether somebody on this machine asks us directly. A proxy on this machine passes requests on from everywhere, and so
/// none may have left a trace: neither a header of its own nor the host that others know us by. Where our addresses are for
/// others too, so that a proxy is to be expected, neither may the HTTP in which nginx asks when it is told no more than where
/// we are: HTTP/1.0, or one request to a connection.
pub(in crate::http) fn is_local_and_direct(request: &HttpRequest, urls: &PublicUrls) -> bool {
    let is_peer_here = request.peer_addr().is_some_and(|peer| peer.ip().to_canonical().is_loopback());
    let is_passed_on = request.headers().keys().any(|name| {
        let name = name.as_str();
        ["forwarded", "via", "x-real-ip"].contains(&name)
            || ["x-forwarded", "x-original"].iter().any(|x| name.starts_with(x))
    });
    let host = request.headers().get(header::HOST).and_then(|host| host.to_str().ok());
    let host = host.and_then(|host| url::Url::parse(&format!("http://{host}")).ok());
    let is_for_us_alone = [&urls.base, &urls.frontend].into_iter().all(is_loopback);
    is_peer_here
        && !is_passed_on
        && host.is_some_and(|host| is_loopback(&host))
        && (is_for_us_alone || !is_one_request_to_a_connection(request))
}

fn is_one_request_to_a_connection(request: &HttpRequest) -> bool {
    let connection = request.headers().get_all(header::CONNECTION);
    let mut options = connection.filter_map(|value| value.to_str().ok()).flat_map(|value| value.split(','));
    request.version() < Version::HTTP_11 || options.any(|option| option.trim().eq_ignore_ascii_case("close"))
}

/// An address; some proxies write the port as well.
fn read(hop: &str) -> Option<IpAddr> {
    hop.parse().ok().or_else(|| hop.parse::<SocketAddr>().ok().map(|address| address.ip()))
}

/// The host, without port, under which the browser reached us.
pub(in crate::http) fn host(request: &HttpRequest, trusted: &[IpNet]) -> Option<String> {
    let forwarded = forwarded(request, trusted, "x-forwarded-host").first().copied();
    let named = request.headers().get(header::HOST).and_then(|host| host.to_str().ok());
    let authority = forwarded.or(named)?.split(',').next()?.trim();
    let host = url::Url::parse(&format!("http://{authority}")).ok()?.host_str()?.to_owned();
    Some(host)
}

/// What the browser calls itself.
pub(in crate::http) fn user_agent(request: &HttpRequest) -> Option<UserAgent> {
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

    #[test]
    fn somebody_on_this_machine_asks_us_directly_or_counts_as_a_stranger() {
        let asks = |peer: &str, headers: &[(&'static str, &'static str)]| {
            let request = TestRequest::default().peer_addr(peer.parse().unwrap());
            let request = headers.iter().fold(request, |request, header| request.append_header(*header));
            is_local_and_direct(&request.to_http_request(), &urls("https://api.yourdomain.com"))
        };
        let here = ("host", "127.0.0.1:3000");
        assert!(asks("127.0.0.1:9", &[here]) && asks("[::1]:9", &[("host", "localhost:3000")]));
        assert!(asks("[::ffff:127.0.0.1]:9", &[here]));
        assert!(!asks("192.0.2.9:9", &[here]), "another machine");
        assert!(!asks("127.0.0.1:9", &[("host", "api.yourdomain.com")]) && !asks("127.0.0.1:9", &[]), "a proxy's host");
        for header in ["forwarded", "x-forwarded-for", "x-forwarded-proto", "x-original-uri", "x-real-ip", "via"] {
            assert!(!asks("127.0.0.1:9", &[here, (header, "127.0.0.1")]), "{header}");
        }
    }

    #[test]
    fn who_asks_as_a_proxy_does_that_says_nothing_of_itself_is_a_stranger_where_proxies_are() {
        let asks = |base: &str, version: Version, connection: &'static str| {
            let request = TestRequest::default().peer_addr("127.0.0.1:9".parse().unwrap()).version(version);
            let request = request.append_header(("host", "127.0.0.1:3000")).append_header(("connection", connection));
            is_local_and_direct(&request.to_http_request(), &urls(base))
        };
        let (public, here) = ("https://api.yourdomain.com", "http://localhost:3000");
        assert!(asks(public, Version::HTTP_11, "keep-alive"));
        assert!(!asks(public, Version::HTTP_10, "keep-alive"), "nginx as it is by default");
        assert!(!asks(public, Version::HTTP_11, "Close") && !asks(public, Version::HTTP_11, "te, close"));
        assert!(asks(here, Version::HTTP_10, "close"), "nobody else gets here by our address");
    }

    fn urls(base: &str) -> PublicUrls {
        let parse = |url: &str| url::Url::parse(url).unwrap();
        PublicUrls { base: parse(base), frontend: parse(base) }
    }
}

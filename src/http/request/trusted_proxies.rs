//! The reverse proxies whose headers are believed, and what they say about a request.

use std::borrow::Cow;
use std::net::IpAddr;

use actix_web::HttpRequest;
use actix_web::http::header::{HeaderName, HeaderValue};
use ipnet::IpNet;

use super::forwarded_header;
use crate::domain::ForwardedHeaders;

const FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");
const FORWARDED_HOST: HeaderName = HeaderName::from_static("x-forwarded-host");

/// Which peers are reverse proxies, and which headers these set.
pub(in crate::http) struct TrustedProxies {
    pub(in crate::http) networks: Vec<IpNet>,
    pub(in crate::http) headers: ForwardedHeaders,
}

impl TrustedProxies {
    /// Whether the peer that sent this request is trusted.
    pub(in crate::http) fn trust_peer_of(&self, request: &HttpRequest) -> bool {
        self.contains(peer(request))
    }

    /// `None` is the peer at a Unix socket: who may open it is decided by the mode of its file.
    pub(super) fn contains(&self, address: Option<IpAddr>) -> bool {
        // check: the peer at a Unix socket is trusted
        address.is_none_or(|address| self.networks.iter().any(|network| network.contains(&address)))
    }

    /// The address of each hop before the peer, the nearest last. Empty if the peer is no trusted proxy.
    pub(super) fn hops<'a>(&self, request: &'a HttpRequest) -> Vec<Cow<'a, [u8]>> {
        self.entries(request, &FORWARDED_FOR, "for")
    }

    /// The hosts to which the browser and each proxy sent the request. Empty if the peer is no trusted proxy.
    pub(super) fn hosts<'a>(&self, request: &'a HttpRequest) -> Vec<Cow<'a, [u8]>> {
        self.entries(request, &FORWARDED_HOST, "host")
    }

    /// Whether the request has the header of addresses.
    pub(super) fn are_named_in(&self, request: &HttpRequest) -> bool {
        request.headers().contains_key(self.headers.header_of_addresses())
    }

    fn entries<'a>(&self, request: &'a HttpRequest, header: &HeaderName, parameter: &str) -> Vec<Cow<'a, [u8]>> {
        if !self.contains(peer(request)) {
            return Vec::new();
        }
        // check: one family of forwarded headers
        match self.headers {
            ForwardedHeaders::XForwarded => {
                let lines = request.headers().get_all(header).map(HeaderValue::as_bytes);
                lines.flat_map(|line| line.split(|byte| *byte == b',')).map(Cow::Borrowed).collect()
            }
            // A malformed line is an entry that says nothing.
            ForwardedHeaders::Rfc7239 => {
                let lines = request.headers().get_all("forwarded").map(HeaderValue::as_bytes);
                let values =
                    lines.flat_map(|line| forwarded_header::values(line, parameter).unwrap_or(vec![Vec::new()]));
                values.map(Cow::Owned).collect()
            }
        }
    }
}

/// The address of the peer; `None` at a Unix socket.
pub(in crate::http) fn peer(request: &HttpRequest) -> Option<IpAddr> {
    request.peer_addr().map(|peer| peer.ip().to_canonical())
}

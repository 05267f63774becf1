//! The probes of `kaimu check --application`: requests of the operator's, sent through the proxy. Kaimu records what the proxy
//! asks about each, and answers as the probe wants.

use std::net::IpAddr;

use serde::{Deserialize, Serialize};

use super::proxy_dialect::ProxyDialect;
use crate::domain::secret_token::ProbeToken;

/// How Kaimu answers the question about a probe.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ProbeKind {
    /// As for a request without a session.
    SignedOut,
    /// As for a user who may not open the application.
    Refused,
    /// The request may pass, and no user sent it.
    Anonymous,
    /// The request may pass, and a user that does not exist sent it.
    SignedIn,
    /// With 503, as a load balancer does while Kaimu is down.
    Failing,
    /// Not at all.
    Silent,
}

impl ProbeKind {
    /// Whether the proxy forwards the probe to the application.
    #[must_use]
    pub fn passes(self) -> bool {
        matches!(self, Self::Anonymous | Self::SignedIn)
    }
}

/// What a proxy asked about a probe.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProbeObservation {
    /// The dialect of the address that it asked.
    pub dialect: ProxyDialect,
    /// The address from which it asked; `None` at a Unix socket.
    pub peer: Option<IpAddr>,
    /// Whether this address is one of `server.trusted_proxies`.
    pub is_trusted: bool,
    /// Whether the question has the cookie of the probe.
    pub has_cookie: bool,
    /// Whether the question has the header `X-Forwarded-Port`, which only Traefik sends.
    pub has_forwarded_port: bool,
    /// The header `User-Agent`. The probe has none, so that the HTTP client of HAProxy gives its own.
    pub user_agent: String,
    /// The original request as the proxy described it, or why it is not known.
    pub original: Result<ObservedRequest, String>,
}

/// The original request, as a proxy described it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ObservedRequest {
    /// The method.
    pub method: String,
    /// The host, in the letter case of the question.
    pub host: String,
    /// The path and the query.
    pub target: String,
}

impl ProbeToken {
    /// What marks a probe, before the token.
    const PREFIX: &str = "kaimu-check-";

    /// The token as the value of a cookie and as the last segment of a path.
    #[must_use]
    pub fn marked(&self) -> String {
        format!("{}{}", Self::PREFIX, self.reveal())
    }

    /// The token in the value of a cookie, if it is the cookie of a probe.
    #[must_use]
    pub fn in_cookie(value: &str) -> Option<Self> {
        value.strip_prefix(Self::PREFIX).map(Self::presented)
    }

    /// The token in a path with or without a query, if it is the path of a probe.
    #[must_use]
    pub fn in_target(target: &str) -> Option<Self> {
        let path = target.split('?').next().unwrap_or_default();
        path.rsplit('/').next().and_then(Self::in_cookie)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_token_of_a_probe_is_found_in_its_cookie_and_in_its_path() {
        let token = ProbeToken::from_random([7; 32]);
        let marked = token.marked();
        assert_eq!(ProbeToken::in_cookie(&marked), Some(token.clone()));
        assert_eq!(ProbeToken::in_target(&format!("/admin/{marked}?a=/b")), Some(token));
        for other in ["/", "/admin", "/kaimu-check", "", "/kaimu-check-x/y", "/?kaimu-check-x"] {
            assert_eq!(ProbeToken::in_target(other), None, "{other}");
        }
    }
}

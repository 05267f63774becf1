//! The dialects in which reverse proxies ask.

use serde::{Deserialize, Serialize};

/// The path below which Envoy puts the original one (`path_prefix`).
pub const ENVOY_PREFIX: &str = "/auth/verify/envoy";

/// How a proxy describes the original request, and what it does with the answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ProxyDialect {
    /// nginx (`auth_request`): headers, and an answer without redirects.
    Nginx,
    /// Caddy, Traefik, HAProxy and Apache: headers, and the client gets the answer as it is.
    Forward,
    /// Envoy (`ext_authz`): the question has the method, the host and the path of the original request.
    Envoy,
}

impl ProxyDialect {
    /// The dialect of a question with this path.
    #[must_use]
    pub fn of_path(path: &str) -> Option<Self> {
        match path {
            "/auth/verify/nginx" => Some(Self::Nginx),
            "/auth/verify/forward" => Some(Self::Forward),
            _ => path.strip_prefix(ENVOY_PREFIX)?.starts_with('/').then_some(Self::Envoy),
        }
    }
}

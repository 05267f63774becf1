//! Which proxy it is, as far as its questions and its answers show.

use reqwest::header::{HeaderMap, SERVER, VIA};

use crate::domain::{ProbeObservation, ProxyDialect};

/// One of the proxies of docs/proxies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ProxyKind {
    Nginx,
    Caddy,
    Traefik,
    Envoy,
    HaProxy,
    Apache,
}

/// The proxies that it may be.
pub(super) type Proxies = Vec<ProxyKind>;

impl ProxyKind {
    /// Those that do not name themselves in their answers.
    const NAMELESS: [Self; 2] = [Self::Traefik, Self::HaProxy];

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Nginx => "nginx",
            Self::Caddy => "Caddy",
            Self::Traefik => "Traefik",
            Self::Envoy => "Envoy",
            Self::HaProxy => "HAProxy",
            Self::Apache => "Apache",
        }
    }

    /// The page of the documentation.
    pub(super) fn page(self) -> &'static str {
        match self {
            Self::Nginx => "docs/proxies/nginx.md",
            Self::Caddy => "docs/proxies/caddy.md",
            Self::Traefik => "docs/proxies/traefik.md",
            Self::Envoy => "docs/proxies/envoy.md",
            Self::HaProxy => "docs/proxies/haproxy.md",
            Self::Apache => "docs/proxies/apache.md",
        }
    }

    /// The one that names itself in the headers of an answer.
    fn of_answer(headers: &HeaderMap) -> Option<Self> {
        let names = [SERVER, VIA].into_iter().flat_map(|name| headers.get_all(name));
        let names: Vec<String> = names.filter_map(|value| Some(value.to_str().ok()?.to_ascii_lowercase())).collect();
        let kinds = [("nginx", Self::Nginx), ("caddy", Self::Caddy), ("envoy", Self::Envoy), ("apache", Self::Apache)];
        kinds.into_iter().find(|(name, _)| names.iter().any(|value| value.contains(name))).map(|(_, kind)| kind)
    }
}

/// The proxies that ask so and answer so.
pub(super) fn recognize(observation: Option<&ProbeObservation>, headers: Option<&HeaderMap>) -> Proxies {
    let named = headers.and_then(ProxyKind::of_answer);
    let Some(observation) = observation else {
        return named.map_or(ProxyKind::NAMELESS.to_vec(), |kind| vec![kind]);
    };
    match (observation.dialect, named) {
        (ProxyDialect::Envoy, _) => vec![ProxyKind::Envoy],
        (_, Some(kind)) => vec![kind],
        (_, None) if observation.has_forwarded_port => vec![ProxyKind::Traefik],
        (_, None) if observation.user_agent == "HAProxy" => vec![ProxyKind::HaProxy],
        (ProxyDialect::Nginx, None) => vec![ProxyKind::Nginx],
        (ProxyDialect::Forward, None) => ProxyKind::NAMELESS.to_vec(),
    }
}

//! What the log tells an operator once: a setting does not fit the world around it. Anybody can send requests that look so,
//! and so each thing is told once, and of each kind the first few.

use std::collections::BTreeSet;
use std::fmt;
use std::mem::discriminant;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};

use actix_web::HttpRequest;
use ipnet::IpNet;
use url::{Origin, Url};

use crate::http::request::client;

/// Of each kind.
const MOST: usize = 8;

/// What was told.
#[derive(Default)]
pub(in crate::http) struct Hints(Mutex<BTreeSet<Hint>>);

#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Hint {
    UntrustedProxy(IpAddr),
    UnknownOrigin(String),
    CallbackElsewhere { host: String, base_url: String },
}

impl Hints {
    /// Somebody forwards addresses whom the operator has not named: behind such a proxy everybody is one address.
    pub(in crate::http) fn of_untrusted_proxy(&self, trusted: &[IpNet], request: &HttpRequest) {
        if let Some(peer) = client::untrusted_forwarder(request, trusted) {
            self.tell(Hint::UntrustedProxy(peer));
        }
    }

    /// A script of this origin asks what it may not read, which its browser calls a CORS error.
    pub(in crate::http) fn of_unknown_origin(&self, origin: &[u8]) {
        // As a URL has it, not as somebody wrote it.
        let origin =
            std::str::from_utf8(origin).ok().and_then(|origin| Url::parse(origin).ok()).map(|url| url.origin());
        if let Some(origin) = origin.filter(Origin::is_tuple) {
            self.tell(Hint::UnknownOrigin(origin.ascii_serialization()));
        }
    }

    /// A response came back without a sign-in cookie, and to another host than the one to which that cookie belongs.
    pub(in crate::http) fn of_callback_without_cookie(&self, base: &Url, trusted: &[IpNet], request: &HttpRequest) {
        let host = client::host(request, trusted);
        if let Some(host) = host.filter(|host| base.host_str() != Some(host)) {
            self.tell(Hint::CallbackElsewhere { host, base_url: base.origin().ascii_serialization() });
        }
    }

    fn tell(&self, hint: Hint) {
        let mut told = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let alike = told.iter().filter(|other| discriminant(*other) == discriminant(&hint)).count();
        if alike < MOST && !told.contains(&hint) {
            log::warn!("{hint}");
            told.insert(hint);
        }
    }
}

impl fmt::Display for Hint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::UntrustedProxy(peer) => write!(
                f,
                "{peer} sends X-Forwarded-For and is not one of server.trusted_proxies: if it is your proxy, name it there, \
                 or everybody behind it counts as one address, which limits.sign_in_starts_per_minute slows down"
            ),
            Self::UnknownOrigin(origin) => write!(
                f,
                "a page of {origin} asks who is signed in, and its browser shows a CORS error: if it is yours, set \
                 OIDC_FRONTEND_URL to it, or add it to server.allowed_return_origins"
            ),
            Self::CallbackElsewhere { host, base_url } => write!(
                f,
                "a sign-in came back to the host {host}, where its cookie is not: callbacks belong to {base_url}; register \
                 the redirect URI that `kaimu check` prints, or set OIDC_BASE_URL"
            ),
        }
    }
}

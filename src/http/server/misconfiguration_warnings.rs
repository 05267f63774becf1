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
const MAX_PER_KIND: usize = 8;

/// What was told.
#[derive(Default)]
pub(in crate::http) struct MisconfigurationWarnings(Mutex<BTreeSet<Warning>>);

#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Warning {
    UntrustedProxy(IpAddr),
    UnknownOrigin(String),
    CallbackOnOtherHost { host: String, base_url: String },
}

impl MisconfigurationWarnings {
    /// Somebody forwards addresses whom the operator has not named: behind such a proxy everybody is one address.
    pub(in crate::http) fn untrusted_proxy(&self, trusted: &[IpNet], request: &HttpRequest) {
        if let Some(peer) = client::untrusted_forwarder(request, trusted) {
            self.warn_once(Warning::UntrustedProxy(peer));
        }
    }

    /// A script of this origin asks what it may not read, which its browser calls a CORS error.
    pub(in crate::http) fn unknown_origin(&self, origin: &[u8]) {
        // As a URL has it, not as somebody wrote it.
        let origin =
            std::str::from_utf8(origin).ok().and_then(|origin| Url::parse(origin).ok()).map(|url| url.origin());
        if let Some(origin) = origin.filter(Origin::is_tuple) {
            self.warn_once(Warning::UnknownOrigin(origin.ascii_serialization()));
        }
    }

    /// A response came back without a sign-in cookie, and to another host than the one to which that cookie belongs.
    pub(in crate::http) fn callback_without_cookie(&self, base: &Url, trusted: &[IpNet], request: &HttpRequest) {
        let host = client::host(request, trusted);
        if let Some(host) = host.filter(|host| base.host_str() != Some(host)) {
            self.warn_once(Warning::CallbackOnOtherHost { host, base_url: base.origin().ascii_serialization() });
        }
    }

    fn warn_once(&self, warning: Warning) {
        let mut logged = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let of_this_kind = logged.iter().filter(|other| discriminant(*other) == discriminant(&warning)).count();
        if of_this_kind < MAX_PER_KIND && !logged.contains(&warning) {
            log::warn!("{warning}");
            logged.insert(warning);
        }
    }
}

impl fmt::Display for Warning {
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
            Self::CallbackOnOtherHost { host, base_url } => write!(
                f,
                "a sign-in came back to the host {host}, where its cookie is not: callbacks belong to {base_url}; register \
                 the redirect URI that `kaimu check` prints, or set OIDC_BASE_URL"
            ),
        }
    }
}

//! Warns the operator when requests show that a setting does not fit the deployment.
//!
//! Any client can send such requests. So each warning is logged once, and only the first few of each kind.

use std::collections::BTreeSet;
use std::fmt;
use std::mem::discriminant;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};

use actix_web::HttpRequest;
use url::{Origin, Url};

use crate::http::request::client;
use crate::http::request::trusted_proxies::TrustedProxies;

/// How many warnings of each kind are logged.
const MAX_PER_KIND: usize = 8;

/// The warnings that have been logged.
#[derive(Default)]
pub(in crate::http) struct MisconfigurationWarnings(Mutex<BTreeSet<Warning>>);

#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Warning {
    UntrustedProxy { peer: IpAddr, header: &'static str },
    UntrustedVerify(IpAddr),
    UnknownOrigin(String),
    CallbackOnOtherHost { host: String, base_url: String },
    HiddenHost(String),
}

impl MisconfigurationWarnings {
    /// Warns if the peer names the client as a proxy does, and is not a trusted proxy.
    pub(super) fn untrusted_proxy(&self, trusted: &TrustedProxies, request: &HttpRequest) {
        if let Some(peer) = client::untrusted_forwarder(request, trusted) {
            let header = trusted.headers.header_of_addresses();
            self.warn_once(Warning::UntrustedProxy { peer, header });
        }
    }

    /// Warns that a peer that is no trusted proxy asks whether requests to applications may pass.
    pub(in crate::http) fn untrusted_verify(&self, request: &HttpRequest) {
        if let Some(peer) = request.peer_addr() {
            self.warn_once(Warning::UntrustedVerify(peer.ip().to_canonical()));
        }
    }

    /// Warns that a script of this origin calls the API, which its browser reports as a CORS error.
    pub(super) fn unknown_origin(&self, origin: &[u8]) {
        // Normalized, and without text that is no origin.
        let origin =
            std::str::from_utf8(origin).ok().and_then(|origin| Url::parse(origin).ok()).map(|url| url.origin());
        if let Some(origin) = origin.filter(Origin::is_tuple) {
            self.warn_once(Warning::UnknownOrigin(origin.ascii_serialization()));
        }
    }

    /// Warns if a response without a sign-in cookie arrived on another host than that of the cookie.
    pub(in crate::http) fn callback_without_cookie(&self, base: &Url, trusted: &TrustedProxies, request: &HttpRequest) {
        let host = client::host(request, trusted);
        if let Some(host) = host.filter(|host| base.host_str() != Some(host)) {
            self.warn_once(Warning::CallbackOnOtherHost { host, base_url: base.origin().ascii_serialization() });
        }
    }

    /// Warns that a proxy hides that the browser asked this host.
    pub(in crate::http) fn hidden_host(&self, host: &str) {
        self.warn_once(Warning::HiddenHost(host.to_owned()));
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
            Self::UntrustedProxy { peer, header } => write!(
                f,
                "{peer} sends {header} but is not in server.trusted_proxies, so limits.sign_in_starts_per_minute \
                 counts all its clients as one address; if it is your proxy, add it to server.trusted_proxies"
            ),
            Self::UntrustedVerify(peer) => write!(
                f,
                "verify.untrusted_proxy: {peer} asks whether a request to an application may pass, and is refused, because it is \
                 not in server.trusted_proxies; if it is your proxy, add it there"
            ),
            Self::UnknownOrigin(origin) => write!(
                f,
                "a page at {origin} requests the session or the providers but may not read them (a CORS error in its \
                 browser); if it is your application, add it to server.allowed_return_origins or set OIDC_FRONTEND_URL to it"
            ),
            Self::HiddenHost(host) => write!(
                f,
                "a request to {host} arrived with another host name, so that each browser takes a detour, and no user can be \
                 signed in on a second host; have the proxy pass the host on (nginx: proxy_set_header Host $host)"
            ),
            Self::CallbackOnOtherHost { host, base_url } => write!(
                f,
                "a provider sent a browser back to the host {host}, but the sign-in cookie belongs to {base_url}; register \
                 the redirect URI that `kaimu check` prints, or set OIDC_BASE_URL"
            ),
        }
    }
}

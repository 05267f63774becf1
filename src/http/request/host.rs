//! Which of the two public hosts a browser asked.

use actix_web::HttpRequest;
use url::Url;

use crate::domain::{PublicUrls, is_loopback};
use crate::http::app::App;
use crate::http::paths::{LINK_CONSENT, RETURN};
use crate::http::request::client;

/// The host that a browser asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::http) enum AskedHost {
    /// The host of `base_url`, which may be that of `frontend_url` as well.
    Base,
    /// The host of `frontend_url`, which is not that of `base_url`.
    Frontend,
    /// Another one: the browser was sent to another name of the server, or a proxy hides the host.
    Unknown,
}

impl AskedHost {
    /// By the headers `Host` and, from trusted proxies, `X-Forwarded-Host`.
    pub(in crate::http) fn of(app: &App, request: &HttpRequest) -> Self {
        let host = client::host(request, &app.trusted_proxies);
        match host.as_deref() {
            Some(host) if host == app.urls().base_host() => Self::Base,
            Some(host) if host == app.urls().frontend_host() => Self::Frontend,
            _ => Self::Unknown,
        }
    }

    /// The host whose session tokens count for a request to this host. An application on the host of `frontend_url`
    /// receives the cookie of that host: it must not count elsewhere, whatever `Host` the application sends.
    pub(in crate::http) fn session_host(self, urls: &PublicUrls) -> &str {
        match self {
            Self::Base | Self::Unknown => urls.base_host(),
            Self::Frontend => urls.frontend_host(),
        }
    }
}

/// The same URL on the host of `base_url`, if the browser asked the host of `frontend_url`. Sessions begin on the host of
/// `base_url` alone, so the cookies of a sign-in have to be set there.
pub(in crate::http) fn url_on_base_host(app: &App, request: &HttpRequest) -> Option<Url> {
    (AskedHost::of(app, request) == AskedHost::Frontend).then(|| {
        let mut url = app.urls().at_base(request.uri().path());
        url.set_query(request.uri().query());
        url
    })
}

/// The URL of this page on the host where it belongs, if the request names a host that is neither of the two.
///
/// A browser on the same machine may use any of its names, and a browser elsewhere would not reach a loopback host: such a
/// configured host is not insisted on.
pub(in crate::http) fn url_on_configured_host(app: &App, request: &HttpRequest) -> Option<Url> {
    let names_a_host = client::host(request, &app.trusted_proxies).is_some();
    let path = request.uri().path();
    let is_of_base = path == LINK_CONSENT || (path.starts_with("/auth/") && path != RETURN);
    let mut url = if is_of_base { app.urls().at_base(path) } else { app.urls().at_frontend(path) };
    url.set_query(request.uri().query());
    (names_a_host && AskedHost::of(app, request) == AskedHost::Unknown && !is_loopback(&url)).then_some(url)
}

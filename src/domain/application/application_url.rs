//! The address of an application: scheme, host, port, and a path if it shares the host with others.

use std::sync::Arc;

use url::{Origin, Url};

use super::request_path::RequestPath;
use crate::domain::public_urls::is_loopback;

/// The address of an application. Its path covers whole segments: `/grafana` covers `/grafana/x`, not `/grafana2`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApplicationUrl {
    origin: Url,
    /// `/`, or a path without a slash at its end.
    path: String,
    /// As it is shown.
    text: Arc<str>,
}

/// Why a URL cannot be the address of an application.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidApplicationUrl {
    /// It has a `*`.
    #[error(
        "has a `*`: an application needs a host name of its own, since each has a session cookie of its own; list each host name"
    )]
    Wildcard,
    /// It is neither https nor on this machine.
    #[error(
        "must begin with https://, because browsers send its cookie over https alone; only a loopback host may have http://"
    )]
    NotHttps,
    /// It has a query or a fragment, or a path that is not normalized.
    #[error("must be scheme, host and port, with or without a plain path, such as https://home.example.org/grafana")]
    NotPlain,
}

impl ApplicationUrl {
    /// Checks a URL without user name and password.
    pub fn new(url: &Url) -> Result<Self, InvalidApplicationUrl> {
        // check: no wildcard host
        if url.host_str().is_none_or(|host| host.contains('*') || host.contains("%2a")) {
            return Err(InvalidApplicationUrl::Wildcard);
        }
        // check: applications over https
        if url.scheme() != "https" && !is_loopback(url) {
            return Err(InvalidApplicationUrl::NotHttps);
        }
        let path = RequestPath::parse(url.path().as_bytes()).ok();
        let is_plain = url.query().is_none() && url.fragment().is_none();
        let path = path.filter(|path| is_plain && path.is_plain() && path.resolved() == url.path());
        let path = path.ok_or(InvalidApplicationUrl::NotPlain)?;
        let mut origin = url.clone();
        origin.set_path("/");
        let path = path.resolved().trim_end_matches('/');
        let text = format!("{}{path}", origin.origin().ascii_serialization()).into();
        Ok(Self { origin, path: if path.is_empty() { "/".to_owned() } else { path.to_owned() }, text })
    }

    /// The address as it is shown and stored.
    #[must_use]
    pub fn text(&self) -> &Arc<str> {
        &self.text
    }

    /// The URL of the origin: scheme, host and port.
    #[must_use]
    pub fn origin_url(&self) -> &Url {
        &self.origin
    }

    /// The origin, as browsers compare it.
    #[must_use]
    pub fn origin(&self) -> Origin {
        self.origin.origin()
    }

    /// The host name, in lower case.
    #[must_use]
    pub fn host(&self) -> &str {
        self.origin.host_str().unwrap_or_default()
    }

    /// The port, or the default one of the scheme.
    #[must_use]
    pub fn port(&self) -> Option<u16> {
        self.origin.port_or_known_default()
    }

    /// The path that all pages of the application have in common; `/` if it has the host for itself.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.path
    }

    /// Whether the host is this machine, where several applications may differ in their ports alone.
    #[must_use]
    pub fn is_on_loopback(&self) -> bool {
        is_loopback(&self.origin)
    }

    /// Where the application begins.
    #[must_use]
    pub fn start_page(&self) -> Url {
        self.at(&format!("{}/", self.path.trim_end_matches('/')))
    }

    /// The URL of a path on this host.
    #[must_use]
    pub fn at(&self, path: &str) -> Url {
        let mut url = self.origin.clone();
        url.set_path(path);
        url
    }

    /// Whether this path belongs to the application.
    pub(super) fn covers(&self, path: &str) -> bool {
        // check: an application's path covers whole segments
        self.path == "/" || path.strip_prefix(&self.path).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    }
}

impl std::fmt::Display for ApplicationUrl {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<String, InvalidApplicationUrl> {
        ApplicationUrl::new(&Url::parse(text).unwrap()).map(|url| url.to_string())
    }

    #[test]
    fn an_application_has_an_origin_and_perhaps_a_path() {
        use InvalidApplicationUrl::{NotHttps, NotPlain, Wildcard};
        for (text, shown) in [
            ("https://Wiki.Example.org", "https://wiki.example.org"),
            ("https://wiki.example.org/", "https://wiki.example.org"),
            ("https://home.example.org:8443/grafana/", "https://home.example.org:8443/grafana"),
            ("http://localhost:8080", "http://localhost:8080"),
        ] {
            assert_eq!(parse(text).as_deref(), Ok(shown), "{text}");
        }
        for (text, problem) in [
            ("https://*.example.org", Wildcard),
            ("http://wiki.example.org", NotHttps),
            ("https://wiki.example.org/?a", NotPlain),
            ("https://wiki.example.org/#a", NotPlain),
            ("https://wiki.example.org//a", NotPlain),
            ("https://wiki.example.org/a%20b", NotPlain),
            ("https://wiki.example.org/a;b", NotPlain),
        ] {
            assert_eq!(parse(text), Err(problem), "{text}");
        }
    }

    #[test]
    fn a_path_covers_whole_segments() {
        let url = ApplicationUrl::new(&Url::parse("https://home.example.org/grafana/").unwrap()).unwrap();
        for (path, is_covered) in [
            ("/grafana", true),
            ("/grafana/", true),
            ("/grafana/d/1", true),
            ("/grafana2", false),
            ("/Grafana", false),
            ("/", false),
        ] {
            assert_eq!(url.covers(path), is_covered, "{path}");
        }
        assert_eq!(url.start_page().as_str(), "https://home.example.org/grafana/");
    }
}

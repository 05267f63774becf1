//! Where a sign-in may return to: the protection against open redirects (RFC 9700, section 4.11).

use std::fmt;

use url::{Origin, Url};

use super::public_urls::PublicUrls;

/// The longest text that a browser may ask to return to.
const MAX_BYTES: usize = 512;

/// Which URLs a sign-in may return to.
#[derive(Debug, Clone)]
pub struct ReturnPolicy {
    /// Kaimu's two origins; a path is resolved against the frontend origin.
    pub urls: PublicUrls,
    /// Further origins (`server.allowed_return_origins`).
    pub allowed_origins: Vec<Origin>,
    /// The default, and the replacement for a URL that is not allowed.
    pub dashboard: Url,
}

/// A checked place to return to. Only [`ReturnPolicy::read`] makes one.
#[derive(Clone, Default, PartialEq, Eq)]
pub enum ReturnTo {
    /// The dashboard.
    #[default]
    Dashboard,
    /// A place that the request named and the policy allows.
    Requested {
        /// The text of the request. It is checked again whenever a browser sends it back.
        text: String,
        /// The absolute URL.
        url: Url,
    },
}

impl ReturnPolicy {
    /// Reads the place that a request names: a path on the frontend origin, or an absolute URL at an allowed origin, of
    /// at most [`MAX_BYTES`]. Anything else is the dashboard, without an error: the user could not correct it.
    #[must_use]
    pub fn read(&self, requested: Option<&str>) -> ReturnTo {
        let Some(text) = requested.filter(|text| is_plain(text)) else { return ReturnTo::Dashboard };
        let url = if text.starts_with('/') {
            // check: the path is the frontend's
            self.urls.frontend.join(text).ok().filter(|url| url.origin() == self.urls.frontend.origin())
        } else {
            Url::parse(text).ok().filter(|url| self.allows(text, url))
        };
        // check: the path stays a path
        match url.filter(path_stays_a_path) {
            Some(url) => ReturnTo::Requested { text: text.to_owned(), url },
            None => ReturnTo::Dashboard,
        }
    }

    /// The absolute URL of a place.
    #[must_use]
    pub fn resolve<'a>(&'a self, place: &'a ReturnTo) -> &'a Url {
        match place {
            ReturnTo::Dashboard => &self.dashboard,
            ReturnTo::Requested { url, .. } => url,
        }
    }

    fn allows(&self, text: &str, url: &Url) -> bool {
        // The URL parser completes `https:/host` and `https:host`. The parsed origin is the intended one only if the
        // text was an absolute URL.
        let is_absolute = ["http://", "https://"]
            .iter()
            .any(|scheme| text.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme)));
        let has_no_user = url.username().is_empty() && url.password().is_none();
        let origin = url.origin();
        // check: the origin is allowed
        is_absolute && has_no_user && (self.urls.has_origin(&origin) || self.allowed_origins.contains(&origin))
    }
}

/// No control character (browsers drop tabs and line ends from a URL), no backslash (browsers read it as a slash).
fn is_plain(text: &str) -> bool {
    // check: no backslash in return_to
    text.len() <= MAX_BYTES && !text.chars().any(|c| c.is_control() || c == '\\')
}

/// Whether the path stays a path when the application behind Kaimu parses it again, with or without percent-decoding.
/// It must not become a host.
fn path_stays_a_path(url: &Url) -> bool {
    let lower = url.path().to_ascii_lowercase();
    let decoded = lower.replace("%2f", "/").replace("%5c", "\\");
    let encoded_control = (0..0x20_u8).chain([0x7f]).any(|byte| lower.contains(&format!("%{byte:02x}")));
    !decoded.starts_with("//") && !decoded.starts_with("/\\") && !encoded_control
}

impl ReturnTo {
    /// The text from which [`ReturnPolicy::read`] makes the same place again; `None` for the dashboard.
    #[must_use]
    pub fn text(&self) -> Option<&str> {
        match self {
            Self::Dashboard => None,
            Self::Requested { text, .. } => Some(text),
        }
    }
}

impl fmt::Debug for ReturnTo {
    // The query of a URL belongs to the application and may contain secrets.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if *self == Self::Dashboard { "ReturnTo(dashboard)" } else { "ReturnTo(requested)" })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn url(text: &str) -> Url {
        Url::parse(text).unwrap()
    }

    fn end_of(requested: &str) -> String {
        let policy = ReturnPolicy {
            urls: PublicUrls { base: url("https://api.example.org"), frontend: url("https://example.org") },
            allowed_origins: vec![url("https://wiki.example.org").origin()],
            dashboard: url("https://example.org/dashboard"),
        };
        policy.resolve(&policy.read(Some(requested))).to_string()
    }

    #[test]
    fn a_path_is_resolved_against_the_frontend_origin() {
        assert_eq!(end_of("/notes?id=7&tab=a%20b#top"), "https://example.org/notes?id=7&tab=a%20b#top");
        assert_eq!(end_of("/"), "https://example.org/");
        assert_eq!(end_of("/ä"), "https://example.org/%C3%A4");
        assert_eq!(end_of("/search?q=line%0Abreak"), "https://example.org/search?q=line%0Abreak");
        assert_eq!(end_of("/go?to=https://evil.example"), "https://example.org/go?to=https://evil.example");
    }

    #[test]
    fn an_absolute_url_is_allowed_only_at_an_allowed_origin() {
        assert_eq!(end_of("https://wiki.example.org/page"), "https://wiki.example.org/page");
        assert_eq!(end_of("https://api.example.org/x"), "https://api.example.org/x");
        for requested in [
            "https://evil.example",
            "http://example.org/x",
            "https://example.org:8443/x",
            "https://example.org.evil.example/",
            "https://user@example.org/",
            "https://example.org@evil.example/",
        ] {
            assert_eq!(end_of(requested), "https://example.org/dashboard", "{requested}");
        }
    }

    #[test]
    fn any_other_text_returns_to_the_dashboard() {
        let long = format!("/{}", "x".repeat(512));
        for requested in [
            "//evil.example",
            "///evil.example",
            "/\\evil.example",
            "\\\\evil.example",
            "/\t/evil.example",
            "\t//evil.example",
            "/\n/evil.example",
            "https:evil.example",
            "https:/example.org",
            "javascript:alert(1)",
            "data:text/html,x",
            "/%2f/evil.example",
            "/%2F%2Fevil.example",
            "/%5cevil.example",
            "/.//evil.example",
            "/a/..//evil.example",
            "/%09/evil.example",
            "/%0d%0aSet-Cookie:x",
            "evil.example",
            "",
            &long,
        ] {
            assert_eq!(end_of(requested), "https://example.org/dashboard", "{requested:?}");
        }
    }

    #[test]
    fn the_text_of_a_place_makes_the_same_place_again() {
        let frontend = url("http://localhost:4321");
        let policy = ReturnPolicy {
            urls: PublicUrls { base: frontend.clone(), frontend: frontend.clone() },
            allowed_origins: Vec::new(),
            dashboard: frontend,
        };
        let place = policy.read(Some("/ä?b=c#d"));
        assert_eq!(policy.read(place.text()), place);
        assert_eq!(policy.read(ReturnTo::Dashboard.text()), ReturnTo::Dashboard);
    }
}

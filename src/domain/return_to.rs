//! Where a sign-in may end: the guard against open redirects (RFC 9700, section 4.11).

use std::fmt;

use url::{Origin, Url};

use super::public_urls::PublicUrls;

const MAX_BYTES: usize = 512;

/// Which addresses a sign-in may return to.
#[derive(Debug, Clone)]
pub struct ReturnPolicy {
    /// Our own two origins; a path is resolved against the frontend's.
    pub urls: PublicUrls,
    /// Further origins, as configured.
    pub allowed_origins: Vec<Origin>,
    /// Where a sign-in ends when it asked for nothing, or for something it may not have.
    pub dashboard: Url,
}

/// A place that a sign-in may end at. Only [`ReturnPolicy::read`] makes one, so holding it means that it was checked.
#[derive(Clone, Default, PartialEq, Eq)]
pub enum ReturnTo {
    /// The default.
    #[default]
    Dashboard,
    /// A place that was asked for and is allowed.
    Requested {
        /// As it was written; read again wherever it comes back from a browser.
        text: String,
        /// The absolute address.
        url: Url,
    },
}

impl ReturnPolicy {
    /// Reads what a browser asked for: a path on the frontend, or an absolute URL at an allowed origin, at most 512
    /// bytes. Everything else is the dashboard, without complaint: the person can do nothing about it.
    #[must_use]
    pub fn read(&self, asked: Option<&str>) -> ReturnTo {
        let Some(text) = asked.filter(|text| is_plain(text)) else { return ReturnTo::Dashboard };
        let url = if text.starts_with('/') {
            self.urls.frontend.join(text).ok().filter(|url| url.origin() == self.urls.frontend.origin())
        } else {
            Url::parse(text).ok().filter(|url| self.allows(text, url))
        };
        match url.filter(path_stays_a_path) {
            Some(url) => ReturnTo::Requested { text: text.to_owned(), url },
            None => ReturnTo::Dashboard,
        }
    }

    /// The absolute address of a place.
    #[must_use]
    pub fn resolve<'a>(&'a self, place: &'a ReturnTo) -> &'a Url {
        match place {
            ReturnTo::Dashboard => &self.dashboard,
            ReturnTo::Requested { url, .. } => url,
        }
    }

    fn allows(&self, text: &str, url: &Url) -> bool {
        // The URL parser mends `https:/host` and `https:host`; what we compare is what was meant only if it was
        // written as an absolute URL.
        let absolute = ["http://", "https://"]
            .iter()
            .any(|scheme| text.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme)));
        let anonymous = url.username().is_empty() && url.password().is_none();
        let origin = url.origin();
        absolute && anonymous && (self.urls.has_origin(&origin) || self.allowed_origins.contains(&origin))
    }
}

/// No control character (browsers drop tabs and line ends from a URL), no backslash (browsers read it as a slash).
fn is_plain(text: &str) -> bool {
    text.len() <= MAX_BYTES && !text.chars().any(|c| c.is_control() || c == '\\')
}

/// A path that, read once more by the application behind us (plainly or percent-decoded), cannot turn into a host.
fn path_stays_a_path(url: &Url) -> bool {
    let lower = url.path().to_ascii_lowercase();
    let decoded = lower.replace("%2f", "/").replace("%5c", "\\");
    let encoded_control = (0..0x20_u8).chain([0x7f]).any(|byte| lower.contains(&format!("%{byte:02x}")));
    !decoded.starts_with("//") && !decoded.starts_with("/\\") && !encoded_control
}

impl ReturnTo {
    /// What to hand through a browser so that [`ReturnPolicy::read`] finds the same place again.
    #[must_use]
    pub fn text(&self) -> Option<&str> {
        match self {
            Self::Dashboard => None,
            Self::Requested { text, .. } => Some(text),
        }
    }
}

impl fmt::Debug for ReturnTo {
    // The query of a deep link is the application's business; it may hold anything.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if *self == Self::Dashboard { "ReturnTo(dashboard)" } else { "ReturnTo(asked)" })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn url(text: &str) -> Url {
        Url::parse(text).unwrap()
    }

    fn end_of(asked: &str) -> String {
        let policy = ReturnPolicy {
            urls: PublicUrls { base: url("https://api.example.org"), frontend: url("https://example.org") },
            allowed_origins: vec![url("https://wiki.example.org").origin()],
            dashboard: url("https://example.org/dashboard"),
        };
        policy.resolve(&policy.read(Some(asked))).to_string()
    }

    #[test]
    fn a_path_returns_to_the_frontend() {
        assert_eq!(end_of("/notes?id=7&tab=a%20b#top"), "https://example.org/notes?id=7&tab=a%20b#top");
        assert_eq!(end_of("/"), "https://example.org/");
        assert_eq!(end_of("/ä"), "https://example.org/%C3%A4");
        assert_eq!(end_of("/search?q=line%0Abreak"), "https://example.org/search?q=line%0Abreak");
        assert_eq!(end_of("/go?to=https://evil.example"), "https://example.org/go?to=https://evil.example");
    }

    #[test]
    fn an_absolute_url_is_kept_at_an_allowed_origin_only() {
        assert_eq!(end_of("https://wiki.example.org/page"), "https://wiki.example.org/page");
        assert_eq!(end_of("https://api.example.org/x"), "https://api.example.org/x");
        for asked in [
            "https://evil.example",
            "http://example.org/x",
            "https://example.org:8443/x",
            "https://example.org.evil.example/",
            "https://user@example.org/",
            "https://example.org@evil.example/",
        ] {
            assert_eq!(end_of(asked), "https://example.org/dashboard", "{asked}");
        }
    }

    #[test]
    fn everything_else_is_the_dashboard() {
        let long = format!("/{}", "x".repeat(512));
        for asked in [
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
            assert_eq!(end_of(asked), "https://example.org/dashboard", "{asked:?}");
        }
    }

    #[test]
    fn what_is_handed_through_a_browser_reads_back_as_the_same_place() {
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

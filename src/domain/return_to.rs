//! Where a sign-in may return to: the protection against open redirects (RFC 9700, section 4.11).

use std::fmt;

use url::{Origin, Url};

use super::public_urls::{PublicUrls, RETURN_PATH};

/// The longest text that a browser may ask to return to. A sealed attempt with it stays within 3 KiB, so that a few of them fit
/// into the 8 KiB that web servers accept as a header.
pub const MAX_RETURN_TO_BYTES: usize = 2000;

/// Which URLs a sign-in may return to.
#[derive(Debug, Clone)]
pub struct ReturnPolicy {
    /// Kaimu's two origins; a path is resolved against the frontend origin.
    pub urls: PublicUrls,
    /// Further origins (`server.allowed_return_origins`).
    pub allowed_origins: Vec<Origin>,
    /// The origins of the applications behind the reverse proxy.
    pub application_origins: Vec<Origin>,
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

/// Why a place that a request names does not count. The text does not repeat the place, whose query may contain secrets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ReturnToProblem {
    /// It has more than [`MAX_RETURN_TO_BYTES`].
    #[error("it has more than {MAX_RETURN_TO_BYTES} bytes, so the user is led to the start page of the same origin")]
    TooLong,
    /// It has a character that browsers drop or read as another one.
    #[error("it has a control character or a backslash; percent-encode it")]
    NotPlain,
    /// It is not at an origin that the policy allows.
    #[error(
        "it is neither a path that begins with a single slash nor an absolute URL of an allowed origin; if it belongs to \
         your application, add the origin to server.allowed_return_origins"
    )]
    NotAllowed,
    /// The path could become a host.
    #[error("its path encodes a control character, or begins with two slashes once it is decoded")]
    AmbiguousPath,
}

impl ReturnPolicy {
    /// Reads the place that a request names: a path on the frontend origin, or an absolute URL at an allowed origin, of
    /// at most [`MAX_RETURN_TO_BYTES`].
    ///
    /// # Errors
    ///
    /// Any other text is refused with the reason.
    pub fn check(&self, text: &str) -> Result<ReturnTo, ReturnToProblem> {
        let url = self.url(text)?;
        if text.len() > MAX_RETURN_TO_BYTES {
            return Err(ReturnToProblem::TooLong);
        }
        Ok(ReturnTo::Requested { text: text.to_owned(), url })
    }

    /// Reads the place that a request names, without an error, which the user could not correct. In place of a text that is
    /// too long, a page says so and leads to the start page of the same origin. Any other refused text is the dashboard.
    #[must_use]
    pub fn read(&self, requested: Option<&str>) -> ReturnTo {
        let Some(text) = requested else { return ReturnTo::Dashboard };
        let checked = match (self.check(text), self.url(text)) {
            (Err(ReturnToProblem::TooLong), Ok(url)) => self.check(&shortened(&url.origin())),
            (checked, _) => checked,
        };
        checked.unwrap_or_default()
    }

    /// A page of ours as the place to return to, which leads on to `next` by a parameter of its own. Without that parameter
    /// if both together are too long.
    #[must_use]
    pub fn page_that_returns_to(&self, page: &Url, next: &ReturnTo) -> ReturnTo {
        let mut with_next = page.clone();
        if let Some(text) = next.text() {
            with_next.query_pairs_mut().append_pair("return_to", text);
        }
        self.check(with_next.as_str()).unwrap_or_else(|_| self.read(Some(page.as_str())))
    }

    fn url(&self, text: &str) -> Result<Url, ReturnToProblem> {
        if !is_plain(text) {
            return Err(ReturnToProblem::NotPlain);
        }
        let url = if text.starts_with('/') {
            // check: the path is the frontend's
            self.urls.frontend.join(text).ok().filter(|url| url.origin() == self.urls.frontend.origin())
        } else {
            Url::parse(text).ok().filter(|url| self.allows(text, url))
        };
        let url = url.ok_or(ReturnToProblem::NotAllowed)?;
        // check: the path stays a path
        if path_stays_a_path(&url) { Ok(url) } else { Err(ReturnToProblem::AmbiguousPath) }
    }

    /// The absolute URL of a place.
    #[must_use]
    pub fn resolve<'a>(&'a self, place: &'a ReturnTo) -> &'a Url {
        match place {
            ReturnTo::Dashboard => &self.dashboard,
            ReturnTo::Requested { url, .. } => url,
        }
    }

    fn allows_origin(&self, origin: &Origin) -> bool {
        self.allowed_origins.contains(origin) || self.application_origins.contains(origin)
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
        is_absolute && has_no_user && (self.urls.has_origin(&origin) || self.allows_origin(&origin))
    }
}

/// The path of the page that says that an address was too long, and leads to the start page of its origin.
fn shortened(origin: &Origin) -> String {
    let start_page = format!("{}/", origin.ascii_serialization());
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    query.append_pair("return_to", &start_page).append_pair("shortened", "1");
    format!("{RETURN_PATH}?{}", query.finish())
}

/// No control character (browsers drop tabs and line ends from a URL), no backslash (browsers read it as a slash).
fn is_plain(text: &str) -> bool {
    // check: no backslash in return_to
    !text.chars().any(|c| c.is_control() || c == '\\')
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
            application_origins: Vec::new(),
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
        ] {
            assert_eq!(end_of(requested), "https://example.org/dashboard", "{requested:?}");
        }
    }

    #[test]
    fn a_text_that_is_too_long_leads_to_the_start_page_of_the_same_origin() {
        let long = |start: &str| format!("{start}{}", "x".repeat(MAX_RETURN_TO_BYTES + 1 - start.len()));
        for (start, origin) in [("/", "https://example.org"), ("https://wiki.example.org/", "https://wiki.example.org")]
        {
            let notice = Url::parse(&end_of(&long(start))).unwrap();
            assert_eq!(notice[..url::Position::AfterPath], format!("https://example.org{RETURN_PATH}"));
            let parameters: Vec<_> = notice.query_pairs().into_owned().collect();
            let expected = [("return_to", format!("{origin}/")), ("shortened", "1".to_owned())];
            assert_eq!(parameters, expected.map(|(name, value)| (name.to_owned(), value)));
        }
        let longest = format!("/{}", "x".repeat(MAX_RETURN_TO_BYTES - 1));
        assert_eq!(end_of(&longest), format!("https://example.org{longest}"));
        assert_eq!(end_of(&long("https://evil.example/")), "https://example.org/dashboard");
    }

    #[test]
    fn the_text_of_a_place_makes_the_same_place_again() {
        let frontend = url("http://localhost:4321");
        let policy = ReturnPolicy {
            urls: PublicUrls { base: frontend.clone(), frontend: frontend.clone() },
            allowed_origins: Vec::new(),
            application_origins: Vec::new(),
            dashboard: frontend,
        };
        let place = policy.read(Some("/ä?b=c#d"));
        assert_eq!(policy.read(place.text()), place);
        assert_eq!(policy.read(ReturnTo::Dashboard.text()), ReturnTo::Dashboard);
    }
}

//! The name of the browser and of the operating system, from a `User-Agent` header.

/// How many bytes of a `User-Agent` are kept. The names of browser and system come well before.
const MAX_BYTES: usize = 256;

/// The `User-Agent` of a browser (RFC 9110, section 10.1.5). A client can send any text: it helps users to recognize
/// their devices, and no decision depends on it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UserAgent(String);

/// The names of browsers by a word of their `User-Agent`. The first match counts, since most browsers also send the
/// words of the browsers they derive from.
const BROWSERS: [(&str, &str); 14] = [
    ("Edg/", "Edge"),
    ("EdgA/", "Edge"),
    ("EdgiOS/", "Edge"),
    ("OPR/", "Opera"),
    ("Vivaldi/", "Vivaldi"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("DuckDuckGo/", "DuckDuckGo"),
    ("FxiOS/", "Firefox"),
    ("Firefox/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("Chromium/", "Chromium"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
    ("curl/", "curl"),
];

/// The names of systems by a word of the `User-Agent`. The first match counts: Android also sends `Linux`, and an
/// iPhone `Mac OS X`.
const SYSTEMS: [(&str, &str); 8] = [
    ("Windows", "Windows"),
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("CrOS", "ChromeOS"),
    ("Macintosh", "macOS"),
    ("FreeBSD", "FreeBSD"),
    ("Linux", "Linux"),
];

impl UserAgent {
    /// Keeps the first [`MAX_BYTES`], without control characters.
    #[must_use]
    pub fn new(text: &str) -> Self {
        let mut text: String = text.chars().filter(|c| !c.is_control()).take(MAX_BYTES).collect();
        text.truncate(text.floor_char_boundary(MAX_BYTES));
        Self(text)
    }

    /// The text that is kept.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The name of the browser, if it is a common one.
    #[must_use]
    pub fn browser(&self) -> Option<&'static str> {
        self.first(&BROWSERS)
    }

    /// The name of the system, if it is a common one.
    #[must_use]
    pub fn system(&self) -> Option<&'static str> {
        self.first(&SYSTEMS)
    }

    /// The kind of browser, such as `Firefox on Linux`. It has no text of the client, and no version: it stays the same when a
    /// browser is updated.
    #[must_use]
    pub fn device(agent: Option<&Self>) -> String {
        let browser = agent.and_then(Self::browser).unwrap_or("another browser");
        agent.and_then(Self::system).map_or_else(|| browser.to_owned(), |system| format!("{browser} on {system}"))
    }

    fn first(&self, names: &[(&str, &'static str)]) -> Option<&'static str> {
        names.iter().find(|(word, _)| self.0.contains(word)).map(|(_, name)| *name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn common_browsers_and_systems_are_recognized() {
        let webkit = "AppleWebKit/537.36 (KHTML, like Gecko)";
        for (text, browser, system) in [
            ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox", "Linux"),
            (&format!("Mozilla/5.0 (Windows NT 10.0) {webkit} Chrome/150.0.0.0 Safari/537.36"), "Chrome", "Windows"),
            (&format!("Mozilla/5.0 (Windows NT 10.0) {webkit} Chrome/150 Safari/537.36 Edg/150"), "Edge", "Windows"),
            (&format!("Mozilla/5.0 (Linux; Android 10; K) {webkit} Chrome/150 Mobile Safari/537"), "Chrome", "Android"),
            (&format!("Mozilla/5.0 (X11; CrOS x86_64) {webkit} Chrome/150 Safari/537 OPR/99"), "Opera", "ChromeOS"),
            ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Version/26.0 Safari/605.1.15", "Safari", "macOS"),
            (
                "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) CriOS/150 Mobile Safari/604.1",
                "Chrome",
                "iPhone",
            ),
        ] {
            let agent = UserAgent::new(text);
            assert_eq!((agent.browser(), agent.system()), (Some(browser), Some(system)), "{text}");
            assert_eq!(UserAgent::device(Some(&agent)), format!("{browser} on {system}"));
        }
        let unknown = UserAgent::new("an unknown program");
        assert_eq!((unknown.browser(), unknown.system()), (None, None));
        for agent in [Some(&unknown), None] {
            assert_eq!(UserAgent::device(agent), "another browser");
        }
    }

    #[test]
    fn the_kept_text_is_limited_and_has_no_control_characters() {
        assert_eq!(UserAgent::new("a\u{0}b\n\u{1b}c").as_str(), "abc");
        assert_eq!(UserAgent::new(&"é".repeat(9000)).as_str().len(), MAX_BYTES);
    }
}

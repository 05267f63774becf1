//! With which browser on which device somebody is here, in words.

/// The most bytes of a `User-Agent` that are kept; what tells browser and system stands well before.
const MAX_BYTES: usize = 256;

/// What a browser calls itself (RFC 9110, section 10.1.5). Anybody can write one: it is for people to recognise their own
/// devices by, and decides nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UserAgent(String);

/// The name of each browser by a word of its own. Most also write the words of those that they descend from, so the
/// first one counts.
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

/// Android writes `Linux` as well, and an iPhone `Mac OS X`.
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
    /// Keeps the beginning, without control characters.
    #[must_use]
    pub fn new(text: &str) -> Self {
        let mut text: String = text.chars().filter(|c| !c.is_control()).take(MAX_BYTES).collect();
        text.truncate(text.floor_char_boundary(MAX_BYTES));
        Self(text)
    }

    /// As it was written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The browser's name, when it is a common one.
    #[must_use]
    pub fn browser(&self) -> Option<&'static str> {
        self.first(&BROWSERS)
    }

    /// The system's name, when it is a common one.
    #[must_use]
    pub fn system(&self) -> Option<&'static str> {
        self.first(&SYSTEMS)
    }

    fn first(&self, names: &[(&str, &'static str)]) -> Option<&'static str> {
        names.iter().find(|(word, _)| self.0.contains(word)).map(|(_, name)| *name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn common_browsers_are_known_on_the_systems_that_they_run_on() {
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
        }
        let unknown = UserAgent::new("a program of somebody's");
        assert_eq!((unknown.browser(), unknown.system()), (None, None));
    }

    #[test]
    fn what_is_kept_has_an_end_and_no_control_characters() {
        assert_eq!(UserAgent::new("a\u{0}b\n\u{1b}c").as_str(), "abc");
        assert_eq!(UserAgent::new(&"é".repeat(9000)).as_str().len(), MAX_BYTES);
    }
}

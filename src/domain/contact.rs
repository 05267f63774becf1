//! How users reach the administrator.

use url::Url;

use super::email::EmailAddress;

/// How users reach the administrator (`branding.contact`): an e-mail address, a URL, or any text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contact {
    text: String,
    link: Option<String>,
}

/// The text is too long, or cannot be shown.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error(
    "expected an e-mail address, a URL or a text of 1 to {} characters, without control characters",
    Contact::MAX_CHARS
)]
pub struct InvalidContact;

impl Contact {
    /// The longest text, in characters: one line or two on a phone.
    pub const MAX_CHARS: usize = 200;

    /// Reads the text. It becomes a link if it is an e-mail address, or a URL with the scheme `mailto` or `https`.
    pub fn parse(text: &str) -> Result<Self, InvalidContact> {
        let text = text.trim();
        if text.is_empty() || text.chars().count() > Self::MAX_CHARS || text.contains(char::is_control) {
            return Err(InvalidContact);
        }
        // A `?` would begin the header fields of a mailto URL (RFC 6068).
        let is_address = EmailAddress::parse(text).is_ok() && !text.contains(['?', '&', '#', '%', ':', '/']);
        let url = if is_address { format!("mailto:{text}") } else { text.to_owned() };
        let url = Url::parse(&url).ok().filter(|url| matches!(url.scheme(), "mailto" | "https"));
        let shown = text.strip_prefix("mailto:").filter(|_| url.is_some()).unwrap_or(text);
        Ok(Self { text: shown.to_owned(), link: url.map(String::from) })
    }

    /// The text to show.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The URL of the link, if it is one.
    #[must_use]
    pub fn link(&self) -> Option<&str> {
        self.link.as_deref()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_and_https_urls_become_links_and_other_texts_do_not() {
        for (text, shown, link) in [
            ("help@example.org", "help@example.org", Some("mailto:help@example.org")),
            (" mailto:help@example.org ", "help@example.org", Some("mailto:help@example.org")),
            ("https://example.org/help", "https://example.org/help", Some("https://example.org/help")),
            ("http://example.org/help", "http://example.org/help", None),
            ("javascript:alert(1)", "javascript:alert(1)", None),
            ("javascript://x@example.org", "javascript://x@example.org", None),
            ("x@example.org?cc=eve@example.com", "x@example.org?cc=eve@example.com", None),
            ("Help desk, room 3, phone 12345", "Help desk, room 3, phone 12345", None),
            ("<b>Ada</b>", "<b>Ada</b>", None),
        ] {
            let contact = Contact::parse(text).unwrap();
            assert_eq!((contact.text(), contact.link()), (shown, link), "{text}");
        }
    }

    #[test]
    fn a_text_has_1_to_200_characters_and_no_control_characters() {
        assert!(Contact::parse(&"é".repeat(200)).is_ok());
        for text in ["", "  ", "a\nb", &"é".repeat(201)] {
            assert_eq!(Contact::parse(text), Err(InvalidContact), "{text}");
        }
    }
}

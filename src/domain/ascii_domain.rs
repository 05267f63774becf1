//! The one form in which domains are compared.

use std::borrow::Cow;

use idna::{AsciiDenyList, domain_to_ascii_cow};

/// A domain in ASCII and in lower case (IDNA, UTS 46): `BÜCHER.example` and `xn--bcher-kva.example` are one domain. Of a
/// text that is no domain, only ASCII letters are folded.
pub(super) fn ascii_domain(text: &str) -> String {
    domain_to_ascii_cow(text.as_bytes(), AsciiDenyList::URL).map_or_else(|_| text.to_ascii_lowercase(), Cow::into_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_internationalized_domain_has_one_form() {
        let spellings = ["bücher.example", "BÜCHER.Example", "bu\u{308}cher.example", "xn--bcher-kva.example"];
        for text in spellings.into_iter().chain(["XN--BCHER-KVA.EXAMPLE", "bücher。example", "ｂücher.example"]) {
            assert_eq!(ascii_domain(text), "xn--bcher-kva.example", "{text}");
        }
        for (text, other) in [
            ("bücher.example", "bucher.example"),
            ("bücher.example", "buecher.example"),
            ("straße.example", "strasse.example"),
            ("аpple.example", "apple.example"), // the first letter is Cyrillic
            ("example.org", "example.org."),
        ] {
            assert_ne!(ascii_domain(text), ascii_domain(other), "{text}");
        }
    }

    #[test]
    fn a_text_that_is_no_domain_stays_as_it_is() {
        for (text, kept) in [("XN--A.example", "xn--a.example"), ("a＠B.example", "a＠b.example"), ("[::1]", "[::1]")]
        {
            assert_eq!(ascii_domain(text), kept, "{text}");
        }
        assert_eq!(ascii_domain("my_Host.example"), "my_host.example");
    }
}

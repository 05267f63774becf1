//! The one form in which domains are compared.

use idna::{AsciiDenyList, domain_to_ascii_cow, domain_to_unicode};

/// A domain in ASCII and in lower case (IDNA, UTS 46): `BÜCHER.example` and `xn--bcher-kva.example` are one domain.
///
/// Of any other text, only ASCII letters are folded: of one that is no domain, and of one with letters that IDNA replaces
/// by others, such as a full-width letter. Not every program replaces them, so an address with one may be another address.
pub(super) fn ascii_domain(text: &str) -> String {
    let becomes_ascii = |c: char| !c.is_ascii() && c.to_lowercase().any(|lower| lower.is_ascii());
    let lower = text.to_lowercase();
    match domain_to_ascii_cow(text.as_bytes(), AsciiDenyList::URL) {
        Ok(ascii) if (ascii == lower || domain_to_unicode(&ascii).0 == lower) && !text.chars().any(becomes_ascii) => {
            ascii.into_owned()
        }
        _ => text.to_ascii_lowercase(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_internationalized_domain_has_one_form() {
        for text in ["bücher.example", "BÜCHER.Example", "xn--bcher-kva.example", "XN--BCHER-KVA.EXAMPLE"] {
            assert_eq!(ascii_domain(text), "xn--bcher-kva.example", "{text}");
        }
        for (text, other) in [
            ("bücher.example", "bucher.example"),
            ("bücher.example", "buecher.example"),
            ("straße.example", "strasse.example"),
            ("аpple.example", "apple.example"), // the first letter is Cyrillic
            ("example.org", "example.org."),
            ("example.org", "example。org"),
            ("example.org", "ｅxample.org"),
            ("s.example", "\u{17f}.example"),  // a long s
            ("k.example", "\u{212a}.example"), // the Kelvin sign
            ("bücher.example", "bu\u{308}cher.example"),
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

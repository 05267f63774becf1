//! The one form in which domains are compared.

use idna::{AsciiDenyList, domain_to_ascii_cow, domain_to_unicode};

/// A domain in ASCII and in lower case (IDNA, UTS 46): `BÜCHER.example` and `xn--bcher-kva.example` are one domain.
///
/// UTS 46 also maps look-alikes, such as `ſ` to `s` and `。` to a full stop. A domain with one of them stays as it is,
/// with ASCII letters in lower case: it must not equal the domain of another person's address.
pub(super) fn ascii_domain(text: &str) -> String {
    let kept = text.to_ascii_lowercase();
    let Ok(ascii) = domain_to_ascii_cow(text.as_bytes(), AsciiDenyList::URL) else { return kept };
    let becomes_ascii = |c: char| !c.is_ascii() && c.to_lowercase().any(|lower| lower.is_ascii());
    let is_case_alone = domain_to_unicode(&ascii).0 == text.to_lowercase() && !text.contains(becomes_ascii);
    // check: look-alikes in domains
    if !text.is_ascii() && !is_case_alone {
        return kept;
    }
    ascii.into_owned()
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
            ("\u{17f}.example", "s.example"),
            ("\u{212a}.bücher.example", "k.bücher.example"),
            ("example。org", "example.org"),
            ("ｅxample.org", "example.org"),
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

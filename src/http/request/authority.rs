//! The host and the port of an authority (RFC 3986, section 3.2), as `Host` and the headers of proxies have it.

use std::borrow::Cow;

use url::Url;

/// The host of an authority without user information, as the URL Standard writes it: in lower case, an address in its usual
/// form. `None` if it names none.
pub(in crate::http) fn host_of(authority: &str) -> Option<Cow<'_, str>> {
    if let Some((host, _)) = usual_host_and_port(authority) {
        return Some(Cow::Borrowed(host));
    }
    Some(Cow::Owned(Url::parse(&format!("http://{authority}")).ok()?.host_str()?.to_owned()))
}

/// The host and the port of an authority that needs no parser, as most do: a host name in lower case that is neither an
/// address nor internationalized.
pub(in crate::http) fn usual_host_and_port(authority: &str) -> Option<(&str, Option<u16>)> {
    let (host, port) = match authority.split_once(':') {
        Some((host, port)) => (host, Some(port)),
        None => (authority, None),
    };
    let is_usual = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-' || byte == b'.';
    let last_label = host.rsplit('.').next().unwrap_or_default();
    // A label that begins with a letter is no part of an IPv4 address.
    let is_name = host.bytes().all(is_usual) && last_label.starts_with(|first: char| first.is_ascii_lowercase());
    // These need the rules of internationalized names.
    let is_name = is_name && !host.as_bytes().windows(2).any(|pair| pair == b"--");
    let port = match port {
        Some(digits) if digits.bytes().all(|byte| byte.is_ascii_digit()) => Some(digits.parse().ok()?),
        Some(_) => return None,
        None => None,
    };
    is_name.then_some((host, port))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_usual_authority_is_read_as_the_parser_of_urls_reads_it(authority in "[a-cx0-9n.-]{0,9}(:[0-9]{0,6})?") {
            if let Some((host, port)) = usual_host_and_port(&authority) {
                let url = Url::parse(&format!("https://{authority}")).unwrap();
                prop_assert_eq!(url.host_str(), Some(host));
                prop_assert_eq!(url.port_or_known_default(), port.or(Some(443)));
            }
        }
    }

    #[test]
    fn other_authorities_are_left_to_the_parser() {
        for (authority, host) in [
            ("wiki.example.org", Some("wiki.example.org")),
            ("wiki.example.org:8443", Some("wiki.example.org")),
            ("WIKI.example.org.", Some("wiki.example.org.")),
            ("127.1:80", Some("127.0.0.1")),
            ("0x7f000001", Some("127.0.0.1")),
            ("[::1]:80", Some("[::1]")),
            ("b\u{fc}cher.example", Some("xn--bcher-kva.example")),
            ("xn--a.example", None),
            ("", None),
            ("a b", None),
        ] {
            assert_eq!(host_of(authority).as_deref(), host, "{authority}");
        }
    }
}

//! Checks that both public URLs belong to one site, so that a session can be handed over between their hosts.

use url::Host;

use super::public_urls::PublicUrls;

/// The hosts of the two public URLs are different, and share no registrable domain.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("the hosts `{base}` and `{frontend}` share no registrable domain; use one host, or two hosts below one domain")]
pub struct SeparateSites {
    /// The host of `server.base_url`.
    pub base: String,
    /// The host of `server.frontend_url`.
    pub frontend: String,
}

/// Accepts one host, or two hosts below one registrable domain. Browsers then send `SameSite=Lax` cookies with a script's
/// requests from one host to the other (RFC 6265bis, section 5.2).
///
/// # Errors
/// For all other hosts. Unrelated sites share a public suffix, and two IP addresses have no domain in common.
pub fn require_same_site(urls: &PublicUrls) -> Result<(), SeparateSites> {
    let (base, frontend) = (urls.base_host(), urls.frontend_host());
    let site = |host| match Host::parse(host) {
        Ok(Host::Domain(_)) => psl::domain_str(host),
        _ => None,
    };
    if base == frontend || site(base).is_some_and(|domain| site(frontend) == Some(domain)) {
        return Ok(());
    }
    Err(SeparateSites { base: base.to_owned(), frontend: frontend.to_owned() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use url::Url;

    fn is_one_site(base: &str, frontend: &str) -> bool {
        let url = |text| Url::parse(text).unwrap();
        require_same_site(&PublicUrls { base: url(base), frontend: url(frontend) }).is_ok()
    }

    #[test]
    fn one_host_is_one_site() {
        assert!(is_one_site("http://localhost:3000", "http://localhost:4321"));
        assert!(is_one_site("http://127.0.0.1:3000", "http://127.0.0.1:4321"));
        assert!(is_one_site("https://kaimu.example.org", "https://kaimu.example.org"));
    }

    #[test]
    fn two_hosts_below_one_registrable_domain_are_one_site() {
        assert!(is_one_site("https://api.yourdomain.com", "https://yourdomain.com"));
        assert!(is_one_site("https://yourdomain.com", "https://app.yourdomain.com"));
        assert!(is_one_site("https://api.example.co.uk", "https://app.example.co.uk"));
    }

    #[test]
    fn hosts_that_share_no_registrable_domain_are_separate_sites() {
        for (base, frontend) in [
            ("https://foo.example.org", "https://foo.example.net"),
            ("https://foo.github.io", "https://github.io"),
            ("https://foo.github.io", "https://bar.github.io"),
            ("https://foo.co.uk", "https://bar.co.uk"),
            ("http://api.localhost:3000", "http://localhost:3000"),
            ("http://10.0.0.1", "http://10.0.0.2"),
            ("http://10.0.0.1", "http://0.0.1.test"),
        ] {
            assert!(!is_one_site(base, frontend), "{base} and {frontend}");
        }
    }
}

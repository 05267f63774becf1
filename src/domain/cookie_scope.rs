//! Finds the `Domain` of the session cookie, so that both public URLs get it (RFC 6265, section 5.1.3).

use url::{Host, Url};

use super::public_urls::PublicUrls;

/// Why a session cookie cannot work for the two public URLs.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum CookieScopeError {
    /// The configured domain is not a host name.
    #[error("`{0}` is not a domain name")]
    NotADomain(String),
    /// Browsers refuse cookies for a public suffix, since unrelated sites share it.
    #[error("`{0}` is a public suffix, for which browsers refuse cookies; use a domain of your own below it")]
    PublicSuffix(String),
    /// One of the public URLs would not get a cookie of the configured domain.
    #[error("`{domain}` does not cover the host `{host}`; use a domain that both public URLs share")]
    DoesNotCover {
        /// The configured domain.
        domain: String,
        /// The host that would not get the cookie.
        host: String,
    },
    /// The hosts differ, and neither is a parent domain of the other.
    #[error("the hosts `{base}` and `{frontend}` share no cookie unless you configure a domain that covers both")]
    NoSharedDomain {
        /// The host of `server.base_url`.
        base: String,
        /// The host of `server.frontend_url`.
        frontend: String,
    },
}

/// The `Domain` of the session cookie; `None` limits it to the host that sets it.
pub fn cookie_domain(urls: &PublicUrls, configured: Option<&str>) -> Result<Option<String>, CookieScopeError> {
    let (base, frontend) = (host(&urls.base), host(&urls.frontend));
    if let Some(domain) = configured {
        let domain = domain.strip_prefix('.').unwrap_or(domain).to_ascii_lowercase();
        return checked(&domain, [&base, &frontend]).map(Some);
    }
    if base == frontend {
        return Ok(None);
    }
    let shorter = if base.len() < frontend.len() { &base } else { &frontend };
    checked(shorter, [&base, &frontend])
        .map(Some)
        .map_err(|_| CookieScopeError::NoSharedDomain { base: base.clone(), frontend: frontend.clone() })
}

fn checked(domain: &str, hosts: [&String; 2]) -> Result<String, CookieScopeError> {
    let is_name = matches!(Host::parse(domain), Ok(Host::Domain(name)) if name == domain);
    if !is_name {
        return Err(CookieScopeError::NotADomain(domain.to_owned()));
    }
    // The default rule of the public suffix list makes a single label a suffix, so this refuses it, too.
    if psl::suffix_str(domain) == Some(domain) {
        return Err(CookieScopeError::PublicSuffix(domain.to_owned()));
    }
    for host in hosts {
        let covered = host == domain || host.strip_suffix(domain).is_some_and(|rest| rest.ends_with('.'));
        let is_address = !matches!(Host::parse(host), Ok(Host::Domain(_)));
        if !covered || is_address {
            return Err(CookieScopeError::DoesNotCover { domain: domain.to_owned(), host: host.clone() });
        }
    }
    Ok(domain.to_owned())
}

fn host(url: &Url) -> String {
    url.host_str().unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn domain(base: &str, frontend: &str, configured: Option<&str>) -> Result<Option<String>, CookieScopeError> {
        let url = |text| Url::parse(text).unwrap();
        cookie_domain(&PublicUrls { base: url(base), frontend: url(frontend) }, configured)
    }

    #[test]
    fn the_cookie_has_no_domain_if_both_urls_have_the_same_host() {
        assert_eq!(domain("http://localhost:3000", "http://localhost:4321", None), Ok(None));
        assert_eq!(domain("http://127.0.0.1:3000", "http://127.0.0.1:4321", None), Ok(None));
        assert_eq!(domain("https://kaimu.example.org", "https://kaimu.example.org", None), Ok(None));
    }

    #[test]
    fn a_host_and_its_subdomain_share_a_cookie_of_the_shorter_domain() {
        let shared = Ok(Some("yourdomain.com".to_owned()));
        assert_eq!(domain("https://api.yourdomain.com", "https://yourdomain.com", None), shared);
        assert_eq!(domain("https://yourdomain.com", "https://app.yourdomain.com", None), shared);
    }

    #[test]
    fn sibling_hosts_need_a_configured_domain() {
        let (base, frontend) = ("https://api.example.org", "https://app.example.org");
        assert!(matches!(domain(base, frontend, None), Err(CookieScopeError::NoSharedDomain { .. })));
        assert_eq!(domain(base, frontend, Some("example.org")), Ok(Some("example.org".to_owned())));
        assert_eq!(domain(base, frontend, Some(".Example.org")), Ok(Some("example.org".to_owned())));
    }

    #[test]
    fn a_domain_that_browsers_refuse_or_that_does_not_cover_a_host_is_refused() {
        let (base, frontend) = ("https://api.example.co.uk", "https://app.example.co.uk");
        let refused = |configured| domain(base, frontend, Some(configured)).unwrap_err();
        assert!(matches!(refused("co.uk"), CookieScopeError::PublicSuffix(_)));
        assert!(matches!(refused("app.example.co.uk"), CookieScopeError::DoesNotCover { .. }));
        assert!(matches!(refused("ample.co.uk"), CookieScopeError::DoesNotCover { .. }));
        assert!(matches!(refused("a b"), CookieScopeError::NotADomain(_)));
        assert!(matches!(refused(""), CookieScopeError::NotADomain(_)));
        assert!(matches!(
            domain("https://foo.github.io", "https://github.io", None),
            Err(CookieScopeError::NoSharedDomain { .. })
        ));
        assert!(matches!(
            domain("http://api.localhost:3000", "http://localhost:3000", None),
            Err(CookieScopeError::NoSharedDomain { .. })
        ));
        assert!(matches!(
            domain("http://10.0.0.1", "http://0.0.1.test", None),
            Err(CookieScopeError::NoSharedDomain { .. })
        ));
    }
}

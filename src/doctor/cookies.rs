//! Checks the cookies: whether https protects them, and which hosts receive the session cookie.

use crate::domain::{Check, Findings, PublicUrls, is_loopback};

/// Checks the public URLs and the domain of the session cookie. The configuration has refused combinations that cannot
/// work.
pub(super) fn check(urls: &PublicUrls, domain: Option<&str>) -> Findings {
    let mut findings = Findings::default();
    let is_local = [&urls.base, &urls.frontend].into_iter().all(is_loopback);
    match (urls.is_https(), is_local) {
        (true, _) => findings.good(
            Check::CookiesHttps,
            "server.base_url and server.frontend_url use https: cookies have the attribute Secure",
        ),
        (false, true) => findings.good(
            Check::CookiesHttps,
            "server.base_url and server.frontend_url use http within this machine: cookies need no attribute Secure",
        ),
        (false, false) => findings.warning(
            Check::CookiesHttps,
            "server.base_url and server.frontend_url use http across a network: cookies are not encrypted, and most \
             providers refuse such a redirect URI",
            "put a reverse proxy with https in front of Kaimu, and set server.base_url and server.frontend_url to its URLs",
        ),
    }
    let host = urls.frontend.host_str().unwrap_or_default();
    let seen = match domain {
        None => format!("only the host {host} receives the session cookie"),
        Some(domain) => format!("{domain} and all hosts below it receive the session cookie"),
    };
    findings.good(Check::CookiesDomain, seen);
    findings
}

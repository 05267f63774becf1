//! Checks the cookies: whether https protects them, and which hosts receive a session cookie.

use crate::domain::{Check, Findings, PublicUrls, is_loopback};

/// Checks the public URLs. The configuration has refused combinations that cannot work.
pub(super) fn check(urls: &PublicUrls) -> Findings {
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
    let (base, frontend) = (urls.base_host(), urls.frontend_host());
    let seen = if urls.has_two_hosts() {
        format!("the hosts {base} and {frontend} have a session cookie each, which no other host receives")
    } else {
        format!("only the host {frontend} receives the session cookie")
    };
    findings.good(Check::CookiesDomain, seen);
    findings
}

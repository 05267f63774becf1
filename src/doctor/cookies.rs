//! The cookies, held against our addresses.

use crate::domain::{Check, Findings, PublicUrls, is_loopback};

/// Says how cookies travel and who gets them. What cannot work at all the configuration has refused.
pub(super) fn examine(urls: &PublicUrls, domain: Option<&str>) -> Findings {
    let mut found = Findings::default();
    let is_here = [&urls.base, &urls.frontend].into_iter().all(is_loopback);
    match (urls.is_https(), is_here) {
        (true, _) => found.good(Check::CookiesHttps, "both addresses are https: cookies are Secure"),
        (false, true) => found.good(Check::CookiesHttps, "plain http, on this machine alone: cookies are not Secure"),
        (false, false) => found.warning(
            Check::CookiesHttps,
            "plain http: cookies travel unprotected, and most providers refuse such a redirect URI",
            "put a proxy with https in front, and set server.base_url and server.frontend_url to its addresses",
        ),
    }
    let host = urls.frontend.host_str().unwrap_or_default();
    match domain {
        None => found.good(Check::CookiesDomain, format!("{host} alone gets the session cookie")),
        Some(domain) => {
            let seen = format!("{domain} and all hosts below it get the session cookie");
            found.good(Check::CookiesDomain, seen);
        }
    }
    found
}

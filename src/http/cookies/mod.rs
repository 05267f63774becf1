//! The cookies of Kaimu: the builder that makes all of them, and a file for each kind.

pub(super) mod pending_link;
pub(super) mod preferences;
pub(super) mod sealed_attempt;
pub(super) mod session;
pub(super) mod sign_in_attempt;
pub(super) mod sign_out;

use std::time::Duration;

use actix_web::cookie::{self, Cookie, Key, SameSite};
use actix_web::http::header::{self, HeaderMap, HeaderValue};

/// The key and the attributes that all cookies have in common.
pub(in crate::http) struct CookieSettings {
    /// The key that signs the session cookie and encrypts the cookies of sign-in attempts.
    pub(in crate::http) key: Key,
    /// Whether browsers return the cookies over https only.
    pub(in crate::http) secure: bool,
    /// The `Domain` of cookies with [`Scope::Shared`].
    pub(in crate::http) session_domain: Option<String>,
    /// How long a browser keeps the session cookie.
    pub(in crate::http) session_max_age: Duration,
}

/// The hosts to which a browser returns a cookie.
#[derive(Debug, Clone, Copy)]
enum Scope {
    /// Only the host that set it.
    Host,
    /// All hosts of the configured domain; without one, only the host that set it.
    Shared,
}

impl CookieSettings {
    fn domain(&self, scope: Scope) -> Option<&str> {
        match scope {
            Scope::Host => None,
            Scope::Shared => self.session_domain.as_deref(),
        }
    }

    /// The name of a cookie, with the strictest prefix that its attributes allow (RFC 6265bis, section 4.1.3).
    fn name(&self, name: &str, scope: Scope) -> String {
        let prefix = match (self.secure, self.domain(scope)) {
            (true, None) => "__Host-",
            (true, Some(_)) => "__Secure-",
            (false, _) => "",
        };
        format!("{prefix}{name}")
    }

    /// Builds a cookie with the attributes that all cookies have. `name` has no prefix.
    fn cookie(&self, name: &str, scope: Scope, value: String, max_age: cookie::time::Duration) -> Cookie<'static> {
        let mut cookie = Cookie::build(self.name(name, scope), value)
            .http_only(true)
            .secure(self.secure)
            .same_site(SameSite::Lax)
            .path("/")
            .max_age(max_age)
            .finish();
        if let Some(domain) = self.domain(scope) {
            cookie.set_domain(domain.to_owned());
        }
        cookie
    }

    /// Builds the cookie that removes a cookie with [`Scope::Host`]. `full_name` includes the prefix.
    fn removal(&self, full_name: String) -> Cookie<'static> {
        let mut cookie = Cookie::build(full_name, "").secure(self.secure).path("/").finish();
        cookie.make_removal();
        cookie
    }
}

/// Drops the cookies of other applications on the same host from the request. A single one that is not UTF-8 would hide
/// the session cookie from actix-session.
pub(super) fn keep_own_cookies(headers: &mut HeaderMap) {
    let own: Vec<&str> = headers
        .get_all(header::COOKIE)
        .flat_map(|line| line.as_bytes().split(|byte| *byte == b';'))
        .filter_map(|pair| std::str::from_utf8(pair).ok())
        .map(str::trim)
        .filter(|pair| pair.split('=').next().is_some_and(|name| name.contains("kaimu_")))
        .collect();
    let line = HeaderValue::from_str(&own.join("; "));
    headers.remove(header::COOKIE);
    if let Ok(line) = line {
        headers.insert(header::COOKIE, line);
    }
}

//! The cookies of Kaimu: the builder that makes all of them, and a file for each kind.

pub(super) mod hand_over;
pub(super) mod pending_link;
pub(super) mod preferences;
pub(super) mod renewal;
pub(super) mod sealed_attempt;
pub(super) mod seen_changes;
pub(super) mod session;
pub(super) mod sign_in_attempt;
pub(super) mod sign_out;
mod verified;

use std::time::Duration;

use actix_web::cookie::{self, Cookie, Key, SameSite};
use actix_web::http::header::{self, HeaderMap, HeaderValue};
use secrecy::SecretString;

use self::verified::VerifiedCookies;

use crate::domain::SessionSecrets;
use crate::flow::derive_cookie_key;

/// The key and the attributes that all cookies have in common.
#[expect(missing_debug_implementations, reason = "it holds the key of all cookies")]
pub struct CookieSettings {
    /// The key that signs the session cookie and encrypts the cookies of sign-in attempts.
    pub(in crate::http) key: Key,
    /// The key that it replaces. It opens cookies, and seals none.
    pub(in crate::http) previous_key: Option<Key>,
    /// Whether browsers return the cookies over https only.
    pub(in crate::http) secure: bool,
    /// How long a browser keeps the session cookie.
    pub(in crate::http) session_max_age: Duration,
    /// The session cookies that the key has signed, as far as they are known.
    pub(in crate::http) verified: VerifiedCookies,
}

impl CookieSettings {
    /// Derives the keys from the session secrets.
    #[must_use]
    pub fn new(secrets: &SessionSecrets, secure: bool, session_max_age: Duration) -> Self {
        let key = |secret: &SecretString| Key::from(&derive_cookie_key(secret));
        Self {
            key: key(&secrets.current),
            previous_key: secrets.previous.as_ref().map(key),
            secure,
            session_max_age,
            verified: VerifiedCookies::default(),
        }
    }

    /// The name of a cookie: over https with the prefix that keeps other hosts of the same domain from setting it
    /// (RFC 6265bis, section 4.1.3).
    pub(in crate::http) fn name(&self, name: &str) -> String {
        // check: the prefix of cookies
        let prefix = if self.secure { "__Host-" } else { "" };
        format!("{prefix}{name}")
    }

    /// Builds a cookie with the attributes that all cookies have: no `Domain`, so that browsers return it only to the
    /// host that set it. `name` has no prefix.
    fn cookie(&self, name: &str, value: String, max_age: cookie::time::Duration) -> Cookie<'static> {
        Cookie::build(self.name(name), value)
            .http_only(true)
            .secure(self.secure)
            .same_site(SameSite::Lax)
            .path("/")
            .max_age(max_age)
            .finish()
    }

    /// Builds the cookie that removes a cookie. `full_name` includes the prefix.
    fn removal(&self, full_name: String) -> Cookie<'static> {
        let mut cookie = Cookie::build(full_name, "").secure(self.secure).path("/").finish();
        cookie.make_removal();
        cookie
    }
}

/// The names and values of the cookies of a request, as they were sent. A pair that is not UTF-8 is left out.
pub(super) fn cookie_pairs(headers: &HeaderMap) -> impl Iterator<Item = (&str, &str)> {
    let pairs = headers.get_all(header::COOKIE).flat_map(|line| line.as_bytes().split(|byte| *byte == b';'));
    let pairs = pairs.filter_map(|pair| std::str::from_utf8(pair).ok()?.split_once('='));
    pairs.map(|(name, value)| (name.trim(), value.trim()))
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

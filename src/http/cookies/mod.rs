//! The cookies that Kaimu sets.

pub(super) mod pending_link;
pub(super) mod preferences;
pub(super) mod session;
pub(super) mod sign_in_attempt;

use std::time::Duration;

use actix_web::cookie::Key;

/// How our cookies are made.
pub(in crate::http) struct CookieSettings {
    pub(in crate::http) key: Key,
    pub(in crate::http) secure: bool,
    pub(in crate::http) session_domain: Option<String>,
    pub(in crate::http) session_max_age: Duration,
}

impl CookieSettings {
    /// The name of a cookie, with the prefix for which browsers hold its attributes to the most (RFC 6265bis, section
    /// 4.1.3).
    pub(in crate::http) fn name(&self, name: &str, domain: Option<&str>) -> String {
        let prefix = match (self.secure, domain) {
            (true, None) => "__Host-",
            (true, Some(_)) => "__Secure-",
            (false, _) => "",
        };
        format!("{prefix}{name}")
    }
}

//! The cookie that remembers a sign-out while the browser is at the provider.

use actix_web::HttpRequest;
use actix_web::cookie::Cookie;
use actix_web::cookie::time::Duration;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use secrecy::{ExposeSecret, SecretString};

use crate::domain::SecretHash;
use crate::http::cookies::CookieSettings;

const NAME: &str = "kaimu_sign_out";
/// How long a user may take at the provider.
const MAX_AGE: Duration = Duration::minutes(15);

/// Whether this browser was redirected to a provider for sign-out and has not returned yet.
pub(in crate::http) fn is_pending(cookies: &CookieSettings, request: &HttpRequest) -> bool {
    request.cookie(&cookies.name(NAME)).is_some()
}

/// Whether the state is that of the sign-out of this browser (OpenID Connect RP-Initiated Logout 1.0, section 3).
pub(in crate::http) fn has_state(cookies: &CookieSettings, request: &HttpRequest, state: &SecretString) -> bool {
    // Needs no constant-time comparison: both sides are hashes, and the state has no use any more.
    request.cookie(&cookies.name(NAME)).is_some_and(|cookie| cookie.value() == hash(state))
}

/// Remembers the sign-out that has this state.
pub(in crate::http) fn cookie(cookies: &CookieSettings, state: &SecretString) -> Cookie<'static> {
    cookies.cookie(NAME, hash(state), MAX_AGE)
}

/// Forgets the sign-out.
pub(in crate::http) fn removal(cookies: &CookieSettings) -> Cookie<'static> {
    cookies.removal(cookies.name(NAME))
}

fn hash(state: &SecretString) -> String {
    URL_SAFE_NO_PAD.encode(SecretHash::of(state.expose_secret()).as_bytes())
}

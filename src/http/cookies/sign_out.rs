//! The cookie that remembers a sign-out while the browser is at the provider.

use actix_web::HttpRequest;
use actix_web::cookie::Cookie;
use actix_web::cookie::time::Duration;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use secrecy::{ExposeSecret, SecretString};

use crate::domain::{ReturnTo, SecretHash};
use crate::http::app::App;
use crate::http::cookies::CookieSettings;

const NAME: &str = "kaimu_sign_out";
/// How long a user may take at the provider.
const MAX_AGE: Duration = Duration::minutes(15);

/// Whether this browser was redirected to a provider for sign-out and has not returned yet.
pub(in crate::http) fn is_pending(cookies: &CookieSettings, request: &HttpRequest) -> bool {
    request.cookie(&cookies.name(NAME)).is_some()
}

/// Where the sign-out of this browser with this state returns to (OpenID Connect RP-Initiated Logout 1.0, section 3).
/// `None` if this browser has no sign-out with this state.
pub(in crate::http) fn find(app: &App, request: &HttpRequest, state: &SecretString) -> Option<ReturnTo> {
    let cookie = request.cookie(&app.cookies.name(NAME))?;
    let (known, return_to) = cookie.value().split_once('.')?;
    // Needs no constant-time comparison: both sides are hashes, and the state has no use any more.
    let return_to = (known == hash(state)).then(|| URL_SAFE_NO_PAD.decode(return_to).ok())??;
    Some(app.return_policy.read(String::from_utf8(return_to).ok().as_deref()))
}

/// Remembers the sign-out that has this state.
pub(in crate::http) fn cookie(cookies: &CookieSettings, state: &SecretString, return_to: &ReturnTo) -> Cookie<'static> {
    let return_to = URL_SAFE_NO_PAD.encode(return_to.text().unwrap_or_default());
    cookies.cookie(NAME, format!("{}.{return_to}", hash(state)), MAX_AGE)
}

/// Forgets the sign-out.
pub(in crate::http) fn removal(cookies: &CookieSettings) -> Cookie<'static> {
    cookies.removal(cookies.name(NAME))
}

fn hash(state: &SecretString) -> String {
    URL_SAFE_NO_PAD.encode(SecretHash::of(state.expose_secret()).as_bytes())
}

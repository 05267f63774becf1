//! Remembers a sign-out while the browser is at the provider.

use actix_web::HttpRequest;
use actix_web::cookie::Cookie;
use actix_web::cookie::time::Duration;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use secrecy::{ExposeSecret, SecretString};

use crate::domain::SecretHash;
use crate::http::cookies::{CookieSettings, Scope};

const NAME: &str = "kaimu_sign_out";
/// How long a person may take at the provider.
const MAX_AGE: Duration = Duration::minutes(15);
/// Goes with the session cookie to both of our hosts: the form may be sent to either, and the provider sends the person to
/// the frontend's.
const SCOPE: Scope = Scope::Shared;

/// Whether this browser is on its way back from a sign-out at a provider, or was meant to be.
pub(in crate::http) fn is_pending(cookies: &CookieSettings, request: &HttpRequest) -> bool {
    request.cookie(&cookies.name(NAME, SCOPE)).is_some()
}

/// Whether this state comes back from the sign-out that this browser began (OpenID Connect RP-Initiated Logout 1.0,
/// section 3).
pub(in crate::http) fn has_state(cookies: &CookieSettings, request: &HttpRequest, state: &SecretString) -> bool {
    // A hash is compared, of a secret that has done its work when it is here; nothing is gained by measuring this.
    request.cookie(&cookies.name(NAME, SCOPE)).is_some_and(|cookie| cookie.value() == hash(state))
}

/// Remembers a sign-out with this state.
pub(in crate::http) fn cookie(cookies: &CookieSettings, state: &SecretString) -> Cookie<'static> {
    cookies.cookie(NAME, SCOPE, hash(state), MAX_AGE)
}

/// Forgets the sign-out.
pub(in crate::http) fn removal(cookies: &CookieSettings) -> Cookie<'static> {
    let mut cookie = cookies.cookie(NAME, SCOPE, String::new(), MAX_AGE);
    cookie.make_removal();
    cookie
}

fn hash(state: &SecretString) -> String {
    URL_SAFE_NO_PAD.encode(SecretHash::of(state.expose_secret()).as_bytes())
}

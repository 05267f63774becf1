//! The secret of an identity that waits in this browser until the owner of its address signs in.

use actix_web::HttpRequest;
use actix_web::cookie::Cookie;
use actix_web::cookie::time::Duration;

use crate::domain::{SecretHash, SessionToken};
use crate::flow::pending_link::LIFETIME;
use crate::http::cookies::{CookieSettings, Scope};

/// For the host of callbacks alone, like the cookies of sign-ins under way.
const NAME: &str = "kaimu_waiting_link";

/// The secret of this browser, if it has one.
pub(in crate::http) fn find(cookies: &CookieSettings, request: &HttpRequest) -> Option<SecretHash> {
    let cookie = request.cookie(&cookies.name(NAME, Scope::Host))?;
    Some(SessionToken::presented(cookie.value()).hash())
}

/// Gives this browser a secret.
pub(in crate::http) fn cookie(cookies: &CookieSettings, secret: &SessionToken) -> Cookie<'static> {
    let max_age = Duration::seconds(LIFETIME.num_seconds());
    cookies.cookie(NAME, Scope::Host, secret.reveal().to_owned(), max_age)
}

/// Takes it away.
pub(in crate::http) fn removal(cookies: &CookieSettings) -> Cookie<'static> {
    cookies.removal(cookies.name(NAME, Scope::Host))
}

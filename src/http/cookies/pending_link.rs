//! The cookie with the secret of a pending link: an identity that waits until the owner of its address signs in.

use actix_web::HttpRequest;
use actix_web::cookie::Cookie;
use actix_web::cookie::time::Duration;

use crate::domain::{PendingLinkSecret, SecretHash};
use crate::flow::pending_link::LIFETIME;
use crate::http::cookies::CookieSettings;

const NAME: &str = "kaimu_waiting_link";

/// The hash of the secret that this browser has, if any.
pub(in crate::http) fn find(cookies: &CookieSettings, request: &HttpRequest) -> Option<SecretHash> {
    let cookie = request.cookie(&cookies.name(NAME))?;
    Some(PendingLinkSecret::presented(cookie.value()).hash())
}

/// Gives the browser a secret.
pub(in crate::http) fn cookie(cookies: &CookieSettings, secret: &PendingLinkSecret) -> Cookie<'static> {
    let max_age = Duration::seconds(LIFETIME.num_seconds());
    cookies.cookie(NAME, secret.reveal().to_owned(), max_age)
}

/// Removes the cookie.
pub(in crate::http) fn removal(cookies: &CookieSettings) -> Cookie<'static> {
    cookies.removal(cookies.name(NAME))
}

//! The secret of an identity that waits in this browser until the owner of its address signs in.

use actix_web::HttpRequest;
use actix_web::cookie::time::Duration;
use actix_web::cookie::{Cookie, SameSite};

use super::CookieSettings;
use crate::domain::{PendingLinkSecret, SecretHash};
use crate::flow::pending_link::LIFETIME;

/// The secret of this browser, if it has one.
pub(super) fn find(cookies: &CookieSettings, request: &HttpRequest) -> Option<SecretHash> {
    request.cookie(&name(cookies)).map(|cookie| PendingLinkSecret::presented(cookie.value()).hash())
}

/// Gives this browser a secret.
pub(super) fn cookie(cookies: &CookieSettings, secret: &PendingLinkSecret) -> Cookie<'static> {
    Cookie::build(name(cookies), secret.reveal().to_owned())
        .http_only(true)
        .secure(cookies.secure)
        .same_site(SameSite::Lax)
        .path("/")
        .max_age(Duration::seconds(LIFETIME.num_seconds()))
        .finish()
}

/// Takes it away.
pub(super) fn removal(cookies: &CookieSettings) -> Cookie<'static> {
    let mut cookie = Cookie::build(name(cookies), "").secure(cookies.secure).path("/").finish();
    cookie.make_removal();
    cookie
}

/// For the host of callbacks alone, like the cookies of sign-ins under way.
fn name(cookies: &CookieSettings) -> String {
    cookies.name("kaimu_waiting_link", None)
}

//! The cookie with the secret of a hand-over: the host that gets the session sets it before, so that a ticket works in
//! this browser alone.

use actix_web::HttpRequest;
use actix_web::cookie::Cookie;
use actix_web::cookie::time::Duration;

use crate::domain::HandOverSecret;
use crate::http::cookies::CookieSettings;

const NAME: &str = "kaimu_hand_over";
/// Long enough for a browser that restores many tabs at once. A secret is not replaced before, so that all these tabs
/// use the same one.
const MAX_AGE: Duration = Duration::minutes(10);

/// The secret that this browser has, if any.
pub(in crate::http) fn find(cookies: &CookieSettings, request: &HttpRequest) -> Option<HandOverSecret> {
    let cookie = request.cookie(&cookies.name(NAME))?;
    // A secret of Kaimu's own. A shorter one could be guessed.
    (cookie.value().len() == HandOverSecret::LENGTH).then(|| HandOverSecret::presented(cookie.value()))
}

/// Gives the browser a secret.
pub(in crate::http) fn cookie(cookies: &CookieSettings, secret: &HandOverSecret) -> Cookie<'static> {
    cookies.cookie(NAME, secret.reveal().to_owned(), MAX_AGE)
}

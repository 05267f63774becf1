//! The cookies on the host of an application: the token of its session, and the secret of a hand-over.

use actix_web::HttpRequest;
use actix_web::cookie::time::Duration;
use actix_web::cookie::{Cookie, SameSite};

use crate::domain::{
    APPLICATION_HOST_PREFIX, ApplicationUrl, HandOverSecret, PresentedToken, ProbeToken, SessionToken,
};
use crate::http::app::App;

/// The session token of an application's host.
const SESSION: &str = "kaimu_app";
const SECURE_SESSION: &str = "__Host-kaimu_app";
/// The secret that binds a ticket to this browser.
const HAND_OVER: &str = "kaimu_app_hand_over";
/// As for the hand-over between Kaimu's own hosts.
const HAND_OVER_MAX_AGE: Duration = Duration::minutes(10);

/// The name under which the store has the tokens of an application's host. It is no host name, so that the token of an
/// application never counts on a host of Kaimu's own, and on loopback hosts Kaimu's never for an application.
pub(super) fn token_host(url: &ApplicationUrl) -> String {
    // check: an application's token counts on its own host
    format!("{}{}", APPLICATION_HOST_PREFIX, url.host())
}

/// The session token that the browser sent to the application.
pub(super) fn presented(request: &HttpRequest, url: &ApplicationUrl) -> Option<PresentedToken> {
    let cookie = request.cookie(&name(url, SESSION))?;
    let hash = SessionToken::presented(cookie.value()).hash();
    Some(PresentedToken { hash, host: token_host(url) })
}

/// The token of a probe of `kaimu check --application`, which has the place of a session token.
pub(super) fn probe(request: &HttpRequest) -> Option<ProbeToken> {
    let cookies = request.cookies().ok()?;
    let mut own = cookies.iter().filter(|cookie| [SECURE_SESSION, SESSION].contains(&cookie.name()));
    own.find_map(|cookie| ProbeToken::in_cookie(cookie.value()))
}

/// Gives the browser the token of a session.
pub(super) fn session(app: &App, url: &ApplicationUrl, token: &SessionToken) -> Cookie<'static> {
    let max_age = Duration::try_from(app.cookies.session_max_age).unwrap_or(Duration::days(7));
    cookie(url, SESSION, token.reveal().to_owned(), max_age)
}

/// The secret that this browser has, if any.
pub(super) fn hand_over_secret(request: &HttpRequest, url: &ApplicationUrl) -> Option<HandOverSecret> {
    let cookie = request.cookie(&name(url, HAND_OVER))?;
    (cookie.value().len() == HandOverSecret::LENGTH).then(|| HandOverSecret::presented(cookie.value()))
}

/// Gives the browser a secret.
pub(super) fn hand_over(url: &ApplicationUrl, secret: &HandOverSecret) -> Cookie<'static> {
    cookie(url, HAND_OVER, secret.reveal().to_owned(), HAND_OVER_MAX_AGE)
}

/// Removes the session token.
pub(super) fn removal(url: &ApplicationUrl) -> Cookie<'static> {
    let mut cookie = cookie(url, SESSION, String::new(), Duration::ZERO);
    cookie.make_removal();
    cookie
}

fn name(url: &ApplicationUrl, name: &str) -> String {
    // check: the prefix of an application's cookies
    let prefix = if is_secure(url) { "__Host-" } else { "" };
    format!("{prefix}{name}")
}

fn cookie(url: &ApplicationUrl, own_name: &str, value: String, max_age: Duration) -> Cookie<'static> {
    Cookie::build(name(url, own_name), value)
        .http_only(true)
        .secure(is_secure(url))
        .same_site(SameSite::Lax)
        .path("/")
        .max_age(max_age)
        .finish()
}

fn is_secure(url: &ApplicationUrl) -> bool {
    url.origin_url().scheme() == "https"
}

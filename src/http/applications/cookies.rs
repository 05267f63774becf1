//! The cookies on the host of an application: the token of its session, and the secret of a hand-over.

use actix_web::HttpRequest;
use actix_web::cookie::time::Duration;
use actix_web::cookie::{Cookie, SameSite};

use crate::domain::{
    APPLICATION_HOST_PREFIX, ApplicationUrl, HandOverSecret, PresentedToken, ProbeToken, SecretHash, SessionToken,
};
use crate::http::app::App;
use crate::http::cookies::cookie_pairs;

/// The session token of an application's host.
const SESSION: CookieName = CookieName { plain: "kaimu_app", secure: "__Host-kaimu_app" };
/// The secret that binds a ticket to this browser.
const HAND_OVER: CookieName = CookieName { plain: "kaimu_app_hand_over", secure: "__Host-kaimu_app_hand_over" };
/// As for the hand-over between Kaimu's own hosts.
const HAND_OVER_MAX_AGE: Duration = Duration::minutes(10);

/// The name of a cookie: over https with the prefix that keeps other hosts of the same domain from setting it
/// (RFC 6265bis, section 4.1.3).
#[derive(Clone, Copy)]
struct CookieName {
    plain: &'static str,
    secure: &'static str,
}

/// The name under which the store has the tokens of an application's host. It is no host name, so that the token of an
/// application never counts on a host of Kaimu's own, and on loopback hosts Kaimu's never for an application.
pub(super) fn token_host(url: &ApplicationUrl) -> String {
    // check: an application's token counts on its own host
    [APPLICATION_HOST_PREFIX, url.host()].concat()
}

/// The session token that the browser sent to the application.
pub(super) fn presented(request: &HttpRequest, url: &ApplicationUrl) -> Option<PresentedToken> {
    Some(PresentedToken { hash: presented_hash(request, url)?, host: token_host(url) })
}

/// The hash of the session token that the browser sent to the application.
pub(super) fn presented_hash(request: &HttpRequest, url: &ApplicationUrl) -> Option<SecretHash> {
    value(request, SESSION.at(url)).map(SecretHash::of)
}

/// The token of a probe of `kaimu check --application`, which has the place of a session token.
pub(super) fn probe(request: &HttpRequest) -> Option<ProbeToken> {
    let mut own = cookie_pairs(request.headers()).filter(|(name, _)| [SESSION.secure, SESSION.plain].contains(name));
    own.find_map(|(_, value)| ProbeToken::in_cookie(value))
}

/// Gives the browser the token of a session.
pub(super) fn session(app: &App, url: &ApplicationUrl, token: &SessionToken) -> Cookie<'static> {
    let max_age = Duration::try_from(app.cookies.session_max_age).unwrap_or(Duration::days(7));
    cookie(url, SESSION, token.reveal().to_owned(), max_age)
}

/// The secret that this browser has, if any.
pub(super) fn hand_over_secret(request: &HttpRequest, url: &ApplicationUrl) -> Option<HandOverSecret> {
    let secret = value(request, HAND_OVER.at(url))?;
    (secret.len() == HandOverSecret::LENGTH).then(|| HandOverSecret::presented(secret))
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

impl CookieName {
    /// The name on the host of this application.
    fn at(self, url: &ApplicationUrl) -> &'static str {
        // check: the prefix of an application's cookies
        if is_secure(url) { self.secure } else { self.plain }
    }
}

/// The value of the cookie with this name, if there is one.
fn value<'a>(request: &'a HttpRequest, name: &str) -> Option<&'a str> {
    cookie_pairs(request.headers()).find(|(own, _)| *own == name).map(|(_, value)| value)
}

fn cookie(url: &ApplicationUrl, name: CookieName, value: String, max_age: Duration) -> Cookie<'static> {
    Cookie::build(name.at(url), value)
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

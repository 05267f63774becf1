//! Renews the session cookie during a rotation of the session secret: a cookie under the previous key is opened before the
//! session middleware, and sealed with the current key.

use actix_web::HttpResponse;
use actix_web::cookie::time::Duration;
use actix_web::cookie::{Cookie, CookieJar};
use actix_web::http::header::{self, HeaderMap, HeaderValue};

use crate::http::cookies::CookieSettings;
use crate::http::cookies::session;
use crate::http::response;

/// The cookie that replaces the session cookie of a request.
pub(in crate::http) struct RenewedCookie(Cookie<'static>);

impl RenewedCookie {
    /// Gives the browser the cookie, unless the response has another session cookie: a sign-in or a sign-out goes first.
    pub(in crate::http) fn add_to(&self, response: &mut HttpResponse) {
        let beginning = format!("{}=", self.0.name());
        let mut set = response.headers().get_all(header::SET_COOKIE);
        if !set.any(|cookie| cookie.as_bytes().starts_with(beginning.as_bytes())) {
            response::add_cookie(response, &self.0);
        }
    }
}

/// Replaces the session cookie of a request, if it was sealed with the previous key.
pub(in crate::http) fn renew(cookies: &CookieSettings, headers: &mut HeaderMap) -> Option<RenewedCookie> {
    let previous = cookies.previous_key.as_ref()?;
    let line = headers.get(header::COOKIE)?.to_str().ok()?.to_owned();
    let name = cookies.name(session::NAME);
    let is_session = |pair: &&str| pair.split('=').next() == Some(name.as_str());
    let presented = Cookie::parse_encoded(line.split("; ").find(is_session)?.to_owned()).ok()?;
    let mut jar = CookieJar::new();
    jar.add_original(presented);
    if jar.signed(&cookies.key).get(&name).is_some() {
        return None;
    }
    // check: the previous key opens the session cookie
    let token = jar.signed(previous).get(&name)?.value().to_owned();
    let max_age = Duration::try_from(cookies.session_max_age).unwrap_or(Duration::days(7));
    let mut jar = CookieJar::new();
    jar.signed_mut(&cookies.key).add(cookies.cookie(session::NAME, token, max_age));
    let renewed = jar.get(&name)?.clone();
    let others = line.split("; ").filter(|pair| !is_session(pair));
    let pairs: Vec<String> = others.map(str::to_owned).chain([renewed.encoded().stripped().to_string()]).collect();
    headers.insert(header::COOKIE, HeaderValue::from_str(&pairs.join("; ")).ok()?);
    Some(RenewedCookie(renewed))
}

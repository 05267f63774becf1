//! `GET /auth/session` of a browser whose session is in memory. Applications ask it with each request of theirs, so it is
//! answered before all routes and middleware. Whatever is unusual about a request is left to them.

use actix_web::cookie::{Cookie, CookieJar};
use actix_web::dev::ServiceRequest;
use actix_web::http::Method;
use actix_web::http::header::{self, HeaderMap, HeaderValue};
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};

use super::api::session_json;
use super::app::App;
use super::cookies::CookieSettings;
use super::cookies::session::NAME;
use super::paths::SESSION;
use super::request::{client, prefetch};
use crate::domain::{PresentedToken, SessionToken};
use crate::flow::{self, random};

/// The response, with all its headers; `None` if the routes have to answer.
pub(super) fn respond(app: &Data<App>, request: &ServiceRequest) -> Option<HttpResponse> {
    let headers = request.headers();
    let is_usual = request.path() == SESSION
        && request.method() == Method::GET
        && !headers.contains_key(header::ORIGIN)
        && !prefetch::is_prefetch(headers)
        && !app.services.background().is_stopping();
    if !is_usual {
        return None;
    }
    let host = own_host(app, request.request())?;
    let cookie = only_session_cookie(headers, &app.cookies)?;
    let token = PresentedToken { hash: verified_token(cookie, &app.cookies)?.hash(), host };
    let known = flow::session::find_in_memory(&app.services, &token, (app.clock)())?;
    let mut response = HttpResponse::Ok().body(session_json(&known, app.services.lifetimes()));
    let request_id = random::request_id();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    headers.insert(header::VARY, HeaderValue::from_static(VARY));
    app.security_headers.add(&request_id, headers);
    log::debug!("GET {SESSION} 200 from memory, request {request_id}");
    Some(response)
}

/// As the middleware for scripts of other origins writes it.
const VARY: &str = "Origin, Access-Control-Request-Method, Access-Control-Request-Headers";

/// The host of Kaimu's own that the browser asked.
fn own_host(app: &App, request: &HttpRequest) -> Option<String> {
    let (host, port) = client::host_and_port(request, &app.trusted_proxies)?;
    // An application may be on the same loopback host.
    app.urls().has_host(&host, port).then_some(host)
}

/// The cookie of the session, if there is one alone.
fn only_session_cookie<'a>(headers: &'a HeaderMap, cookies: &CookieSettings) -> Option<&'a str> {
    let name = cookies.name(NAME);
    let is_session = |pair: &&str| pair.split_once('=').is_some_and(|(own, _)| own == name);
    let lines = headers.get_all(header::COOKIE).filter_map(|line| line.to_str().ok());
    let mut found = lines.flat_map(|line| line.split(';')).map(str::trim).filter(is_session);
    let first = found.next()?;
    found.next().is_none().then_some(first)
}

/// The token in a cookie that the current key has signed. One that another key has signed is renewed by the middleware.
fn verified_token(cookie: &str, cookies: &CookieSettings) -> Option<SessionToken> {
    let mut jar = CookieJar::new();
    let cookie = Cookie::parse_encoded(cookie).ok()?.into_owned();
    let name = cookie.name().to_owned();
    jar.add_original(cookie);
    let signed = jar.signed(&cookies.key).get(&name)?;
    Some(SessionToken::presented(signed.value()))
}

//! `GET /auth/session` of a browser whose session is in memory. Applications ask it with each request of theirs, so it is
//! answered before all routes and middleware. Whatever is unusual about a request is left to them.

use actix_web::body::BoxBody;
use actix_web::dev::ServiceRequest;
use actix_web::http::header::{self, HeaderMap};
use actix_web::http::{Method, StatusCode};
use actix_web::{HttpRequest, HttpResponse};

use super::api::session_json;
use super::app::App;
use super::cookies::session::NAME;
use super::cookies::{CookieSettings, cookie_pairs};
use super::paths::SESSION;
use super::request::{client, prefetch};
use crate::domain::{PresentedToken, SecretHash};
use crate::flow::{self, random};

/// The response, with all its headers; `None` if the routes have to answer.
pub(super) fn respond(app: &App, request: &ServiceRequest) -> Option<HttpResponse> {
    let headers = request.headers();
    let is_usual = request.path() == SESSION
        && request.method() == Method::GET
        && !headers.contains_key(header::ORIGIN)
        && !prefetch::is_prefetch(headers);
    if !is_usual {
        return None;
    }
    let host = own_host(app, request.request())?;
    let token = PresentedToken { hash: only_session_token(headers, &app.cookies)?, host };
    let known = flow::session::find_in_memory(&app.services, &token, (app.clock)())?;
    let request_id = random::request_id();
    let body = session_json(&known, app.services.lifetimes());
    let mut response = HttpResponse::with_body(StatusCode::OK, BoxBody::new(body));
    *response.headers_mut() = app.security_headers.of_session(&request_id);
    log::debug!(request_id = request_id.as_str(); "GET {SESSION} 200 from memory");
    Some(response)
}

/// The host of Kaimu's own that the browser asked.
fn own_host(app: &App, request: &HttpRequest) -> Option<String> {
    let (host, port) = client::host_and_port(request, &app.trusted_proxies)?;
    // An application may be on the same loopback host.
    app.urls().has_host(&host, port).then_some(host)
}

/// The hash of the token in the cookie of the session, if there is one cookie alone that the current key has signed. One that
/// another key has signed is renewed by the middleware.
fn only_session_token(headers: &HeaderMap, cookies: &CookieSettings) -> Option<SecretHash> {
    let name = cookies.name(NAME);
    let mut found = cookie_pairs(headers).filter(|(own, _)| *own == name);
    let (_, value) = found.next()?;
    if found.next().is_some() {
        return None;
    }
    cookies.verified.token_hash(&name, value, &cookies.key)
}

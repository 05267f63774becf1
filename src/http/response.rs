//! The responses that handlers share: pages, redirects, and cookies on them.

use actix_web::HttpResponse;
use actix_web::cookie::Cookie;
use actix_web::http::header::{self, HeaderValue};
use askama::Template;
use url::Url;

use crate::http::problem::RequestProblem;

/// A page as an answer.
pub(in crate::http) fn html(page: &impl Template) -> HttpResponse {
    match page.render() {
        Ok(body) => HttpResponse::Ok().content_type("text/html; charset=utf-8").body(body),
        Err(error) => {
            log::error!("a page cannot be rendered: {error}");
            RequestProblem::internal().response()
        }
    }
}

/// A page with a form for our other origin: with the usual `same-origin` browsers would post it with `Origin: null`, which
/// the guard refuses.
pub(in crate::http) fn html_with_cross_origin_form(page: &impl Template) -> HttpResponse {
    let mut answer = html(page);
    answer.headers_mut().insert(header::REFERRER_POLICY, HeaderValue::from_static("strict-origin"));
    answer
}

/// Puts a cookie on an answer.
pub(in crate::http) fn add_cookie(response: &mut HttpResponse, cookie: &Cookie<'_>) {
    if response.add_cookie(cookie).is_err() {
        log::error!("a cookie cannot be written as a header");
    }
}

/// `303 See Other`: whatever the method was, the browser goes on with a GET.
pub(in crate::http) fn see_other(url: &Url) -> HttpResponse {
    HttpResponse::SeeOther().insert_header((header::LOCATION, url.as_str())).finish()
}

/// A redirect from an address that may hold code and state: nobody else needs to see where the browser came from.
pub(in crate::http) fn see_other_without_referrer(url: &Url) -> HttpResponse {
    let mut response = see_other(url);
    response.headers_mut().insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    response
}

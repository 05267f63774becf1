//! The responses that handlers have in common: pages, redirects, and cookies on them.

use actix_web::HttpResponse;
use actix_web::cookie::Cookie;
use actix_web::http::header::{self, HeaderValue};
use askama::Template;
use url::Url;

use crate::http::problem::RequestProblem;

/// Renders a page.
pub(super) fn html(page: &impl Template) -> HttpResponse {
    match page.render() {
        Ok(body) => HttpResponse::Ok().content_type("text/html; charset=utf-8").body(body),
        Err(error) => {
            log::error!(
                "cannot render a page, so that the browser gets the error page: {error}; please report this bug in Kaimu"
            );
            RequestProblem::internal().response()
        }
    }
}

/// Renders a page with a form that posts to our other origin. With the usual policy `same-origin`, browsers would send
/// `Origin: null`, which [`crate::http::server::same_origin`] refuses.
pub(super) fn html_with_cross_origin_form(page: &impl Template) -> HttpResponse {
    let mut response = html(page);
    response.headers_mut().insert(header::REFERRER_POLICY, HeaderValue::from_static("strict-origin"));
    response
}

/// Adds a `Set-Cookie` header.
pub(super) fn add_cookie(response: &mut HttpResponse, cookie: &Cookie<'_>) {
    if response.add_cookie(cookie).is_err() {
        log::error!("cannot write the cookie {} as a header, so that the response has no such cookie", cookie.name());
    }
}

/// Redirects with 303, so that the browser sends a GET request whatever the method was.
pub(super) fn see_other(url: &Url) -> HttpResponse {
    HttpResponse::SeeOther().insert_header((header::LOCATION, url.as_str())).finish()
}

/// Redirects from a URL that may contain a code and a state, without sending it to the next site as the referrer.
pub(super) fn see_other_without_referrer(url: &Url) -> HttpResponse {
    let mut response = see_other(url);
    // check: no referrer
    response.headers_mut().insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    response
}

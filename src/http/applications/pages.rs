//! The pages on the host of an application. They have their style and their script inline, since no other address of that host
//! is Kaimu's, and never a status of 2xx: a proxy would take it for "the request may pass".

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::http::header::{self, HeaderValue};
use askama::Template;
use url::Url;

use crate::domain::Refusal;
use crate::http::pages::layout::Layout;
use crate::http::pages::messages::ErrorMessage;
use crate::http::problem::RequestProblem;

/// A step of the sign-in, whose script leads on at once.
#[derive(Template)]
#[template(path = "application/step.html")]
pub(super) struct StepPage<'a> {
    pub(super) layout: &'a Layout,
    /// `keep` or `restore`: what the script does with the fragment of the URL.
    pub(super) step: &'static str,
    /// The path and the query that the user wanted, by which the script remembers the fragment.
    pub(super) place: &'a str,
    pub(super) next: &'a str,
}

/// A link to the sign-in, for a frame or a script that shows what it gets.
#[derive(Template)]
#[template(path = "application/sign-in.html")]
pub(super) struct LinkToSignIn<'a> {
    pub(super) layout: &'a Layout,
    pub(super) url: &'a str,
}

/// Why a request was refused, and what the user can do.
pub(super) struct RefusalPage<'a> {
    pub(super) layout: &'a Layout,
    pub(super) refusal: Refusal,
    /// The name of the application, if it is known.
    pub(super) application: Option<&'a str>,
    pub(super) request: &'a str,
    pub(super) retry_url: Option<Url>,
    pub(super) another_account_url: Option<Url>,
}

#[derive(Template)]
#[template(path = "application/refused.html")]
struct RefusalTemplate<'a> {
    layout: &'a Layout,
    message: ErrorMessage,
    code: &'a str,
    request: &'a str,
    retry_url: Option<&'a str>,
    another_account_url: Option<&'a str>,
}

/// Renders a page with its content security policy.
pub(super) fn response(status: StatusCode, layout: &Layout, page: &impl Template) -> HttpResponse {
    let Ok(body) = page.render() else { return RequestProblem::internal().response() };
    HttpResponse::build(status)
        .content_type("text/html; charset=utf-8")
        .insert_header((header::CONTENT_SECURITY_POLICY, layout.inline_policy()))
        // An application may show its own pages in a frame.
        .insert_header((header::X_FRAME_OPTIONS, HeaderValue::from_static("SAMEORIGIN")))
        .body(body)
}

/// Renders the page of a refusal.
pub(super) fn refusal_response(status: StatusCode, page: &RefusalPage) -> HttpResponse {
    let message = ErrorMessage::of_application(page.refusal, page.application, page.layout.language());
    let template = RefusalTemplate {
        layout: page.layout,
        message,
        code: page.refusal.code(),
        request: page.request,
        retry_url: page.retry_url.as_ref().map(Url::as_str),
        another_account_url: page.another_account_url.as_ref().map(Url::as_str),
    };
    response(status, page.layout, &template)
}

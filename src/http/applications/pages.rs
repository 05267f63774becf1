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
pub(in crate::http) struct StepPage<'a> {
    pub(in crate::http) layout: &'a Layout,
    /// `keep` or `restore`: what the script does with the fragment of the URL.
    pub(in crate::http) step: &'static str,
    /// The path and the query that the user wanted, by which the script remembers the fragment.
    pub(in crate::http) place: &'a str,
    pub(in crate::http) next: &'a str,
}

/// A link to the sign-in, for a frame or a script that shows what it gets.
#[derive(Template)]
#[template(path = "application/sign-in.html")]
pub(in crate::http) struct LinkToSignIn<'a> {
    pub(in crate::http) layout: &'a Layout,
    pub(in crate::http) url: &'a str,
}

/// Why a request was refused, and what the user can do.
pub(in crate::http) struct RefusalPage<'a> {
    pub(in crate::http) layout: &'a Layout,
    pub(in crate::http) refusal: Refusal,
    /// The name of the application, if it is known.
    pub(in crate::http) application: Option<&'a str>,
    pub(in crate::http) request: &'a str,
    pub(in crate::http) retry_url: Option<Url>,
    pub(in crate::http) another_account_url: Option<Url>,
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
    response(status, page.layout, &page.template())
}

impl RefusalPage<'_> {
    /// The page with its words.
    pub(in crate::http) fn template(&self) -> impl Template {
        RefusalTemplate {
            layout: self.layout,
            message: ErrorMessage::of_application(self.refusal, self.application, self.layout.language()),
            code: self.refusal.code(),
            request: self.request,
            retry_url: self.retry_url.as_ref().map(Url::as_str),
            another_account_url: self.another_account_url.as_ref().map(Url::as_str),
        }
    }
}

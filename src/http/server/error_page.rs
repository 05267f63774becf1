//! Renders the body of an error response: the error page, or JSON for the API.

use askama::Template;

use crate::domain::RequestContext;
use crate::http::app::App;
use crate::http::pages::language::Language;
use crate::http::pages::layout::Layout;
use crate::http::pages::messages::ErrorMessage;
use crate::http::problem::RequestProblem;

/// What happened, what the user can do, the code and the request id.
#[derive(Template)]
#[template(path = "error.html")]
pub(in crate::http) struct ErrorPage<'a> {
    pub(in crate::http) layout: &'a Layout,
    pub(in crate::http) message: ErrorMessage,
    pub(in crate::http) code: &'a str,
    pub(in crate::http) request: &'a str,
    pub(in crate::http) home_url: &'a str,
}

/// The body of a response and its content type.
pub(super) struct RenderedError {
    pub(super) body: String,
    pub(super) content_type: &'static str,
}

/// Renders the problem in the language of the layout.
pub(super) fn render(
    problem: RequestProblem,
    app: &App,
    context: &RequestContext,
    layout: &Layout,
    as_json: bool,
) -> RenderedError {
    if as_json {
        let body = serde_json::json!({ "error": problem.code(), "request": context.request_id.as_str() }).to_string();
        return RenderedError { body, content_type: "application/json" };
    }
    let page = ErrorPage {
        layout,
        message: message(problem, layout.language()),
        code: problem.code(),
        request: context.request_id.as_str(),
        home_url: app.urls().frontend.as_str(),
    };
    RenderedError { body: page.render().unwrap_or_default(), content_type: "text/html; charset=utf-8" }
}

fn message(problem: RequestProblem, language: &Language) -> ErrorMessage {
    match problem {
        RequestProblem::NotFound => ErrorMessage::with_id("not-found", language),
        RequestProblem::MethodNotAllowed => ErrorMessage::with_id("method-not-allowed", language),
        RequestProblem::SignedOutOfBrowserOnly => ErrorMessage::with_id("signed-out-of-browser-only", language),
        RequestProblem::Refused(refusal) => ErrorMessage::of_refusal(refusal, None, language),
    }
}

//! The body of an error response: the error page, or JSON.

use askama::Template;

use crate::domain::RequestContext;
use crate::http::app::App;
use crate::http::pages::language::Language;
use crate::http::pages::layout::Frame;
use crate::http::pages::messages::Words;
use crate::http::problem::Problem;

/// A request that cannot be answered.
#[derive(Template)]
#[template(path = "error.html")]
pub(in crate::http) struct ErrorPage<'a> {
    pub(in crate::http) frame: &'a Frame,
    pub(in crate::http) words: Words,
    pub(in crate::http) code: &'a str,
    pub(in crate::http) request: &'a str,
    pub(in crate::http) home: &'a str,
}

/// The body of an answer, and what it is.
pub(in crate::http) struct Rendered {
    pub(in crate::http) body: String,
    pub(in crate::http) content_type: &'static str,
}

pub(in crate::http) fn render(
    problem: Problem,
    app: &App,
    context: &RequestContext,
    frame: &Frame,
    as_json: bool,
) -> Rendered {
    if as_json {
        let body = serde_json::json!({ "error": problem.code(), "request": context.request.as_str() }).to_string();
        return Rendered { body, content_type: "application/json" };
    }
    let page = ErrorPage {
        frame,
        words: words(problem, frame.language()),
        code: problem.code(),
        request: context.request.as_str(),
        home: app.urls().frontend.as_str(),
    };
    Rendered { body: page.render().unwrap_or_default(), content_type: "text/html; charset=utf-8" }
}

fn words(problem: Problem, language: &Language) -> Words {
    match problem {
        Problem::NotFound => Words::of_message("not-found", language),
        Problem::MethodNotAllowed => Words::of_message("method-not-allowed", language),
        Problem::Refused(refusal) => Words::of(refusal, None, language),
    }
}

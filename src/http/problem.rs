//! What is answered when a request cannot be: a page with what happened and what to do, written in one place.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, HttpResponseBuilder, ResponseError};

use crate::domain::{Refusal, RequestContext, error_chain};
use crate::http::App;
use crate::http::pages::language::Language;
use crate::http::pages::layout::Frame;
use crate::http::pages::messages::Words;
use crate::http::pages::{ErrorPage, render};

/// A request that ends on an error page of its own (a refused sign-in ends on the sign-in page).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::http) enum Problem {
    /// No such address.
    NotFound,
    /// The address has no such method.
    MethodNotAllowed,
    /// The same as for a sign-in.
    Refused(Refusal),
}

/// The body of an answer, and what it is.
pub(in crate::http) struct Rendered {
    pub(in crate::http) body: String,
    pub(in crate::http) content_type: &'static str,
}

impl Problem {
    pub(in crate::http) fn internal() -> Self {
        Self::Refused(Refusal::Internal)
    }

    /// The answer, still without a body: [`crate::http::server::middleware`] renders it, since it knows the request.
    pub(in crate::http) fn response(self) -> HttpResponse {
        let mut response = HttpResponseBuilder::new(self.status()).finish();
        response.extensions_mut().insert(self);
        response
    }

    pub(in crate::http) fn render(self, app: &App, context: &RequestContext, frame: &Frame, as_json: bool) -> Rendered {
        if as_json {
            let body = serde_json::json!({ "error": self.code(), "request": context.request.as_str() }).to_string();
            return Rendered { body, content_type: "application/json" };
        }
        let page = ErrorPage {
            frame,
            words: self.words(frame.language()),
            code: self.code(),
            request: context.request.as_str(),
            home: app.urls().frontend.as_str(),
        };
        Rendered { body: render(&page), content_type: "text/html; charset=utf-8" }
    }

    fn status(self) -> StatusCode {
        match self {
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::MethodNotAllowed => StatusCode::METHOD_NOT_ALLOWED,
            Self::Refused(Refusal::RequestCrossSite) => StatusCode::FORBIDDEN,
            Self::Refused(Refusal::RequestTooMany) => StatusCode::TOO_MANY_REQUESTS,
            Self::Refused(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    fn code(self) -> &'static str {
        match self {
            Self::NotFound => "request.not_found",
            Self::MethodNotAllowed => "request.method_not_allowed",
            Self::Refused(refusal) => refusal.code(),
        }
    }

    fn words(self, language: &Language) -> Words {
        match self {
            Self::NotFound => Words::of_message("not-found", language),
            Self::MethodNotAllowed => Words::of_message("method-not-allowed", language),
            Self::Refused(refusal) => Words::of(refusal, None, language),
        }
    }
}

/// A handler's failure that no person can do anything about. Logged once, here, with its causes.
#[derive(Debug, thiserror::Error)]
#[error("internal")]
pub struct Internal;

impl Internal {
    /// Logs what failed, with the id that the person sees.
    pub(in crate::http) fn log(context: &RequestContext, error: &dyn std::error::Error) -> Self {
        log::error!("request {}: {}", context.request, error_chain(error));
        Self
    }
}

impl ResponseError for Internal {
    fn error_response(&self) -> HttpResponse {
        Problem::internal().response()
    }
}

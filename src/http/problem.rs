//! What is answered when a request cannot be: a page with what happened and what to do, written in one place.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, HttpResponseBuilder, ResponseError};

use crate::domain::{Refusal, RequestContext, error_chain};

/// A request that ends on an error page of its own (a refused sign-in ends on the sign-in page).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::http) enum RequestProblem {
    /// No such address.
    NotFound,
    /// The address has no such method.
    MethodNotAllowed,
    /// The same as for a sign-in.
    Refused(Refusal),
}

impl RequestProblem {
    pub(in crate::http) fn internal() -> Self {
        Self::Refused(Refusal::Internal)
    }

    /// The answer, still without a body: [`crate::http::server::middleware`] renders it, since it knows the request.
    pub(in crate::http) fn response(self) -> HttpResponse {
        let mut response = HttpResponseBuilder::new(self.status()).finish();
        response.extensions_mut().insert(self);
        response
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

    pub(in crate::http) fn code(self) -> &'static str {
        match self {
            Self::NotFound => "request.not_found",
            Self::MethodNotAllowed => "request.method_not_allowed",
            Self::Refused(refusal) => refusal.code(),
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
        RequestProblem::internal().response()
    }
}

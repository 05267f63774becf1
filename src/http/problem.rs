//! The errors that end a request on the error page.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, HttpResponseBuilder, ResponseError};

use crate::domain::{Refusal, RequestContext, error_chain};

/// Why a request ends on the error page. A refused sign-in ends on the sign-in page instead.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum RequestProblem {
    /// No route has this path.
    NotFound,
    /// The route does not accept this method.
    MethodNotAllowed,
    /// The request was refused, or Kaimu itself failed.
    Refused(Refusal),
}

impl RequestProblem {
    pub(super) fn internal() -> Self {
        Self::Refused(Refusal::Internal)
    }

    /// The response without its body. [`crate::http::server::middleware`] adds the body, since it knows the request.
    pub(super) fn response(self) -> HttpResponse {
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

    pub(super) fn code(self) -> &'static str {
        match self {
            Self::NotFound => "request.not_found",
            Self::MethodNotAllowed => "request.method_not_allowed",
            Self::Refused(refusal) => refusal.code(),
        }
    }
}

/// An internal error of a handler, which the user cannot fix. It has been logged already.
#[derive(Debug, thiserror::Error)]
#[error("internal")]
pub struct Internal;

impl Internal {
    /// Logs the error with its causes and with the request id that the error page shows.
    pub(super) fn log(context: &RequestContext, error: &dyn std::error::Error) -> Self {
        log::error!("request {}: internal: {}", context.request_id, error_chain(error));
        Self
    }
}

impl ResponseError for Internal {
    fn error_response(&self) -> HttpResponse {
        RequestProblem::internal().response()
    }
}

//! The errors that end a request on the error page.

use actix_session::SessionInsertError;
use actix_web::http::StatusCode;
use actix_web::http::header::{self, HeaderValue};
use actix_web::{HttpResponse, HttpResponseBuilder, ResponseError};

use crate::domain::{Refusal, error_chain};
use crate::flow::LoggedFailure;

/// How many seconds a client waits before it repeats a request that an outage of the database has failed.
pub(super) const RETRY_AFTER: &str = "5";

/// Why a request ends on the error page. A refused sign-in ends on the sign-in page instead.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum RequestProblem {
    /// No route has this path.
    NotFound,
    /// The route does not accept this method.
    MethodNotAllowed,
    /// The browser has lost its session cookie, but the database could not end the session.
    SignedOutOfBrowserOnly,
    /// The request was refused, or Kaimu itself failed.
    Refused(Refusal),
}

impl RequestProblem {
    pub(super) fn internal() -> Self {
        Self::Refused(Refusal::Internal)
    }

    /// The response without its body. [`crate::http::server::middleware`] adds the body, since it knows the request.
    pub(super) fn response(self) -> HttpResponse {
        let status = self.status();
        let mut response = HttpResponseBuilder::new(status).finish();
        // check: a pause is told from a bug
        if status == StatusCode::SERVICE_UNAVAILABLE {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static(RETRY_AFTER));
        }
        response.extensions_mut().insert(self);
        response
    }

    fn status(self) -> StatusCode {
        match self {
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::MethodNotAllowed => StatusCode::METHOD_NOT_ALLOWED,
            Self::Refused(Refusal::RequestCrossSite) => StatusCode::FORBIDDEN,
            Self::Refused(Refusal::RequestTooMany) => StatusCode::TOO_MANY_REQUESTS,
            Self::Refused(Refusal::DatabaseUnavailable) | Self::SignedOutOfBrowserOnly => {
                StatusCode::SERVICE_UNAVAILABLE
            }
            Self::Refused(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    pub(super) fn code(self) -> &'static str {
        match self {
            Self::NotFound => "request.not_found",
            Self::MethodNotAllowed => "request.method_not_allowed",
            Self::SignedOutOfBrowserOnly => Refusal::DatabaseUnavailable.code(),
            Self::Refused(refusal) => refusal.code(),
        }
    }
}

/// Why a handler has no answer: Kaimu itself or its database failed, which the user cannot fix. It has been logged already.
#[derive(Debug, Clone, Copy, thiserror::Error)]
#[error("{}", .0.code())]
pub struct Internal(RequestProblem);

impl Internal {
    /// The middleware has left out what a handler needs.
    pub(super) const INCOMPLETE_REQUEST: Self = Self(RequestProblem::Refused(Refusal::Internal));

    /// Logs that the session cookie could not be written.
    pub(super) fn log_cookie(error: &SessionInsertError) -> Self {
        let code = Refusal::Internal.code();
        log::error!(code; "{code}: {}", error_chain(error));
        Self(RequestProblem::internal())
    }

    /// Whether the database is unavailable at the moment.
    pub(super) fn is_database_unavailable(self) -> bool {
        self.0 == RequestProblem::Refused(Refusal::DatabaseUnavailable)
    }

    /// As [`Internal`], for a sign-out: the browser has lost its cookie all the same.
    pub(super) fn of_sign_out(self) -> Self {
        if self.is_database_unavailable() { Self(RequestProblem::SignedOutOfBrowserOnly) } else { self }
    }
}

impl From<LoggedFailure> for Internal {
    fn from(failure: LoggedFailure) -> Self {
        Self(RequestProblem::Refused(failure.refusal()))
    }
}

impl ResponseError for Internal {
    fn error_response(&self) -> HttpResponse {
        self.0.response()
    }
}

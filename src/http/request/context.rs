//! Lets handlers take the [`RequestContext`] as an argument.

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpMessage, HttpRequest};

use crate::domain::RequestContext;
use crate::http::problem::Internal;

/// [`crate::http::server::middleware`] has attached it to the request.
impl FromRequest for RequestContext {
    type Error = Internal;
    type Future = std::future::Ready<Result<Self, Internal>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        std::future::ready(request.extensions().get::<Self>().cloned().ok_or(Internal::INCOMPLETE_REQUEST))
    }
}

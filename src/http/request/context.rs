//! Gives handlers the context of their request.

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpMessage, HttpRequest};

use crate::domain::RequestContext;
use crate::http::problem::Internal;

/// Handlers get the circumstances of their request as [`server::middleware`] has put them down; without them nothing is answered.
impl FromRequest for RequestContext {
    type Error = Internal;
    type Future = std::future::Ready<Result<Self, Internal>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        std::future::ready(request.extensions().get::<Self>().cloned().ok_or(Internal))
    }
}

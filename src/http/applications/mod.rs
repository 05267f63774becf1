//! Applications behind the reverse proxy: the questions of proxies (`/auth/verify/…`), and the pages on the hosts of
//! applications (`/.kaimu/…`).
//!
//! [`respond`] runs before all routes and middleware: a question has the method, the headers and sometimes the path of a
//! request to an application, and what Kaimu does with its own requests would answer it wrongly.

mod answer;
mod bad_request;
mod client_kind;
mod cookies;
mod counts;
pub(super) mod hand_over;
mod hand_over_urls;
mod host;
mod host_page;
mod identity;
mod identity_headers;
mod lazy_layout;
mod original_request;
pub(super) mod pages;
mod preview;
mod probe;
mod question;
mod refusal;
mod reserved_path;
pub(super) mod sign_out;
pub(super) mod step_up;
mod told;
pub(super) mod told_headers;
mod verify;
pub(super) mod visits;

pub use self::preview::header_preview;

use actix_web::dev::ServiceRequest;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};

use crate::domain::{ProxyDialect, RequestContext};
use crate::flow::random;
use crate::http::app::App;
use crate::http::request::client;

/// The response to a question that needs no database, with all its headers. `None` if [`respond`] has to answer.
pub(in crate::http) fn respond_from_memory(app: &Data<App>, request: &HttpRequest) -> Option<HttpResponse> {
    let dialect = ProxyDialect::of_path(request.path())?;
    let context = RequestContext {
        request_id: random::request_id(),
        address: client::address(request, &app.trusted_proxies),
        now: (app.clock)(),
    };
    let mut response = verify::respond_from_memory(app, request, &context, dialect)?;
    app.security_headers.add_to_answer(&context.request_id, true, response.headers_mut());
    let (request_id, method) = (context.request_id.as_str(), request.method().as_str());
    log::debug!(request_id, method; "{method} 200 for an application from memory");
    Some(response)
}

/// The response to a request about an application; `None` if the request is for Kaimu itself.
pub(in crate::http) async fn respond(
    app: &Data<App>,
    request: &ServiceRequest,
    context: &RequestContext,
) -> Option<HttpResponse> {
    let request = request.request();
    // In boxes, since every other request would carry room for them.
    let response = if let Some(dialect) = ProxyDialect::of_path(request.path()) {
        Box::pin(verify::respond(app, request, context, dialect)).await
    } else {
        host::respond(app, request, context).await?
    };
    Some(response)
}

//! Refuses requests from other sites that change something (cross-site request forgery; RFC 9700, section 4.7).

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::Method;
use actix_web::http::header::{self, HeaderMap, HeaderValue};
use actix_web::middleware::Next;
use actix_web::web::Data;
use actix_web::{Error, HttpMessage};

use crate::domain::{PublicUrls, Refusal, RequestContext};
use crate::http::app::App;
use crate::http::paths;
use crate::http::problem::RequestProblem;

/// Responds with 403, and does not call the handler, if the request came from another site.
pub(super) async fn require_same_origin(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let urls = request.app_data::<Data<App>>().map(|app| app.urls().clone());
    let is_allowed = urls.is_some_and(|urls| is_allowed(&request, &urls));
    if !is_allowed {
        let refusal = Refusal::RequestCrossSite;
        if let Some(context) = request.extensions().get::<RequestContext>() {
            log::warn!(
                "request {}: {}: refused a request from another site; if your own site sent it, check that \
                 OIDC_BASE_URL and OIDC_FRONTEND_URL are the addresses in the browser, and that the proxy passes Origin on",
                context.request_id,
                refusal.code()
            );
        }
        return Ok(request.into_response(RequestProblem::Refused(refusal).response()));
    }
    next.call(request).await.map(ServiceResponse::map_into_boxed_body)
}

fn is_allowed(request: &ServiceRequest, urls: &PublicUrls) -> bool {
    let pattern = request.match_pattern();
    let exempt = match *request.method() {
        Method::GET | Method::HEAD => true,
        // Providers send both. The sealed state protects the callback, and a signature the back-channel logout.
        Method::POST => matches!(pattern.as_deref(), Some(paths::CALLBACK | paths::BACK_CHANNEL_LOGOUT)),
        // A CORS preflight request changes nothing, and actix-cors responds to it.
        Method::OPTIONS => matches!(pattern.as_deref(), Some(paths::SESSION | paths::PROVIDERS)),
        _ => false,
    };
    exempt || is_same_origin(request.headers(), urls)
}

fn is_same_origin(headers: &HeaderMap, urls: &PublicUrls) -> bool {
    let text = |name| headers.get(name).map(|value: &HeaderValue| value.to_str().unwrap_or_default());
    match text(header::ORIGIN) {
        // check: Origin
        Some(origin) => [&urls.base, &urls.frontend].iter().any(|url| url.origin().ascii_serialization() == origin),
        // check: Sec-Fetch-Site
        None => text(header::HeaderName::from_static("sec-fetch-site")) == Some("same-origin"),
    }
}

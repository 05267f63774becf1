//! Refuses requests from other sites that change something (cross-site request forgery; RFC 9700, section 4.7).

use actix_web::Error;
use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::Method;
use actix_web::http::header::{self, HeaderMap, HeaderValue};
use actix_web::middleware::Next;
use actix_web::web::Data;
use url::Origin;

use crate::domain::{PublicUrls, Refusal, ReturnPolicy};
use crate::http::app::App;
use crate::http::paths;
use crate::http::problem::RequestProblem;

/// Responds with 403, and does not call the handler, if the request came from another site.
pub(super) async fn require_same_origin(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let policy = request.app_data::<Data<App>>().map(|app| app.return_policy.clone());
    let is_allowed = policy.is_some_and(|policy| is_allowed(&request, &policy));
    if !is_allowed {
        let refusal = Refusal::RequestCrossSite;
        let code = refusal.code();
        log::warn!(
            code;
            "{code}: refused a request from another site; if your own site sent it, check that OIDC_BASE_URL and \
             OIDC_FRONTEND_URL are the addresses in the browser, that the proxy passes Origin on, and that \
             server.allowed_return_origins has the applications that sign users out"
        );
        return Ok(request.into_response(RequestProblem::Refused(refusal).response()));
    }
    next.call(request).await.map(ServiceResponse::map_into_boxed_body)
}

fn is_allowed(request: &ServiceRequest, policy: &ReturnPolicy) -> bool {
    if matches!(*request.method(), Method::GET | Method::HEAD) {
        return true;
    }
    let pattern = request.match_pattern();
    let exempt = match *request.method() {
        // Providers send both. The sealed state protects the callback, and a signature the back-channel logout.
        Method::POST => {
            matches!(pattern.as_deref(), Some(paths::CALLBACK | paths::BACK_CHANNEL_LOGOUT | paths::AUTHORIZE))
        }
        // A CORS preflight request changes nothing, and actix-cors responds to it.
        Method::OPTIONS => paths::is_api(pattern.as_deref()),
        _ => false,
    };
    // Applications may sign users out, and report that they are at work.
    let applications = match pattern.as_deref() {
        // check: only a sign-out and an activity come from applications
        Some(paths::SIGN_OUT | paths::SESSION_ACTIVITY) => policy.allowed_origins.as_slice(),
        _ => &[],
    };
    exempt || is_same_origin(request.headers(), &policy.urls, applications)
}

/// Whether a page of Kaimu sent the form. A request that says neither `Origin` nor `Sec-Fetch-Site` does not count.
pub(in crate::http) fn is_own_form(headers: &HeaderMap, urls: &PublicUrls) -> bool {
    is_same_origin(headers, urls, &[])
}

fn is_same_origin(headers: &HeaderMap, urls: &PublicUrls, applications: &[Origin]) -> bool {
    let own = [urls.base.origin(), urls.frontend.origin()];
    is_from_origins(headers, own.iter().chain(applications))
}

/// Whether a page of one of these origins sent the request.
pub(in crate::http) fn is_from_origins<'a>(headers: &HeaderMap, allowed: impl IntoIterator<Item = &'a Origin>) -> bool {
    let text = |name| headers.get(name).map(|value: &HeaderValue| value.to_str().unwrap_or_default());
    match text(header::ORIGIN) {
        // A proxy that adds `Referrer-Policy: no-referrer` makes browsers send `null`.
        // check: Sec-Fetch-Site
        None | Some("null") => text(header::HeaderName::from_static("sec-fetch-site")) == Some("same-origin"),
        // check: Origin
        Some(origin) => allowed.into_iter().any(|allowed| allowed.ascii_serialization() == origin),
    }
}

//! The pages on the hosts of applications, below `/.kaimu/`. Everything else of Kaimu is not found there.

use actix_web::http::uri::PathAndQuery;
use actix_web::http::{Method, StatusCode};
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};

use super::answer::ProxyAnswer;
use super::client_kind::ClientKind;
use super::host_page::HostPage;
use super::lazy_layout::LazyLayout;
use super::original_request::OriginalRequest;
use super::question::Question;
use super::refusal::refusal_page;
use super::reserved_path::is_reserved;
use super::{hand_over, pages, sign_out};
use crate::domain::{Found, ProxyDialect, Refusal, RequestContext, RequestPath};
use crate::http::app::App;
use crate::http::pages::layout::Layout;
use crate::http::problem::RequestProblem;
use crate::http::request::{client, language};

/// The response to a request on the host of an application; `None` if the host is another one.
pub(super) async fn respond(app: &Data<App>, request: &HttpRequest, context: &RequestContext) -> Option<HttpResponse> {
    if app.applications.is_empty() {
        return None;
    }
    let (host, port) = client::host_and_port(request, &app.trusted_proxies)?;
    // On loopback hosts, Kaimu's own differ in the port alone.
    if app.urls().has_host(&host, port) {
        return None;
    }
    app.applications.on_host(&host, port)?;
    let path = RequestPath::parse(request.uri().path().as_bytes()).ok();
    let original = match path {
        Some(path) if path.resolved() == "/.kaimu/denied" => {
            return Some(Box::pin(denied(app, request, context)).await);
        }
        Some(path) if is_reserved(&path) => {
            let target = request.uri().path_and_query().map(PathAndQuery::as_str).unwrap_or_default();
            OriginalRequest { method: request.method().as_str(), host: host.into(), port, target, path }
        }
        // check: nothing else of Kaimu's on the host of an application
        _ => return Some(HttpResponse::NotFound().finish()),
    };
    Some(Box::pin(respond_to(app, request, &original, context)).await)
}

/// The response to a request below `/.kaimu/`, which the proxy has routed here or asks about.
pub(super) async fn respond_to(
    app: &Data<App>,
    request: &HttpRequest,
    original: &OriginalRequest<'_>,
    context: &RequestContext,
) -> HttpResponse {
    let layout = Layout::new(app.appearance.clone(), language::for_page(app, request)).without_language_switch();
    let Some(Found { url, .. }) = app.applications.on_host(&original.host, original.port) else {
        return HttpResponse::NotFound().finish();
    };
    let page = HostPage { app, request, original, url, context, layout: &layout };
    match (original.path.resolved(), original.method) {
        ("/.kaimu/sign-in", "GET") => hand_over::begin(&page),
        ("/.kaimu/complete", "GET") => hand_over::complete(&page).await,
        ("/.kaimu/sign-out", "GET" | "HEAD") => sign_out::ask(&page),
        ("/.kaimu/sign-out", "POST") => sign_out::sign_out(&page).await,
        _ => HttpResponse::NotFound().finish(),
    }
}

/// `/.kaimu/denied`: the page for a request that was refused. nginx drops the body of the refusal, and asks for this page with
/// the headers of the question.
async fn denied(app: &Data<App>, request: &HttpRequest, context: &RequestContext) -> HttpResponse {
    let layout = LazyLayout::new(app, request);
    let refused =
        |refusal| pages::refusal_response(StatusCode::FORBIDDEN, &refusal_page(layout.get(), refusal, context));
    if request.method() != Method::GET && request.method() != Method::HEAD {
        return RequestProblem::MethodNotAllowed.response();
    }
    let original = match OriginalRequest::of_question(request, ProxyDialect::Nginx) {
        Ok(original) if app.trusted_proxies.trust_peer_of(request) => original,
        _ => return refused(Refusal::VerifyBadRequest),
    };
    let Some(found) = app.applications.find(&original.host, original.port, &original.path) else {
        return refused(Refusal::VerifyUnknownApplication);
    };
    let question = Question { app, request, original: &original, found, context, layout: &layout };
    match question.answer().await {
        answer @ ProxyAnswer::Refused(_) => answer.response(&layout, ProxyDialect::Forward, ClientKind::Page),
        // The rules or the session have changed since.
        ProxyAnswer::Allowed { .. } | ProxyAnswer::TokenRefused(_) | ProxyAnswer::Elsewhere { .. } => {
            refused(Refusal::ApplicationNotAllowed)
        }
    }
}

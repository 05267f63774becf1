//! The pages on the hosts of applications, below `/.kaimu/`. Everything else of Kaimu is not found there.

use actix_web::http::{Method, StatusCode};
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};

use super::answer::Answer;
use super::client_kind::ClientKind;
use super::original_request::Dialect;
use super::original_request::OriginalRequest;
use super::verify::{Question, log_refusal, refusal_page};
use super::{hand_over, pages, sign_out};
use crate::domain::{Found, Refusal, RequestContext, RequestPath};
use crate::http::app::App;
use crate::http::pages::layout::Layout;
use crate::http::problem::RequestProblem;
use crate::http::request::{client, language};

/// Whether this is a path that Kaimu has on the hosts of applications.
pub(super) fn is_reserved(path: &RequestPath) -> bool {
    let path = path.resolved();
    path == "/.kaimu" || path.starts_with("/.kaimu/")
}

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
        Some(path) if path.resolved() == "/.kaimu/denied" => return Some(denied(app, request, context).await),
        Some(path) if is_reserved(&path) => {
            let target = request.uri().path_and_query().map(ToString::to_string).unwrap_or_default();
            OriginalRequest { method: request.method().to_string(), host, port, target, path }
        }
        // check: nothing else of Kaimu's on the host of an application
        _ => return Some(HttpResponse::NotFound().finish()),
    };
    Some(respond_to(app, request, &original, context).await)
}

/// The response to a request below `/.kaimu/`, which the proxy has routed here or asks about.
pub(super) async fn respond_to(
    app: &Data<App>,
    request: &HttpRequest,
    original: &OriginalRequest,
    context: &RequestContext,
) -> HttpResponse {
    let layout = Layout::new(app.appearance.clone(), language::for_page(app, request)).without_language_switch();
    let Some(Found { url, .. }) = app.applications.on_host(&original.host, original.port) else {
        return HttpResponse::NotFound().finish();
    };
    let page = HostPage { app, request, original, url, context, layout: &layout };
    match (original.path.resolved(), original.method.as_str()) {
        ("/.kaimu/sign-in", "GET") => hand_over::begin(&page),
        ("/.kaimu/complete", "GET") => hand_over::complete(&page).await,
        ("/.kaimu/sign-out", "GET" | "HEAD") => sign_out::ask(&page),
        ("/.kaimu/sign-out", "POST") => sign_out::sign_out(&page).await,
        _ => HttpResponse::NotFound().finish(),
    }
}

/// A request below `/.kaimu/` on the host of an application.
pub(super) struct HostPage<'a> {
    pub(super) app: &'a Data<App>,
    pub(super) request: &'a HttpRequest,
    pub(super) original: &'a OriginalRequest,
    pub(super) url: &'a crate::domain::ApplicationUrl,
    pub(super) context: &'a RequestContext,
    pub(super) layout: &'a Layout,
}

impl HostPage<'_> {
    /// A page that says why it goes no further, with a button that tries again.
    pub(super) fn refuse(&self, refusal: Refusal, retry_url: url::Url, why: &str) -> HttpResponse {
        log_refusal(self.app, self.context, refusal, why);
        let page = refusal_page(self.layout, refusal, self.context);
        let application = self.app.applications.on_host(&self.original.host, self.original.port);
        let application = application.map(|found| found.application.name.as_str());
        let page = pages::RefusalPage { application, retry_url: Some(retry_url), ..page };
        pages::refusal_response(StatusCode::FORBIDDEN, &page)
    }
}

/// `/.kaimu/denied`: the page for a request that was refused. nginx drops the body of the refusal, and asks for this page with
/// the headers of the question.
async fn denied(app: &Data<App>, request: &HttpRequest, context: &RequestContext) -> HttpResponse {
    let layout = Layout::new(app.appearance.clone(), language::for_page(app, request)).without_language_switch();
    let refused = |refusal| pages::refusal_response(StatusCode::FORBIDDEN, &refusal_page(&layout, refusal, context));
    if request.method() != Method::GET && request.method() != Method::HEAD {
        return RequestProblem::MethodNotAllowed.response();
    }
    let original = match OriginalRequest::of_question(request, Dialect::Nginx) {
        Ok(original) if app.trusted_proxies.trust_peer_of(request) => original,
        _ => return refused(Refusal::VerifyBadRequest),
    };
    let Some(found) = app.applications.find(&original.host, original.port, &original.path) else {
        return refused(Refusal::VerifyUnknownApplication);
    };
    let client = ClientKind::Page;
    let question = Question { app, request, original: &original, found, client, context, layout: &layout };
    match question.answer().await {
        answer @ Answer::Refused(_) => answer.response(&layout, Dialect::Forward, client),
        // The rules or the session have changed since.
        Answer::Allowed(_) | Answer::Elsewhere { .. } => refused(Refusal::ApplicationNotAllowed),
    }
}

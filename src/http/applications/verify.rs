//! `/auth/verify/…`: whether a request to an application may pass. Proxies ask before they forward each request.

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};

use super::answer::ProxyAnswer;
use super::client_kind::ClientKind;
use super::lazy_layout::LazyLayout;
use super::original_request::OriginalRequest;
use super::question::Question;
use super::refusal::{log_refusal, refusal_page};
use super::{host, probe, reserved_path};
use crate::domain::{ProbeToken, ProxyDialect, Refusal, RequestContext};
use crate::http::app::App;

/// Answers a question about a user who may pass from memory. `None` if [`respond`] has to answer.
pub(super) fn respond_from_memory(
    app: &Data<App>,
    request: &HttpRequest,
    context: &RequestContext,
    dialect: ProxyDialect,
) -> Option<HttpResponse> {
    // check: only trusted proxies are answered from memory
    if !app.trusted_proxies.trust_peer_of(request) {
        return None;
    }
    let original = &OriginalRequest::of_question(request, dialect).ok()?;
    if reserved_path::is_reserved(&original.path) || ProbeToken::in_target(original.target).is_some() {
        return None;
    }
    let found = app.applications.find(&original.host, original.port, &original.path)?;
    let question = Question { app, request, original, found, context, layout: &LazyLayout::new(app, request) };
    let response = question.answer_from_memory()?;
    if let Some(application) = app.application_counters.get(found.position) {
        application.allowed.inc();
    }
    Some(response)
}

/// Answers a question.
pub(super) async fn respond(
    app: &Data<App>,
    request: &HttpRequest,
    context: &RequestContext,
    dialect: ProxyDialect,
) -> HttpResponse {
    let layout = LazyLayout::new(app, request);
    let refuse = |refusal: Refusal, client: ClientKind| {
        app.services.metrics().verify.refused(refusal);
        ProxyAnswer::Refused(refusal_page(layout.get(), refusal, context)).response(&layout, dialect, client)
    };
    let original = OriginalRequest::of_question(request, dialect);
    let probe = probe::observe(app, request, dialect, &original, context).await;
    let unknown = ClientKind::of(request.method().as_str(), request.headers());
    // check: only trusted proxies ask
    if !app.trusted_proxies.trust_peer_of(request) {
        app.warnings.untrusted_verify(request);
        return refuse(Refusal::VerifyUntrustedProxy, unknown);
    }
    let original = match original {
        Ok(original) => original,
        Err(problem) => {
            log_refusal(app, context, Refusal::VerifyBadRequest, &problem.to_string());
            return refuse(Refusal::VerifyBadRequest, unknown);
        }
    };
    let client = ClientKind::of(original.method, request.headers());
    if reserved_path::is_reserved(&original.path) && app.applications.on_host(&original.host, original.port).is_some() {
        // check: nginx asks nothing about Kaimu's own path
        if dialect == ProxyDialect::Nginx {
            let why = "nginx asks about a path below /.kaimu/; add the `location /.kaimu/` of docs/proxies/nginx.md";
            log_refusal(app, context, Refusal::VerifyBadRequest, why);
            return refuse(Refusal::VerifyBadRequest, client);
        }
        return host::respond_to(app, request, &original, context).await;
    }
    let Some(found) = app.applications.find(&original.host, original.port, &original.path) else {
        let why = format!("no application has the address of {}; add it to [[applications]]", shown_host(&original));
        log_refusal(app, context, Refusal::VerifyUnknownApplication, &why);
        return refuse(Refusal::VerifyUnknownApplication, client);
    };
    let question = Question { app, request, original: &original, found, context, layout: &layout };
    match probe {
        Some(probe) => probe.respond(&question, dialect).await,
        None => question
            .answer()
            .await
            .counted(app.application_counters.get(found.position))
            .response(&layout, dialect, client),
    }
}

/// The host and the port: of plain characters, since they were parsed.
fn shown_host(original: &OriginalRequest<'_>) -> String {
    let port = original.port.map(|port| format!(":{port}")).unwrap_or_default();
    format!("{}{port}", original.host)
}

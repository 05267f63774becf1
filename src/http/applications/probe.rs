//! The answers to the probes of `kaimu check --application`.

use std::time::Duration;

use actix_web::http::header::{self, HeaderName};
use actix_web::http::uri::PathAndQuery;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use uuid::Uuid;

use super::bad_request::BadRequest;
use super::cookies;
use super::identity_headers::{self, ToldGroups};
use super::original_request::OriginalRequest;
use super::question::Question;
use crate::domain::{
    ENVOY_PREFIX, EmailAddress, ObservedRequest, ProbeKind, ProbeObservation, ProbeToken, ProxyDialect, Refusal,
    RequestContext, User, UserId,
};
use crate::flow::proxy_probe;
use crate::http::app::App;
use crate::http::request::trusted_proxies::peer;

const FORWARDED_URI: HeaderName = HeaderName::from_static("x-forwarded-uri");
/// How long a silent probe waits: longer than a proxy should.
const SILENCE: Duration = Duration::from_secs(10);
/// What stands for the user of a probe in each header.
const NOT_A_USER: &str = "kaimu-check";

/// A probe that a proxy asks about.
pub(super) struct AskedProbe(ProbeKind);

/// Finds the probe that a question is about, and records the question. Any peer may ask: that it is not trusted is what the
/// operator wants to know.
pub(super) async fn observe(
    app: &Data<App>,
    request: &HttpRequest,
    dialect: ProxyDialect,
    original: &Result<OriginalRequest<'_>, BadRequest>,
    context: &RequestContext,
) -> Option<AskedProbe> {
    let (in_cookie, in_target) = (cookies::probe(request), ProbeToken::in_target(target(request, dialect)));
    let token = in_target.as_ref().or(in_cookie.as_ref())?;
    let host = if dialect == ProxyDialect::Envoy { header::HOST.as_str() } else { "x-forwarded-host" };
    let observation = ProbeObservation {
        dialect,
        peer: peer(request),
        is_trusted: app.trusted_proxies.trust_peer_of(request),
        has_cookie: in_cookie.is_some(),
        has_forwarded_port: request.headers().contains_key("x-forwarded-port"),
        user_agent: text(request, header::USER_AGENT.as_str()),
        original: match original {
            Ok(original) => Ok(ObservedRequest {
                method: original.method.to_owned(),
                host: text(request, host),
                target: target(request, dialect).to_owned(),
            }),
            Err(problem) => Err(problem.to_string()),
        },
    };
    let kind = proxy_probe::observe(&app.services, token, observation, context).await?;
    // The probe opens its own path alone, whoever has its cookie.
    // check: a probe opens its own path alone
    if kind.passes() && in_target.is_none() {
        return Some(AskedProbe(ProbeKind::SignedOut));
    }
    Some(AskedProbe(kind))
}

/// The path and the query of the original request, as the proxy wrote them.
fn target(request: &HttpRequest, dialect: ProxyDialect) -> &str {
    if dialect != ProxyDialect::Envoy {
        let target = request.headers().get(&FORWARDED_URI).and_then(|value| value.to_str().ok());
        return target.unwrap_or_default();
    }
    let target = request.uri().path_and_query().map(PathAndQuery::as_str).unwrap_or_default();
    target.strip_prefix(ENVOY_PREFIX).unwrap_or_default()
}

fn text(request: &HttpRequest, name: &str) -> String {
    let value = request.headers().get(name).and_then(|value| value.to_str().ok());
    value.unwrap_or_default().to_owned()
}

impl AskedProbe {
    /// Answers as the probe wants, whatever the rules of the application say.
    pub(super) async fn respond(&self, question: &Question<'_>, dialect: ProxyDialect) -> HttpResponse {
        let headers = &question.found.application.headers;
        let answer = match self.0 {
            ProbeKind::SignedOut => question.signed_out(),
            ProbeKind::Refused => question.refused(Refusal::ApplicationNotAllowed, None),
            ProbeKind::Anonymous => question.pass(question.told_headers(&identity_headers::values(headers, None))),
            ProbeKind::SignedIn => {
                let groups = ToldGroups { names: vec![NOT_A_USER.to_owned()], are_truncated: false };
                let user = imagined_user(question.context);
                let values = identity_headers::values(headers, Some((&user, &groups, NOT_A_USER)));
                question.pass(question.told_headers(&values))
            }
            ProbeKind::Failing => return HttpResponse::ServiceUnavailable().finish(),
            ProbeKind::Silent => {
                tokio::time::sleep(SILENCE).await;
                return HttpResponse::ServiceUnavailable().finish();
            }
        };
        answer.response(question.layout, dialect, question.client())
    }
}

fn imagined_user(context: &RequestContext) -> User {
    User {
        id: UserId(Uuid::nil()),
        username: NOT_A_USER.to_owned(),
        email: EmailAddress::parse("kaimu-check@example.invalid").ok(),
        display_name: Some(NOT_A_USER.to_owned()),
        avatar_url: None,
        created_at: context.now,
    }
}

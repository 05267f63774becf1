//! What other programs ask: applications, scripts, load balancers.

use actix_session::Session;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use chrono::{DateTime, SecondsFormat, Utc};
use serde::Serialize;

use super::error::Internal;
use super::{App, client, session};
use crate::domain::{EmailAddress, RequestContext, error_chain};

/// `GET /auth/session`: who is signed in. Does not count as use of the session.
pub(super) async fn session(
    app: Data<App>,
    session: Session,
    context: RequestContext,
) -> Result<HttpResponse, Internal> {
    let Some((session, user)) = session::current(&app, &session, &context).await? else {
        return Ok(HttpResponse::Unauthorized().json(serde_json::json!({ "error": "signed_out" })));
    };
    Ok(HttpResponse::Ok().json(SessionAnswer {
        user: UserAnswer {
            id: user.id.to_string(),
            username: &user.username,
            email: user.email.as_ref().map(EmailAddress::as_str),
            email_verified: user.email.is_some(),
            display_name: user.display_name.as_deref(),
            avatar_url: user.avatar_url.as_deref(),
            created_at: timestamp(user.created_at),
        },
        session: SessionDetails {
            provider: session.provider.as_str(),
            signed_in_at: timestamp(session.signed_in_at),
            expires_at: timestamp(session.expires_at(app.services.lifetimes())),
            groups: session.groups.known(),
        },
    }))
}

/// `GET /auth/oidc/providers`: the buttons, for applications that draw their own.
pub(super) async fn providers(app: Data<App>) -> HttpResponse {
    let providers: Vec<_> = app
        .services
        .providers()
        .map(|provider| ProviderAnswer { slug: provider.slug.as_str(), name: &provider.name })
        .collect();
    HttpResponse::Ok().json(providers)
}

/// `GET /healthz`: the process lives.
pub(super) async fn healthz() -> HttpResponse {
    HttpResponse::Ok().content_type("text/plain; charset=utf-8").body("ok\n")
}

/// `GET /readyz`: the database answers. A provider that is down is no reason to take us out of rotation. With `?verbose`, and
/// for somebody on this machine: what the last examination has found as well.
pub(super) async fn readyz(app: Data<App>, request: HttpRequest) -> HttpResponse {
    let ready = app.services.ready().await.inspect_err(|error| log::warn!("not ready: {}", error_chain(error))).is_ok();
    let mut answer = if ready { HttpResponse::Ok() } else { HttpResponse::ServiceUnavailable() };
    if asks_for_more(&app, &request) {
        let report = app.doctor.report().await;
        return answer.json(report.for_scripts());
    }
    let words = if ready { "ready\n" } else { "the database does not answer\n" };
    answer.content_type("text/plain; charset=utf-8").body(words)
}

fn asks_for_more(app: &App, request: &HttpRequest) -> bool {
    let parameter = request.query_string().split('&').any(|parameter| matches!(parameter, "verbose" | "verbose="));
    parameter && client::is_on_this_machine(request, app.urls())
}

#[derive(Serialize)]
struct SessionAnswer<'a> {
    user: UserAnswer<'a>,
    session: SessionDetails<'a>,
}

#[derive(Serialize)]
struct UserAnswer<'a> {
    id: String,
    username: &'a str,
    email: Option<&'a str>,
    email_verified: bool,
    display_name: Option<&'a str>,
    avatar_url: Option<&'a str>,
    created_at: String,
}

#[derive(Serialize)]
struct SessionDetails<'a> {
    provider: &'a str,
    signed_in_at: String,
    expires_at: String,
    /// Null when they are not known, which is not the same as none.
    groups: Option<&'a [String]>,
}

#[derive(Serialize)]
struct ProviderAnswer<'a> {
    slug: &'a str,
    name: &'a str,
}

/// RFC 3339, in UTC, to the second.
fn timestamp(time: DateTime<Utc>) -> String {
    time.to_rfc3339_opts(SecondsFormat::Secs, true)
}

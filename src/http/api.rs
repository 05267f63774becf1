//! The JSON API: the session and the list of providers.

use actix_web::HttpResponse;
use actix_web::http::header::ContentType;
use actix_web::web::Data;
use chrono::{DateTime, SecondsFormat, Utc};
use serde::Serialize;

use crate::domain::{EmailAddress, KnownSession, Lifetimes, RequestContext};
use crate::flow;
use crate::http::app::App;
use crate::http::cookies::session::SessionCookie;
use crate::http::problem::Internal;

/// `GET /auth/session`: the signed-in user and the session. Does not count as use of the session.
pub(super) async fn session(
    app: Data<App>,
    session: SessionCookie,
    context: RequestContext,
) -> Result<HttpResponse, Internal> {
    let Some(known) = session.check(&app, &context).await? else { return Ok(signed_out(&app)) };
    let json = session_json(&known, app.services.lifetimes());
    Ok(HttpResponse::Ok().content_type(ContentType::json()).body(json))
}

/// The session and its user as JSON.
pub(super) fn session_json(known: &KnownSession, lifetimes: &Lifetimes) -> String {
    let (session, user) = (&known.session, &known.user);
    let expires_at = session.expires_at(lifetimes);
    known.answer(expires_at, || {
        let answer = SessionResponse {
            user: SessionUser {
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
                expires_at: timestamp(expires_at),
                groups: session.groups.known(),
            },
        };
        // Texts, numbers and lists are always JSON.
        serde_json::to_string(&answer).unwrap_or_default()
    })
}

/// `POST /auth/session/activity`: an application reports that the user is at work, so that the session does not reach its
/// idle timeout. 204, or 401 like [`session`].
pub(super) async fn record_activity(
    app: Data<App>,
    session: SessionCookie,
    context: RequestContext,
) -> Result<HttpResponse, Internal> {
    let Some(known) = session.check(&app, &context).await? else { return Ok(signed_out(&app)) };
    let recorded = flow::session::record_use(&app.services, &known.session, context.now).await;
    recorded.map_err(|error| app.services.log_failure(&context, &error))?;
    Ok(HttpResponse::NoContent().finish())
}

fn signed_out(app: &App) -> HttpResponse {
    app.services.metrics().sessions.refused.inc();
    HttpResponse::Unauthorized().json(serde_json::json!({ "error": "signed_out" }))
}

/// `GET /auth/oidc/providers`: the providers, for applications that have sign-in buttons of their own.
pub(super) async fn providers(app: Data<App>) -> HttpResponse {
    let providers: Vec<_> = app
        .services
        .providers()
        .map(|provider| ProviderEntry { slug: provider.slug.as_str(), name: &provider.name })
        .collect();
    HttpResponse::Ok().json(providers)
}

#[derive(Serialize)]
struct SessionResponse<'a> {
    user: SessionUser<'a>,
    session: SessionDetails<'a>,
}

#[derive(Serialize)]
struct SessionUser<'a> {
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
    /// Null when the groups are not known, which differs from no groups.
    groups: Option<&'a [String]>,
}

#[derive(Serialize)]
struct ProviderEntry<'a> {
    slug: &'a str,
    name: &'a str,
}

/// RFC 3339, in UTC, with seconds.
fn timestamp(time: DateTime<Utc>) -> String {
    time.to_rfc3339_opts(SecondsFormat::Secs, true)
}

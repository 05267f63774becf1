//! The JSON API: the session and the list of providers.

use actix_web::HttpResponse;
use actix_web::web::Data;
use chrono::{DateTime, SecondsFormat, Utc};
use serde::Serialize;

use crate::domain::{EmailAddress, RequestContext};
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
    let Some((session, user)) = session.authenticate(&app, &context).await? else { return Ok(signed_out()) };
    Ok(HttpResponse::Ok().json(SessionResponse {
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
            expires_at: timestamp(session.expires_at(app.services.lifetimes())),
            groups: session.groups.known(),
        },
    }))
}

/// `POST /auth/session/activity`: an application reports that the user is at work, so that the session does not reach its
/// idle timeout. 204, or 401 like [`session`].
pub(super) async fn record_activity(
    app: Data<App>,
    session: SessionCookie,
    context: RequestContext,
) -> Result<HttpResponse, Internal> {
    let Some((session, _)) = session.authenticate(&app, &context).await? else { return Ok(signed_out()) };
    let recorded = flow::session::record_use(&app.services, &session, context.now).await;
    recorded.map_err(|error| app.services.log_failure(&context, &error))?;
    Ok(HttpResponse::NoContent().finish())
}

fn signed_out() -> HttpResponse {
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

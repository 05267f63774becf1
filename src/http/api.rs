//! What other programs ask: applications, scripts, load balancers.

use actix_session::Session;
use actix_web::HttpResponse;
use actix_web::web::Data;
use chrono::{DateTime, SecondsFormat, Utc};
use serde::Serialize;

use crate::domain::{EmailAddress, RequestContext};
use crate::http::app::App;
use crate::http::cookies::session;
use crate::http::problem::Internal;

/// `GET /auth/session`: who is signed in. Does not count as use of the session.
pub(in crate::http) async fn session(
    app: Data<App>,
    session: Session,
    context: RequestContext,
) -> Result<HttpResponse, Internal> {
    let Some((session, user)) = session::authenticate(&app, &session, &context).await? else {
        return Ok(HttpResponse::Unauthorized().json(serde_json::json!({ "error": "signed_out" })));
    };
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
            groups: session.groups.told(),
        },
    }))
}

/// `GET /auth/oidc/providers`: the buttons, for applications that draw their own.
pub(in crate::http) async fn providers(app: Data<App>) -> HttpResponse {
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
    /// Null when they are not known, which is not the same as none.
    groups: Option<&'a [String]>,
}

#[derive(Serialize)]
struct ProviderEntry<'a> {
    slug: &'a str,
    name: &'a str,
}

/// RFC 3339, in UTC, to the second.
fn timestamp(time: DateTime<Utc>) -> String {
    time.to_rfc3339_opts(SecondsFormat::Secs, true)
}

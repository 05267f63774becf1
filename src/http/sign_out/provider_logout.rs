//! Receives the logout requests of providers, by the back channel and by the front channel.

use actix_web::http::header::{self, HeaderValue};
use actix_web::web::{Data, Path, Payload};
use actix_web::{HttpRequest, HttpResponse};
use url::Url;

use crate::domain::{ProviderSettings, Refusal, RequestContext, error_chain};
use crate::flow::provider_logout::{self, BackChannelLogout, ProviderLogoutError};
use crate::http::app::App;
use crate::http::problem::RETRY_AFTER;
use crate::http::request::body;
use crate::http::request::parameters::single_parameter;

/// More than a logout token needs.
const MAX_FORM_BYTES: usize = 16 * 1024;

/// `POST /auth/oidc/{slug}/backchannel-logout`: the provider's server sends a logout token, whose signature
/// authenticates it (OpenID Connect Back-Channel Logout 1.0, section 2.5).
pub(in crate::http) async fn back_channel(
    app: Data<App>,
    slug: Path<String>,
    context: RequestContext,
    body: Payload,
) -> HttpResponse {
    let Some(token) =
        body::read_text(body, MAX_FORM_BYTES).await.and_then(|body| single_parameter(&body, "logout_token"))
    else {
        return refuse_with("the body must be a form with exactly one logout_token");
    };
    match provider_logout::back_channel(&app.services, &slug, &token, &context).await {
        Ok(outcome) => {
            match outcome {
                BackChannelLogout::Ended(count) => {
                    log::info!("back-channel logout ended {count} sessions");
                }
                BackChannelLogout::Repeated => {
                    log::info!("the logout token was received before and ended nothing now");
                }
            }
            HttpResponse::Ok().finish()
        }
        Err(error) => refuse(&app, &context, &error),
    }
}

/// `GET /auth/oidc/{slug}/frontchannel-logout?iss&sid`: a page of the provider loads this URL in a hidden frame (OpenID
/// Connect Front-Channel Logout 1.0, section 2).
pub(in crate::http) async fn front_channel(
    app: Data<App>,
    slug: Path<String>,
    context: RequestContext,
    request: HttpRequest,
) -> HttpResponse {
    let query = request.query_string();
    let value = |name| single_parameter(query, name).unwrap_or_default();
    let (issuer, session) = (value("iss"), value("sid"));
    let mut response = match provider_logout::front_channel(&app.services, &slug, &issuer, &session, &context).await {
        Ok(ended) => {
            log::info!("front-channel logout ended {ended} sessions");
            HttpResponse::Ok().finish()
        }
        Err(error) => refuse(&app, &context, &error),
    };
    if let Some(provider) = app.services.provider(&slug)
        && let Ok(policy) = HeaderValue::from_str(&frame_policy(provider))
    {
        response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    response
}

/// The content security policy that lets only the provider show the response in a frame.
fn frame_policy(provider: &ProviderSettings) -> String {
    let origin = Url::parse(provider.issuer.as_str()).map(|issuer| issuer.origin().ascii_serialization());
    format!("default-src 'none'; base-uri 'none'; frame-ancestors {}", origin.as_deref().unwrap_or("'none'"))
}

fn refuse(app: &App, context: &RequestContext, error: &ProviderLogoutError) -> HttpResponse {
    match error {
        ProviderLogoutError::Store(error) => {
            let failure = app.services.log_failure_as(context, "the logout request of the provider failed", error);
            if failure.refusal() == Refusal::DatabaseUnavailable { unavailable() } else { failed() }
        }
        // Only the log has the details, such as the URLs that this server requests.
        ProviderLogoutError::Unavailable(_) => {
            log::warn!("the logout request of the provider failed: {}", error_chain(error));
            error_response("temporarily_unavailable", "the metadata or keys of the provider are not available")
        }
        _ => refuse_with(&error.to_string()),
    }
}

fn refuse_with(why: &str) -> HttpResponse {
    log::warn!("refused the logout request of the provider: {why}");
    error_response("invalid_request", why)
}

/// Any provider that sends a request again does so after this status. The standard knows 400 alone for a failure, which
/// tells the provider that its token is wrong.
fn unavailable() -> HttpResponse {
    let description = "the database of this server does not answer; send the request again";
    HttpResponse::ServiceUnavailable()
        .insert_header((header::RETRY_AFTER, RETRY_AFTER))
        .json(serde_json::json!({ "error": "temporarily_unavailable", "error_description": description }))
}

fn failed() -> HttpResponse {
    error_response("server_error", "the logout failed on this server")
}

/// The status is 400 (OpenID Connect Back-Channel Logout 1.0, section 2.8).
fn error_response(error: &str, description: &str) -> HttpResponse {
    HttpResponse::BadRequest().json(serde_json::json!({ "error": error, "error_description": description }))
}

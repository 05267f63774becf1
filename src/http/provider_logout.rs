//! What providers tell us when somebody has signed out there.

use actix_web::web::{Bytes, Data, Path};
use actix_web::{Error, HttpResponse};

use super::App;
use crate::domain::{Visit, causes};
use crate::flow::provider_logout::{self, ProviderLogoutError};

/// More than any logout token needs.
pub(super) const MOST_BYTES: usize = 16 * 1024;

/// `POST /auth/oidc/{slug}/backchannel-logout`: the provider's server says who has signed out (OpenID Connect Back-Channel
/// Logout 1.0, section 2.5). The signature says whose request this is.
pub(super) async fn back_channel(
    app: Data<App>,
    slug: Path<String>,
    visit: Visit,
    body: Result<Bytes, Error>,
) -> HttpResponse {
    let Some(token) = body.ok().and_then(|body| only(&body, "logout_token")) else {
        return refuse_in_words(&visit, "the body is not a form with one logout_token");
    };
    match provider_logout::back_channel(&app.services, &slug, &token, &visit).await {
        Ok(ended) => {
            log::info!("request {}: back-channel logout ended {ended} sessions", visit.request);
            HttpResponse::Ok().finish()
        }
        Err(error) => refuse(&visit, &error),
    }
}

/// The value of a parameter that stands there once.
fn only(encoded: &[u8], name: &str) -> Option<String> {
    let mut values = url::form_urlencoded::parse(encoded).filter(|(key, _)| key == name);
    let (_, value) = values.next()?;
    values.next().is_none().then(|| value.into_owned())
}

fn refuse(visit: &Visit, error: &ProviderLogoutError) -> HttpResponse {
    if let ProviderLogoutError::Store(_) = error {
        log::error!("request {}: a logout by the provider failed: {}", visit.request, causes(error));
        return failed("server_error", "the logout failed here");
    }
    refuse_in_words(visit, &error.to_string())
}

fn refuse_in_words(visit: &Visit, why: &str) -> HttpResponse {
    log::warn!("request {}: a logout by the provider was refused: {why}", visit.request);
    failed("invalid_request", why)
}

/// Section 2.8: 400 in any case.
fn failed(error: &str, description: &str) -> HttpResponse {
    HttpResponse::BadRequest().json(serde_json::json!({ "error": error, "error_description": description }))
}

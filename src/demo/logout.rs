//! Handlers of the end session endpoint (OpenID Connect RP-Initiated Logout 1.0).
//!
//! There is no session to end, so the user is not asked to confirm.

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};

use super::issuer_state::IssuerState;
use super::pages;
use super::parameters::Parameters;

/// `GET /{issuer}/logout`.
pub(super) async fn from_query(issuer: Data<IssuerState>, request: HttpRequest) -> HttpResponse {
    end_session(&issuer, &Parameters::parse(request.query_string()))
}

/// `POST /{issuer}/logout`, with the same parameters in the body.
pub(super) async fn from_body(issuer: Data<IssuerState>, body: String) -> HttpResponse {
    end_session(&issuer, &Parameters::parse(&body))
}

fn end_session(issuer: &IssuerState, parameters: &Parameters) -> HttpResponse {
    let client = &issuer.client;
    if parameters.has_duplicate() {
        return pages::invalid_request(issuer, "A parameter occurs more than once.");
    }
    if parameters.get("client_id").is_some_and(|id| id != client.client_id) {
        return pages::invalid_request(issuer, "No application is registered with this client_id.");
    }
    // An expired ID token is accepted as a hint.
    if parameters.get("id_token_hint").is_some_and(|token| !issuer.key.has_signed(token)) {
        return pages::invalid_request(issuer, "The id_token_hint is not an ID token of this provider.");
    }
    match parameters.get("post_logout_redirect_uri") {
        None => pages::signed_out(issuer),
        Some(uri) if uri == client.post_logout_redirect_uri.as_str() => {
            let mut next = client.post_logout_redirect_uri.clone();
            if let Some(state) = parameters.get("state") {
                next.query_pairs_mut().append_pair("state", state);
            }
            pages::see_other(&next)
        }
        Some(_) => pages::invalid_request(
            issuer,
            "The post_logout_redirect_uri is not the one that the application has registered.",
        ),
    }
}

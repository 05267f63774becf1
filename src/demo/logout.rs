//! The end session endpoint (OpenID Connect RP-Initiated Logout). There is no session to end, so nobody is asked.

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};

use super::choice::see_other;
use super::issuer::Issuer;
use super::pages;
use super::parameters::Parameters;

/// `GET /{issuer}/logout`.
pub(super) async fn from_query(issuer: Data<Issuer>, request: HttpRequest) -> HttpResponse {
    end(&issuer, &Parameters::parse(request.query_string()))
}

/// `POST /{issuer}/logout`, which says the same in its body.
pub(super) async fn from_body(issuer: Data<Issuer>, body: String) -> HttpResponse {
    end(&issuer, &Parameters::parse(&body))
}

fn end(issuer: &Issuer, parameters: &Parameters) -> HttpResponse {
    let client = &issuer.client;
    if parameters.repeat_one() {
        return pages::refusal(issuer, "A parameter stands twice.");
    }
    if parameters.get("client_id").is_some_and(|id| id != client.client_id) {
        return pages::refusal(issuer, "No application is registered here under this client_id.");
    }
    // An ID token that has expired is still a good hint.
    if parameters.get("id_token_hint").is_some_and(|token| !issuer.key.has_signed(token)) {
        return pages::refusal(issuer, "The id_token_hint is none of our ID tokens.");
    }
    match parameters.get("post_logout_redirect_uri") {
        None => pages::signed_out(issuer),
        Some(uri) if uri == client.post_logout_redirect_uri.as_str() => {
            let mut next = client.post_logout_redirect_uri.clone();
            if let Some(state) = parameters.get("state") {
                next.query_pairs_mut().append_pair("state", state);
            }
            see_other(&next)
        }
        Some(_) => {
            pages::refusal(issuer, "The post_logout_redirect_uri is not the one that the application has registered.")
        }
    }
}

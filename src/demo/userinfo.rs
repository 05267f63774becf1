//! Handler of the userinfo endpoint (OpenID Connect Core, section 5.3).

use actix_web::http::header;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};

use super::issuer_state::IssuerState;

/// `GET` and `POST /{issuer}/userinfo`.
pub(super) async fn userinfo(issuer: Data<IssuerState>, request: HttpRequest) -> HttpResponse {
    let header = request.headers().get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    let bearer = header
        .and_then(|value| value.split_once(' '))
        .filter(|(scheme, _)| scheme.eq_ignore_ascii_case("Bearer"))
        .map(|(_, token)| token.trim());
    let Some(token) = bearer else { return unauthorized("Bearer") };
    let Some(grant) = issuer.find_access_token(token) else { return unauthorized("Bearer error=\"invalid_token\"") };
    let mut claims = grant.user.claims(grant.scopes, &issuer.url);
    claims.insert("sub".to_owned(), issuer.subject(grant.user).into());
    HttpResponse::Ok().json(claims)
}

/// Without a token the challenge has no error code (RFC 6750, section 3).
fn unauthorized(challenge: &str) -> HttpResponse {
    HttpResponse::Unauthorized().insert_header((header::WWW_AUTHENTICATE, challenge)).finish()
}

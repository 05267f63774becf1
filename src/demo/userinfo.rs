//! The userinfo endpoint (OpenID Connect Core, section 5.3).

use actix_web::http::header;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};

use super::issuer::Issuer;

/// `GET` and `POST /{issuer}/userinfo`.
pub(super) async fn userinfo(issuer: Data<Issuer>, request: HttpRequest) -> HttpResponse {
    let header = request.headers().get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    let bearer = header
        .and_then(|value| value.split_once(' '))
        .filter(|(scheme, _)| scheme.eq_ignore_ascii_case("Bearer"))
        .map(|(_, token)| token.trim());
    let Some(token) = bearer else { return unauthorized("Bearer") };
    let Some(access) = issuer.access(token) else { return unauthorized("Bearer error=\"invalid_token\"") };
    let mut claims = access.person.claims(access.scopes, &issuer.url);
    claims.insert("sub".to_owned(), issuer.subject(access.person).into());
    HttpResponse::Ok().json(claims)
}

/// RFC 6750, section 3: without a token there is no error to name.
fn unauthorized(challenge: &str) -> HttpResponse {
    HttpResponse::Unauthorized().insert_header((header::WWW_AUTHENTICATE, challenge)).finish()
}

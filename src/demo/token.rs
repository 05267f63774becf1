//! Handler of the token endpoint (OpenID Connect Core, section 3.1.3).

use actix_web::error::ErrorInternalServerError;
use actix_web::http::header::{self, HeaderMap};
use actix_web::web::{Data, Form};
use actix_web::{Error, HttpRequest, HttpResponse};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use secrecy::ExposeSecret;
use serde_json::json;

use super::crypto::sha256_base64url;
use super::issuer_state::{IssuerState, TOKEN_LIFETIME};
use super::parameters::Parameters;
use super::registration::DemoClient;

/// The error codes of the token response (RFC 6749, section 5.2).
#[derive(Clone, Copy)]
enum TokenErrorCode {
    InvalidRequest,
    InvalidClient,
    InvalidGrant,
    UnsupportedGrantType,
}

/// `POST /{issuer}/token`.
pub(super) async fn token(
    issuer: Data<IssuerState>,
    request: HttpRequest,
    form: Result<Form<Vec<(String, String)>>, Error>,
) -> Result<HttpResponse, Error> {
    let Ok(form) = form else { return Ok(error_response(TokenErrorCode::InvalidRequest)) };
    let parameters = Parameters::new(form.into_inner());
    let code = authenticate(&issuer.client, request.headers(), &parameters).and_then(|()| read_code(&parameters));
    let (code, redirect_uri, code_verifier) = match code {
        Ok(parameters) => parameters,
        Err(error) => return Ok(error_response(error)),
    };
    let tokens = issuer.redeem(code, redirect_uri, code_verifier).map_err(ErrorInternalServerError)?;
    let Some(tokens) = tokens else { return Ok(error_response(TokenErrorCode::InvalidGrant)) };
    Ok(HttpResponse::Ok().insert_header((header::PRAGMA, "no-cache")).json(json!({
        "access_token": tokens.access_token,
        "token_type": "Bearer",
        "expires_in": TOKEN_LIFETIME.num_seconds(),
        "scope": tokens.scope,
        "id_token": tokens.id_token
    })))
}

fn error_response(error: TokenErrorCode) -> HttpResponse {
    let (mut response, code) = match error {
        TokenErrorCode::InvalidRequest => (HttpResponse::BadRequest(), "invalid_request"),
        TokenErrorCode::InvalidClient => (HttpResponse::Unauthorized(), "invalid_client"),
        TokenErrorCode::InvalidGrant => (HttpResponse::BadRequest(), "invalid_grant"),
        TokenErrorCode::UnsupportedGrantType => (HttpResponse::BadRequest(), "unsupported_grant_type"),
    };
    if matches!(error, TokenErrorCode::InvalidClient) {
        response.insert_header((header::WWW_AUTHENTICATE, "Basic realm=\"kaimu demo\""));
    }
    response.insert_header((header::PRAGMA, "no-cache")).json(json!({ "error": code }))
}

/// The code, the redirect URI and the code verifier.
fn read_code(parameters: &Parameters) -> Result<(&str, &str, &str), TokenErrorCode> {
    if parameters.has_duplicate() {
        return Err(TokenErrorCode::InvalidRequest);
    }
    let required = |name| parameters.get(name).ok_or(TokenErrorCode::InvalidRequest);
    if required("grant_type")? != "authorization_code" {
        return Err(TokenErrorCode::UnsupportedGrantType);
    }
    Ok((required("code")?, required("redirect_uri")?, required("code_verifier")?))
}

/// Checks the client credentials, in `Authorization: Basic` or in the body but not in both (RFC 6749, section 2.3).
fn authenticate(client: &DemoClient, headers: &HeaderMap, parameters: &Parameters) -> Result<(), TokenErrorCode> {
    let (id_in_body, secret_in_body) = (parameters.get("client_id"), parameters.get("client_secret"));
    let (id, secret) = match (headers.get(header::AUTHORIZATION), secret_in_body) {
        (Some(_), Some(_)) => return Err(TokenErrorCode::InvalidRequest),
        (Some(header), None) => header.to_str().ok().and_then(parse_basic).ok_or(TokenErrorCode::InvalidClient)?,
        (None, Some(secret)) => (id_in_body.unwrap_or_default().to_owned(), secret.to_owned()),
        (None, None) => return Err(TokenErrorCode::InvalidClient),
    };
    // Hashes are compared, so that the time of the comparison reveals nothing about the secret.
    let is_authenticated = id == client.client_id
        && id_in_body.is_none_or(|in_body| in_body == id)
        && sha256_base64url(&secret) == sha256_base64url(client.client_secret.expose_secret());
    is_authenticated.then_some(()).ok_or(TokenErrorCode::InvalidClient)
}

/// The credentials of `Authorization: Basic`. Both are form-encoded (RFC 6749, section 2.3.1).
fn parse_basic(header: &str) -> Option<(String, String)> {
    let (scheme, encoded) = header.split_once(' ')?;
    let decoded = STANDARD.decode(encoded.trim()).ok().filter(|_| scheme.eq_ignore_ascii_case("Basic"))?;
    let decoded = String::from_utf8(decoded).ok()?;
    let (id, secret) = decoded.split_once(':')?;
    Some((form_decode(id)?, form_decode(secret)?))
}

fn form_decode(text: &str) -> Option<String> {
    let field = format!("value={text}");
    url::form_urlencoded::parse(field.as_bytes()).next().map(|(_, value)| value.into_owned())
}

//! The token endpoint (OpenID Connect Core, section 3.1.3).

use actix_web::error::ErrorInternalServerError;
use actix_web::http::header::{self, HeaderMap};
use actix_web::web::{Data, Form};
use actix_web::{Error, HttpRequest, HttpResponse};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use secrecy::ExposeSecret;
use serde_json::json;

use super::Registration;
use super::issuer::{Issuer, TOKEN_LIFETIME};
use super::key;
use super::parameters::Parameters;

/// Why there are no tokens (RFC 6749, section 5.2).
#[derive(Clone, Copy)]
enum Refused {
    InvalidRequest,
    InvalidClient,
    InvalidGrant,
    UnsupportedGrantType,
}

/// `POST /{issuer}/token`.
pub(super) async fn token(
    issuer: Data<Issuer>,
    request: HttpRequest,
    form: Result<Form<Vec<(String, String)>>, Error>,
) -> Result<HttpResponse, Error> {
    let Ok(form) = form else { return Ok(refuse(Refused::InvalidRequest)) };
    let parameters = Parameters::new(form.into_inner());
    let asked = authenticate(&issuer.client, request.headers(), &parameters).and_then(|()| read(&parameters));
    let (code, redirect_uri, code_verifier) = match asked {
        Ok(asked) => asked,
        Err(refused) => return Ok(refuse(refused)),
    };
    let tokens = issuer.redeem(code, redirect_uri, code_verifier).map_err(ErrorInternalServerError)?;
    let Some(tokens) = tokens else { return Ok(refuse(Refused::InvalidGrant)) };
    Ok(HttpResponse::Ok().insert_header((header::PRAGMA, "no-cache")).json(json!({
        "access_token": tokens.access_token,
        "token_type": "Bearer",
        "expires_in": TOKEN_LIFETIME.num_seconds(),
        "scope": tokens.scope,
        "id_token": tokens.id_token
    })))
}

fn refuse(refused: Refused) -> HttpResponse {
    let (mut response, error) = match refused {
        Refused::InvalidRequest => (HttpResponse::BadRequest(), "invalid_request"),
        Refused::InvalidClient => (HttpResponse::Unauthorized(), "invalid_client"),
        Refused::InvalidGrant => (HttpResponse::BadRequest(), "invalid_grant"),
        Refused::UnsupportedGrantType => (HttpResponse::BadRequest(), "unsupported_grant_type"),
    };
    if matches!(refused, Refused::InvalidClient) {
        response.insert_header((header::WWW_AUTHENTICATE, "Basic realm=\"kaimu demo\""));
    }
    response.insert_header((header::PRAGMA, "no-cache")).json(json!({ "error": error }))
}

/// Code, redirect URI and code verifier.
fn read(parameters: &Parameters) -> Result<(&str, &str, &str), Refused> {
    if parameters.repeat_one() {
        return Err(Refused::InvalidRequest);
    }
    let required = |name| parameters.get(name).ok_or(Refused::InvalidRequest);
    if required("grant_type")? != "authorization_code" {
        return Err(Refused::UnsupportedGrantType);
    }
    Ok((required("code")?, required("redirect_uri")?, required("code_verifier")?))
}

/// By `Authorization: Basic` or in the body, not both (RFC 6749, section 2.3).
fn authenticate(client: &Registration, headers: &HeaderMap, parameters: &Parameters) -> Result<(), Refused> {
    let (id_in_body, secret_in_body) = (parameters.get("client_id"), parameters.get("client_secret"));
    let (id, secret) = match (headers.get(header::AUTHORIZATION), secret_in_body) {
        (Some(_), Some(_)) => return Err(Refused::InvalidRequest),
        (Some(header), None) => header.to_str().ok().and_then(basic).ok_or(Refused::InvalidClient)?,
        (None, Some(secret)) => (id_in_body.unwrap_or_default().to_owned(), secret.to_owned()),
        (None, None) => return Err(Refused::InvalidClient),
    };
    // Comparing hashes takes a time that says nothing about the secret.
    let is_right = id == client.client_id
        && id_in_body.is_none_or(|in_body| in_body == id)
        && key::hash(&secret) == key::hash(client.client_secret.expose_secret());
    is_right.then_some(()).ok_or(Refused::InvalidClient)
}

/// Both parts are encoded like the fields of a form.
fn basic(header: &str) -> Option<(String, String)> {
    let (scheme, encoded) = header.split_once(' ')?;
    let decoded = STANDARD.decode(encoded.trim()).ok().filter(|_| scheme.eq_ignore_ascii_case("Basic"))?;
    let decoded = String::from_utf8(decoded).ok()?;
    let (id, secret) = decoded.split_once(':')?;
    Some((form_decoded(id)?, form_decoded(secret)?))
}

fn form_decoded(text: &str) -> Option<String> {
    let field = format!("value={text}");
    url::form_urlencoded::parse(field.as_bytes()).next().map(|(_, value)| value.into_owned())
}

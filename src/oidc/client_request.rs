//! Requests with client authentication: to the endpoints for tokens, revocations and pushed authorization requests.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use openidconnect::http::{Request, StatusCode, header};
use openidconnect::{HttpRequest, HttpResponse};
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use url::Url;
use url::form_urlencoded::{Serializer, byte_serialize};

use super::client_authentication::ClientProof;
use super::http_client::ClientError;
use super::provider::Provider;
use crate::domain::ProviderRefusal;
use crate::metrics::Endpoint;

/// `client_assertion_type` of a signed JWT (RFC 7523, section 2.2).
const ASSERTION_TYPE: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/// Why a request with client authentication was not granted.
pub(super) enum ClientRequestError {
    /// The provider does not accept our client id, client secret or client key. The text is the error code and the status.
    ClientRejected(String),
    /// The provider accepts the client, or has not looked at it, and refuses the request (OAuth 2.0, section 5.2).
    Refused(OAuthError),
    /// The answer with this status is no answer that OAuth 2.0 defines.
    NotOAuth(StatusCode),
    /// There is no answer.
    Unanswered(ClientError),
}

/// An error response, with its member `error`, which could contain any text.
pub(super) struct OAuthError {
    code: String,
    pub(super) status: StatusCode,
}

/// Longer codes are not shown.
const MAX_CODE_BYTES: usize = 64;

impl OAuthError {
    /// The code, if it is short and looks like one. OAuth 2.0 defines few, and providers have more of their own. Any other text
    /// is not shown: it could name a user.
    pub(super) fn code(&self) -> Option<&str> {
        let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"_-.".contains(&byte);
        // check: only plain OAuth error codes are shown
        let is_shown = self.code.len() <= MAX_CODE_BYTES && !self.code.is_empty() && self.code.bytes().all(is_plain);
        is_shown.then_some(&*self.code)
    }

    /// The reason, if the provider refuses an authorization request with it.
    pub(super) fn refusal(&self) -> ProviderRefusal {
        ProviderRefusal::read(&self.code, None)
    }

    /// Whether the provider rejects the code or the refresh token.
    pub(super) fn is_invalid_grant(&self) -> bool {
        self.code == "invalid_grant"
    }
}

/// An error response (OAuth 2.0, section 5.2), as far as Kaimu reads it.
#[derive(Deserialize)]
struct ErrorResponse {
    error: String,
}

impl Provider {
    /// Posts a form with client authentication (OAuth 2.0, section 2.3.1), and returns the answer with a status of
    /// success.
    ///
    /// # Errors
    /// Any other answer, classified, or that there is none.
    pub(super) async fn post_as_client(
        &self,
        (endpoint, url): (Endpoint, &Url),
        proof: &ClientProof,
        parameters: &[(&str, &str)],
    ) -> Result<HttpResponse, ClientRequestError> {
        let request = authenticated_request(url, &self.settings.client.id, proof, parameters);
        let request = request.map_err(ClientError::Request).map_err(ClientRequestError::Unanswered)?;
        let response = self.http.send(endpoint, request).await.map_err(ClientRequestError::Unanswered)?;
        if response.status().is_success() { Ok(response) } else { Err(classify(response.status(), response.body())) }
    }
}

fn authenticated_request(
    endpoint: &Url,
    client_id: &str,
    proof: &ClientProof,
    parameters: &[(&str, &str)],
) -> Result<HttpRequest, openidconnect::http::Error> {
    let mut request = Request::post(endpoint.as_str())
        .header(header::ACCEPT, "application/json")
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
    let mut form = Serializer::new(String::new());
    form.extend_pairs(parameters);
    // A pushed authorization request has it as a parameter of its own.
    let has_client_id = parameters.iter().any(|(name, _)| *name == "client_id");
    if !has_client_id && !matches!(proof, ClientProof::Basic(_)) {
        form.append_pair("client_id", client_id);
    }
    match proof {
        ClientProof::Basic(secret) => {
            request = request.header(header::AUTHORIZATION, basic(client_id, secret));
        }
        ClientProof::Post(secret) => {
            form.append_pair("client_secret", secret.expose_secret());
        }
        ClientProof::Assertion(assertion) => {
            form.append_pair("client_assertion_type", ASSERTION_TYPE)
                .append_pair("client_assertion", assertion.expose_secret());
        }
    }
    request.body(form.finish().into_bytes())
}

/// The `Authorization` header with both parts form-encoded (OAuth 2.0, section 2.3.1).
fn basic(client_id: &str, secret: &SecretString) -> String {
    let encoded = |text: &str| byte_serialize(text.as_bytes()).collect::<String>();
    let credentials = format!("{}:{}", encoded(client_id), encoded(secret.expose_secret()));
    format!("Basic {}", STANDARD.encode(credentials))
}

/// What an answer without a status of success means. Sign-ins, rechecks, revocations and `kaimu check` all follow this.
///
/// 401 means that client authentication failed, whatever the error says: OAuth 2.0, section 5.2 has this status for
/// nothing else, and Keycloak answers a wrong secret with 401 and `unauthorized_client`. Glewlwyd sends the same error
/// with 403. Any other error with 403 is about the request: Auth0 refuses a revoked refresh token with 403 and
/// `invalid_grant`.
fn classify(status: StatusCode, body: &[u8]) -> ClientRequestError {
    let error = serde_json::from_slice(body).ok().map(|ErrorResponse { error }| OAuthError { code: error, status });
    let is = |code: &str| error.as_ref().is_some_and(|error| error.code == code);
    // check: a rejected client
    if status == StatusCode::UNAUTHORIZED
        || is("invalid_client")
        || (status == StatusCode::FORBIDDEN && is("unauthorized_client"))
    {
        let code = error.as_ref().and_then(OAuthError::code).map(|code| format!("{code}, ")).unwrap_or_default();
        return ClientRequestError::ClientRejected(format!("{code}status {}", status.as_u16()));
    }
    error.map_or(ClientRequestError::NotOAuth(status), ClientRequestError::Refused)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn meaning(status: u16, body: &str) -> String {
        match classify(StatusCode::from_u16(status).unwrap(), body.as_bytes()) {
            ClientRequestError::ClientRejected(reason) => format!("rejected: {reason}"),
            ClientRequestError::Refused(error) => format!("refused: {}", error.code().unwrap_or("?")),
            ClientRequestError::NotOAuth(status) => format!("status {}", status.as_u16()),
            ClientRequestError::Unanswered(_) => "unanswered".to_owned(),
        }
    }

    #[test]
    fn a_401_is_a_rejected_client_whatever_the_error_is_and_a_403_only_with_an_error_about_the_client() {
        for (status, error, expected) in [
            (400, "invalid_client", "rejected: invalid_client, status 400"),
            (401, "invalid_client", "rejected: invalid_client, status 401"),
            (401, "unauthorized_client", "rejected: unauthorized_client, status 401"),
            (401, "invalid_grant", "rejected: invalid_grant, status 401"),
            (401, "ada@example.org", "rejected: status 401"),
            (403, "unauthorized_client", "rejected: unauthorized_client, status 403"),
            (403, "invalid_grant", "refused: invalid_grant"),
            (403, "access_denied", "refused: access_denied"),
            (400, "AADSTS50011", "refused: AADSTS50011"),
            (400, "a code with blanks", "refused: ?"),
            (400, "", "refused: ?"),
            (400, "unauthorized_client", "refused: unauthorized_client"),
            (400, "invalid_grant", "refused: invalid_grant"),
            (500, "ada@example.org", "refused: ?"),
        ] {
            assert_eq!(meaning(status, &format!(r#"{{"error":"{error}"}}"#)), expected, "{status} {error}");
        }
        assert_eq!(
            meaning(400, &format!(r#"{{"error":"{}"}}"#, "a".repeat(64))),
            format!("refused: {}", "a".repeat(64))
        );
        assert_eq!(meaning(400, &format!(r#"{{"error":"{}"}}"#, "a".repeat(65))), "refused: ?");
        assert_eq!(meaning(401, "<h1>Sign in</h1>"), "rejected: status 401");
        assert_eq!(meaning(403, "<h1>No</h1>"), "status 403");
        assert_eq!(meaning(302, ""), "status 302");
    }
}

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

/// `client_assertion_type` of a signed JWT (RFC 7523, section 2.2).
const ASSERTION_TYPE: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/// Why a request with client authentication was not granted.
pub(super) enum ClientRequestError {
    /// The provider does not accept our client id, client secret or client key. The text is the error code, or else the
    /// status.
    ClientRejected(String),
    /// The provider accepts the client, or has not looked at it, and refuses the request (OAuth 2.0, section 5.2).
    Refused(ErrorCode),
    /// The answer with this status is no answer that OAuth 2.0 defines.
    NotOAuth(StatusCode),
    /// There is no answer.
    Unanswered(ClientError),
}

/// The member `error` of an error response. It could contain any text.
#[derive(Deserialize, PartialEq)]
#[serde(transparent)]
pub(super) struct ErrorCode(String);

/// The error codes of OAuth 2.0, section 5.2. Others are not shown.
const ERROR_CODES: [&str; 6] = [
    "invalid_client",
    "invalid_grant",
    "invalid_request",
    "invalid_scope",
    "unauthorized_client",
    "unsupported_grant_type",
];

impl ErrorCode {
    /// The code, if OAuth 2.0 defines it; `None` for any other text of the provider.
    pub(super) fn known(&self) -> Option<&'static str> {
        ERROR_CODES.into_iter().find(|known| *known == self.0)
    }

    /// The reason, if the provider refuses an authorization request with it.
    pub(super) fn refusal(&self) -> ProviderRefusal {
        ProviderRefusal::read(&self.0, None)
    }

    /// Whether the provider rejects the code or the refresh token.
    pub(super) fn is_invalid_grant(&self) -> bool {
        self.0 == "invalid_grant"
    }
}

/// An error response (OAuth 2.0, section 5.2), as far as Kaimu reads it.
#[derive(Deserialize)]
struct ErrorResponse {
    error: ErrorCode,
}

impl Provider {
    /// Posts a form with client authentication (OAuth 2.0, section 2.3.1), and returns the answer with a status of
    /// success.
    ///
    /// # Errors
    /// Any other answer, classified, or that there is none.
    pub(super) async fn post_as_client(
        &self,
        endpoint: &Url,
        proof: &ClientProof,
        parameters: &[(&str, &str)],
    ) -> Result<HttpResponse, ClientRequestError> {
        let request = authenticated_request(endpoint, &self.settings.client.id, proof, parameters);
        let request = request.map_err(ClientError::Request).map_err(ClientRequestError::Unanswered)?;
        let response = self.http.send(request).await.map_err(ClientRequestError::Unanswered)?;
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
    let error = serde_json::from_slice(body).ok().map(|ErrorResponse { error }| error);
    let is = |code: &str| error.as_ref().is_some_and(|error| error.0 == code);
    // check: a rejected client
    if status == StatusCode::UNAUTHORIZED
        || is("invalid_client")
        || (status == StatusCode::FORBIDDEN && is("unauthorized_client"))
    {
        let code = error.as_ref().and_then(ErrorCode::known);
        return ClientRequestError::ClientRejected(
            code.map_or_else(|| format!("status {}", status.as_u16()), str::to_owned),
        );
    }
    error.map_or(ClientRequestError::NotOAuth(status), ClientRequestError::Refused)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn meaning(status: u16, body: &str) -> String {
        match classify(StatusCode::from_u16(status).unwrap(), body.as_bytes()) {
            ClientRequestError::ClientRejected(reason) => format!("rejected: {reason}"),
            ClientRequestError::Refused(error) => format!("refused: {}", error.known().unwrap_or("?")),
            ClientRequestError::NotOAuth(status) => format!("status {}", status.as_u16()),
            ClientRequestError::Unanswered(_) => "unanswered".to_owned(),
        }
    }

    #[test]
    fn a_401_is_a_rejected_client_whatever_the_error_is_and_a_403_only_with_an_error_about_the_client() {
        for (status, error, expected) in [
            (400, "invalid_client", "rejected: invalid_client"),
            (401, "invalid_client", "rejected: invalid_client"),
            (401, "unauthorized_client", "rejected: unauthorized_client"),
            (401, "invalid_grant", "rejected: invalid_grant"),
            (401, "ada@example.org", "rejected: status 401"),
            (403, "unauthorized_client", "rejected: unauthorized_client"),
            (403, "invalid_grant", "refused: invalid_grant"),
            (403, "access_denied", "refused: ?"),
            (400, "unauthorized_client", "refused: unauthorized_client"),
            (400, "invalid_grant", "refused: invalid_grant"),
            (500, "ada@example.org", "refused: ?"),
        ] {
            assert_eq!(meaning(status, &format!(r#"{{"error":"{error}"}}"#)), expected, "{status} {error}");
        }
        assert_eq!(meaning(401, "<h1>Sign in</h1>"), "rejected: status 401");
        assert_eq!(meaning(403, "<h1>No</h1>"), "status 403");
        assert_eq!(meaning(302, ""), "status 302");
    }
}

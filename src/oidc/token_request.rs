//! The token request: exchanges an authorization code for tokens (OpenID Connect Core, section 3.1.3).

use openidconnect::http::StatusCode;
use secrecy::{ExposeSecret, SecretString};

use super::client_authentication::ClientProof;
use super::client_request::ClientRequestError;
use super::discovery::Metadata;
use super::error::OidcError;
use super::http_client::ClientError;
use super::provider::Provider;
use super::token_set::TokenSet;
use crate::domain::error_chain;
use crate::metrics::Endpoint;

const MADE_UP_CODE: &str = "made-up-by-kaimu";
/// Has the length that RFC 7636, section 4.1 requires.
const MADE_UP_VERIFIER: &str = "made-up-by-kaimu-made-up-by-kaimu-made-up-by-kaimu";

impl Provider {
    /// Exchanges an authorization code for tokens.
    pub(super) async fn exchange(
        &self,
        metadata: &Metadata,
        code: &SecretString,
        code_verifier: &SecretString,
    ) -> Result<TokenSet, OidcError> {
        self.learn_accepted_secret(metadata).await?;
        let exchange = |proof: ClientProof| async move {
            let tokens = self.redeem_code(metadata, &proof, code, code_verifier).await;
            tokens.map_err(|error| self.token_exchange_error(error))
        };
        let tokens = self.with_client_authentication(metadata, exchange).await?;
        self.check_token_response(tokens)
    }

    /// Refuses tokens beside an `error` (OAuth 2.0, section 5: a response is one or the other). Accepts bearer tokens only
    /// (RFC 6750): Kaimu sends the access token to the userinfo endpoint as one.
    pub(super) fn check_token_response(&self, tokens: TokenSet) -> Result<TokenSet, OidcError> {
        // check: an error beside tokens
        if tokens.has_error {
            return Err(self.no_tokens(
                "it answered with an error beside the tokens; the provider's log has the reason".to_owned(),
            ));
        }
        // check: Bearer
        if !tokens.is_bearer() {
            return Err(self.no_tokens("its token_type is not Bearer, the only type that Kaimu supports".to_owned()));
        }
        Ok(tokens)
    }

    /// Redeems a code (OpenID Connect Core, section 3.1.3.1).
    async fn redeem_code(
        &self,
        metadata: &Metadata,
        proof: &ClientProof,
        code: &SecretString,
        code_verifier: &SecretString,
    ) -> Result<TokenSet, ClientRequestError> {
        let parameters = [
            ("grant_type", "authorization_code"),
            ("code", code.expose_secret()),
            ("redirect_uri", self.redirect_uri.as_str()),
            // check: code verifier
            ("code_verifier", code_verifier.expose_secret()),
        ];
        self.request_tokens(metadata, proof, &parameters).await
    }

    /// Redeems a code that does not exist. The answer shows whether the provider accepts the client: it authenticates the
    /// client first (OAuth 2.0, section 5.2), and then rejects the code with `invalid_grant`.
    pub(super) async fn redeem_made_up_code(
        &self,
        metadata: &Metadata,
        proof: &ClientProof,
    ) -> Result<TokenSet, ClientRequestError> {
        self.redeem_code(metadata, proof, &MADE_UP_CODE.into(), &MADE_UP_VERIFIER.into()).await
    }

    /// Sends a request to the token endpoint.
    pub(super) async fn request_tokens(
        &self,
        metadata: &Metadata,
        proof: &ClientProof,
        parameters: &[(&str, &str)],
    ) -> Result<TokenSet, ClientRequestError> {
        let response = self.post_as_client((Endpoint::Token, &metadata.token_endpoint), proof, parameters).await?;
        serde_json::from_slice(response.body()).map_err(|_| ClientRequestError::NotOAuth(response.status()))
    }

    /// The error for the log. Contains no text that the provider wrote.
    pub(super) fn token_exchange_error(&self, error: ClientRequestError) -> OidcError {
        match error {
            ClientRequestError::ClientRejected(reason) => self.client_rejected(reason),
            ClientRequestError::Refused(error) => {
                let code = error.code().map_or("an unknown error".to_owned(), |code| format!("the error {code}"));
                let status = error.status.as_u16();
                self.no_tokens(format!("it answered with {code} (status {status}); the provider's log has the reason"))
            }
            ClientRequestError::NotOAuth(status) => {
                let advice = if status.is_server_error() || status == StatusCode::TOO_MANY_REQUESTS {
                    "the provider is down or busy, or a proxy in front of it is"
                } else {
                    "check the token_endpoint in the discovery document, and what answers there"
                };
                self.no_tokens(format!("its response (status {}) is not a token response; {advice}", status.as_u16()))
            }
            // check: an unreachable token endpoint is an unavailable provider
            ClientRequestError::Unanswered(error @ ClientError::Transport(_)) => {
                self.unavailable("tokens", format!("the token endpoint does not answer: {}", error_chain(&error)))
            }
            ClientRequestError::Unanswered(error) => self.no_tokens(error_chain(&error)),
        }
    }

    pub(super) fn client_rejected(&self, reason: String) -> OidcError {
        OidcError::ClientRejected { issuer: self.settings.issuer.clone(), reason }
    }

    pub(super) fn no_tokens(&self, why: String) -> OidcError {
        OidcError::TokenExchange { issuer: self.settings.issuer.clone(), why }
    }
}

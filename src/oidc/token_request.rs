//! The token request: exchanges an authorization code for tokens (OpenID Connect Core, section 3.1.3).

use oauth2::basic::{BasicErrorResponse, BasicErrorResponseType, BasicTokenType};
use openidconnect::{AuthorizationCode, OAuth2TokenResponse, PkceCodeVerifier, RequestTokenError};
use secrecy::{ExposeSecret, SecretString};

use super::client_authentication::AuthenticationParameters;
use super::discovery::Metadata;
use super::error::OidcError;
use super::http_client::ClientError;
use super::oauth2_client::OAuth2Client;
use super::provider::Provider;
use super::token_set::TokenSet;
use crate::domain::error_chain;

/// Why a token request returned no tokens.
pub(super) type TokenRequestError = RequestTokenError<ClientError, BasicErrorResponse>;

impl Provider {
    /// Exchanges an authorization code for tokens.
    pub(super) async fn exchange(
        &self,
        metadata: &Metadata,
        code: &SecretString,
        code_verifier: &SecretString,
    ) -> Result<TokenSet, OidcError> {
        let exchange = |client: OAuth2Client, parameters: AuthenticationParameters| async move {
            let tokens = self.request_tokens(client, parameters, code, code_verifier).await;
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
        if *tokens.token_type() != BasicTokenType::Bearer {
            return Err(self.no_tokens("its token_type is not Bearer, the only type that Kaimu supports".to_owned()));
        }
        Ok(tokens)
    }

    /// Sends the token request (OpenID Connect Core, section 3.1.3.1).
    pub(super) async fn request_tokens(
        &self,
        client: OAuth2Client,
        parameters: AuthenticationParameters,
        code: &SecretString,
        code_verifier: &SecretString,
    ) -> Result<TokenSet, TokenRequestError> {
        let request = client
            .exchange_code(AuthorizationCode::new(code.expose_secret().to_owned()))
            // check: code verifier
            .set_pkce_verifier(PkceCodeVerifier::new(code_verifier.expose_secret().to_owned()));
        let request =
            parameters.into_iter().fold(request, |request, (name, value)| request.add_extra_param(name, value));
        request.request_async(&self.http).await
    }

    /// The error for the log. Contains no text that the provider wrote.
    pub(super) fn token_exchange_error(&self, error: TokenRequestError) -> OidcError {
        match error {
            RequestTokenError::ServerResponse(response) => match response.error() {
                BasicErrorResponseType::InvalidClient => {
                    OidcError::ClientRejected { issuer: self.settings.issuer.clone() }
                }
                // An error code that the standard does not define could contain any text.
                BasicErrorResponseType::Extension(_) => {
                    self.no_tokens("it answered with an unknown error; the provider's log has the reason".to_owned())
                }
                known => {
                    self.no_tokens(format!("it answered with the error {known}; the provider's log has the reason"))
                }
            },
            RequestTokenError::Request(error) => self.no_tokens(error_chain(&error)),
            RequestTokenError::Parse(..) | RequestTokenError::Other(_) => self.no_tokens(
                "its response is not a token response; check the token_endpoint in the discovery document".to_owned(),
            ),
        }
    }

    fn no_tokens(&self, why: String) -> OidcError {
        OidcError::TokenExchange { issuer: self.settings.issuer.clone(), why }
    }
}

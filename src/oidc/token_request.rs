//! The token request: a code, and all that proves who asks (OpenID Connect Core, section 3.1.3).

use oauth2::basic::{
    BasicErrorResponse, BasicErrorResponseType, BasicRevocationErrorResponse, BasicTokenIntrospectionResponse,
    BasicTokenType,
};
use oauth2::{EndpointNotSet, EndpointSet, StandardRevocableToken};
use openidconnect::{
    AuthUrl, AuthorizationCode, ClientId, OAuth2TokenResponse, PkceCodeVerifier, RedirectUrl, RequestTokenError,
    TokenUrl,
};
use secrecy::{ExposeSecret, SecretString};

use super::client_authentication::Proof;
use super::discovery::Metadata;
use super::tokens::Tokens;
use super::{ClientError, OidcError, Provider};
use crate::domain::error_chain;

impl Provider {
    /// Turns a code into tokens.
    ///
    /// # Errors
    /// When the provider gives none.
    pub(super) async fn exchange(
        &self,
        metadata: &Metadata,
        code: &SecretString,
        code_verifier: &SecretString,
    ) -> Result<Tokens, OidcError> {
        let exchange = |client: OAuth2Client, proof: Proof| async move {
            let tokens = self.request_tokens(client, proof, code, code_verifier).await;
            tokens.map_err(|error| self.exchange_failed(error))
        };
        let tokens = self.as_client(metadata, exchange).await?;
        self.bearer(tokens)
    }

    /// Lets only tokens through that whoever bears them may use, which is how userinfo is asked (RFC 6750).
    pub(super) fn bearer(&self, tokens: Tokens) -> Result<Tokens, OidcError> {
        if *tokens.token_type() != BasicTokenType::Bearer {
            return Err(self.no_tokens("its token_type is not Bearer".to_owned()));
        }
        Ok(tokens)
    }

    /// The token request (OpenID Connect Core, section 3.1.3.1).
    pub(super) async fn request_tokens(
        &self,
        client: OAuth2Client,
        proof: Proof,
        code: &SecretString,
        code_verifier: &SecretString,
    ) -> Result<Tokens, TokenRequestError> {
        let request = client
            .exchange_code(AuthorizationCode::new(code.expose_secret().to_owned()))
            .set_pkce_verifier(PkceCodeVerifier::new(code_verifier.expose_secret().to_owned()));
        let request = proof.into_iter().fold(request, |request, (name, value)| request.add_extra_param(name, value));
        request.request_async(&self.http).await
    }

    /// What a token request without tokens means; nothing that the provider wrote is in it.
    pub(super) fn exchange_failed(&self, error: TokenRequestError) -> OidcError {
        match error {
            RequestTokenError::ServerResponse(refusal) => match refusal.error() {
                BasicErrorResponseType::InvalidClient => {
                    OidcError::ClientRejected { issuer: self.settings.issuer.clone() }
                }
                // A code of the provider's own making could hold anything.
                BasicErrorResponseType::Extension(_) => self.no_tokens("it refused, with an unknown error".to_owned()),
                known => self.no_tokens(format!("it refused: {known}")),
            },
            RequestTokenError::Request(error) => self.no_tokens(error_chain(&error)),
            RequestTokenError::Parse(..) | RequestTokenError::Other(_) => {
                self.no_tokens("its answer is no token response".to_owned())
            }
        }
    }

    fn no_tokens(&self, why: String) -> OidcError {
        OidcError::TokenExchange { issuer: self.settings.issuer.clone(), why }
    }

    /// Our client at this provider, which proves to nobody yet that it is us.
    pub(super) fn oauth2_client(&self, metadata: &Metadata) -> OAuth2Client {
        oauth2::Client::new(ClientId::new(self.settings.client.id.clone()))
            .set_auth_uri(AuthUrl::from_url(metadata.authorization_endpoint.clone()))
            .set_token_uri(TokenUrl::from_url(metadata.token_endpoint.clone()))
            .set_redirect_uri(RedirectUrl::from_url(self.redirect_uri.clone()))
    }
}

/// Why a token request gave no tokens.
pub(super) type TokenRequestError = RequestTokenError<ClientError, BasicErrorResponse>;

pub(super) type OAuth2Client = oauth2::Client<
    BasicErrorResponse,
    Tokens,
    BasicTokenIntrospectionResponse,
    StandardRevocableToken,
    BasicRevocationErrorResponse,
    EndpointSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointSet,
>;

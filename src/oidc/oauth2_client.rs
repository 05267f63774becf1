//! The OAuth 2.0 client of the oauth2 crate, with our types and the endpoints of one provider.

use oauth2::basic::{BasicErrorResponse, BasicRevocationErrorResponse, BasicTokenIntrospectionResponse};
use oauth2::{EndpointNotSet, EndpointSet, StandardRevocableToken};
use openidconnect::{AuthUrl, ClientId, RedirectUrl, TokenUrl};

use super::discovery::Metadata;
use super::provider::Provider;
use super::token_set::TokenSet;

pub(super) type OAuth2Client = oauth2::Client<
    BasicErrorResponse,
    TokenSet,
    BasicTokenIntrospectionResponse,
    StandardRevocableToken,
    BasicRevocationErrorResponse,
    EndpointSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointSet,
>;

impl Provider {
    /// Our client at this provider, without client authentication.
    pub(super) fn oauth2_client(&self, metadata: &Metadata) -> OAuth2Client {
        oauth2::Client::new(ClientId::new(self.settings.client.id.clone()))
            .set_auth_uri(AuthUrl::from_url(metadata.authorization_endpoint.clone()))
            .set_token_uri(TokenUrl::from_url(metadata.token_endpoint.clone()))
            .set_redirect_uri(RedirectUrl::from_url(self.redirect_uri.clone()))
    }
}

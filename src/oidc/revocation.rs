//! Revokes refresh tokens that are no longer needed (OAuth 2.0 Token Revocation, RFC 7009).

use std::pin::Pin;
use std::sync::{Arc, PoisonError};

use oauth2::basic::BasicErrorResponseType;
use oauth2::{RevocationErrorResponseType, RevocationUrl, StandardRevocableToken};
use openidconnect::http::Uri;
use openidconnect::{AsyncHttpClient, HttpRequest, HttpResponse, RefreshToken, RequestTokenError};
use secrecy::{ExposeSecret, SecretString};
use url::Url;

use super::client_authentication::AuthenticationParameters;
use super::error::OidcError;
use super::http_client::{ClientError, HttpClient};
use super::oauth2_client::OAuth2Client;
use super::provider::Provider;
use crate::domain::{ClientAuthentication, error_chain};

/// What is said to be unavailable in the log.
const REVOCATION: &str = "the revocation of a refresh token";

/// The result of a revocation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RevocationOutcome {
    /// The token is revoked, or the provider will never revoke it: it offers no revocation, or refuses the request.
    Final,
    /// No answer, or an error that may pass: worth another try later.
    TryLater,
}

impl Provider {
    /// Revokes a refresh token at the provider, with the client authentication of the token endpoint (RFC 7009, section
    /// 2.1). A failure is logged once for each cause.
    pub async fn revoke(self: &Arc<Self>, token: &SecretString) -> RevocationOutcome {
        let result = self.send_revocation(token).await;
        self.log_revocation(result.as_ref().err());
        match result {
            Ok(()) => RevocationOutcome::Final,
            Err(_) => RevocationOutcome::TryLater,
        }
    }

    async fn send_revocation(self: &Arc<Self>, token: &SecretString) -> Result<(), OidcError> {
        let metadata = self.metadata().await?;
        let Some(endpoint) = &metadata.revocation_endpoint else { return Ok(()) };
        // Apple also ends the user's authorization of this site: the next sign-in would ask again which address to share.
        if let ClientAuthentication::Apple { .. } = self.settings.client.authentication {
            return Ok(());
        }
        let failed = |why: &str| self.unavailable(REVOCATION, format!("{endpoint} {why}"));
        let uri: Uri = endpoint.as_str().parse().map_err(|_| failed("is not a URI"))?;
        let send = &SendTo { http: &self.http, uri };
        let revoke = |client: OAuth2Client, parameters: AuthenticationParameters| async move {
            // The library accepts https only. Metadata may also have plain http, as on loopback. So the request is built
            // for https, and sent to the endpoint that the metadata has.
            let client = client.set_revocation_url(RevocationUrl::from_url(over_https(endpoint)));
            let token = StandardRevocableToken::RefreshToken(RefreshToken::new(token.expose_secret().to_owned()));
            let request = client.revoke_token(token).map_err(|_| failed("is not an https URL"))?;
            let request =
                parameters.into_iter().fold(request, |request, (name, value)| request.add_extra_param(name, value));
            match request.request_async(send).await {
                Ok(()) => Ok(()),
                Err(RequestTokenError::ServerResponse(response)) => match response.error() {
                    RevocationErrorResponseType::Basic(BasicErrorResponseType::InvalidClient) => {
                        Err(OidcError::ClientRejected { issuer: self.settings.issuer.clone() })
                    }
                    // Such a request would be refused again (RFC 7009, section 2.2.1).
                    _ => Ok(()),
                },
                Err(RequestTokenError::Request(error)) => {
                    Err(failed(&format!("does not answer: {}", error_chain(&error))))
                }
                Err(RequestTokenError::Parse(..) | RequestTokenError::Other(_)) => {
                    Err(failed("answers with an error that RFC 7009 does not define"))
                }
            }
        };
        self.with_client_authentication(&metadata, revoke).await
    }

    /// Logs a failure once, however long it lasts and however many tokens wait.
    fn log_revocation(&self, failure: Option<&OidcError>) {
        let failure = failure.map(ToString::to_string);
        let mut logged = self.logged_revocation_failure.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(why) = failure.as_ref().filter(|why| logged.as_ref() != Some(*why)) {
            log::warn!("cannot revoke the refresh tokens of ended sessions: {why}; Kaimu tries again for 30 days");
        }
        *logged = failure;
    }
}

/// Sends each request to this URI, whatever its own is.
struct SendTo<'a> {
    http: &'a HttpClient,
    uri: Uri,
}

impl<'c> AsyncHttpClient<'c> for SendTo<'_> {
    type Error = ClientError;
    type Future = Pin<Box<dyn Future<Output = Result<HttpResponse, ClientError>> + Send + 'c>>;

    fn call(&'c self, mut request: HttpRequest) -> Self::Future {
        *request.uri_mut() = self.uri.clone();
        Box::pin(self.http.send(request))
    }
}

fn over_https(endpoint: &Url) -> Url {
    let mut url = endpoint.clone();
    // From http, this cannot fail.
    let _ = url.set_scheme("https");
    url
}

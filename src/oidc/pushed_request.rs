//! Pushes authorization requests to the provider (OAuth 2.0 Pushed Authorization Requests, RFC 9126).

use std::collections::BTreeMap;
use std::time::Duration;

use serde::Deserialize;
use url::Url;

use super::client_authentication::ClientProof;
use super::client_request::ClientRequestError;
use super::discovery::Metadata;
use super::error::OidcError;
use super::provider::Provider;
use crate::domain::error_chain;
use crate::metrics::Endpoint;

/// The browser waits for it before it is redirected.
const MAX_PUSH_TIME: Duration = Duration::from_secs(5);
/// A longer reference could exceed the length of a URL that browsers and servers accept.
const MAX_REQUEST_URI_BYTES: usize = 1024;
/// What is said to be unavailable in the log.
const PUSHED_REQUEST: &str = "a reference to a pushed authorization request";

/// The response of the endpoint (RFC 9126, section 2.2). Its `expires_in` is not needed: the browser goes on at once.
#[derive(Deserialize)]
struct PushedRequest {
    request_uri: String,
}

impl Provider {
    /// The URL of an authorization request with these parameters, or with a reference to them if they are pushed
    /// (RFC 9126, section 4).
    ///
    /// # Errors
    /// When the parameters are pushed and the provider rejects our client, refuses the request or gives no answer.
    pub(super) async fn authorization_url(
        &self,
        metadata: &Metadata,
        parameters: &BTreeMap<String, String>,
    ) -> Result<Url, OidcError> {
        let mut url = metadata.authorization_endpoint.clone();
        match &metadata.pushed_authorization_request_endpoint {
            None => drop(url.query_pairs_mut().extend_pairs(parameters)),
            Some(endpoint) => {
                let too_late = || format!("it took longer than {} s", MAX_PUSH_TIME.as_secs());
                let request_uri = tokio::time::timeout(MAX_PUSH_TIME, self.push(endpoint, metadata, parameters))
                    .await
                    .unwrap_or_else(|_| Err(self.unavailable(PUSHED_REQUEST, too_late())))?;
                let reference = [("client_id", self.settings.client.id.as_str()), ("request_uri", &request_uri)];
                url.query_pairs_mut().extend_pairs(reference);
            }
        }
        Ok(url)
    }

    /// Sends the parameters to the provider, and returns its reference to them (RFC 9126, section 2).
    async fn push(
        &self,
        endpoint: &Url,
        metadata: &Metadata,
        parameters: &BTreeMap<String, String>,
    ) -> Result<String, OidcError> {
        let parameters: Vec<_> = parameters.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let parameters = &parameters;
        let failed = &|why: &str| self.unavailable(PUSHED_REQUEST, format!("{endpoint} {why}"));
        let push = |proof: ClientProof| async move {
            match self.post_as_client((Endpoint::PushedRequest, endpoint), &proof, parameters).await {
                Ok(response) => request_uri(response.body()).ok_or_else(|| failed("answers without a request_uri")),
                Err(ClientRequestError::ClientRejected(reason)) => Err(self.client_rejected(reason)),
                Err(ClientRequestError::Refused(error)) => Err(self.authorization_refused(error.refusal())),
                Err(ClientRequestError::NotOAuth(status)) => {
                    Err(failed(&format!("answers with status {} and no OAuth error", status.as_u16())))
                }
                Err(ClientRequestError::Unanswered(error)) => {
                    Err(failed(&format!("does not answer: {}", error_chain(&error))))
                }
            }
        };
        self.with_client_authentication(metadata, push).await
    }
}

/// The reference in a response.
fn request_uri(body: &[u8]) -> Option<String> {
    let PushedRequest { request_uri } = serde_json::from_slice(body).ok()?;
    (!request_uri.is_empty() && request_uri.len() <= MAX_REQUEST_URI_BYTES).then_some(request_uri)
}

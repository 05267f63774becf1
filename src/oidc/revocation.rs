//! Revokes refresh tokens that are no longer needed (OAuth 2.0 Token Revocation, RFC 7009).

use std::sync::{Arc, PoisonError};

use secrecy::{ExposeSecret, SecretString};

use super::client_authentication::ClientProof;
use super::client_request::ClientRequestError;
use super::error::OidcError;
use super::provider::Provider;
use crate::domain::{ClientAuthentication, error_chain};
use crate::metrics::Endpoint;

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
        let failed = &|why: &str| self.unavailable(REVOCATION, format!("{endpoint} {why}"));
        let parameters = &[("token", token.expose_secret()), ("token_type_hint", "refresh_token")];
        let revoke = |proof: ClientProof| async move {
            match self.post_as_client((Endpoint::Revocation, endpoint), &proof, parameters).await {
                // Such a request would be refused again (RFC 7009, section 2.2.1).
                Ok(_) | Err(ClientRequestError::Refused(_)) => Ok(()),
                Err(ClientRequestError::ClientRejected(reason)) => Err(self.client_rejected(reason)),
                Err(ClientRequestError::NotOAuth(_)) => {
                    Err(failed("answers with an error that RFC 7009 does not define"))
                }
                Err(ClientRequestError::Unanswered(error)) => {
                    Err(failed(&format!("does not answer: {}", error_chain(&error))))
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

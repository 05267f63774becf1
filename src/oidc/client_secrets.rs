//! Client secret rotation: finds out which of two client secrets the provider accepts.

use std::sync::atomic::Ordering;

use super::client_authentication::ClientProof;
use super::client_request::ClientRequestError;
use super::discovery::Metadata;
use super::error::OidcError;
use super::provider::Provider;
use crate::domain::ClientAuthentication;

impl Provider {
    /// Of two client secrets, finds out which one the provider accepts, before the first request whose code or refresh
    /// token works only once: some providers use it up although they reject the client.
    ///
    /// A made-up code costs nothing. It is redeemed at the first use and not at the start, so that a start sends nothing
    /// that a provider could count as a failed sign-in, and so that an outage at the start does not matter. One answer
    /// is enough: [`Self::with_client_authentication`] follows later changes.
    ///
    /// # Errors
    /// When the provider rejects both secrets or does not answer. The code is not sent then.
    pub(super) async fn learn_accepted_secret(&self, metadata: &Metadata) -> Result<(), OidcError> {
        match &self.settings.client.authentication {
            ClientAuthentication::Secret { secrets, .. } if secrets.are_two() => {}
            _ => return Ok(()),
        }
        let redeem = |proof: ClientProof| async move {
            match self.redeem_made_up_code(metadata, &proof).await {
                Err(error @ (ClientRequestError::ClientRejected(_) | ClientRequestError::Unanswered(_))) => {
                    Err(self.token_exchange_error(error))
                }
                // The provider accepts the client, or looks at the code first.
                Ok(_) | Err(ClientRequestError::Refused(_) | ClientRequestError::NotOAuth(_)) => Ok(()),
            }
        };
        let learn = || self.with_client_authentication(metadata, redeem);
        self.accepted_secret.is_known.get_or_try_init(learn).await.map(drop)
    }

    /// Sends a request with client authentication. `send` gets the proof for the request.
    ///
    /// Of two client secrets, the one that the provider accepted last is tried first. If it is rejected, the request is
    /// sent once more with the other one: a provider rejects a client before it uses up the code (OAuth 2.0, section
    /// 5.2). With a provider that does not, the change of a secret fails one sign-in, and the next one starts with the
    /// right secret.
    ///
    /// # Errors
    /// The error of the last request, or that the client key cannot sign.
    pub(super) async fn with_client_authentication<T, F: Future<Output = Result<T, OidcError>>>(
        &self,
        metadata: &Metadata,
        send: impl Fn(ClientProof) -> F,
    ) -> Result<T, OidcError> {
        let second_first = self.accepted_secret.second_first.load(Ordering::Relaxed);
        let (proof, other) = self.client_proofs(metadata, second_first)?;
        let mut result = send(proof).await;
        if let (Err(OidcError::ClientRejected { issuer, reason }), Some(other)) = (&result, other) {
            let next = send(other).await;
            if !matches!(next, Err(OidcError::ClientRejected { .. })) {
                self.accepted_secret.second_first.store(!second_first, Ordering::Relaxed);
                let (rejected, other) = if second_first { ("second", "first") } else { ("first", "second") };
                log::warn!(
                    "{issuer} rejected the {rejected} secret of client_secrets ({reason}); Kaimu now tries the {other} one \
                     first; correct or remove the rejected secret, unless the provider accepts it later"
                );
            }
            result = next;
        }
        if result.is_ok() {
            // An error means that it is known already.
            let _ = self.accepted_secret.is_known.set(());
        }
        result
    }
}

//! Which client secret a provider takes, while an operator replaces the one by the other.

use std::sync::atomic::Ordering;

use super::client_authentication::Proof;
use super::discovery::Metadata;
use super::token_request::OAuth2Client;
use super::{OidcError, Provider};

impl Provider {
    /// Asks the token endpoint as our client, by the secret that it took last; what comes with the client are further parameters
    /// for the request. When it does not know us by that secret, it is asked once more by the other one: an `invalid_client` comes
    /// before anything is done with what was sent (OAuth 2.0, section 5.2). A provider that uses the code up all the same refuses
    /// this one sign-in, and the next begins with the right secret.
    ///
    /// # Errors
    /// What the last request came to, or when our key does not sign.
    pub(super) async fn as_client<T, F: Future<Output = Result<T, OidcError>>>(
        &self,
        metadata: &Metadata,
        ask: impl Fn(OAuth2Client, Proof) -> F,
    ) -> Result<T, OidcError> {
        let other_first = self.takes_other_secret.load(Ordering::Relaxed);
        let ((client, proof), next) = self.clients(metadata, other_first)?;
        let outcome = ask(client, proof).await;
        let (Err(OidcError::ClientRejected { issuer }), Some((client, proof))) = (&outcome, next) else {
            return outcome;
        };
        let outcome = ask(client, proof).await;
        if !matches!(outcome, Err(OidcError::ClientRejected { .. })) {
            self.takes_other_secret.store(!other_first, Ordering::Relaxed);
            let refused = if other_first { "second" } else { "first" };
            log::warn!(
                "{issuer} refused the {refused} one of client_secrets; the other one is used before it from now on"
            );
        }
        outcome
    }
}

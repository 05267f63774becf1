//! Client secret rotation: tries the second client secret when the provider rejects the first.

use std::sync::atomic::Ordering;

use super::client_authentication::AuthenticationParameters;
use super::discovery::Metadata;
use super::error::OidcError;
use super::oauth2_client::OAuth2Client;
use super::provider::Provider;

impl Provider {
    /// Sends a token request with client authentication. `send` gets the client and the parameters that the request
    /// needs.
    ///
    /// Of two client secrets, the one that the provider accepted last is tried first. If it is rejected, the request is
    /// sent once more with the other one: a provider answers `invalid_client` before it uses up the code (OAuth 2.0,
    /// section 5.2). A provider that uses the code up nevertheless fails this one sign-in, and the next one starts with
    /// the right secret.
    ///
    /// # Errors
    /// The error of the last request, or that the client key cannot sign.
    pub(super) async fn with_client_authentication<T, F: Future<Output = Result<T, OidcError>>>(
        &self,
        metadata: &Metadata,
        send: impl Fn(OAuth2Client, AuthenticationParameters) -> F,
    ) -> Result<T, OidcError> {
        let second_first = self.second_secret_first.load(Ordering::Relaxed);
        let ((client, parameters), other) = self.authenticated_clients(metadata, second_first)?;
        let result = send(client, parameters).await;
        let (Err(OidcError::ClientRejected { issuer }), Some((client, parameters))) = (&result, other) else {
            return result;
        };
        let result = send(client, parameters).await;
        if !matches!(result, Err(OidcError::ClientRejected { .. })) {
            self.second_secret_first.store(!second_first, Ordering::Relaxed);
            let (rejected, other) = if second_first { ("second", "first") } else { ("first", "second") };
            log::warn!(
                "{issuer} rejected the {rejected} secret of client_secrets (invalid_client); Kaimu now tries the {other} one \
                 first; correct or remove the rejected secret, unless the provider accepts it later"
            );
        }
        result
    }
}

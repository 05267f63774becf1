//! Which client secret a provider takes, while an operator replaces the one by the other.

use std::sync::atomic::Ordering;

use openidconnect::ClientSecret;
use secrecy::{ExposeSecret, SecretString};

use super::callback::OAuth2Client;
use super::discovery::Metadata;
use super::{OidcError, Provider};

impl Provider {
    /// Asks the token endpoint as our client, by the secret that it took last. When it does not know us by that, it is asked
    /// once more by the other one: an `invalid_client` comes before anything is done with what was sent (OAuth 2.0, section
    /// 5.2). A provider that uses the code up all the same refuses this one sign-in, and the next begins with the right
    /// secret.
    ///
    /// # Errors
    /// What the last request came to.
    pub(super) async fn as_client<T, F: Future<Output = Result<T, OidcError>>>(
        &self,
        metadata: &Metadata,
        ask: impl Fn(OAuth2Client) -> F,
    ) -> Result<T, OidcError> {
        let other_first = self.takes_other_secret.load(Ordering::Relaxed);
        let client = |secret: &SecretString| self.client_with(secret, metadata);
        let mut secrets = self.settings.client.secrets.in_turn(other_first);
        let first = secrets.next().unwrap_or_else(|| self.settings.client.secrets.current());
        let outcome = ask(client(first)).await;
        let (Err(OidcError::ClientRejected { issuer }), Some(second)) = (&outcome, secrets.next()) else {
            return outcome;
        };
        let outcome = ask(client(second)).await;
        if !matches!(outcome, Err(OidcError::ClientRejected { .. })) {
            self.takes_other_secret.store(!other_first, Ordering::Relaxed);
            let refused = if other_first { "second" } else { "first" };
            log::warn!(
                "{issuer} refused the {refused} one of client_secrets; the other one is used before it from now on"
            );
        }
        outcome
    }

    /// Our client at this provider, with one of its secrets.
    pub(super) fn client_with(&self, secret: &SecretString, metadata: &Metadata) -> OAuth2Client {
        self.oauth2_client(metadata).set_client_secret(ClientSecret::new(secret.expose_secret().to_owned()))
    }
}

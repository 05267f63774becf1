//! The way out: the authentication request (OpenID Connect Core, section 3.1.2.1).

use std::sync::Arc;

use openidconnect::{CsrfToken, PkceCodeChallenge, PkceCodeVerifier, Scope};
use secrecy::ExposeSecret;
use url::Url;

use super::{OidcError, Provider};
use crate::domain::{Account, AuthorizationSecrets};

impl Provider {
    /// Where to send a browser: code flow, PKCE with S256, state and nonce; for another account, or for a proof of now, with `prompt`.
    ///
    /// # Errors
    /// When the provider's metadata cannot be had.
    pub async fn authorization_request(
        self: &Arc<Self>,
        secrets: &AuthorizationSecrets,
        account: Account,
    ) -> Result<Url, OidcError> {
        let metadata = self.metadata().await?;
        let verifier = PkceCodeVerifier::new(secrets.code_verifier.expose_secret().to_owned());
        let client = self.oauth2_client(&metadata);
        let request = client
            .authorize_url(|| CsrfToken::new(secrets.state.expose_secret().to_owned()))
            .add_scopes(self.settings.request.scopes.iter().cloned().map(Scope::new))
            .set_pkce_challenge(PkceCodeChallenge::from_code_verifier_sha256(&verifier))
            .add_extra_param("nonce", secrets.nonce.expose_secret());
        let request = match account {
            Account::Any => request,
            Account::Another => request.add_extra_param("prompt", metadata.prompt_for_another_account),
            Account::Chosen => match metadata.prompt_for_a_choice {
                Some(prompt) => request.add_extra_param("prompt", prompt),
                None => request,
            },
            Account::ProvenAnew => {
                let max_age = account.max_age().unwrap_or_default().as_secs().to_string();
                request.add_extra_param("prompt", "login").add_extra_param("max_age", max_age)
            }
        };
        Ok(request.url().0)
    }
}

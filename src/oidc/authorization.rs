//! The way out: the authentication request (OpenID Connect Core, section 3.1.2.1).

use std::sync::Arc;

use openidconnect::{CsrfToken, PkceCodeChallenge, PkceCodeVerifier, Scope};
use secrecy::ExposeSecret;
use url::Url;

use super::{OidcError, Provider};
use crate::domain::{Account, AuthorizationSecrets, OfflineAccess};

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
        let prompt = match account {
            Account::Any => None,
            Account::Another => Some(metadata.prompt_for_another_account),
            Account::Chosen => metadata.prompt_for_a_choice,
            Account::ProvenAnew => Some("login"),
        };
        let request = match account.max_age() {
            Some(max_age) => request.add_extra_param("max_age", max_age.as_secs().to_string()),
            None => request,
        };
        // No session begins with a link, and so nobody will be asked about it.
        let offline = self.offline_access().filter(|_| account != Account::Chosen);
        let request = match offline {
            Some(OfflineAccess::Parameter) => request.add_extra_param("access_type", "offline"),
            _ => request,
        };
        let consent = offline.is_some_and(OfflineAccess::needs_consent).then_some("consent");
        let prompts = prompt.into_iter().chain(consent).collect::<Vec<_>>().join(" ");
        let request = if prompts.is_empty() { request } else { request.add_extra_param("prompt", prompts) };
        Ok(request.url().0)
    }

    /// How to ask for a refresh token, if one is wanted.
    fn offline_access(&self) -> Option<OfflineAccess> {
        self.settings.recheck?;
        OfflineAccess::of(&self.settings.issuer, &self.settings.request.scopes)
    }
}

//! Builds the authorization request (OpenID Connect Core, section 3.1.2.1).

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use openidconnect::{PkceCodeChallenge, PkceCodeVerifier};
use secrecy::ExposeSecret;
use url::Url;

use super::discovery::Metadata;
use super::error::OidcError;
use super::provider::Provider;
use crate::domain::{
    AccountSelection, AuthorizationOptions, AuthorizationSecrets, LoginHint, OfflineAccess, Organizations,
};

impl Provider {
    /// The URL of the provider to send the browser to: code flow, PKCE with S256, state, nonce, the given options, and
    /// the parameters that the operator has configured.
    ///
    /// # Errors
    /// When the provider's metadata is not available, or the request is pushed and the provider does not take it.
    pub async fn authorization_request(
        self: &Arc<Self>,
        secrets: &AuthorizationSecrets,
        options: &AuthorizationOptions,
    ) -> Result<Url, OidcError> {
        let metadata = self.metadata().await?;
        self.authorization_url(&metadata, &self.authorization_parameters(secrets, options, &metadata)).await
    }

    pub(super) fn authorization_parameters(
        &self,
        secrets: &AuthorizationSecrets,
        options: &AuthorizationOptions,
        metadata: &Metadata,
    ) -> BTreeMap<String, String> {
        let request = &self.settings.request;
        // check: code challenge
        let verifier = PkceCodeVerifier::new(secrets.code_verifier.expose_secret().to_owned());
        let challenge = PkceCodeChallenge::from_code_verifier_sha256(&verifier);
        // Linking an identity starts no session, so there is nothing to recheck.
        let offline = self.offline_access().filter(|_| options.account_selection != AccountSelection::Choose);
        let access_type = offline.filter(|offline| *offline == OfflineAccess::Parameter);
        // check: a step-up requests the acr of the rule
        let step_up = options.step_up.as_ref().filter(|step_up| !step_up.acr_values.is_empty());
        let acr_values = step_up.map_or(&self.settings.strength.acr_values, |step_up| &step_up.acr_values);
        let own_parameters = [
            ("response_type", Some("code".to_owned())),
            ("client_id", Some(self.settings.client.id.clone())),
            ("redirect_uri", Some(self.redirect_uri.to_string())),
            ("scope", Some(request.scopes.join(" "))),
            ("state", Some(secrets.state.expose_secret().to_owned())),
            ("nonce", Some(secrets.nonce.expose_secret().to_owned())),
            ("code_challenge", Some(challenge.as_str().to_owned())),
            ("code_challenge_method", Some("S256".to_owned())),
            ("response_mode", request.form_post.then(|| "form_post".to_owned())),
            ("access_type", access_type.map(|_| "offline".to_owned())),
            ("prompt", self.prompt(options.account_selection, offline, metadata)),
            ("max_age", self.max_age(options).map(|age| age.as_secs().to_string())),
            ("acr_values", (!acr_values.is_empty()).then(|| acr_values.join(" "))),
            ("ui_locales", options.ui_locale.map(str::to_owned)),
            ("hd", self.hosted_domain().map(str::to_owned)),
            ("login_hint", options.login_hint.as_ref().map(|hint| LoginHint::as_str(hint).to_owned())),
        ];
        let mut parameters = request.extra_params.clone();
        parameters.extend(own_parameters.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?))));
        parameters
    }

    /// The strictest of what a reauthentication needs, what an application requires, and what the operator has configured
    /// for the provider. Each limit is also checked on its own.
    fn max_age(&self, options: &AuthorizationOptions) -> Option<Duration> {
        let required = options.step_up.as_ref().and_then(|step_up| step_up.max_age);
        let needed = options.account_selection.max_age().into_iter().chain(required);
        needed.chain(self.settings.strength.max_age).min()
    }

    /// The values of `prompt` that account selection and a refresh token need, and those that the operator has
    /// configured.
    fn prompt(&self, account: AccountSelection, offline: Option<OfflineAccess>, metadata: &Metadata) -> Option<String> {
        let needed = match account {
            AccountSelection::Any => None,
            AccountSelection::Another => Some(metadata.prompt_for_another_account),
            AccountSelection::Choose => metadata.prompt_to_choose_account,
            AccountSelection::Reauthenticate | AccountSelection::StepUp => Some(metadata.prompt_to_reauthenticate),
        };
        let consent = offline.is_some_and(OfflineAccess::needs_consent).then_some("consent");
        let mut values: Vec<&str> = needed.into_iter().chain(consent).collect();
        for configured in &self.settings.request.prompt {
            if !values.contains(&configured.as_str()) {
                values.push(configured);
            }
        }
        (!values.is_empty()).then(|| values.join(" "))
    }

    /// Google's parameter `hd`: makes it offer the accounts of one hosted domain, or of all hosted domains. Only the
    /// `hd` claim of the ID token is a proof.
    fn hosted_domain(&self) -> Option<&str> {
        match &self.settings.organizations {
            Organizations::HostedDomains(domains) => match &domains[..] {
                [domain] => Some(domain.as_str()),
                _ => Some("*"),
            },
            Organizations::Any | Organizations::Tenants(_) => None,
        }
    }

    /// How to request a refresh token; `None` when rechecks are not configured.
    fn offline_access(&self) -> Option<OfflineAccess> {
        self.settings.recheck?;
        OfflineAccess::for_issuer(&self.settings.issuer, &self.settings.request.scopes)
    }
}

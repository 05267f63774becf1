//! Advice for the log: what the operator can do when the provider refuses an authorization request.

use super::error::OidcError;
use super::provider::Provider;
use crate::domain::ProviderRefusal;

impl Provider {
    /// The error for an authorization response with `error`, with the settings that can cause it.
    pub(super) fn authorization_refused(&self, reason: ProviderRefusal) -> OidcError {
        OidcError::Refused { reason, advice: advice(reason, &self.settings.request.scopes) }
    }
}

fn advice(reason: ProviderRefusal, scopes: &[String]) -> String {
    use ProviderRefusal as P;
    let advice = match reason {
        P::InvalidScope => {
            let hint = offline_access_hint(scopes);
            return format!(
                "the provider does not have one of the requested scopes ({}): enable it there (at Okta: Security > API > \
                 Authorization Servers > Scopes), or change `scopes`{hint}",
                scopes.join(" ")
            );
        }
        P::NotAssigned => {
            "assign the user, or one of their groups, to this application at the provider (at Okta: Applications > \
             Assignments), or let all users in (at Okta: Allow everyone to self-service)"
        }
        P::NoAccessPolicy => {
            "add an access policy with a rule for this client and its scopes at the provider (at Okta: Security > API > \
             Authorization Servers > Access Policies)"
        }
        P::AccessDenied => {
            "the user cancelled, or a rule of the provider denies them access; the provider's log says which"
        }
        P::LoginRequired => {
            "the user's session at the provider had ended; if this happens often, check the provider's session rules"
        }
        P::ConsentRequired => {
            "let users consent at the provider, or consent for all of them (at Entra: Grant admin consent); the requested \
             scopes need it"
        }
        P::InteractionRequired => {
            "a rule of the provider requires more of the user than it then asked for; the provider's log says what"
        }
        P::UnmetAuthenticationRequirements => {
            "a second factor is missing: have the user enrol one at the provider, or require less (`acr_values`, the \
             provider's own rules)"
        }
        P::AccountSelectionRequired => "the user has several accounts at the provider and selected none",
        P::TemporarilyUnavailable | P::ServerError => {
            "the provider itself has a problem; its status page and its log say more"
        }
        P::UnauthorizedClient => "allow this client the authorization code grant at the provider",
        P::InvalidRequest => {
            "the provider rejects a parameter: compare `extra_params`, `prompt`, `acr_values` and the redirect URI with what \
             it allows; if it requires pushed authorization requests of this client, set pushed_authorization_requests = \
             \"always\""
        }
        P::Other => "the provider's log says why",
    };
    advice.to_owned()
}

/// What to know about `offline_access`, if it is among the scopes that a provider refuses.
pub(super) fn offline_access_hint<S: AsRef<str>>(scopes: &[S]) -> &'static str {
    if scopes.iter().any(|scope| scope.as_ref() == "offline_access") {
        "; some providers do not know offline_access and issue refresh tokens without it (GitLab, Django OAuth Toolkit)"
    } else {
        ""
    }
}

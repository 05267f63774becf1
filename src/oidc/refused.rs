//! What an operator can do when a provider says no, for the log.

use super::{OidcError, Provider};
use crate::domain::ProviderRefusal;

impl Provider {
    /// The provider's no, with the settings there or here that decide about it.
    pub(super) fn refused(&self, reason: ProviderRefusal) -> OidcError {
        OidcError::Refused { reason, advice: advice(reason, &self.settings.request.scopes) }
    }
}

fn advice(reason: ProviderRefusal, scopes: &[String]) -> String {
    use ProviderRefusal as P;
    let known = match reason {
        P::InvalidScope => {
            return format!(
                "it does not have one of the scopes that were asked for ({}): enable it there (at Okta: Security > API > \
                 Authorization Servers > Scopes), or change `scopes`",
                scopes.join(" ")
            );
        }
        P::NotAssigned => {
            "assign the person, or a group of theirs, to this application there (at Okta: Applications > Assignments), or let \
             everybody in (at Okta: Allow everyone to self-service)"
        }
        P::NoAccessPolicy => {
            "add an access policy with a rule for this client and its scopes there (at Okta: Security > API > \
             Authorization Servers > Access Policies)"
        }
        P::AccessDenied => "the person cancelled, or a rule there keeps them out; its own log says which",
        P::LoginRequired => "their session there had ended; if it stays so, look at its rules for sessions",
        P::ConsentRequired => {
            "let people consent there, or consent for all of them (at Entra: Grant admin consent), and the scopes that \
             were asked for need it"
        }
        P::InteractionRequired => "a rule there wants more of the person than it then asked for; its own log says what",
        P::UnmetAuthenticationRequirements => {
            "a second factor is missing: have the person enrol one there, or ask for less (`acr_values`, its own rules)"
        }
        P::AccountSelectionRequired => "the person has several accounts there and chose none",
        P::TemporarilyUnavailable | P::ServerError => "it is in trouble itself; its status page and log say more",
        P::UnauthorizedClient => "allow this client the authorization code grant there",
        P::InvalidRequest => {
            "it takes a parameter for wrong: compare `extra_params`, `prompt`, `acr_values` and the redirect URI with \
             what it allows"
        }
        P::Other => "its own log says why",
    };
    known.to_owned()
}

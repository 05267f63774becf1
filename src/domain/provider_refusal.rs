//! Why a provider said no, in its own words read as ours.

use std::fmt;

/// What a provider gave as its reason (OAuth 2.0, section 4.1.2.1; OpenID Connect Core, section 3.1.2.6), or what a
/// known `error_description` says more exactly.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ProviderRefusal {
    /// The person or the provider declined.
    AccessDenied,
    /// The person is not assigned to our application.
    NotAssigned,
    /// No access policy of the authorization server admits the request.
    NoAccessPolicy,
    /// A scope that the provider does not know.
    InvalidScope,
    /// The person would have to sign in first.
    LoginRequired,
    /// The person would have to consent first.
    ConsentRequired,
    /// The person would have to do something first.
    InteractionRequired,
    /// The person did not sign in as strongly as is asked for: a second factor is missing (OpenID Connect Core Error Code
    /// `unmet_authentication_requirements`).
    UnmetAuthenticationRequirements,
    /// The person would have to choose an account first.
    AccountSelectionRequired,
    /// The provider is overloaded or in maintenance.
    TemporarilyUnavailable,
    /// The provider failed.
    ServerError,
    /// The provider does not let our client do this.
    UnauthorizedClient,
    /// The provider takes our request for malformed.
    InvalidRequest,
    /// Anything else.
    Other,
}

impl ProviderRefusal {
    /// Reads a provider's `error` and `error_description`. The description is only compared with known ones: its text
    /// goes nowhere, since some providers put e-mail addresses there.
    #[must_use]
    pub fn read(error: &str, description: Option<&str>) -> Self {
        let description = description.unwrap_or_default();
        match error {
            // Entra says more exactly under numbers of its own what it calls either of these.
            "access_denied" | "interaction_required" if description.starts_with("AADSTS") => {
                match description.get(..11) {
                    Some("AADSTS50105") => Self::NotAssigned,
                    // A second factor is to be used, enrolled, used anew.
                    Some("AADSTS50076" | "AADSTS50079" | "AADSTS50074") => Self::UnmetAuthenticationRequirements,
                    Some("AADSTS65001" | "AADSTS65004") => Self::ConsentRequired,
                    _ if error == "access_denied" => Self::AccessDenied,
                    _ => Self::InteractionRequired,
                }
            }
            "access_denied" if description.starts_with("User is not assigned to the client application") => {
                Self::NotAssigned
            }
            "access_denied" if description.starts_with("Policy evaluation failed") => Self::NoAccessPolicy,
            "access_denied" => Self::AccessDenied,
            "invalid_scope" => Self::InvalidScope,
            "login_required" => Self::LoginRequired,
            "consent_required" => Self::ConsentRequired,
            "interaction_required" => Self::InteractionRequired,
            "unmet_authentication_requirements" => Self::UnmetAuthenticationRequirements,
            "account_selection_required" => Self::AccountSelectionRequired,
            "temporarily_unavailable" => Self::TemporarilyUnavailable,
            "server_error" => Self::ServerError,
            "unauthorized_client" => Self::UnauthorizedClient,
            "invalid_request" => Self::InvalidRequest,
            _ => Self::Other,
        }
    }
}

/// In the words that providers themselves use, for the log.
impl fmt::Display for ProviderRefusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::AccessDenied => "access denied",
            Self::NotAssigned => "the person is not assigned to the client application",
            Self::NoAccessPolicy => "no access policy fits the request",
            Self::InvalidScope => "invalid scope",
            Self::LoginRequired => "login required",
            Self::ConsentRequired => "consent required",
            Self::InteractionRequired => "interaction required",
            Self::UnmetAuthenticationRequirements => "the authentication requirements are not met",
            Self::AccountSelectionRequired => "account selection required",
            Self::TemporarilyUnavailable => "temporarily unavailable",
            Self::ServerError => "server error",
            Self::UnauthorizedClient => "unauthorized client",
            Self::InvalidRequest => "invalid request",
            Self::Other => "a reason of its own",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn okta_s_words_are_mapped_to_reasons_and_nothing_else_is_kept() {
        let read = |description| ProviderRefusal::read("access_denied", Some(description));
        assert_eq!(read("User is not assigned to the client application."), ProviderRefusal::NotAssigned);
        assert_eq!(
            read("Policy evaluation failed for this request, please check the policy configurations."),
            ProviderRefusal::NoAccessPolicy
        );
        assert_eq!(read("mallory@example.org declined"), ProviderRefusal::AccessDenied);
        assert_eq!(ProviderRefusal::read("made_up", None), ProviderRefusal::Other);
    }

    #[test]
    fn entra_s_numbers_are_mapped_to_reasons() {
        for (error, description, reason) in [
            (
                "interaction_required",
                "AADSTS50076: Due to a configuration",
                ProviderRefusal::UnmetAuthenticationRequirements,
            ),
            ("access_denied", "AADSTS50079: The user is required", ProviderRefusal::UnmetAuthenticationRequirements),
            ("access_denied", "AADSTS50105: Your administrator has", ProviderRefusal::NotAssigned),
            ("access_denied", "AADSTS65004: User declined to consent", ProviderRefusal::ConsentRequired),
            ("access_denied", "AADSTS90000: Something else", ProviderRefusal::AccessDenied),
            ("interaction_required", "AADSTS5é", ProviderRefusal::InteractionRequired),
            ("server_error", "AADSTS50105: Your administrator has", ProviderRefusal::ServerError),
        ] {
            assert_eq!(ProviderRefusal::read(error, Some(description)), reason, "{error}, {description}");
        }
    }
}

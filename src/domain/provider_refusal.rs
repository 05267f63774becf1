//! The reasons for which a provider refuses an authorization request.

use std::fmt;

/// The error of an authorization response (OAuth 2.0, section 4.1.2.1; OpenID Connect Core, section 3.1.2.6), or a more
/// exact reason from a known `error_description`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ProviderRefusal {
    /// The user or the provider declined.
    AccessDenied,
    /// The user is not assigned to the client application.
    NotAssigned,
    /// No access policy of the authorization server allows the request.
    NoAccessPolicy,
    /// The provider does not know a requested scope.
    InvalidScope,
    /// The user has to sign in at the provider first.
    LoginRequired,
    /// The user has to consent first.
    ConsentRequired,
    /// The user has to interact with the provider first.
    InteractionRequired,
    /// The user did not authenticate as strongly as requested, for example without a second factor (OpenID Connect Core
    /// Error Code `unmet_authentication_requirements`).
    UnmetAuthenticationRequirements,
    /// The user has to select an account first.
    AccountSelectionRequired,
    /// The provider is overloaded or under maintenance.
    TemporarilyUnavailable,
    /// The provider failed.
    ServerError,
    /// The provider does not allow this request to Kaimu's client.
    UnauthorizedClient,
    /// The provider considers the request malformed.
    InvalidRequest,
    /// Any other error code.
    Other,
}

impl ProviderRefusal {
    /// Reads a provider's `error` and `error_description`. The description is only compared with known texts and never
    /// kept, since some providers put e-mail addresses there.
    #[must_use]
    pub fn read(error: &str, description: Option<&str>) -> Self {
        let description = description.unwrap_or_default();
        match error {
            // Entra gives the exact reason of these two errors by a number in the description.
            "access_denied" | "interaction_required" if description.starts_with("AADSTS") => {
                match description.get(..11) {
                    Some("AADSTS50105") => Self::NotAssigned,
                    // A second factor has to be used, to be enrolled, to be used again.
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

/// The reason for the log, in the terms of the standards.
impl fmt::Display for ProviderRefusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::AccessDenied => "access denied",
            Self::NotAssigned => "the user is not assigned to the client application",
            Self::NoAccessPolicy => "no access policy allows the request",
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
            Self::Other => "an error code that Kaimu does not know",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_descriptions_of_okta_are_mapped_to_reasons_and_no_other_text_is_kept() {
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
    fn the_error_numbers_of_entra_are_mapped_to_reasons() {
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

//! Why a sign-in was refused: the codes that people, logs and the audit share.

use super::provider_refusal::ProviderRefusal;

/// An outcome that a person could ask about. Each has a stable code, words on a page, a log line and an audit reason.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// No such provider is configured.
    ProviderUnknown,
    /// The provider cannot be reached, or answers nonsense.
    ProviderUnavailable,
    /// The provider's slug named another issuer before.
    ProviderIssuerChanged,
    /// The provider said no.
    Provider(ProviderRefusal),
    /// The browser sent no sign-in cookie at all.
    StateMissing,
    /// The browser sent sign-in cookies, none with this state for this provider.
    StateUnknown,
    /// The sign-in took too long.
    StateExpired,
    /// This sign-in is complete already.
    StateUsed,
    /// The authorization response is not one.
    ResponseMalformed,
    /// The authorization response is another issuer's (RFC 9207).
    ResponseIssuerMismatch,
    /// The provider gave no tokens for the code.
    TokenExchangeFailed,
    /// The provider does not accept our client id and secret.
    TokenClientRejected,
    /// The ID token failed a check.
    IdTokenInvalid,
    /// Userinfo is about somebody else.
    UserinfoSubjectMismatch,
    /// New people are not let in.
    AccountSignUpClosed,
    /// This person is not let in.
    AccountNotAllowed,
    /// This person is in none of the groups that are let in.
    AccountNoAllowedGroup,
    /// The provider cannot say in which groups this person is.
    AccountTooManyGroups,
    /// The account is of an organization that is not let in.
    AccountOtherOrganization,
    /// This user is switched off.
    AccountDisabled,
    /// The sign-in link was used before, is over, or never was one.
    LinkInvalid,
    /// The identity is linked to another user.
    AccountIdentityTaken,
    /// Somebody else came back than the one who began.
    AccountAnotherUser,
    /// The owner of the address has to say yes, with an identity that is linked already.
    AccountConfirmationNeeded,
    /// The person signed in without what the operator requires, such as a second factor.
    AccountStrongerSignInNeeded,
    /// The person signed in at the provider longer ago than the operator allows.
    AccountFreshSignInNeeded,
    /// Without this identity the user could not sign in any more.
    AccountLastIdentity,
    /// Another site sent the request.
    RequestCrossSite,
    /// Too many requests from there.
    RequestTooMany,
    /// Our own fault.
    Internal,
}

/// What a refused person can do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Remedy {
    /// The same once more may work.
    TryAgain,
    /// The same once more may work, and so may another account of theirs.
    TryAgainOrUseAnotherAccount,
    /// The same account would be refused again.
    UseAnotherAccount,
    /// Nothing, until somebody has mended the settings.
    AskTheAdministrator,
}

/// Writes each refusal with its code once, and makes of it both directions. The match has no `_`: a refusal without a code
/// does not compile.
macro_rules! codes {
    ($($refusal:ident $(($reason:ident))? = $code:literal,)+) => {
        const ALL: &[Refusal] = &[$(Refusal::$refusal $((ProviderRefusal::$reason))?),+];

        impl Refusal {
            /// The stable code, e.g. `state.expired`.
            #[must_use]
            pub fn code(self) -> &'static str {
                match self {
                    $(Self::$refusal $((ProviderRefusal::$reason))? => $code,)+
                }
            }
        }
    };
}

codes! {
    ProviderUnknown = "provider.unknown",
    ProviderUnavailable = "provider.unavailable",
    ProviderIssuerChanged = "provider.issuer_changed",
    Provider(AccessDenied) = "provider.refused.access_denied",
    Provider(NotAssigned) = "provider.refused.not_assigned",
    Provider(NoAccessPolicy) = "provider.refused.no_access_policy",
    Provider(InvalidScope) = "provider.refused.invalid_scope",
    Provider(LoginRequired) = "provider.refused.login_required",
    Provider(ConsentRequired) = "provider.refused.consent_required",
    Provider(InteractionRequired) = "provider.refused.interaction_required",
    Provider(UnmetAuthenticationRequirements) = "provider.refused.unmet_authentication_requirements",
    Provider(AccountSelectionRequired) = "provider.refused.account_selection_required",
    Provider(TemporarilyUnavailable) = "provider.refused.temporarily_unavailable",
    Provider(ServerError) = "provider.refused.server_error",
    Provider(UnauthorizedClient) = "provider.refused.unauthorized_client",
    Provider(InvalidRequest) = "provider.refused.invalid_request",
    Provider(Other) = "provider.refused.other",
    StateMissing = "state.missing",
    StateUnknown = "state.unknown",
    StateExpired = "state.expired",
    StateUsed = "state.used",
    ResponseMalformed = "response.malformed",
    ResponseIssuerMismatch = "response.issuer_mismatch",
    TokenExchangeFailed = "token.exchange_failed",
    TokenClientRejected = "token.client_rejected",
    IdTokenInvalid = "id_token.invalid",
    UserinfoSubjectMismatch = "userinfo.subject_mismatch",
    AccountSignUpClosed = "account.sign_up_closed",
    AccountNotAllowed = "account.not_allowed",
    AccountNoAllowedGroup = "account.no_allowed_group",
    AccountTooManyGroups = "account.too_many_groups",
    AccountOtherOrganization = "account.other_organization",
    AccountDisabled = "account.disabled",
    AccountIdentityTaken = "account.identity_taken",
    AccountAnotherUser = "account.another_user",
    AccountConfirmationNeeded = "account.confirmation_needed",
    AccountStrongerSignInNeeded = "account.stronger_sign_in_needed",
    AccountFreshSignInNeeded = "account.fresh_sign_in_needed",
    AccountLastIdentity = "account.last_identity",
    LinkInvalid = "link.invalid",
    RequestCrossSite = "request.cross_site",
    RequestTooMany = "request.too_many",
    Internal = "internal",
}

impl Refusal {
    /// Every refusal there is.
    pub fn all() -> impl Iterator<Item = Self> {
        ALL.iter().copied()
    }

    /// What the person can do about it.
    #[must_use]
    pub fn remedy(self) -> Remedy {
        use ProviderRefusal as P;
        match self {
            Self::Provider(P::NotAssigned | P::NoAccessPolicy | P::AccountSelectionRequired)
            | Self::AccountSignUpClosed
            | Self::AccountNotAllowed
            | Self::AccountNoAllowedGroup
            | Self::AccountTooManyGroups
            | Self::AccountOtherOrganization
            | Self::AccountDisabled
            | Self::AccountIdentityTaken => Remedy::UseAnotherAccount,
            Self::Provider(P::AccessDenied | P::LoginRequired | P::UnmetAuthenticationRequirements | P::Other)
            | Self::AccountAnotherUser
            | Self::AccountStrongerSignInNeeded
            | Self::AccountFreshSignInNeeded => Remedy::TryAgainOrUseAnotherAccount,
            Self::Provider(P::InvalidScope | P::UnauthorizedClient)
            | Self::ProviderIssuerChanged
            | Self::TokenClientRejected => Remedy::AskTheAdministrator,
            _ => Remedy::TryAgain,
        }
    }

    /// The refusal with this code, if there is one.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::all().find(|refusal| refusal.code() == code)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_refusal_has_a_code_of_its_own_that_reads_back() {
        for refusal in Refusal::all() {
            assert_eq!(Refusal::from_code(refusal.code()), Some(refusal));
        }
        assert_eq!(Refusal::from_code("state.forged"), None);
    }
}

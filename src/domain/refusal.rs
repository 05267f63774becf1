//! The refusals: each reason why a request ends without success, with its stable code.

use super::provider_refusal::ProviderRefusal;

/// Why a sign-in or another request was refused. Each refusal has a stable code, a text on the page, a log line and a
/// reason in the audit log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// No such provider is configured.
    ProviderUnknown,
    /// The provider cannot be reached, or its answer is invalid.
    ProviderUnavailable,
    /// The provider's slug had another issuer before.
    ProviderIssuerChanged,
    /// The provider has signed the user out during the sign-in.
    ProviderSignedOut,
    /// The provider refused.
    Provider(ProviderRefusal),
    /// The browser sent no sign-in cookie.
    StateMissing,
    /// The browser sent sign-in cookies, but none with this state for this provider.
    StateUnknown,
    /// The sign-in took too long.
    StateExpired,
    /// The authorization response was used before.
    StateUsed,
    /// The authorization response is malformed.
    ResponseMalformed,
    /// The authorization response comes from another issuer (RFC 9207).
    ResponseIssuerMismatch,
    /// The token endpoint issued no tokens for the code.
    TokenExchangeFailed,
    /// The token endpoint rejected Kaimu's client id or its authentication.
    TokenClientRejected,
    /// The ID token failed a check.
    IdTokenInvalid,
    /// The userinfo response failed a check.
    UserinfoInvalid,
    /// The userinfo response is about another subject.
    UserinfoSubjectMismatch,
    /// The identity belongs to no user, and new users are not admitted, or not without an invitation.
    AccountSignUpClosed,
    /// The identity belongs to no user, and its address is in no allowed domain.
    AccountNotAllowed,
    /// The user is in none of the allowed groups.
    AccountNoAllowedGroup,
    /// The provider has too many groups of the user to send them.
    AccountTooManyGroups,
    /// The account belongs to an organization that is not allowed.
    AccountOtherOrganization,
    /// An operator has disabled the user.
    AccountDisabled,
    /// The sign-in link was used before, has expired, or never existed.
    LinkInvalid,
    /// The ticket that carries a session to another host is invalid.
    SessionTicketInvalid,
    /// The browser did not keep a cookie that a host had just set.
    SessionCookieLost,
    /// Identities of the provider are not linked to existing users.
    AccountLinkOff,
    /// The identity belongs to another user than the one that started the attempt.
    AccountAnotherUser,
    /// The owner of the address has to confirm the link with an identity that is linked already.
    AccountConfirmationNeeded,
    /// The user authenticated less strongly than required, for example without a second factor.
    AccountStrongerSignInNeeded,
    /// The user authenticated at the provider longer ago than allowed.
    AccountFreshSignInNeeded,
    /// The identity is the user's last one: without it the user could not sign in.
    AccountLastIdentity,
    /// The personal access token does not count.
    TokenInvalid,
    /// The personal access token was not made: its name or its applications are missing, or the name is taken.
    TokenNotCreated,
    /// Another site sent the request.
    RequestCrossSite,
    /// There were too many requests from this client address.
    RequestTooMany,
    /// A peer that is no trusted proxy asked whether a request to an application may pass.
    VerifyUntrustedProxy,
    /// A proxy did not say for certain which request it asks about.
    VerifyBadRequest,
    /// No application has this address.
    VerifyUnknownApplication,
    /// The user may not open the application, or this part of it.
    ApplicationNotAllowed,
    /// The application needs a stronger or more recent sign-in.
    ApplicationStepUpNeeded,
    /// The ticket that carries a session to an application is invalid.
    ApplicationTicketInvalid,
    /// The browser or the proxy did not keep the cookie of an application.
    ApplicationCookieLost,
    /// The database does not answer, or cannot do its work at the moment.
    DatabaseUnavailable,
    /// Kaimu itself failed.
    Internal,
}

/// What the user can do after a refusal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Remedy {
    /// Another attempt may succeed.
    TryAgain,
    /// Another attempt may succeed, with the same or another account.
    TryAgainOrUseAnotherAccount,
    /// The same account would be refused again; another one may succeed.
    UseAnotherAccount,
    /// Nothing, until an operator has corrected the configuration.
    AskTheAdministrator,
}

/// Defines the code of each refusal once, for [`Refusal::code`] and [`Refusal::from_code`]. The match has no `_`: a
/// refusal without a code does not compile.
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
    ProviderSignedOut = "provider.signed_out",
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
    UserinfoInvalid = "userinfo.invalid",
    UserinfoSubjectMismatch = "userinfo.subject_mismatch",
    AccountSignUpClosed = "account.sign_up_closed",
    AccountNotAllowed = "account.not_allowed",
    AccountNoAllowedGroup = "account.no_allowed_group",
    AccountTooManyGroups = "account.too_many_groups",
    AccountOtherOrganization = "account.other_organization",
    AccountDisabled = "account.disabled",
    AccountLinkOff = "account.link_off",
    AccountAnotherUser = "account.another_user",
    AccountConfirmationNeeded = "account.confirmation_needed",
    AccountStrongerSignInNeeded = "account.stronger_sign_in_needed",
    AccountFreshSignInNeeded = "account.fresh_sign_in_needed",
    AccountLastIdentity = "account.last_identity",
    LinkInvalid = "link.invalid",
    SessionTicketInvalid = "session.ticket_invalid",
    SessionCookieLost = "session.cookie_lost",
    VerifyUntrustedProxy = "verify.untrusted_proxy",
    VerifyBadRequest = "verify.bad_request",
    VerifyUnknownApplication = "verify.unknown_application",
    ApplicationNotAllowed = "application.not_allowed",
    ApplicationStepUpNeeded = "application.step_up_needed",
    ApplicationTicketInvalid = "application.ticket_invalid",
    ApplicationCookieLost = "application.cookie_lost",
    TokenInvalid = "token.invalid",
    TokenNotCreated = "token.not_created",
    RequestCrossSite = "request.cross_site",
    RequestTooMany = "request.too_many",
    DatabaseUnavailable = "database.unavailable",
    Internal = "internal",
}

impl Refusal {
    /// All refusals.
    pub fn all() -> impl Iterator<Item = Self> {
        ALL.iter().copied()
    }

    /// What the user can do about it.
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
            | Self::AccountLinkOff
            | Self::ApplicationNotAllowed => Remedy::UseAnotherAccount,
            Self::Provider(P::AccessDenied | P::LoginRequired | P::UnmetAuthenticationRequirements | P::Other)
            | Self::AccountAnotherUser
            | Self::AccountStrongerSignInNeeded
            | Self::AccountFreshSignInNeeded => Remedy::TryAgainOrUseAnotherAccount,
            Self::Provider(P::InvalidScope | P::UnauthorizedClient)
            | Self::ProviderIssuerChanged
            | Self::VerifyUntrustedProxy
            | Self::VerifyBadRequest
            | Self::VerifyUnknownApplication
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
    fn a_refusal_is_found_by_its_code() {
        for refusal in Refusal::all() {
            assert_eq!(Refusal::from_code(refusal.code()), Some(refusal));
        }
        assert_eq!(Refusal::from_code("state.forged"), None);
    }
}

//! Why a sign-in stops, and with which refusal.

use crate::domain::{
    Identity, MalformedResponse, NotAdmitted, NotInGroups, NotStrongEnough, Refusal, SessionToken, UserId,
};
use crate::oidc::{FailedCheck, OidcError};
use crate::store::StoreError;

/// Why a sign-in stopped: each variant is one page, one log line, one audit reason.
#[derive(Debug, thiserror::Error)]
pub enum SignInError {
    /// The address names no configured provider.
    #[error("no provider with this slug is configured")]
    UnknownProvider,
    /// The provider's slug named another issuer before.
    #[error("the slug named another issuer before; replaces_issuer would confirm the change")]
    IssuerChanged,
    /// What came back is no authorization response.
    #[error(transparent)]
    Malformed(#[from] MalformedResponse),
    /// The browser sent no sign-in cookie.
    #[error("the browser sent no sign-in cookie: it blocks cookies, dropped them, or never began here")]
    MissingState,
    /// None of the browser's sign-ins under way has this state and this provider.
    #[error("the authorization response answers no request of this browser")]
    UnknownState,
    /// The sign-in took too long.
    #[error("the sign-in took longer than sign_in.attempt_minutes")]
    ExpiredState,
    /// The state was redeemed before.
    #[error("the authorization response was used before")]
    UsedState,
    /// Nobody we know, and not let in.
    #[error(transparent)]
    NotAdmitted(#[from] NotAdmitted),
    /// In none of the groups that may come in, as far as is known.
    #[error("{why}")]
    NotInGroups {
        /// Why.
        why: NotInGroups,
        /// Whose identity it is, if it is anybody's.
        user: Option<UserId>,
    },
    /// An operator has switched this user off.
    #[error("user {0} is disabled")]
    Disabled(UserId),
    /// The sign-in link signs nobody in.
    #[error("the sign-in link was used before, is over, or never was one")]
    InvalidLink,
    /// The identity is linked to another user than the one who wanted to link it.
    #[error("the identity is linked to another user")]
    IdentityTaken,
    /// Another user came back than the one who began, or they are not signed in any more.
    #[error("the identity, or the session, is not that of the user who began")]
    AnotherUser,
    /// The owner of the address has to confirm that the identity is theirs.
    #[error("the address is that of a user who has to confirm the link with an identity that is linked already")]
    ConfirmationNeeded {
        /// Whose address it is.
        user: UserId,
        /// Finds the waiting identity in this browser.
        secret: SessionToken,
    },
    /// The provider, or what it said, was refused.
    #[error(transparent)]
    Oidc(#[from] OidcError),
    /// The store failed.
    #[error("the store failed")]
    Store(#[from] StoreError),
}

impl SignInError {
    /// What to tell the person and the audit.
    #[must_use]
    pub fn refusal(&self) -> Refusal {
        match self {
            Self::UnknownProvider => Refusal::ProviderUnknown,
            Self::IssuerChanged => Refusal::ProviderIssuerChanged,
            Self::Malformed(_) => Refusal::ResponseMalformed,
            Self::MissingState => Refusal::StateMissing,
            Self::UnknownState => Refusal::StateUnknown,
            Self::ExpiredState => Refusal::StateExpired,
            Self::UsedState => Refusal::StateUsed,
            Self::NotAdmitted(NotAdmitted::SignUpClosed | NotAdmitted::NotInvited) => Refusal::AccountSignUpClosed,
            Self::NotAdmitted(NotAdmitted::NotAllowed | NotAdmitted::NotAllowedByProvider) => {
                Refusal::AccountNotAllowed
            }
            Self::NotInGroups { why: NotInGroups::TooMany, .. } => Refusal::AccountTooManyGroups,
            Self::NotInGroups { .. } => Refusal::AccountNoAllowedGroup,
            Self::Disabled(_) => Refusal::AccountDisabled,
            Self::InvalidLink => Refusal::LinkInvalid,
            Self::IdentityTaken => Refusal::AccountIdentityTaken,
            Self::AnotherUser => Refusal::AccountAnotherUser,
            Self::ConfirmationNeeded { .. } => Refusal::AccountConfirmationNeeded,
            Self::Store(_) => Refusal::Internal,
            Self::Oidc(error) => match error {
                OidcError::Unavailable { .. } => Refusal::ProviderUnavailable,
                OidcError::ResponseIssuerMismatch { .. } => Refusal::ResponseIssuerMismatch,
                OidcError::Refused { reason, .. } => Refusal::Provider(*reason),
                OidcError::TokenExchange { .. } => Refusal::TokenExchangeFailed,
                OidcError::ClientRejected { .. } => Refusal::TokenClientRejected,
                OidcError::IdToken { check: FailedCheck::Tenant | FailedCheck::HostedDomain, .. } => {
                    Refusal::AccountOtherOrganization
                }
                OidcError::IdToken { .. } => Refusal::IdTokenInvalid,
                OidcError::NotStrongEnough { lack: NotStrongEnough::TooLongAgo(_), .. } => {
                    Refusal::AccountFreshSignInNeeded
                }
                OidcError::NotStrongEnough { .. } => Refusal::AccountStrongerSignInNeeded,
                OidcError::UserinfoSubjectMismatch { .. } => Refusal::UserinfoSubjectMismatch,
            },
        }
    }

    /// Who it was at the provider, when that came out and nobody has looked yet which user that is.
    pub(super) fn identity(&self) -> Option<&Identity> {
        match self {
            Self::Oidc(OidcError::NotStrongEnough { identity, .. }) => Some(identity),
            _ => None,
        }
    }

    /// About whom it is, when that came out all the same.
    pub(super) fn user(&self) -> Option<UserId> {
        match self {
            Self::Disabled(user) | Self::ConfirmationNeeded { user, .. } => Some(*user),
            Self::NotInGroups { user, .. } => *user,
            _ => None,
        }
    }
}

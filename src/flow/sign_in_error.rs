//! Why a sign-in was refused, and the refusal that the page shows.

use super::failure;
use crate::domain::{
    Identity, MalformedResponse, NotAdmitted, NotInGroups, NotLinkable, NotStrongEnough, PendingLinkSecret, Refusal,
    UserId,
};
use crate::oidc::{FailedCheck, OidcError};
use crate::store::StoreError;

/// Why a sign-in was refused. Each variant is one page, one log line and one audit reason.
#[derive(Debug, thiserror::Error)]
pub enum SignInError {
    /// The slug in the URL names no configured provider.
    #[error("no provider with this slug is configured")]
    UnknownProvider,
    /// The provider's slug had another issuer before.
    #[error("the slug of this provider had another issuer before; set replaces_issuer to confirm the change")]
    IssuerChanged,
    /// Another site initiated a login with another issuer (OpenID Connect Core, section 4).
    #[error("the login request names another issuer than this provider's in the parameter iss")]
    OtherIssuer,
    /// The callback has no valid authorization response.
    #[error(transparent)]
    Malformed(#[from] MalformedResponse),
    /// The browser sent no sign-in cookie.
    #[error(
        "the browser sent no sign-in cookie: it blocks or dropped cookies, or the sign-in was started in another browser"
    )]
    MissingState,
    /// None of the browser's sign-in attempts has this state and this provider.
    #[error("the authorization response answers no sign-in attempt of this browser")]
    UnknownState,
    /// The sign-in took too long.
    #[error("the sign-in took longer than sign_in.attempt_minutes")]
    ExpiredState,
    /// The state was redeemed before.
    #[error("the authorization response was used before")]
    UsedState,
    /// The response was used before, and was refused then.
    #[error("the authorization response was refused before, and arrived again")]
    RefusedBefore(Refusal),
    /// The identity may not become a user.
    #[error(transparent)]
    NotAdmitted(#[from] NotAdmitted),
    /// The identity may not be linked to an existing user.
    #[error(transparent)]
    NotLinkable(#[from] NotLinkable),
    /// The user's groups do not allow the sign-in, or are not known.
    #[error("{why}")]
    NotInGroups {
        /// The reason.
        why: NotInGroups,
        /// The user of the identity, if it is linked.
        user: Option<UserId>,
    },
    /// An operator has disabled this user.
    #[error("user {0} is disabled")]
    Disabled(UserId),
    /// The sign-in link is invalid.
    #[error("the sign-in link was used before, has expired, or never existed")]
    InvalidLink,
    /// The ticket of a hand-over is invalid.
    #[error("the ticket has expired, was used before, or belongs to another browser")]
    InvalidTicket,
    /// The browser did not return the cookie of a hand-over.
    #[error(
        "the browser did not keep a cookie of {host}: it blocks cookies, or the proxy drops a Set-Cookie header, or the \
         browser reached the page under another host; check that server.base_url and server.frontend_url are the URLs \
         that users open"
    )]
    CookieLost {
        /// The host that had set it.
        host: String,
    },
    /// The user who came back is not the one who started, or is no longer signed in.
    #[error("the identity or the session does not belong to the user who started this")]
    AnotherUser,
    /// The identity was unlinked, or its user merged, while the sign-in was being decided.
    #[error("the identity was unlinked from its user during the sign-in")]
    IdentityUnlinked,
    /// A logout token of the provider has ended the upstream session before the sign-in was complete.
    #[error("the provider has signed the user out during the sign-in, by a logout token")]
    SignedOutAtProvider,
    /// The owner of the address has to confirm that the identity is theirs.
    #[error("the proven address belongs to a user who has to sign in with a linked identity to confirm the link")]
    ConfirmationNeeded {
        /// The owner of the address.
        user: UserId,
        /// Finds the pending link from this browser.
        secret: PendingLinkSecret,
    },
    /// The provider failed or refused, or its answer was not accepted.
    #[error(transparent)]
    Oidc(#[from] OidcError),
    /// The store failed.
    #[error("the store failed")]
    Store(#[from] StoreError),
}

impl SignInError {
    /// What the page and the audit log say.
    #[must_use]
    pub fn refusal(&self) -> Refusal {
        match self {
            Self::UnknownProvider => Refusal::ProviderUnknown,
            Self::IssuerChanged => Refusal::ProviderIssuerChanged,
            Self::OtherIssuer => Refusal::ResponseIssuerMismatch,
            Self::Malformed(_) => Refusal::ResponseMalformed,
            Self::MissingState => Refusal::StateMissing,
            Self::UnknownState => Refusal::StateUnknown,
            Self::ExpiredState => Refusal::StateExpired,
            Self::UsedState => Refusal::StateUsed,
            Self::RefusedBefore(refusal) => *refusal,
            Self::NotAdmitted(NotAdmitted::SignUpClosed | NotAdmitted::NotInvited) => Refusal::AccountSignUpClosed,
            Self::NotAdmitted(NotAdmitted::NotAllowed | NotAdmitted::NotAllowedByProvider) => {
                Refusal::AccountNotAllowed
            }
            Self::NotLinkable(NotLinkable::LinkOff) => Refusal::AccountLinkOff,
            Self::NotLinkable(NotLinkable::NotAllowedByProvider) => Refusal::AccountNotAllowed,
            Self::NotInGroups { why: NotInGroups::TooMany, .. } => Refusal::AccountTooManyGroups,
            Self::NotInGroups { .. } => Refusal::AccountNoAllowedGroup,
            Self::Disabled(_) => Refusal::AccountDisabled,
            Self::InvalidLink => Refusal::LinkInvalid,
            Self::InvalidTicket => Refusal::SessionTicketInvalid,
            Self::CookieLost { .. } => Refusal::SessionCookieLost,
            Self::SignedOutAtProvider => Refusal::ProviderSignedOut,
            Self::AnotherUser => Refusal::AccountAnotherUser,
            Self::ConfirmationNeeded { .. } => Refusal::AccountConfirmationNeeded,
            Self::IdentityUnlinked => Refusal::Internal,
            Self::Store(error) => failure::refusal(error),
            Self::Oidc(error) => match error {
                OidcError::Unavailable { .. } => Refusal::ProviderUnavailable,
                OidcError::ResponseIssuerMismatch { .. } => Refusal::ResponseIssuerMismatch,
                OidcError::Refused { reason, .. } => Refusal::Provider(*reason),
                OidcError::TokenExchange { .. } => Refusal::TokenExchangeFailed,
                OidcError::ClientRejected { .. } => Refusal::TokenClientRejected,
                OidcError::IdToken {
                    check: FailedCheck::Tenant | FailedCheck::HostedDomain | FailedCheck::NoHostedDomain,
                    ..
                } => Refusal::AccountOtherOrganization,
                OidcError::IdToken { .. } => Refusal::IdTokenInvalid,
                OidcError::NotStrongEnough {
                    lack: NotStrongEnough::AuthTime(_) | NotStrongEnough::Reauthentication(_),
                    ..
                } => Refusal::AccountFreshSignInNeeded,
                OidcError::NotStrongEnough { .. } => Refusal::AccountStrongerSignInNeeded,
                OidcError::Userinfo { .. } => Refusal::UserinfoInvalid,
                OidcError::UserinfoSubjectMismatch { .. } => Refusal::UserinfoSubjectMismatch,
            },
        }
    }

    /// The identity, if it is known but its user has not been looked up.
    pub(super) fn identity(&self) -> Option<&Identity> {
        match self {
            Self::Oidc(OidcError::NotStrongEnough { identity, .. }) => Some(identity),
            _ => None,
        }
    }

    /// The user of the refused identity, if known.
    pub(super) fn user(&self) -> Option<UserId> {
        match self {
            Self::Disabled(user) | Self::ConfirmationNeeded { user, .. } => Some(*user),
            Self::NotInGroups { user, .. } => *user,
            _ => None,
        }
    }
}

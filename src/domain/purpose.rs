//! The purpose of a sign-in attempt.

use uuid::Uuid;

use super::authorization::AccountSelection;
use super::user::UserId;

/// Why a browser is sent to a provider. The identity in the response is checked against it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// To sign in with the identity in the response.
    SignIn,
    /// To sign in after the user has authenticated again, since an application requires it.
    StepUp,
    /// To have this user authenticate again, before a change to their linked identities.
    Reauthenticate(Requester),
    /// To link the identity in the response to this signed-in user.
    Link(Requester),
}

/// The user who asked for a change of their account, and the session in which they did. The browser has to come back with
/// the same session.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Requester {
    /// The user.
    pub user: UserId,
    /// The id of the session.
    pub session: Uuid,
}

impl Purpose {
    /// The user that has to complete the attempt, if that is known in advance.
    #[must_use]
    pub fn user(self) -> Option<UserId> {
        match self {
            Self::SignIn | Self::StepUp => None,
            Self::Reauthenticate(requester) | Self::Link(requester) => Some(requester.user),
        }
    }

    /// Which account to ask the provider for. To link an identity, the user selects one: the account that the provider
    /// would select may not be the intended one.
    #[must_use]
    pub fn account_selection(self) -> AccountSelection {
        match self {
            Self::SignIn => AccountSelection::Any,
            Self::StepUp => AccountSelection::StepUp,
            Self::Reauthenticate(_) => AccountSelection::Reauthenticate,
            Self::Link(_) => AccountSelection::Choose,
        }
    }
}

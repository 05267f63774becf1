//! What a trip to a provider is for.

use super::authorization::AccountSelection;
use super::user::UserId;

/// Why somebody is sent to a provider. Whoever comes back is held against it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// To sign in, as whoever comes back.
    SignIn,
    /// To sign in anew as this user, who is about to change how they sign in.
    Reauthenticate(UserId),
    /// To link the identity that comes back to this user, who is signed in.
    Link(UserId),
}

impl Purpose {
    /// Whose trip it is, when that is known before they come back.
    #[must_use]
    pub fn user(self) -> Option<UserId> {
        match self {
            Self::SignIn => None,
            Self::Reauthenticate(user) | Self::Link(user) => Some(user),
        }
    }

    /// Which account to ask the provider for. For a link the person had better choose: the one that the provider would
    /// take by itself may not be the one they mean.
    #[must_use]
    pub fn account_selection(self) -> AccountSelection {
        match self {
            Self::SignIn => AccountSelection::Any,
            Self::Reauthenticate(_) => AccountSelection::Reauthenticate,
            Self::Link(_) => AccountSelection::Choose,
        }
    }
}

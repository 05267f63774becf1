//! The events of the audit log.

use chrono::{DateTime, Utc};

use super::refusal::Refusal;
use super::request_context::RequestContext;
use super::slug::Slug;
use super::user::UserId;

/// An event that the audit log records.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AuditEvent {
    /// A user signed in.
    SignedIn,
    /// A sign-in was refused.
    SignInRefused(Refusal),
    /// A user signed out.
    SignedOut,
    /// An operator disabled a user.
    UserDisabled,
    /// An operator enabled a user again.
    UserEnabled,
    /// An operator ended all sessions of a user.
    UserSignedOut,
    /// An operator ended some sessions of a user.
    UserSessionsEnded,
    /// An operator unlinked an identity of a user.
    UserUnlinked,
    /// An operator let a new subject of a provider replace the identity of a user.
    UserRelinked,
    /// An operator changed the username of a user.
    UserRenamed,
    /// An operator deleted a user.
    UserDeleted,
    /// An operator invited an address.
    UserInvited,
    /// An operator replaced the keys that sign assertions.
    AssertionKeysReplaced,
    /// An operator created a sign-in link for a user.
    SignInLinkMade,
    /// An operator revoked personal access tokens of a user.
    UserTokensRevoked,
    /// The provider's server reported that the user had signed out there.
    BackChannelLogout,
    /// A page of the provider, in the user's browser, reported that the user had signed out there.
    FrontChannelLogout,
    /// The provider refused a recheck, and the session ended.
    RecheckRevoked,
    /// No recheck succeeded within `recheck_grace`, and the session ended.
    RecheckUnanswered,
    /// The provider was taken out of the configuration, and its sessions of the user ended.
    ProviderRemoved,
    /// A user ended one of their sessions in another browser.
    SessionEnded,
    /// A user ended all their other sessions.
    OtherSessionsEnded,
    /// An identity was linked to a user.
    IdentityLinked,
    /// An identity was not linked.
    LinkRefused(Refusal),
    /// An identity was unlinked.
    IdentityUnlinked,
    /// Two users of one person were merged.
    AccountsMerged,
    /// A user has another proven address than before, or none.
    EmailChanged,
    /// A user made a personal access token.
    TokenCreated,
    /// A user revoked a personal access token.
    TokenRevoked,
    /// A user opened an application, for the first time of the day.
    ApplicationOpened,
    /// An application was refused to a user, for the first time of the hour.
    ApplicationRefused,
}

impl AuditEvent {
    /// The events of which a user is told on the next page: who can sign in to the account, and what an operator did. A sign-in
    /// with an operator's link is one as well.
    pub const ACCOUNT_CHANGES: [Self; 14] = [
        Self::IdentityLinked,
        Self::IdentityUnlinked,
        Self::AccountsMerged,
        Self::EmailChanged,
        Self::TokenCreated,
        Self::UserDisabled,
        Self::UserEnabled,
        Self::UserSignedOut,
        Self::UserSessionsEnded,
        Self::UserUnlinked,
        Self::UserRelinked,
        Self::UserRenamed,
        Self::UserTokensRevoked,
        Self::SignInLinkMade,
    ];

    /// The stable names of the action and its outcome: for example `sign_in`, and `succeeded` or the code of the
    /// refusal.
    #[must_use]
    pub fn names(self) -> (&'static str, &'static str) {
        match self {
            Self::SignedIn => ("sign_in", "succeeded"),
            Self::SignInRefused(refusal) => ("sign_in", refusal.code()),
            Self::SignedOut => ("sign_out", "succeeded"),
            Self::UserDisabled => ("user_disable", "succeeded"),
            Self::UserEnabled => ("user_enable", "succeeded"),
            Self::UserSignedOut => ("user_sign_out", "succeeded"),
            Self::UserSessionsEnded => ("user_end_sessions", "succeeded"),
            Self::UserUnlinked => ("user_unlink", "succeeded"),
            Self::UserRelinked => ("user_relink", "succeeded"),
            Self::UserRenamed => ("user_rename", "succeeded"),
            Self::UserDeleted => ("user_delete", "succeeded"),
            Self::UserInvited => ("user_invite", "succeeded"),
            Self::AssertionKeysReplaced => ("keys_rotate", "succeeded"),
            Self::SignInLinkMade => ("sign_in_link", "succeeded"),
            Self::UserTokensRevoked => ("user_revoke_tokens", "succeeded"),
            Self::BackChannelLogout => ("back_channel_logout", "succeeded"),
            Self::FrontChannelLogout => ("front_channel_logout", "succeeded"),
            Self::RecheckRevoked => ("recheck", "refused"),
            Self::RecheckUnanswered => ("recheck", "unanswered"),
            Self::ProviderRemoved => ("provider_removed", "succeeded"),
            Self::SessionEnded => ("end_session", "succeeded"),
            Self::OtherSessionsEnded => ("end_other_sessions", "succeeded"),
            Self::IdentityLinked => ("link", "succeeded"),
            Self::LinkRefused(refusal) => ("link", refusal.code()),
            Self::IdentityUnlinked => ("unlink", "succeeded"),
            Self::AccountsMerged => ("merge", "succeeded"),
            Self::EmailChanged => ("email_change", "succeeded"),
            Self::TokenCreated => ("token_create", "succeeded"),
            Self::TokenRevoked => ("token_revoke", "succeeded"),
            Self::ApplicationOpened => ("application_access", "succeeded"),
            Self::ApplicationRefused => ("application_access", Refusal::ApplicationNotAllowed.code()),
        }
    }

    /// Whether `audit.webhook` gets the event: a change to the identities of a user, a refusal of a known user, or an action of an
    /// operator. Of sign-ins it gets those with a new kind of browser, which [`AuditEvent::SignedIn`] alone does not tell.
    #[must_use]
    pub fn is_reported(self, user: Option<UserId>) -> bool {
        match self {
            Self::IdentityLinked
            | Self::IdentityUnlinked
            | Self::AccountsMerged
            | Self::UserDisabled
            | Self::UserEnabled
            | Self::UserSignedOut
            | Self::UserSessionsEnded
            | Self::UserUnlinked
            | Self::UserRelinked
            | Self::UserRenamed
            | Self::UserDeleted
            | Self::UserInvited
            | Self::AssertionKeysReplaced
            | Self::SignInLinkMade
            | Self::UserTokensRevoked => true,
            // Anyone on the internet can cause refusals of unknown users.
            Self::SignInRefused(_) | Self::LinkRefused(_) | Self::RecheckRevoked | Self::ApplicationRefused => {
                user.is_some()
            }
            Self::SignedIn
            | Self::SignedOut
            | Self::BackChannelLogout
            | Self::FrontChannelLogout
            | Self::RecheckUnanswered
            | Self::ProviderRemoved
            | Self::SessionEnded
            | Self::OtherSessionsEnded
            | Self::EmailChanged
            | Self::TokenCreated
            | Self::TokenRevoked
            | Self::ApplicationOpened => false,
        }
    }

    /// The event with these names.
    #[must_use]
    pub fn from_names(action: &str, outcome: &str) -> Option<Self> {
        let fixed = [
            Self::SignedIn,
            Self::SignedOut,
            Self::UserDisabled,
            Self::UserEnabled,
            Self::UserSignedOut,
            Self::UserSessionsEnded,
            Self::UserUnlinked,
            Self::UserRelinked,
            Self::UserRenamed,
            Self::UserDeleted,
            Self::UserInvited,
            Self::AssertionKeysReplaced,
            Self::SignInLinkMade,
            Self::UserTokensRevoked,
            Self::BackChannelLogout,
            Self::FrontChannelLogout,
            Self::RecheckRevoked,
            Self::RecheckUnanswered,
            Self::ProviderRemoved,
            Self::SessionEnded,
            Self::OtherSessionsEnded,
            Self::IdentityLinked,
            Self::IdentityUnlinked,
            Self::AccountsMerged,
            Self::EmailChanged,
            Self::TokenCreated,
            Self::TokenRevoked,
            Self::ApplicationOpened,
            Self::ApplicationRefused,
        ];
        let refused = Refusal::all().flat_map(|refusal| [Self::SignInRefused(refusal), Self::LinkRefused(refusal)]);
        fixed.into_iter().chain(refused).find(|event| event.names() == (action, outcome))
    }
}

/// A new entry of the audit log.
#[derive(Debug, Clone)]
pub struct AuditEntry {
    /// What happened.
    pub event: AuditEvent,
    /// The provider; [`Slug::operator`] for an action of an operator.
    pub provider: Slug,
    /// The user it is about, if known.
    pub user: Option<UserId>,
    /// The request in which it happened.
    pub context: RequestContext,
}

/// An entry of the audit log, as its user sees it.
#[derive(Debug, Clone)]
pub struct PastEvent {
    /// What happened.
    pub event: AuditEvent,
    /// The slug of the provider.
    pub provider: String,
    /// The address of the client, if known.
    pub address: Option<String>,
    /// When it happened.
    pub occurred_at: DateTime<Utc>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_event_is_found_by_its_names() {
        for event in [AuditEvent::AccountsMerged, AuditEvent::LinkRefused(Refusal::Internal), AuditEvent::SignedIn] {
            let (action, outcome) = event.names();
            assert_eq!(AuditEvent::from_names(action, outcome), Some(event));
        }
        assert_eq!(AuditEvent::from_names("sign_in", "made_up"), None);
    }

    #[test]
    fn refusals_are_reported_of_known_users_alone_and_actions_of_operators_always() {
        let user = Some(UserId(uuid::Uuid::nil()));
        for event in [AuditEvent::SignInRefused(Refusal::AccountDisabled), AuditEvent::RecheckRevoked] {
            assert_eq!((event.is_reported(user), event.is_reported(None)), (true, false), "{event:?}");
        }
        assert!(AuditEvent::UserInvited.is_reported(None));
        assert!(!AuditEvent::SignedIn.is_reported(user));
    }
}

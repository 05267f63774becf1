//! What happened, for those who must know later.

use chrono::{DateTime, Utc};

use super::refusal::Refusal;
use super::request_context::RequestContext;
use super::slug::Slug;
use super::user::UserId;

/// Something worth remembering.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AuditEvent {
    /// Somebody signed in.
    SignedIn,
    /// A sign-in ended without one.
    SignInRefused(Refusal),
    /// Somebody signed out.
    SignedOut,
    /// An operator lets a user sign in no more.
    UserDisabled,
    /// An operator lets a user sign in again.
    UserEnabled,
    /// An operator ended all sessions of a user.
    UserSignedOut,
    /// An operator removed a user.
    UserDeleted,
    /// An operator invited an address.
    UserInvited,
    /// An operator made a link that signs a user in.
    SignInLinkMade,
    /// The provider's server said that somebody had signed out there.
    BackChannelLogout,
    /// A page of the provider, in somebody's browser, said that they had signed out there.
    FrontChannelLogout,
    /// The provider, asked again, no longer vouched for somebody, whose session ended.
    RecheckRevoked,
    /// The provider could not be asked again for too long, and a session ended.
    RecheckUnanswered,
    /// Somebody ended a session of theirs in another browser.
    SessionEnded,
    /// Somebody ended all their other sessions.
    OtherSessionsEnded,
    /// An identity was linked to a user.
    IdentityLinked,
    /// An identity was not linked.
    LinkRefused(Refusal),
    /// An identity was unlinked.
    IdentityUnlinked,
    /// Two accounts of one person became one.
    AccountsMerged,
}

impl AuditEvent {
    /// The stable names of what was tried and how it ended: `sign_in` and `succeeded`, or the code of the refusal.
    #[must_use]
    pub fn names(self) -> (&'static str, &'static str) {
        match self {
            Self::SignedIn => ("sign_in", "succeeded"),
            Self::SignInRefused(refusal) => ("sign_in", refusal.code()),
            Self::SignedOut => ("sign_out", "succeeded"),
            Self::UserDisabled => ("user_disable", "succeeded"),
            Self::UserEnabled => ("user_enable", "succeeded"),
            Self::UserSignedOut => ("user_sign_out", "succeeded"),
            Self::UserDeleted => ("user_delete", "succeeded"),
            Self::UserInvited => ("user_invite", "succeeded"),
            Self::SignInLinkMade => ("sign_in_link", "succeeded"),
            Self::BackChannelLogout => ("back_channel_logout", "succeeded"),
            Self::FrontChannelLogout => ("front_channel_logout", "succeeded"),
            Self::RecheckRevoked => ("recheck", "refused"),
            Self::RecheckUnanswered => ("recheck", "unanswered"),
            Self::SessionEnded => ("end_session", "succeeded"),
            Self::OtherSessionsEnded => ("end_other_sessions", "succeeded"),
            Self::IdentityLinked => ("link", "succeeded"),
            Self::LinkRefused(refusal) => ("link", refusal.code()),
            Self::IdentityUnlinked => ("unlink", "succeeded"),
            Self::AccountsMerged => ("merge", "succeeded"),
        }
    }

    /// The event with these names.
    #[must_use]
    pub fn from_names(action: &str, outcome: &str) -> Option<Self> {
        let plain = [
            Self::SignedIn,
            Self::SignedOut,
            Self::UserDisabled,
            Self::UserEnabled,
            Self::UserSignedOut,
            Self::UserDeleted,
            Self::UserInvited,
            Self::SignInLinkMade,
            Self::BackChannelLogout,
            Self::FrontChannelLogout,
            Self::RecheckRevoked,
            Self::RecheckUnanswered,
            Self::SessionEnded,
            Self::OtherSessionsEnded,
            Self::IdentityLinked,
            Self::IdentityUnlinked,
            Self::AccountsMerged,
        ];
        let refused = Refusal::all().flat_map(|refusal| [Self::SignInRefused(refusal), Self::LinkRefused(refusal)]);
        plain.into_iter().chain(refused).find(|event| event.names() == (action, outcome))
    }
}

/// One line of the audit log.
#[derive(Debug, Clone)]
pub struct AuditEntry {
    /// What.
    pub event: AuditEvent,
    /// With which provider; [`Slug::operator`] for what an operator did.
    pub provider: Slug,
    /// Who, when that is known.
    pub user: Option<UserId>,
    /// When, from where, in which request.
    pub context: RequestContext,
}

/// A line of the audit log, for the user whom it is about.
#[derive(Debug, Clone)]
pub struct PastEvent {
    /// What.
    pub event: AuditEvent,
    /// With which provider.
    pub provider: String,
    /// From which address.
    pub address: Option<String>,
    /// When.
    pub occurred_at: DateTime<Utc>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_event_reads_back_by_its_names() {
        for event in [AuditEvent::AccountsMerged, AuditEvent::LinkRefused(Refusal::Internal), AuditEvent::SignedIn] {
            let (action, outcome) = event.names();
            assert_eq!(AuditEvent::from_names(action, outcome), Some(event));
        }
        assert_eq!(AuditEvent::from_names("sign_in", "made_up"), None);
    }
}

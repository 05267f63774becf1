//! What happened, for those who must know later.

use std::net::IpAddr;

use chrono::{DateTime, Utc};

use super::{Refusal, RequestId, Slug, UserId};

/// The circumstances of one request: who asks from where, and when.
#[derive(Debug, Clone)]
pub struct Visit {
    /// Ties log lines, audit entries and error pages together.
    pub request: RequestId,
    /// The address of the person's device, as far as trusted proxies tell.
    pub address: Option<IpAddr>,
    /// When the request arrived.
    pub now: DateTime<Utc>,
}

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
        }
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
    pub visit: Visit,
}

//! A signed-in browser.

use std::net::IpAddr;
use std::time::Duration;

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::groups::Groups;
use super::secret_hash::SecretHash;
use super::slug::Slug;
use super::user::UserId;
use super::user_agent::UserAgent;

/// How long a session lives.
#[derive(Debug, Clone, Copy)]
pub struct Lifetimes {
    /// Ends this long after its last use.
    pub idle: Duration,
    /// Ends this long after the sign-in in any case.
    pub absolute: Duration,
}

/// A browser in which somebody signed in.
#[derive(Debug, Clone)]
pub struct Session {
    /// Names it without revealing anything.
    pub id: Uuid,
    /// Recognises the browser's token.
    pub token_hash: SecretHash,
    /// Who is signed in.
    pub user: UserId,
    /// Through which provider.
    pub provider: Slug,
    /// When.
    pub signed_in_at: DateTime<Utc>,
    /// When it was last used (to within [`Session::should_record_use`]).
    pub last_seen_at: DateTime<Utc>,
    /// When the person last proved to the provider who they are; it may have been before this session.
    pub authenticated_at: DateTime<Utc>,
    /// In which groups they were at the provider, as it said when they signed in.
    pub groups: Groups,
    /// From which address, as far as trusted proxies told.
    pub address: Option<IpAddr>,
    /// With which browser.
    pub user_agent: Option<UserAgent>,
}

/// How long ago somebody may have proven who they are, to change how they sign in.
pub const MAX_AUTHENTICATION_AGE: Duration = Duration::from_mins(10);

impl Session {
    /// When it ends unless it is used again: the earlier of the idle and the absolute end.
    #[must_use]
    pub fn expires_at(&self, lifetimes: &Lifetimes) -> DateTime<Utc> {
        (self.last_seen_at + lifetimes.idle).min(self.signed_in_at + lifetimes.absolute)
    }

    /// Whether the person has proven just now who they are.
    #[must_use]
    pub fn is_recently_authenticated(&self, now: DateTime<Utc>) -> bool {
        now < self.authenticated_at + MAX_AUTHENTICATION_AGE
    }

    /// Whether a use now should be written down: not on every request, yet often enough that the idle end is right to
    /// within a twentieth, and to within a minute.
    #[must_use]
    pub fn should_record_use(&self, lifetimes: &Lifetimes, now: DateTime<Utc>) -> bool {
        now >= self.last_seen_at + (lifetimes.idle / 20).min(Duration::from_mins(1))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIFETIMES: Lifetimes = Lifetimes { idle: Duration::from_hours(12), absolute: Duration::from_hours(168) };

    fn session(signed_in: i64, last_seen: i64) -> Session {
        let at = |hours| DateTime::UNIX_EPOCH + chrono::TimeDelta::hours(hours);
        Session {
            id: Uuid::nil(),
            token_hash: SecretHash::of("token"),
            user: UserId(Uuid::nil()),
            provider: Slug::parse("okta").unwrap(),
            signed_in_at: at(signed_in),
            last_seen_at: at(last_seen),
            authenticated_at: at(signed_in),
            groups: Groups::Unknown,
            address: None,
            user_agent: None,
        }
    }

    #[test]
    fn a_session_ends_at_the_earlier_of_its_idle_and_its_absolute_end() {
        let at = |hours| DateTime::UNIX_EPOCH + chrono::TimeDelta::hours(hours);
        assert_eq!(session(0, 1).expires_at(&LIFETIMES), at(13));
        assert_eq!(session(0, 160).expires_at(&LIFETIMES), at(168));
    }

    #[test]
    fn a_sign_in_is_recent_for_ten_minutes() {
        let after = |minutes| {
            session(0, 9).is_recently_authenticated(DateTime::UNIX_EPOCH + chrono::TimeDelta::minutes(minutes))
        };
        assert!(after(0) && after(9) && !after(10) && !after(500));
    }
}

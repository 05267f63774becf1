//! Kaimu's session of one browser, and when it ends.

use std::net::IpAddr;
use std::time::Duration;

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::groups::Groups;
use super::slug::Slug;
use super::strength::SignInStrength;
use super::user::UserId;
use super::user_agent::UserAgent;

/// How long sessions are valid.
#[derive(Debug, Clone, Copy)]
pub struct Lifetimes {
    /// A session ends this long after its last use.
    pub idle: Duration,
    /// A session ends this long after its sign-in in any case.
    pub absolute: Duration,
}

impl Lifetimes {
    /// How often the use of a session is recorded.
    #[must_use]
    pub fn use_period(&self) -> Duration {
        (self.idle / 20).min(Duration::from_mins(1))
    }

    /// The lifetimes by which expired sessions are deleted: two periods later, so that no use is lost that another instance
    /// is going to record.
    #[must_use]
    pub fn of_cleanup(&self) -> Self {
        Self { idle: self.idle + 2 * self.use_period(), ..*self }
    }
}

/// The session of one browser in which a user is signed in.
#[derive(Debug, Clone)]
pub struct Session {
    /// The id of the session. It is not a secret.
    pub id: Uuid,
    /// The user that is signed in.
    pub user: UserId,
    /// The provider of the sign-in.
    pub provider: Slug,
    /// When the user signed in.
    pub signed_in_at: DateTime<Utc>,
    /// When it was last used, with the accuracy of [`Session::should_record_use`].
    pub last_seen_at: DateTime<Utc>,
    /// How the user authenticated at the provider, and when, if the sign-in proves it. That may be before this session.
    pub strength: SignInStrength,
    /// The user's groups, as the provider reported them at the sign-in.
    pub groups: Groups,
    /// The client address at the sign-in, if known.
    pub address: Option<IpAddr>,
    /// The browser at the sign-in, if known.
    pub user_agent: Option<UserAgent>,
}

/// How long ago the user may have authenticated to change their linked identities.
pub const MAX_AUTHENTICATION_AGE: Duration = Duration::from_mins(10);

impl Session {
    /// When it ends if it is not used again: the earlier of the idle and the absolute end.
    #[must_use]
    pub fn expires_at(&self, lifetimes: &Lifetimes) -> DateTime<Utc> {
        (self.last_seen_at + lifetimes.idle).min(self.signed_in_at + lifetimes.absolute)
    }

    /// Whether the sign-in proves that the user authenticated within [`MAX_AUTHENTICATION_AGE`].
    #[must_use]
    pub fn is_recently_authenticated(&self, now: DateTime<Utc>) -> bool {
        // check: a recent authentication
        self.strength.authenticated_at.is_some_and(|then| now < then + MAX_AUTHENTICATION_AGE)
    }

    /// Whether to record a use at this time. Not every request is recorded, but the recorded time is at most a minute,
    /// and at most a twentieth of the idle timeout, too early.
    #[must_use]
    pub fn should_record_use(&self, lifetimes: &Lifetimes, now: DateTime<Utc>) -> bool {
        now >= self.use_due_at(lifetimes)
    }

    /// From when on [`Session::should_record_use`].
    #[must_use]
    pub fn use_due_at(&self, lifetimes: &Lifetimes) -> DateTime<Utc> {
        self.last_seen_at + lifetimes.use_period()
    }

    /// Whether a use at this time has to be recorded at once. Until another instance would end the session, there is then
    /// always time for all that is recorded later.
    #[must_use]
    pub fn must_record_use_now(&self, lifetimes: &Lifetimes, now: DateTime<Utc>) -> bool {
        now >= self.last_seen_at + lifetimes.idle / 2
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
            user: UserId(Uuid::nil()),
            provider: Slug::parse("okta").unwrap(),
            signed_in_at: at(signed_in),
            last_seen_at: at(last_seen),
            strength: SignInStrength { authenticated_at: Some(at(signed_in)), ..SignInStrength::default() },
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
    fn an_authentication_is_recent_for_ten_minutes() {
        let after = |minutes| {
            session(0, 9).is_recently_authenticated(DateTime::UNIX_EPOCH + chrono::TimeDelta::minutes(minutes))
        };
        assert!(after(0) && after(9) && !after(10) && !after(500));
        let unknown = Session { strength: SignInStrength::default(), ..session(0, 0) };
        assert!(!unknown.is_recently_authenticated(DateTime::UNIX_EPOCH), "a sign-in that proves no time");
    }
}

//! Personal access tokens, as their user and the operator see them.

use chrono::{DateTime, TimeDelta, Utc};
use uuid::Uuid;

/// A token in a list. The token itself is not known any more.
#[derive(Debug, Clone)]
pub struct TokenDetails {
    /// The id, by which it is revoked. It is not a secret.
    pub id: Uuid,
    /// The username of its user.
    pub username: String,
    /// The name that the user gave it.
    pub name: String,
    /// The addresses of the applications that it is for, as [`super::ApplicationUrl`] writes them.
    pub applications: Vec<String>,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it expires.
    pub expires_at: DateTime<Utc>,
    /// When it was last used, to the minute.
    pub last_used_at: Option<DateTime<Utc>>,
}

/// For how long a user makes a token: a year at most.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TokenLifetime(u16);

impl TokenLifetime {
    /// The lifetimes that the form offers.
    pub const ALL: [Self; 3] = [Self(30), Self(90), Self(365)];
    /// The one that it offers first.
    pub const PRESET: Self = Self(90);

    /// The one that the form offers with this number of days.
    #[must_use]
    pub fn from_days(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|lifetime| lifetime.0.to_string() == text)
    }

    /// The number of days.
    #[must_use]
    pub fn days(self) -> u16 {
        self.0
    }

    /// When a token that is made now expires.
    #[must_use]
    pub fn end(self, now: DateTime<Utc>) -> DateTime<Utc> {
        now + TimeDelta::days(self.0.into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_made_for_a_year_at_most() {
        assert_eq!(TokenLifetime::from_days("365").map(TokenLifetime::days), Some(365));
        for other in ["", "0", "31", "366", "-30", "030", "99999999999"] {
            assert_eq!(TokenLifetime::from_days(other), None, "{other}");
        }
    }
}

//! A user, their identities and active sessions, as an operator sees them.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::user::User;

/// A user, as an operator sees it.
#[derive(Debug, Clone)]
pub struct UserEntry {
    /// The user.
    pub user: User,
    /// When the user was disabled, if so.
    pub disabled_at: Option<DateTime<Utc>>,
    /// When one of the user's identities was last used.
    pub last_sign_in: Option<DateTime<Utc>>,
}

/// An identity of a user.
#[expect(missing_debug_implementations, reason = "it contains a subject and an address")]
pub struct IdentityDetails {
    /// The id, by which `kaimu users unlink` finds it.
    pub id: Uuid,
    /// The slug of the provider through which it was last used.
    pub provider: String,
    /// The issuer.
    pub issuer: String,
    /// The subject.
    pub subject: String,
    /// The address that the provider claims.
    pub email: Option<String>,
    /// Whether the provider says that it has verified the address.
    pub email_verified: bool,
    /// When it was linked.
    pub linked_at: DateTime<Utc>,
    /// When it was last used.
    pub last_used_at: DateTime<Utc>,
}

/// A session of a user that has not expired.
#[derive(Debug)]
pub struct ActiveSession {
    /// The id, by which `kaimu users sign-out` finds it. It is not a secret.
    pub id: Uuid,
    /// The slug of the provider of the sign-in.
    pub provider: String,
    /// When the user signed in.
    pub signed_in_at: DateTime<Utc>,
    /// When it was last used.
    pub last_seen_at: DateTime<Utc>,
}

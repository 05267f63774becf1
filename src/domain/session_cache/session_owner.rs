//! Whose session an entry is: what ends moves it by either.

use uuid::Uuid;

use crate::domain::user::UserId;

/// A session and its user.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct SessionOwner {
    /// The session.
    pub session: Uuid,
    /// Its user.
    pub user: UserId,
}

//! What a transaction has changed about sessions, as the triggers of the database name it.

use std::collections::HashSet;

use uuid::Uuid;

use super::session_owner::SessionOwner;
use crate::domain::user::UserId;

/// How many sessions and users are told apart. More count as everything.
const MAX_CHANGES: usize = 1000;

/// The sessions and users about which an answer may have changed.
#[derive(Debug, Clone, Default)]
pub struct SessionChanges {
    sessions: HashSet<Uuid>,
    users: HashSet<UserId>,
    everything: bool,
}

impl SessionChanges {
    /// All sessions of all users.
    #[must_use]
    pub fn everything() -> Self {
        Self { everything: true, ..Self::default() }
    }

    /// One session.
    #[must_use]
    pub fn of_session(id: Uuid) -> Self {
        Self { sessions: HashSet::from([id]), ..Self::default() }
    }

    /// Adds what a trigger has written: `s` and the id of a session, or `u` and the id of a user. Any other text stands for
    /// everything.
    pub fn add(&mut self, text: &str) {
        let (kind, id) = text.split_at_checked(1).unwrap_or_default();
        match (kind, Uuid::parse_str(id)) {
            _ if self.sessions.len() + self.users.len() >= MAX_CHANGES => self.everything = true,
            ("s", Ok(id)) => drop(self.sessions.insert(id)),
            ("u", Ok(id)) => drop(self.users.insert(UserId(id))),
            _ => self.everything = true,
        }
    }

    /// Whether nothing has changed.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        !self.everything && self.sessions.is_empty() && self.users.is_empty()
    }

    pub(super) fn contain(&self, owner: SessionOwner) -> bool {
        self.everything || self.sessions.contains(&owner.session) || self.users.contains(&owner.user)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unknown_text_and_too_many_ids_are_everything() {
        let owner = SessionOwner { session: Uuid::from_u128(1), user: UserId(Uuid::from_u128(2)) };
        for text in ["*", "", "s", "x7", "s1", "é"] {
            let mut changes = SessionChanges::default();
            changes.add(text);
            assert!(changes.contain(owner), "{text}");
        }
        let mut changes = SessionChanges::default();
        assert!(changes.is_empty());
        for number in 0..MAX_CHANGES {
            changes.add(&format!("s{}", Uuid::from_u128(10 + number as u128)));
            assert!(!changes.contain(owner) && !changes.is_empty());
        }
        changes.add(&format!("s{}", Uuid::from_u128(9)));
        assert!(changes.contain(owner));
    }
}

//! A session with everything that an answer about it needs.

use std::sync::OnceLock;

use chrono::{DateTime, Utc};

use super::recheck::RecheckState;
use super::session::Session;
use super::session_cache::SessionOwner;
use super::user::User;

/// A session that the database has, expired or not, with its user and the state of its rechecks.
#[derive(Debug)]
pub struct KnownSession {
    /// The session.
    pub session: Session,
    /// Its user, who is not disabled.
    pub user: User,
    /// The state of its rechecks, if it is rechecked.
    pub recheck: Option<RecheckState>,
    /// The answer about it, and the end of the session that it names.
    answer: OnceLock<(DateTime<Utc>, Box<str>)>,
}

impl KnownSession {
    /// What the database has about a session.
    #[must_use]
    pub fn new(session: Session, user: User, recheck: Option<RecheckState>) -> Self {
        Self { session, user, recheck, answer: OnceLock::new() }
    }

    /// The answer about a session that ends at this time. It is made once, unless a reload changes the end.
    pub fn answer(&self, expires_at: DateTime<Utc>, make: impl Fn() -> String) -> String {
        let (of, answer) = self.answer.get_or_init(|| (expires_at, make().into()));
        if *of == expires_at { answer.to_string() } else { make() }
    }

    /// Whose session it is.
    #[must_use]
    pub fn owner(&self) -> SessionOwner {
        SessionOwner { session: self.session.id, user: self.user.id }
    }
}

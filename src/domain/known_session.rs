//! A session with everything that an answer about it needs.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};

use chrono::{DateTime, Utc};

use super::groups::Groups;
use super::recheck::RecheckState;
use super::session::Session;
use super::session_cache::{EntryProof, SessionOwner};
use super::user::User;

/// A living session, as it was found.
#[derive(Debug, Clone)]
pub struct FoundSession {
    /// What is known of it.
    pub known: Arc<KnownSession>,
    /// That just this is kept in memory; `None` if it is not kept.
    pub proof: Option<EntryProof>,
}

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
    /// The number of the batch of uses to which its last use belongs.
    use_batch: AtomicU64,
}

impl KnownSession {
    /// What the database has about a session.
    #[must_use]
    pub fn new(session: Session, user: User, recheck: Option<RecheckState>) -> Self {
        Self { session, user, recheck, answer: OnceLock::new(), use_batch: AtomicU64::new(0) }
    }

    /// The answer about a session that ends at this time. It is made once, unless a reload changes the end.
    pub fn answer(&self, expires_at: DateTime<Utc>, make: impl Fn() -> String) -> String {
        let (of, answer) = self.answer.get_or_init(|| (expires_at, make().into()));
        if *of == expires_at { String::from(&**answer) } else { make() }
    }

    /// Adds a use to the batch with this number, and returns whether it is the first one in it. Numbers begin at one.
    pub fn is_first_use_in(&self, batch: u64) -> bool {
        self.use_batch.swap(batch, Ordering::Relaxed) != batch
    }

    /// How many bytes it has, about, with the answer, which has most texts again.
    #[must_use]
    pub fn bytes(&self) -> usize {
        let (session, user) = (&self.session, &self.user);
        let groups: &[String] = if let Groups::Known(groups) = &session.groups { groups } else { &[] };
        let credential = self.recheck.as_ref().map(|it| &it.credential);
        let tokens = credential.into_iter().flat_map(|it| [&it.refresh_token, &it.access_token]).flatten();
        let texts = [user.display_name.as_ref(), user.avatar_url.as_ref()].into_iter().flatten().chain(groups);
        let browser = session.user_agent.as_ref().map_or(0, |it| it.as_str().len());
        let of_groups = size_of_val(groups);
        let of_texts: usize = texts.chain(tokens).chain([&user.username]).map(String::len).sum();
        size_of::<Self>() + of_groups + browser + 2 * of_texts
    }

    /// Whose session it is.
    #[must_use]
    pub fn owner(&self) -> SessionOwner {
        SessionOwner { session: self.session.id, user: self.user.id }
    }
}

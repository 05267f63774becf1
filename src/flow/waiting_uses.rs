//! The uses of sessions that the database does not have yet.

use std::collections::HashSet;
use std::sync::{Mutex, MutexGuard, PoisonError};

use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::domain::KnownSession;

/// The uses that the database does not have yet.
#[derive(Debug, Default)]
pub(super) struct SessionUses(Mutex<WaitingUses>);

#[derive(Debug, Default)]
pub(super) struct WaitingUses {
    /// How many batches were taken before.
    taken: u64,
    sessions: HashSet<Uuid>,
    pub(super) first: Option<DateTime<Utc>>,
    /// The last use of any of them. It counts as that of all: their idle ends may be late by one period, and never early.
    last: Option<DateTime<Utc>>,
    pub(super) is_writing: bool,
}

impl SessionUses {
    pub(super) fn lock(&self) -> MutexGuard<'_, WaitingUses> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl WaitingUses {
    pub(super) fn add(&mut self, known: &KnownSession, now: DateTime<Utc>) {
        if known.is_first_use_in(self.taken + 1) {
            self.sessions.insert(known.session.id);
        }
        self.note(now);
    }

    /// Adds what could not be written.
    pub(super) fn add_again(&mut self, sessions: Vec<Uuid>, used_at: DateTime<Utc>) {
        self.sessions.extend(sessions);
        self.note(used_at);
    }

    fn note(&mut self, used_at: DateTime<Utc>) {
        self.first.get_or_insert(used_at);
        self.last = self.last.max(Some(used_at));
    }

    /// Takes all, unless those of before are being written.
    pub(super) fn take(&mut self) -> Option<(Vec<Uuid>, DateTime<Utc>)> {
        if self.is_writing {
            return None;
        }
        let last = self.last.take()?;
        self.first = None;
        self.taken += 1;
        self.is_writing = true;
        Some((std::mem::take(&mut self.sessions).into_iter().collect(), last))
    }
}

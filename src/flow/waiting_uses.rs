//! The uses of sessions that the database does not have yet.

use std::collections::HashSet;
use std::sync::{Mutex, MutexGuard, PoisonError};

use chrono::{DateTime, Utc};
use uuid::Uuid;

/// The uses that the database does not have yet.
#[derive(Debug, Default)]
pub(super) struct SessionUses(Mutex<WaitingUses>);

#[derive(Debug, Default)]
pub(super) struct WaitingUses {
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
    pub(super) fn add(&mut self, session: Uuid, now: DateTime<Utc>) {
        self.sessions.insert(session);
        self.first.get_or_insert(now);
        self.last = self.last.max(Some(now));
    }

    /// Takes all, unless those of before are being written.
    pub(super) fn take(&mut self) -> Option<(Vec<Uuid>, DateTime<Utc>)> {
        if self.is_writing {
            return None;
        }
        let last = self.last.take()?;
        self.first = None;
        self.is_writing = true;
        Some((std::mem::take(&mut self.sessions).into_iter().collect(), last))
    }
}

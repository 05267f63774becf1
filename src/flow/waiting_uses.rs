//! The uses of sessions that the database does not have yet.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::domain::KnownSession;

/// The last use of each of these sessions.
type LastUses = HashMap<Uuid, DateTime<Utc>>;

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
    /// What could not be written. Each has a time of its own: after an outage, the uses of others must not prolong it.
    failed: LastUses,
    pub(super) is_writing: bool,
}

/// Uses that are being written. If that does not succeed, they wait again.
#[derive(Debug)]
pub(super) struct UsesBeingWritten {
    waiting: Arc<SessionUses>,
    uses: LastUses,
}

impl SessionUses {
    pub(super) fn lock(&self) -> MutexGuard<'_, WaitingUses> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes all, unless those of before are being written.
    pub(super) fn begin_writing(self: &Arc<Self>) -> Option<UsesBeingWritten> {
        let uses = self.lock().take()?;
        Some(UsesBeingWritten { waiting: Arc::clone(self), uses })
    }
}

impl WaitingUses {
    pub(super) fn add(&mut self, known: &KnownSession, now: DateTime<Utc>) {
        if known.is_first_use_in(self.taken + 1) {
            self.sessions.insert(known.session.id);
        }
        self.first.get_or_insert(now);
        self.last = self.last.max(Some(now));
    }

    fn take(&mut self) -> Option<LastUses> {
        if self.is_writing {
            return None;
        }
        let mut uses = std::mem::take(&mut self.failed);
        if let Some(last) = self.last.take() {
            uses.extend(self.sessions.drain().map(|session| (session, last)));
            self.first = None;
            self.taken += 1;
        }
        self.is_writing = !uses.is_empty();
        self.is_writing.then_some(uses)
    }
}

impl UsesBeingWritten {
    /// The sessions, by the time of their last use.
    pub(super) fn by_time(&self) -> BTreeMap<DateTime<Utc>, Vec<Uuid>> {
        let mut by_time = BTreeMap::<_, Vec<_>>::new();
        for (session, last) in &self.uses {
            by_time.entry(*last).or_default().push(*session);
        }
        by_time
    }

    pub(super) fn succeeded(mut self) {
        self.uses.clear();
    }
}

impl Drop for UsesBeingWritten {
    fn drop(&mut self) {
        let mut waiting = self.waiting.lock();
        waiting.is_writing = false;
        // check: a use that could not be recorded keeps its time
        waiting.failed.extend(self.uses.drain());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn uses_wait_again_unless_they_were_written_and_one_at_a_time_writes() {
        let (waiting, session, used_at) = (Arc::new(SessionUses::default()), Uuid::nil(), DateTime::UNIX_EPOCH);
        waiting.lock().failed.insert(session, used_at);
        let aborted = waiting.begin_writing().unwrap();
        assert!(waiting.begin_writing().is_none());
        drop(aborted);
        let written = waiting.begin_writing().unwrap();
        assert_eq!(written.by_time(), BTreeMap::from([(used_at, vec![session])]));
        written.succeeded();
        assert!(waiting.begin_writing().is_none());
    }
}

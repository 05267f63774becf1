//! The living sessions that this process keeps in memory ([`SessionCache`]), for all threads, and what moves them: the
//! transactions of this process here, and those of others by [`super::session_listener`].

use std::io;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use rustix::time::{ClockId, clock_gettime};
use uuid::Uuid;

use super::session_changes::RecordedChanges;
use crate::domain::{
    BootTime, EntryProof, FoundSession, KnownSession, LEASE, PresentedToken, ReadTicket, SessionCache, SessionChanges,
};

/// How often a heartbeat is sent while checks come in.
const HEARTBEAT_PERIOD: Duration = Duration::from_millis(250);
/// How long after a check heartbeats are still sent.
const HEARTBEATS_FOR: Duration = Duration::from_secs(1);
/// After this time without a check, the listener ends. All entries are too old then.
const LISTENS_FOR: Duration = Duration::from_mins(1);
/// A listener that does not go on for this time waits for a silent server, and another one takes its place.
const STUCK_AFTER: Duration = Duration::from_secs(15);
/// How many listeners may wait for a silent server.
const MAX_STUCK: usize = 8;
/// How long a stop waits for the listener, which closes its connection.
const MAX_CLOSE: Duration = Duration::from_secs(3);

/// Starts the thread that hears what other processes change.
pub(super) trait StartListener: std::fmt::Debug + Send + Sync {
    /// Starts a listener with this number.
    fn start(&self, known: Weak<KnownSessions>, number: u64) -> io::Result<JoinHandle<()>>;
}

/// The sessions in memory. Where nothing can listen, each check asks the database.
#[derive(Debug, Default)]
pub struct KnownSessions {
    listeners: Option<Box<dyn StartListener>>,
    state: Mutex<ListeningState>,
}

#[derive(Debug, Default)]
struct ListeningState {
    cache: SessionCache<Arc<KnownSession>>,
    /// On SQLite, the number of the last change that has taken effect here.
    last_number: i64,
    asked_at: BootTime,
    /// The thread that listens, and its number: what an earlier one says no longer counts.
    listener: Option<JoinHandle<()>>,
    number: u64,
    is_listening: bool,
    heartbeat_at: BootTime,
    progress_at: BootTime,
    stuck: Vec<JoinHandle<()>>,
    is_closed: bool,
    /// When this process changed a session last.
    changed_at: Option<Instant>,
}

/// What the listener does next.
#[derive(Debug)]
pub(super) struct ListenerStep {
    /// The number of the heartbeat that is due, if one is.
    pub(super) heartbeat: Option<u64>,
}

impl KnownSessions {
    pub(super) fn new(listeners: impl StartListener + 'static) -> Self {
        Self { listeners: Some(Box::new(listeners)), state: Mutex::default() }
    }

    /// The session of this token, if it need not be read from the database.
    #[must_use]
    pub fn find(self: &Arc<Self>, token: &PresentedToken) -> Option<FoundSession> {
        let listeners = self.listeners.as_ref()?;
        let (now, mut state) = (boot_time(), self.lock());
        state.asked_at = now;
        let found = state.cache.find(token, now);
        if found.is_none() && !state.cache.has_lease(now) {
            self.ensure_listener(&**listeners, &mut state, now);
        }
        found.map(|(known, proof)| FoundSession { known, proof: Some(proof) })
    }

    /// Whether the session of this proof still counts, as it was found.
    #[must_use]
    pub fn proves(&self, proof: EntryProof) -> bool {
        let (now, mut state) = (boot_time(), self.lock());
        state.asked_at = now;
        state.cache.proves(proof, now)
    }

    /// A read of a session begins.
    #[must_use]
    pub fn begin_read(&self) -> ReadTicket {
        self.lock().cache.begin_read(boot_time())
    }

    /// Keeps what the read has found.
    pub fn store(&self, ticket: ReadTicket, token: &PresentedToken, known: Arc<KnownSession>) -> FoundSession {
        let keep = || self.lock().cache.store(ticket, token, known.owner(), Arc::clone(&known), known.bytes());
        let proof = self.listeners.as_ref().and_then(|_| keep());
        FoundSession { known, proof }
    }

    /// Has a session read again, because its last use was recorded. That changes no answer but the time of its idle end.
    pub fn forget(&self, session: Uuid) {
        self.lock().cache.hear(&SessionChanges::of_session(session));
    }

    /// A transaction that has made these changes is going to be committed: what it has changed no longer counts, from now on.
    /// `None` if it concerns no session.
    pub(super) fn begin_commit(&self, recorded: &RecordedChanges) -> Option<SessionCommit<'_>> {
        if recorded.changes.is_empty() {
            return None;
        }
        self.lock().cache.begin_commit(&recorded.changes);
        Some(SessionCommit { known: self, numbers: recorded.numbers, is_committed: false })
    }

    /// Waits until what this process has changed counts on all instances.
    pub(super) async fn wait_for_instances(&self) {
        let changed_at = self.lock().changed_at;
        if let Some(changed_at) = changed_at {
            tokio::time::sleep_until((changed_at + LEASE).into()).await;
        }
    }

    /// Ends the listener, and blocks the thread until its connection is closed.
    pub(super) fn close(&self) {
        let listener = {
            let mut state = self.lock();
            state.is_closed = true;
            state.listener.take()
        };
        let begun = Instant::now();
        while listener.as_ref().is_some_and(|thread| !thread.is_finished()) && begun.elapsed() < MAX_CLOSE {
            thread::sleep(Duration::from_millis(10));
        }
    }

    fn ensure_listener(self: &Arc<Self>, listeners: &dyn StartListener, state: &mut ListeningState, now: BootTime) {
        let is_stuck = now >= state.progress_at + STUCK_AFTER;
        if state.is_closed || state.listener.as_ref().is_some_and(|thread| !thread.is_finished() && !is_stuck) {
            return;
        }
        state.stuck.retain(|thread| !thread.is_finished());
        let left_behind = state.listener.take();
        state.stuck.extend(left_behind);
        if state.stuck.len() >= MAX_STUCK {
            return;
        }
        state.end_listening();
        state.number += 1;
        state.progress_at = now;
        state.listener = listeners.start(Arc::downgrade(self), state.number).ok();
    }

    /// What the listener with this number does next; `None` if it has to end.
    pub(super) fn next_step(&self, number: u64) -> Option<ListenerStep> {
        let (now, mut state) = (boot_time(), self.lock());
        if state.is_closed || state.number != number {
            return None;
        }
        if now >= state.asked_at + LISTENS_FOR {
            state.end_listening();
            state.listener = None;
            return None;
        }
        state.progress_at = now;
        let is_asked = now < state.asked_at + HEARTBEATS_FOR;
        let is_due = state.is_listening && is_asked && now >= state.heartbeat_at + HEARTBEAT_PERIOD;
        let heartbeat = is_due.then(|| {
            state.heartbeat_at = now;
            state.cache.send_heartbeat(now)
        });
        Some(ListenerStep { heartbeat })
    }

    /// From now on, the listener with this number hears of everything. `last_number` is that of SQLite.
    pub(super) fn begin_listening(&self, number: u64, last_number: i64) {
        self.of_listener(number, |state| {
            state.cache.begin_listening();
            state.last_number = last_number;
            state.heartbeat_at = BootTime::default();
            state.is_listening = true;
        });
    }

    /// The listener has heard these changes, and then perhaps a heartbeat.
    pub(super) fn hear(&self, number: u64, changes: &SessionChanges, heartbeat: Option<u64>) {
        self.of_listener(number, |state| {
            if !changes.is_empty() {
                state.cache.hear(changes);
            }
            if let Some(heartbeat) = heartbeat {
                state.cache.hear_heartbeat(heartbeat);
            }
        });
    }

    /// The listener has read the number of the last change of an SQLite file, after it had sent this heartbeat.
    pub(super) fn hear_number(&self, number: u64, last_number: i64, heartbeat: u64) {
        self.of_listener(number, |state| {
            // check: another process has ended sessions of an SQLite file
            if last_number != state.last_number {
                state.cache.hear(&SessionChanges::everything());
                state.last_number = last_number;
            }
            state.cache.hear_heartbeat(heartbeat);
        });
    }

    /// The listener has lost its connection.
    pub(super) fn stop_listening(&self, number: u64) {
        self.of_listener(number, ListeningState::end_listening);
    }

    fn of_listener(&self, number: u64, change: impl FnOnce(&mut ListeningState)) {
        let mut state = self.lock();
        if state.number == number {
            change(&mut state);
        }
    }

    fn lock(&self) -> MutexGuard<'_, ListeningState> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl ListeningState {
    fn end_listening(&mut self) {
        self.cache.stop_listening();
        self.is_listening = false;
    }

    /// A transaction of this process that made the changes with these numbers is committed. If there is none between it and
    /// the last one that took effect here, this process knows all of them.
    fn note_commit(&mut self, numbers: Option<(i64, i64)>) {
        self.changed_at = Some(Instant::now());
        let Some((first, last)) = numbers else { return };
        if first != self.last_number + 1 {
            self.cache.hear(&SessionChanges::everything());
        }
        self.last_number = last.max(self.last_number);
    }
}

/// A commit that changes sessions. While it lasts, and for what was read before its end, nothing is kept.
#[derive(Debug)]
pub(super) struct SessionCommit<'a> {
    known: &'a KnownSessions,
    numbers: Option<(i64, i64)>,
    is_committed: bool,
}

impl SessionCommit<'_> {
    /// The commit has succeeded.
    pub(super) fn succeeded(mut self) {
        self.is_committed = true;
    }
}

impl Drop for SessionCommit<'_> {
    fn drop(&mut self) {
        let mut state = self.known.lock();
        if self.is_committed {
            state.note_commit(self.numbers);
        }
        state.cache.end_commit();
    }
}

fn boot_time() -> BootTime {
    let time = clock_gettime(ClockId::Boottime);
    BootTime(Duration::new(time.tv_sec.try_into().unwrap_or_default(), time.tv_nsec.try_into().unwrap_or_default()))
}

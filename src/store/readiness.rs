//! Whether a sign-in could be written to the database now.
//!
//! A thread of its own asks over a connection of its own, so that the answer never waits behind requests. libpq cannot be
//! interrupted: a thread that gets no answer is left behind, and another one takes its place.

use std::sync::mpsc::{self, Receiver, Sender};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use diesel::connection::SimpleConnection;
use r2d2::ManageConnection;
use tokio::sync::oneshot;

use super::connection::Connection;
use super::error::StoreError;
use super::last_commit::LastCommit;
use super::manager::Manager;
use super::not_ready::{NotReady, Reason};
use super::write_probe;

/// How long a request waits for the answer.
const MAX_WAIT: Duration = Duration::from_secs(3);
/// After this time, a thread that has no answer is left behind: later than the time limit of a connection attempt.
const STUCK_AFTER: Duration = Duration::from_secs(5);
/// How many threads may be left behind. Each waits on a connection that once worked, since opening one has a time limit.
const MAX_STUCK: usize = 8;
/// How often a row is committed to an SQLite file at most.
const COMMIT_EVERY: Duration = Duration::from_secs(10);
/// How long the thread waits for the write lock of an SQLite file.
const BUSY_TIMEOUT: &str = "PRAGMA busy_timeout = 1500";

type Ready = Result<(), NotReady>;

/// Asks the database whether it is ready, for all requests that want to know.
#[derive(Debug)]
pub(super) struct Readiness {
    manager: Manager,
    /// The commits of all requests.
    last_commit: Arc<LastCommit>,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    asker: Option<Asker>,
    /// The threads that were left behind and have not ended yet.
    stuck: Vec<JoinHandle<()>>,
    /// The last reason that was logged, if the database was not ready.
    logged: Option<Reason>,
}

/// A thread that asks the database.
#[derive(Debug)]
struct Asker {
    waiting: Sender<oneshot::Sender<Ready>>,
    asks_since: Arc<Mutex<Option<Instant>>>,
    thread: JoinHandle<()>,
}

impl Readiness {
    pub(super) fn new(manager: Manager, last_commit: Arc<LastCommit>) -> Self {
        Self { manager, last_commit, state: Mutex::default() }
    }

    /// Whether a sign-in could be written. Logs each change of the answer.
    pub(super) async fn ask(&self) -> Ready {
        let answer = match self.answer_to_come() {
            Some(answer) => tokio::time::timeout(MAX_WAIT, answer).await.ok().and_then(Result::ok),
            None => None,
        };
        let answer = answer.unwrap_or_else(|| Err(NotReady::no_answer(&self.manager.subject())));
        self.log_change(&answer);
        answer
    }

    /// Ends the thread, and waits until its connection is closed.
    pub(super) fn close(&self) {
        let asker = self.lock().asker.take();
        if let Some(Asker { waiting, asks_since, thread }) = asker {
            drop(waiting);
            if asks_since.lock().unwrap_or_else(PoisonError::into_inner).is_none() {
                let _ = thread.join();
            }
        }
    }

    fn answer_to_come(&self) -> Option<oneshot::Receiver<Ready>> {
        let mut state = self.lock();
        state.stuck.retain(|thread| !thread.is_finished());
        // check: a stuck readiness thread is left behind
        if state.asker.as_ref().is_some_and(Asker::is_stuck) {
            let left_behind = state.asker.take().map(|asker| asker.thread);
            state.stuck.extend(left_behind);
        }
        if state.asker.is_none() {
            if state.stuck.len() >= MAX_STUCK {
                return None;
            }
            state.asker = Asker::start(self.manager.renewed(), Arc::clone(&self.last_commit));
        }
        let (sender, receiver) = oneshot::channel();
        state.asker.as_ref()?.waiting.send(sender).ok()?;
        Some(receiver)
    }

    fn log_change(&self, answer: &Ready) {
        let reason = answer.as_ref().err().map(|not_ready| not_ready.reason);
        let before = std::mem::replace(&mut self.lock().logged, reason);
        match answer {
            Err(not_ready) if reason != before => log::warn!("not ready: {}", not_ready.detail),
            Ok(()) if before.is_some() => log::info!("ready again"),
            _ => {}
        }
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Asker {
    fn start(manager: Manager, last_commit: Arc<LastCommit>) -> Option<Self> {
        let (waiting, questions) = mpsc::channel();
        let asks_since: Arc<Mutex<Option<Instant>>> = Arc::default();
        let shared = Arc::clone(&asks_since);
        let probe = ReadinessProbe { manager, last_commit, connection: None, committed_at: None };
        let work = move || answer_questions(probe, &questions, &shared);
        let thread = thread::Builder::new().name("readiness".to_owned()).spawn(work).ok()?;
        Some(Self { waiting, asks_since, thread })
    }

    fn is_stuck(&self) -> bool {
        let since = *self.asks_since.lock().unwrap_or_else(PoisonError::into_inner);
        since.is_some_and(|since| since.elapsed() > STUCK_AFTER) || self.thread.is_finished()
    }
}

/// Answers all requests that wait with one look at the database, until no more can come.
fn answer_questions(
    mut probe: ReadinessProbe,
    questions: &Receiver<oneshot::Sender<Ready>>,
    asks_since: &Mutex<Option<Instant>>,
) {
    let set = |since| *asks_since.lock().unwrap_or_else(PoisonError::into_inner) = since;
    while let Ok(first) = questions.recv() {
        set(Some(Instant::now()));
        let waiting: Vec<_> = std::iter::once(first).chain(questions.try_iter()).collect();
        let answer = probe.run();
        set(None);
        for request in waiting {
            let _ = request.send(answer.clone());
        }
    }
}

/// The connection of the thread.
struct ReadinessProbe {
    manager: Manager,
    last_commit: Arc<LastCommit>,
    connection: Option<Connection>,
    /// When a row was committed last, on SQLite.
    committed_at: Option<Instant>,
}

impl ReadinessProbe {
    fn run(&mut self) -> Ready {
        let kept = self.connection.take();
        let may_be_outdated = kept.is_some();
        let tried = match self.attempt(kept) {
            // The database may have been restarted since the last time.
            Err(error) if may_be_outdated && Reason::of_store(&error) != Reason::Busy => self.attempt(None),
            tried => tried,
        };
        tried.map_err(|error| NotReady::new(&self.manager.subject(), Reason::of_store(&error), &error))
    }

    fn attempt(&mut self, kept: Option<Connection>) -> Result<(), StoreError> {
        let mut connection = match kept {
            Some(connection) => connection,
            None => self.manager.connect().map_err(StoreError::unreachable)?,
        };
        self.manager.is_valid(&mut connection).map_err(StoreError::unreachable)?;
        match &mut connection {
            Connection::Postgres(..) => write_probe::roll_back(&mut connection)?,
            Connection::Sqlite(sqlite) => {
                let is_fresh = self.committed_at.take().filter(|at| at.elapsed() < COMMIT_EVERY);
                sqlite.batch_execute(BUSY_TIMEOUT)?;
                // A write that is rolled back never reaches the disk.
                // check: readiness commits a row on SQLite
                if is_fresh.is_none() {
                    self.commit(&mut connection)?;
                }
                self.committed_at = is_fresh.or_else(|| Some(Instant::now()));
            }
        }
        self.connection = Some(connection);
        Ok(())
    }

    /// Commits a row. Requests take the write lock one after the other, and SQLite has no queue in which this connection could
    /// wait for its turn. So where the lock was never free, the commit of a request proves that the file can be written to.
    fn commit(&self, connection: &mut Connection) -> Result<(), StoreError> {
        let begun = Instant::now();
        match write_probe::commit(connection) {
            // check: the commit of a request proves that SQLite is ready
            Err(error) if Reason::of_store(&error) == Reason::Busy && self.last_commit.is_after(begun) => Ok(()),
            tried => tried,
        }
    }
}

//! The database: runs work on it, reads, and writes in transactions.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::Semaphore;
use tokio::time::{Instant, timeout_at};

use super::commit_gate::CommitGate;
use super::connection::Connection;
use super::error::StoreError;
use super::known_sessions::{KnownSessions, SessionCommit};
use super::last_commit::LastCommit;
use super::not_ready::NotReady;
use super::opening::{self, Opened};
use super::pool::Pool;
use super::readiness::Readiness;
use super::session_changes;
use super::session_listener::SessionListeners;
use super::sqlite_folder::FolderLock;
use crate::domain::DatabaseUrl;
use crate::metrics::{PoolState, PoolWaits};

/// How many connections to an SQLite file the pool has. SQLite has one writer at a time, so more would only wait.
const SQLITE_CONNECTIONS: u32 = 8;

/// How long a request waits for its work on the database in all. The limits of the database itself are shorter.
pub const MAX_WAIT: Duration = Duration::from_secs(13);

/// A pool of connections to the database. Clones share it.
#[derive(Clone, Debug)]
pub struct Store {
    pool: Arc<Pool>,
    /// How many transactions may run at once. SQLite has one writer at a time: the others wait here, in the order in which
    /// they came, and occupy no connection. SQLite itself would let them try again and again, until one fails that has had
    /// no luck.
    writers: Arc<Semaphore>,
    last_commit: Arc<LastCommit>,
    readiness: Arc<Readiness>,
    known_sessions: Arc<KnownSessions>,
    /// Keeps a restore away.
    _lock: Arc<Option<FolderLock>>,
}

impl Store {
    /// Opens the database and runs the pending migrations. Creates the SQLite file and its folder if they are missing.
    /// `pool_size` is the number of connections to Postgres.
    ///
    /// # Errors
    /// If the database cannot be reached, is newer than this binary, is behind an unexpected pooler, or a migration fails.
    pub fn open(url: &DatabaseUrl, pool_size: u32) -> Result<Self, StoreError> {
        let size = match url {
            DatabaseUrl::Postgres(_) => pool_size,
            DatabaseUrl::Sqlite(_) => SQLITE_CONNECTIONS,
        };
        Self::pool(url, opening::open_and_migrate(url)?, size)
    }

    /// Opens an existing database of the same version, with one connection: for commands that run beside the server.
    /// Creates and migrates nothing.
    ///
    /// # Errors
    /// If there is none, it cannot be reached, its version differs from this binary, or it is behind an unexpected pooler.
    pub fn open_existing(url: &DatabaseUrl) -> Result<Self, StoreError> {
        Self::pool(url, opening::open_existing(url)?, 1)
    }

    fn pool(url: &DatabaseUrl, opened: Opened, size: u32) -> Result<Self, StoreError> {
        let writers = match url {
            DatabaseUrl::Postgres(_) => Semaphore::MAX_PERMITS,
            // check: one writer at a time on SQLite
            DatabaseUrl::Sqlite(_) => 1,
        };
        let last_commit = Arc::<LastCommit>::default();
        Ok(Self {
            readiness: Arc::new(Readiness::new(opened.manager.renewed(), Arc::clone(&last_commit))),
            pool: Arc::new(Pool::new(opened.manager, size)?),
            writers: Arc::new(Semaphore::new(writers)),
            last_commit,
            known_sessions: Arc::default(),
            _lock: Arc::new(opened.lock),
        })
    }

    /// Keeps living sessions in memory from now on, unless there is a transaction pooler: it passes no notifications on.
    #[must_use]
    pub fn with_session_cache(mut self) -> Self {
        let manager = self.pool.renewed_manager();
        if !manager.has_pooler() {
            self.known_sessions = Arc::new(KnownSessions::new(SessionListeners(manager)));
        }
        self
    }

    /// The living sessions in memory.
    #[must_use]
    pub fn known_sessions(&self) -> &Arc<KnownSessions> {
        &self.known_sessions
    }

    /// Waits until the sessions that this process has ended are ended on all instances.
    pub async fn wait_for_instances(&self) {
        self.known_sessions.wait_for_instances().await;
    }

    /// Runs `work` without a transaction of its own, and blocks the thread: for the start, before the server accepts
    /// requests.
    ///
    /// # Errors
    /// The error of `work`, that there is no connection, or that the work takes too long.
    pub fn read_blocking<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Connection) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        self.pool.run_blocking(|connection, _| connection.read(work))
    }

    /// Runs `work` in one transaction and blocks the thread. An error of `work` rolls it back.
    ///
    /// # Errors
    /// The error of `work`, that there is no connection, that the commit fails, or that the work takes too long.
    pub fn write_blocking<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Connection) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        let known_sessions = Arc::clone(&self.known_sessions);
        self.pool.run_blocking(move |connection, gate| transaction(connection, gate, &known_sessions, work))
    }

    /// Runs `work` without a transaction of its own; behind a transaction pooler, in one that sets the time limits.
    ///
    /// # Errors
    /// The error of `work`, that there is no connection, or that the work takes too long.
    pub async fn read<T, E>(&self, work: impl FnOnce(&mut Connection) -> Result<T, E> + Send + 'static) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        self.read_until(Instant::now() + MAX_WAIT, work).await
    }

    /// Like [`Store::read`], and waits until `deadline`.
    pub async fn read_until<T, E>(
        &self,
        deadline: Instant,
        work: impl FnOnce(&mut Connection) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        self.pool.run(deadline, |connection, _| connection.read(work)).await
    }

    /// Runs `work` in one transaction. An error of `work` rolls it back.
    ///
    /// # Errors
    /// The error of `work`, that there is no connection, that the commit fails, or that the work takes too long. Nothing
    /// was committed then, unless the database did not answer the commit itself.
    pub async fn write<T, E>(&self, work: impl FnOnce(&mut Connection) -> Result<T, E> + Send + 'static) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        self.write_until(Instant::now() + MAX_WAIT, work).await
    }

    /// Like [`Store::write`], and commits nothing after `deadline`.
    pub async fn write_until<T, E>(
        &self,
        deadline: Instant,
        work: impl FnOnce(&mut Connection) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        let (last_commit, known_sessions) = (Arc::clone(&self.last_commit), Arc::clone(&self.known_sessions));
        let write = move |connection: &mut Connection, gate: &CommitGate| {
            let result = transaction(connection, gate, &known_sessions, work);
            if result.is_ok() {
                last_commit.note();
            }
            result
        };
        self.run_writer(deadline, write).await
    }

    /// Runs `work`, which is one statement that changes nothing about sessions and loads all of its rows, without a transaction
    /// around it. Sends nothing after `deadline`.
    ///
    /// # Errors
    /// The error of `work`, that there is no connection, or that the work takes too long: then it may be written all the same.
    pub async fn write_alone_until<T, E>(
        &self,
        deadline: Instant,
        work: impl FnOnce(&mut Connection) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        self.run_writer(deadline, move |connection, gate| connection.write_alone(gate, work)).await
    }

    /// Runs `write` when it is its turn.
    async fn run_writer<T, E>(
        &self,
        deadline: Instant,
        write: impl FnOnce(&mut Connection, &CommitGate) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        let turn = timeout_at(deadline, Arc::clone(&self.writers).acquire_owned()).await;
        let Ok(Ok(turn)) = turn else { return Err(StoreError::TimedOut.into()) };
        let write = move |connection: &mut Connection, gate: &CommitGate| {
            let result = write(connection, gate);
            drop(turn);
            result
        };
        self.pool.run(deadline, write).await
    }

    /// The kind of the database: `sqlite` or `postgres`.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        if self.pool.file().is_some() { "sqlite" } else { "postgres" }
    }

    /// How long requests wait for a connection.
    #[must_use]
    pub fn pool_waits(&self) -> &PoolWaits {
        self.pool.waits()
    }

    /// The connections as they are now.
    #[must_use]
    pub fn pool_state(&self) -> PoolState {
        self.pool.state()
    }

    /// Empties the write-ahead log of an SQLite file, which still contains deleted rows. Does nothing while another
    /// process reads them, and on Postgres.
    pub async fn empty_log(&self) -> Result<(), StoreError> {
        match self.pool.file() {
            Some(_) => self.read(Connection::empty_log).await,
            None => Ok(()),
        }
    }

    /// Whether a sign-in could be written now, at most three seconds later.
    ///
    /// # Errors
    /// The reason if not.
    pub async fn ready(&self) -> Result<(), NotReady> {
        // check: readiness says that the threads are used up
        if self.pool.is_used_up() {
            return Err(NotReady::threads_used_up());
        }
        self.readiness.ask().await
    }

    /// Closes the connections to an SQLite file, so that the file alone has everything, unless another process has it open.
    /// No connection opens afterwards.
    pub async fn close(&self) {
        let Some(file) = self.pool.file() else { return };
        file.close();
        let (pool, readiness, known_sessions) =
            (Arc::clone(&self.pool), Arc::clone(&self.readiness), Arc::clone(&self.known_sessions));
        let closed = tokio::task::spawn_blocking(move || {
            readiness.close();
            known_sessions.close();
            pool.close();
        });
        let _ = closed.await;
    }
}

/// Runs `work` in one transaction. What it changes about sessions moves those in memory before it is committed, and until that
/// has succeeded or failed.
fn transaction<T, E: From<StoreError>>(
    connection: &mut Connection,
    gate: &CommitGate,
    known_sessions: &KnownSessions,
    work: impl FnOnce(&mut Connection) -> Result<T, E>,
) -> Result<T, E> {
    let mut session_commit = None;
    let result = connection.transaction(gate, |connection| {
        let value = work(connection)?;
        let recorded = session_changes::take(connection)?;
        // check: a commit moves the sessions in memory
        session_commit = known_sessions.begin_commit(&recorded);
        Ok(value)
    });
    if result.is_ok() {
        session_commit.into_iter().for_each(SessionCommit::succeeded);
    }
    result
}

//! The pool of connections, with a time limit for every wait.
//!
//! libpq cannot be interrupted: a thread whose server acknowledges packets and never answers does not come back. So a request
//! gives its thread up after a time limit, and the whole pool is replaced by a new one: its other connections lead to the
//! same silent server.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError, mpsc};
use std::time::Duration;

use tokio::sync::Semaphore;
use tokio::task::JoinHandle;
use tokio::time::{Instant, timeout, timeout_at};

use super::commit_gate::CommitGate;
use super::connect_errors::ConnectErrors;
use super::connection::Connection;
use super::error::StoreError;
use super::manager::Manager;
use super::sqlite::SqliteFile;
use super::threads::Threads;
use super::time_limits::STATEMENT_TIMEOUT;
use crate::logging;
use crate::metrics::{PoolState, PoolWaits};

/// How long a request waits until one of the connections is free, and then until it can be opened.
const MAX_CONNECTION_WAIT: Duration = Duration::from_secs(3);
/// How long a connection may take to be opened, or to answer the question whether it still works.
const MAX_PING_WAIT: Duration = Duration::from_secs(5);
/// How long a request waits for a commit that was sent: its answer should be what the database says.
const MAX_COMMIT_WAIT: Duration = Duration::from_secs(2);
/// How long a thread that blocks waits for its work on the database.
const MAX_BLOCKING_WAIT: Duration = Duration::from_secs(15);

/// Work on the database, which keeps its result itself.
type Work = Box<dyn FnOnce(&mut Connection, &CommitGate) + Send>;

/// The connections to one database.
#[derive(Debug)]
pub(super) struct Pool {
    manager: Manager,
    size: u32,
    threads: Threads,
    waits: PoolWaits,
    current: Mutex<Arc<Generation>>,
}

/// The connections that were opened since the pool was replaced last.
#[derive(Debug)]
struct Generation {
    connections: r2d2::Pool<Manager>,
    /// One permit for each connection. Requests wait here, and occupy no thread meanwhile.
    free: Arc<Semaphore>,
    /// Whether one of the connections could not write, because its server has become read-only.
    is_read_only: Arc<AtomicBool>,
    connect_errors: ConnectErrors,
}

impl Pool {
    pub(super) fn new(manager: Manager, size: u32) -> Result<Self, StoreError> {
        let threads = Threads::new(size, manager.abandoned()).map_err(StoreError::unreachable)?;
        let current = Mutex::new(Arc::new(Generation::new(manager.renewed(), size)));
        Ok(Self { manager, size, threads, waits: PoolWaits::default(), current })
    }

    /// Runs `work` with a connection, and waits for it until `deadline`. Work that takes longer commits nothing.
    pub(super) async fn run<T, E>(
        self: &Arc<Self>,
        deadline: Instant,
        work: impl FnOnce(&mut Connection, &CommitGate) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        let result = Arc::<Mutex<Option<Result<T, E>>>>::default();
        let kept = Arc::clone(&result);
        let work: Work = Box::new(move |connection, gate| {
            let ended = work(connection, gate);
            *kept.lock().unwrap_or_else(PoisonError::into_inner) = Some(ended);
        });
        self.run_boxed(deadline, work).await?;
        let result = result.lock().unwrap_or_else(PoisonError::into_inner).take();
        result.unwrap_or_else(|| Err(StoreError::Aborted.into()))
    }

    /// As [`Self::run`], compiled once for all kinds of work.
    async fn run_boxed(self: &Arc<Self>, deadline: Instant, work: Work) -> Result<(), StoreError> {
        let generation = self.generation();
        let free = Arc::clone(&generation.free).acquire_owned();
        let begun = Instant::now();
        let waited = timeout_at(deadline.min(begun + MAX_CONNECTION_WAIT), free).await;
        self.waits.waited(begun.elapsed());
        let Ok(Ok(permit)) = waited else {
            return Err(generation.connect_errors.explain(StoreError::Busy));
        };
        let gate = Arc::new(CommitGate::default());
        // A channel would wake the request for nothing, each time.
        let is_connected = Arc::<AtomicBool>::default();
        let thread = self.threads.spawn({
            let (gate, generation, connected) = (Arc::clone(&gate), Arc::clone(&generation), Arc::clone(&is_connected));
            logging::carried_to_thread(move || {
                // Given back after the connection.
                let _permit = permit;
                let mut connection = generation.connection()?;
                connected.store(true, Ordering::Relaxed);
                if gate.is_given_up() {
                    return Err(StoreError::TimedOut);
                }
                work(&mut connection, &gate);
                Ok(())
            })
        });
        let Some(thread) = thread else { return Err(StoreError::Aborted) };
        let pool = Arc::clone(self);
        // Goes on without the request, if that ends before: a stuck thread has to be counted, and its pool replaced.
        let waiting = async move { pool.wait_for(thread, &is_connected, deadline, &generation, &gate).await };
        tokio::spawn(waiting).await.unwrap_or(Err(StoreError::Aborted))
    }

    async fn wait_for(
        &self,
        mut thread: JoinHandle<Result<(), StoreError>>,
        is_connected: &AtomicBool,
        deadline: Instant,
        generation: &Arc<Generation>,
        gate: &CommitGate,
    ) -> Result<(), StoreError> {
        let begun = Instant::now();
        let ended_soon = timeout_at(deadline.min(begun + MAX_PING_WAIT), &mut thread).await;
        let is_connected = is_connected.load(Ordering::Relaxed);
        let ended = match ended_soon {
            Ok(ended) => Some(ended.unwrap_or(Err(StoreError::Aborted))),
            Err(_) => ended_by(&mut thread, if is_connected { deadline } else { Instant::now() }, gate).await,
        };
        let Some(ended) = ended else {
            self.threads.abandon(thread);
            // A request that had less time left says nothing about the database.
            if begun.elapsed() >= if is_connected { STATEMENT_TIMEOUT } else { MAX_PING_WAIT } {
                self.replace(generation, "the database does not answer");
            }
            return Err(StoreError::TimedOut);
        };
        // check: connections to a read-only server are replaced
        if generation.is_read_only.load(Ordering::Relaxed) {
            self.replace(generation, "the database has become read-only");
        }
        ended
    }

    /// Runs `work` with a connection and blocks the thread, for a limited time.
    pub(super) fn run_blocking<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Connection, &CommitGate) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        let generation = self.generation();
        let gate = Arc::new(CommitGate::default());
        // Without room in the channel, either the result is received, or the thread learns that it was abandoned.
        let (done, result) = mpsc::sync_channel(0);
        let abandoned = self.manager.abandoned();
        self.threads.spawn({
            let (gate, generation, abandoned) = (Arc::clone(&gate), Arc::clone(&generation), abandoned.clone());
            move || {
                if done.send(generation.connection().and_then(|mut connection| work(&mut connection, &gate))).is_err() {
                    abandoned.remove();
                }
            }
        });
        let give_up = |result: mpsc::Receiver<_>| {
            // Before the channel closes, which the thread may notice at once.
            abandoned.add();
            drop(result);
            self.replace(&generation, "the database does not answer");
            Err(StoreError::TimedOut)
        };
        match result.recv_timeout(MAX_BLOCKING_WAIT) {
            Ok(result) => result,
            Err(_) if gate.give_up() => give_up(result),
            Err(_) => match result.recv_timeout(MAX_COMMIT_WAIT) {
                Ok(result) => result,
                Err(_) => give_up(result),
            },
        }
    }

    /// A manager of the same database for other connections.
    pub(super) fn renewed_manager(&self) -> Manager {
        self.manager.renewed()
    }

    /// How long requests wait for a connection.
    pub(super) fn waits(&self) -> &PoolWaits {
        &self.waits
    }

    /// The connections as they are now.
    pub(super) fn state(&self) -> PoolState {
        let r2d2::State { connections, idle_connections, .. } = self.generation().connections.state();
        PoolState { size: self.size, in_use: connections.saturating_sub(idle_connections), idle: idle_connections }
    }

    /// The SQLite file, if the database is one.
    pub(super) fn file(&self) -> Option<&SqliteFile> {
        self.manager.file()
    }

    /// Closes the connections to an SQLite file that can no longer be used, and blocks the thread until all are idle.
    pub(super) fn close(&self) {
        let connections = &self.generation().connections;
        let begun = Instant::now();
        while connections.state().connections > 0 && begun.elapsed() < MAX_CONNECTION_WAIT {
            // No connection is valid any more: the pool closes all that are idle.
            drop(connections.try_get());
            std::thread::sleep(Duration::from_millis(10));
        }
    }

    /// Whether so many threads wait for a database that does not answer that the pool is no longer replaced.
    pub(super) fn is_used_up(&self) -> bool {
        self.threads.are_used_up()
    }

    fn generation(&self) -> Arc<Generation> {
        Arc::clone(&self.current.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Replaces these connections, unless that has happened already.
    fn replace(&self, stuck: &Arc<Generation>, why: &str) {
        let mut current = self.current.lock().unwrap_or_else(PoisonError::into_inner);
        if !Arc::ptr_eq(&current, stuck) {
            return;
        }
        let abandoned = self.threads.abandoned();
        // check: a stuck pool is replaced
        if self.threads.are_used_up() {
            log::error!("{why}, and {abandoned} threads wait for it: restart Kaimu if this does not end by itself");
            return;
        }
        log::warn!("{why}: using new connections; {abandoned} threads still wait for the previous ones");
        *current = Arc::new(Generation::new(self.manager.renewed(), self.size));
    }
}

/// The result of the work, if it ends by the deadline, or soon afterwards if its commit has begun.
async fn ended_by(
    thread: &mut JoinHandle<Result<(), StoreError>>,
    deadline: Instant,
    gate: &CommitGate,
) -> Option<Result<(), StoreError>> {
    let ended = match timeout_at(deadline, &mut *thread).await {
        Ok(ended) => ended,
        Err(_) if gate.give_up() => return None,
        Err(_) => timeout(MAX_COMMIT_WAIT, thread).await.ok()?,
    };
    Some(ended.unwrap_or(Err(StoreError::Aborted)))
}

impl Generation {
    fn new(manager: Manager, size: u32) -> Self {
        let is_read_only = manager.is_read_only();
        let connect_errors = ConnectErrors::default();
        let connections = r2d2::Pool::builder()
            .max_size(size)
            // Opened when a request needs one, and never in the background while the pool closes.
            .min_idle(Some(0))
            .connection_timeout(MAX_CONNECTION_WAIT)
            // The default logs each retry as an error. The requests that wait for the connection report the failure.
            .error_handler(Box::new(connect_errors.clone()))
            .build_unchecked(manager);
        Self { connections, free: Arc::new(Semaphore::new(size as usize)), is_read_only, connect_errors }
    }

    fn connection(&self) -> Result<r2d2::PooledConnection<Manager>, StoreError> {
        let connection = self.connections.get().map_err(StoreError::unreachable);
        let connection = connection.map_err(|error| self.connect_errors.explain(error))?;
        self.connect_errors.clear();
        Ok(connection)
    }
}

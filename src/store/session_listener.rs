//! The thread that hears which sessions other processes have ended or changed, over a connection of its own.
//!
//! Postgres sends notifications. Diesel shows those that have arrived and cannot wait for them, so the thread looks every 20 ms
//! while checks come in: about 50 system calls a second. An SQLite file sends nothing, so the thread reads the number of the
//! last change, four times a second.

use std::io;
use std::sync::Weak;
use std::thread::{self, JoinHandle};
use std::time::Duration;

use diesel::connection::SimpleConnection;
use diesel::sql_types::{Integer, Text};
use diesel::{PgConnection, QueryResult, RunQueryDsl, SqliteConnection};
use r2d2::ManageConnection;

use super::connect_errors::ConnectError;
use super::connection::Connection;
use super::error::StoreError;
use super::known_sessions::{KnownSessions, ListenerStep, StartListener};
use super::manager::Manager;
use super::session_changes;
use crate::domain::{SessionChanges, error_chain};

/// How often the thread looks for notifications.
const POLL_PERIOD: Duration = Duration::from_millis(20);
/// How often a listener without a connection tries again: every so many polls.
const POLLS_BEFORE_RETRY: u32 = 50;
/// What a heartbeat begins with. The texts of changes begin otherwise.
const HEARTBEAT: &str = "h";

/// Starts listeners, each with a connection of its own to the database of this manager.
#[derive(Debug)]
pub(super) struct SessionListeners(pub(super) Manager);

impl StartListener for SessionListeners {
    fn start(&self, known: Weak<KnownSessions>, number: u64) -> io::Result<JoinHandle<()>> {
        let manager = self.0.renewed();
        let work = move || listen(&known, number, &manager);
        thread::Builder::new().name("kaimu-sessions".to_owned()).spawn(work)
    }
}

/// Listens until no request asks for sessions any more, the database closes, or another listener takes over.
fn listen(known: &Weak<KnownSessions>, number: u64, manager: &Manager) {
    let mut source: Option<ChangeSource> = None;
    let (mut polls_to_wait, mut is_reported) = (0, false);
    loop {
        let Some(known) = known.upgrade() else { return };
        let Some(step) = known.next_step(number) else { return };
        let listened = match &mut source {
            None if polls_to_wait > 0 => {
                polls_to_wait -= 1;
                Ok(())
            }
            None => ChangeSource::open(&known, number, manager).map(|opened| source = Some(opened)),
            Some(opened) => opened.step(&known, number, manager, &step).map(|()| is_reported = false),
        };
        if let Err(error) = listened {
            known.stop_listening(number);
            (source, polls_to_wait) = (None, POLLS_BEFORE_RETRY);
            if !std::mem::replace(&mut is_reported, true) {
                log::warn!(
                    "cannot hear which sessions other instances end, so each check asks the database: {}",
                    error_chain(&error)
                );
            }
        }
        drop(known);
        thread::sleep(POLL_PERIOD);
    }
}

/// What the listener hears changes from.
enum ChangeSource {
    /// A connection that listens, and the process at its other end.
    Postgres(Box<PgConnection>, i32),
    Sqlite(SqliteConnection),
}

#[derive(diesel::QueryableByName)]
struct ListeningProcess {
    #[diesel(sql_type = Integer)]
    pid: i32,
}

impl ChangeSource {
    fn open(known: &KnownSessions, number: u64, manager: &Manager) -> Result<Self, StoreError> {
        let (source, last_number) = match manager.connect().map_err(StoreError::unreachable)? {
            Connection::Postgres(postgres) => {
                let mut connection = postgres.into_connection();
                connection.batch_execute("LISTEN kaimu_sessions")?;
                let query = "SELECT pg_backend_pid() AS pid";
                let ListeningProcess { pid } = diesel::sql_query(query).get_result(&mut connection)?;
                (Self::Postgres(Box::new(connection), pid), 0)
            }
            Connection::Sqlite(mut connection) => {
                let last_number = session_changes::last_number(&mut connection)?;
                (Self::Sqlite(connection), last_number)
            }
        };
        known.begin_listening(number, last_number);
        Ok(source)
    }

    fn step(
        &mut self,
        known: &KnownSessions,
        number: u64,
        manager: &Manager,
        step: &ListenerStep,
    ) -> Result<(), StoreError> {
        match self {
            Self::Postgres(connection, pid) => {
                if let Some(heartbeat) = step.heartbeat {
                    send(connection, heartbeat)?;
                }
                let (changes, heartbeat) = notifications(connection, *pid)?;
                known.hear(number, &changes, heartbeat);
            }
            Self::Sqlite(connection) => {
                if let Some(heartbeat) = step.heartbeat {
                    if let Some(file) = manager.file() {
                        file.check().map_err(StoreError::unreachable)?;
                    }
                    let last_number = session_changes::last_number(connection)?;
                    known.hear_number(number, last_number, heartbeat);
                }
            }
        }
        Ok(())
    }
}

/// Sends a heartbeat to a server that accepts writes. Another one, such as the former primary after a switch-over, would send it back
/// as well, and hear of no end.
fn send(connection: &mut PgConnection, heartbeat: u64) -> Result<(), StoreError> {
    // check: no lease from a server that has become read-only
    let query = "SELECT pg_notify('kaimu_sessions', $1) WHERE current_setting('transaction_read_only') = 'off'";
    let sent = diesel::sql_query(query).bind::<Text, _>(format!("{HEARTBEAT}{heartbeat}")).execute(connection)?;
    if sent == 0 {
        return Err(StoreError::unreachable(ConnectError::ReadOnly));
    }
    Ok(())
}

/// The changes that have arrived, and the last heartbeat of this connection among them.
fn notifications(connection: &mut PgConnection, pid: i32) -> QueryResult<(SessionChanges, Option<u64>)> {
    let (mut changes, mut heartbeat) = (SessionChanges::default(), None);
    for notification in connection.notifications_iter() {
        let notification = notification?;
        match notification.payload.strip_prefix(HEARTBEAT) {
            Some(number) if notification.process_id == pid => heartbeat = number.parse().ok(),
            // Of another instance.
            Some(_) => {}
            None => changes.add(&notification.payload),
        }
    }
    Ok((changes, heartbeat))
}

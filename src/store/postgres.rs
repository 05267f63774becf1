//! Connects to Postgres, with time limits for the connection, the network, statements, locks and idle transactions.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use diesel::connection::{CacheSize, InstrumentationEvent, SimpleConnection};
use diesel::result::{DatabaseErrorKind, Error};
use diesel::sql_types::Integer;
use diesel::{Connection as _, PgConnection, RunQueryDsl};
use secrecy::ExposeSecret;

use super::abandoned::AbandonedThreads;
use super::connect_errors::ConnectError;
use super::connection::Connection;
use super::error::StoreError;
use super::postgres_connection::PostgresConnection;
use super::postgres_url::{opening_limit, with_defaults};
use super::time_limits;
use crate::domain::{DatabaseUrl, Pooler, PostgresServer};

/// How often two connections are compared. A pooler hands out the connection that was used last.
const COMPARISONS: u32 = 3;

#[derive(diesel::QueryableByName)]
struct ServerProcess {
    #[diesel(sql_type = Integer)]
    pid: i32,
}

/// Opens a connection within a time limit. It sets `is_read_only` when the server refuses to write.
pub(super) fn connect(
    server: &PostgresServer,
    is_read_only: &Arc<AtomicBool>,
    abandoned: &AbandonedThreads,
) -> Result<Connection, ConnectError> {
    let (own, is_read_only) = (server.clone(), Arc::clone(is_read_only));
    within_limit(server, abandoned, move || open(&own, is_read_only))?
}

/// Runs `work`, which opens or compares connections, within the time limit. After the handshake, which libpq limits, Diesel
/// and Kaimu send settings. A server that falls silent there would keep the threads of the pool that open connections, and
/// the start. The settings cannot go into the handshake: Diesel sends its own later, and poolers refuse `options`.
fn within_limit<T: Send + 'static>(
    server: &PostgresServer,
    abandoned: &AbandonedThreads,
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, ConnectError> {
    let limit = opening_limit(&server.url);
    // check: opening a connection has a time limit
    let result = abandoned.run_within(limit, work);
    result.ok_or(ConnectError::Silent(limit.as_secs()))
}

fn open(server: &PostgresServer, is_read_only: Arc<AtomicBool>) -> Result<Connection, ConnectError> {
    let mut connection = establish(server)?;
    match server.pooler {
        // check: the time limits of a connection
        Pooler::None => connection.batch_execute(&time_limits::of_connection())?,
        // A prepared statement with a name would stay on a server connection that another client gets.
        // check: no named statements behind a pooler
        Pooler::Transaction => connection.set_prepared_statement_cache_size(CacheSize::Disabled),
    }
    connection.set_instrumentation(move |event: InstrumentationEvent<'_>| {
        if let InstrumentationEvent::FinishQuery { error: Some(Error::DatabaseError(kind, _)), .. } = event
            && matches!(kind, DatabaseErrorKind::ReadOnlyTransaction)
        {
            is_read_only.store(true, Ordering::Relaxed);
        }
    });
    Ok(Connection::Postgres(PostgresConnection::new(connection, server.pooler)))
}

fn establish(server: &PostgresServer) -> Result<PgConnection, ConnectError> {
    Ok(PgConnection::establish(with_defaults(&server.url).expose_secret())?)
}

/// Whether `database.pooler` says what is there. A pooler that is not configured is refused, because statements of other
/// clients would run in place of Kaimu's.
pub(super) fn check_pooler(url: &DatabaseUrl) -> Result<(), StoreError> {
    let DatabaseUrl::Postgres(server) = url else { return Ok(()) };
    match (server.pooler, is_pooled(server)?) {
        // check: an unexpected pooler is refused
        (Pooler::None, true) => Err(StoreError::UnexpectedPooler),
        (Pooler::Transaction, false) => {
            log::warn!(
                "database.pooler is \"transaction\", but two connections reached two server processes. This works, and is \
                 slower than necessary if there is no transaction pooler"
            );
            Ok(())
        }
        (Pooler::None, false) | (Pooler::Transaction, true) => Ok(()),
    }
}

/// Whether two connections that are open at once reach one server process. They set nothing, which other clients of a
/// pooler would get.
pub(super) fn is_pooled(server: &PostgresServer) -> Result<bool, StoreError> {
    let abandoned = AbandonedThreads::default();
    let connect = || {
        let own = server.clone();
        within_limit(server, &abandoned, move || establish(&own))?
    };
    let first = connect().map_err(StoreError::unreachable)?;
    let second = match connect() {
        Ok(second) => second,
        Err(silent @ ConnectError::Silent(_)) => return Err(StoreError::unreachable(silent)),
        // The role may have one connection only. Then there is nothing to mix up.
        Err(_) => return Ok(false),
    };
    let compare = move || have_one_process(first, second);
    within_limit(server, &abandoned, compare).map_err(StoreError::unreachable)?
}

fn have_one_process(mut first: PgConnection, mut second: PgConnection) -> Result<bool, StoreError> {
    for _ in 0..COMPARISONS {
        if server_process(&mut first)? == server_process(&mut second)? {
            return Ok(true);
        }
    }
    Ok(false)
}

fn server_process(connection: &mut PgConnection) -> Result<i32, StoreError> {
    let process: ServerProcess = diesel::sql_query("SELECT pg_backend_pid() AS pid").get_result(connection)?;
    Ok(process.pid)
}

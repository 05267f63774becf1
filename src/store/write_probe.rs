//! Tries to write to the database, with a table that has no other use.

use std::time::Duration;

use diesel::connection::SimpleConnection;
use diesel::result::Error;

use super::commit_gate::CommitGate;
use super::connection::Connection;
use super::error::StoreError;
use super::time_limits;

/// How long the write may take on Postgres: less than a request for readiness waits.
const MAX_WRITE: Duration = Duration::from_secs(2);
/// Postgres: a row of this connection alone, so that no instance waits for the lock of another one.
const ON_POSTGRES: &str = "INSERT INTO readiness (id, attempts) VALUES (pg_backend_pid(), 1) \
    ON CONFLICT (id) DO UPDATE SET attempts = readiness.attempts + 1";
const ON_SQLITE: &str = "INSERT INTO readiness (id, attempts) VALUES (1, 1) \
    ON CONFLICT (id) DO UPDATE SET attempts = readiness.attempts + 1";

/// Writes, and rolls back. SQLite keeps such a write in memory, so that it does not notice a full disk.
pub(super) fn roll_back(connection: &mut Connection) -> Result<(), StoreError> {
    let rolled_back = connection.transaction(&CommitGate::default(), |connection| {
        write(connection)?;
        Err::<(), _>(StoreError::Query(Error::RollbackTransaction))
    });
    match rolled_back {
        Err(StoreError::Query(Error::RollbackTransaction)) => Ok(()),
        other => other,
    }
}

/// Writes, and commits.
pub(super) fn commit(connection: &mut Connection) -> Result<(), StoreError> {
    connection.transaction(&CommitGate::default(), write)
}

fn write(connection: &mut Connection) -> Result<(), StoreError> {
    match connection {
        Connection::Postgres(postgres) => {
            postgres.ready()?.batch_execute(&format!("{}; {ON_POSTGRES}", time_limits::of_statements(MAX_WRITE)))?;
        }
        Connection::Sqlite(connection) => connection.batch_execute(ON_SQLITE)?,
    }
    Ok(())
}

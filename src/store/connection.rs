//! A connection to Postgres or SQLite, and what differs between the two.

use diesel::connection::{AnsiTransactionManager, SimpleConnection, TransactionManager};
use diesel::r2d2::R2D2Connection;
use diesel::result::Error;
use diesel::sql_types::{Bool, Nullable, Text};
use diesel::{PgConnection, RunQueryDsl, SqliteConnection};

use super::commit_gate::CommitGate;
use super::error::StoreError;
use super::lock::{self, Lock};
use super::prepared_once::PreparedOnce;
use super::time_limits;
use crate::domain::Pooler;

/// A connection to Postgres or to an SQLite file. [`each!`] runs the same query on either.
#[expect(missing_debug_implementations, reason = "Diesel's connections have none")]
pub enum Connection {
    /// A connection to a Postgres server, and what stands between.
    Postgres(PgConnection, Pooler),
    /// A connection to an SQLite file.
    Sqlite(SqliteConnection),
}

/// Runs a query that is written once: the compiler checks it for both databases, and it runs on the connected one.
macro_rules! each {
    ($connection:expr, $c:ident => $body:expr) => {
        match $connection {
            $crate::store::connection::Connection::Postgres($c, _) => $body,
            $crate::store::connection::Connection::Sqlite($c) => $body,
        }
    };
}
pub(super) use each;

#[derive(diesel::QueryableByName)]
struct TableName {
    #[diesel(sql_type = Nullable<Text>)]
    name: Option<String>,
}

#[derive(diesel::QueryableByName)]
struct ServerMode {
    #[diesel(sql_type = Bool)]
    is_read_only: bool,
}

const BEGIN: &str = "BEGIN ISOLATION LEVEL READ COMMITTED";

impl Connection {
    /// Runs `work` in a transaction. An error rolls it back, and so does a gate that no longer lets it commit.
    pub(super) fn transaction<T, E: From<StoreError>>(
        &mut self,
        gate: &CommitGate,
        work: impl FnOnce(&mut Self) -> Result<T, E>,
    ) -> Result<T, E> {
        // Postgres: READ COMMITTED, even if the server has another default. After the wait for a lock, the transaction
        // must see what the previous holder wrote. SQLite: IMMEDIATE. A transaction that reads first and writes later
        // would otherwise fail with "database is locked", regardless of the busy timeout.
        match self {
            Self::Postgres(c, Pooler::None) => AnsiTransactionManager::begin_transaction_sql(c, BEGIN),
            Self::Postgres(c, Pooler::Transaction) => {
                let begin = format!("{BEGIN}; {}", time_limits::of_transaction());
                AnsiTransactionManager::begin_transaction_sql(c, &begin)
            }
            Self::Sqlite(c) => AnsiTransactionManager::begin_transaction_sql(c, "BEGIN IMMEDIATE"),
        }
        .map_err(StoreError::from)?;
        let mut result = work(self);
        // check: nothing is committed after the time limit
        if result.is_ok() && !gate.begin_commit() {
            result = Err(StoreError::TimedOut.into());
        }
        let end = match result {
            Ok(_) => each!(self, c => AnsiTransactionManager::commit_transaction(c)),
            Err(_) => each!(self, c => AnsiTransactionManager::rollback_transaction(c)),
        };
        // The pool drops a connection whose rollback fails. The error of `work` is the one to report.
        if result.is_ok() {
            end.map_err(StoreError::from)?;
        }
        result
    }

    /// Runs `work` without a transaction, except behind a transaction pooler: its time limits are set with a transaction.
    pub(super) fn read<T, E: From<StoreError>>(
        &mut self,
        work: impl FnOnce(&mut Self) -> Result<T, E>,
    ) -> Result<T, E> {
        match self {
            Self::Postgres(_, Pooler::Transaction) => self.transaction(&CommitGate::default(), work),
            Self::Postgres(_, Pooler::None) | Self::Sqlite(_) => work(self),
        }
    }

    /// Waits until no other transaction holds this lock, and holds it until this transaction ends.
    pub fn wait_for(&mut self, lock: Lock) -> Result<(), StoreError> {
        let Self::Postgres(connection, _) = self else { return Ok(()) };
        match lock::hold(connection, lock.number()) {
            Ok(()) => Ok(()),
            Err(Error::DatabaseError(_, details)) if details.message().contains("lock timeout") => {
                Err(StoreError::LockHeld(lock))
            }
            Err(other) => Err(other.into()),
        }
    }

    /// Removes the time limits of statements and locks until the transaction ends: a migration may take long.
    pub(super) fn lift_time_limits(&mut self) -> Result<(), StoreError> {
        if let Self::Postgres(connection, _) = self {
            connection.batch_execute(time_limits::lifted())?;
        }
        Ok(())
    }

    /// Whether the database has Kaimu's tables.
    pub(super) fn has_tables(&mut self) -> Result<bool, StoreError> {
        self.has_table("identities")
    }

    /// Whether the database has this table.
    pub(super) fn has_table(&mut self, table: &'static str) -> Result<bool, StoreError> {
        let found = match self {
            Self::Postgres(c, _) => diesel::sql_query("SELECT CAST(to_regclass($1) AS TEXT) AS name")
                .bind::<Text, _>(table)
                .get_result::<TableName>(c)?,
            Self::Sqlite(c) => {
                diesel::sql_query("SELECT MAX(name) AS name FROM sqlite_master WHERE type = 'table' AND name = ?")
                    .bind::<Text, _>(table)
                    .get_result::<TableName>(c)?
            }
        };
        Ok(found.name.is_some())
    }

    /// Empties the write-ahead log of an SQLite file, unless another process reads it.
    pub(super) fn empty_log(&mut self) -> Result<(), StoreError> {
        if let Self::Sqlite(connection) = self {
            connection.batch_execute("PRAGMA wal_checkpoint(TRUNCATE)")?;
        }
        Ok(())
    }

    /// Whether the server refuses to write. Fails if it does not answer.
    pub(super) fn is_read_only(&mut self) -> Result<bool, StoreError> {
        match self {
            Self::Postgres(c, _) => {
                let query = "SELECT current_setting('transaction_read_only') = 'on' AS is_read_only";
                Ok(PreparedOnce(diesel::sql_query(query)).get_result::<ServerMode>(c)?.is_read_only)
            }
            Self::Sqlite(c) => {
                R2D2Connection::ping(c)?;
                Ok(false)
            }
        }
    }
}

//! One connection to either database, and what differs between them.

use diesel::connection::{AnsiTransactionManager, SimpleConnection, TransactionManager};
use diesel::r2d2::R2D2Connection;
use diesel::{PgConnection, RunQueryDsl, SqliteConnection};

use super::error::StoreError;

/// A connection to Postgres or to the SQLite file. [`each!`] runs one body on whichever it is.
#[expect(missing_debug_implementations, reason = "Diesel's connections have none")]
pub enum Connection {
    /// A Postgres server.
    Postgres(PgConnection),
    /// The embedded file.
    Sqlite(SqliteConnection),
}

/// Writes a query once: the body is type-checked against both databases and runs on the one at hand.
macro_rules! each {
    ($connection:expr, $c:ident => $body:expr) => {
        match $connection {
            $crate::store::connection::Connection::Postgres($c) => $body,
            $crate::store::connection::Connection::Sqlite($c) => $body,
        }
    };
}
pub(super) use each;

#[derive(diesel::QueryableByName)]
struct TableName {
    #[diesel(sql_type = diesel::sql_types::Nullable<diesel::sql_types::Text>)]
    name: Option<String>,
}

/// Numbers that no other program on this Postgres server is likely to use for its advisory locks ("kaimu", in ASCII).
const LOCK_SPACE: i64 = 0x006b_6169_6d75_0000;

/// For what instances on one Postgres wait for each other. SQLite has one writer at a time anyway.
#[derive(Debug, Clone, Copy)]
pub enum Lock {
    /// Two instances start at once.
    Migrations = 1,
    /// Two sign-ins decide who somebody is.
    Accounts = 2,
}

impl Connection {
    /// Runs `work` in a transaction. On SQLite it begins IMMEDIATE: a transaction that first reads and then writes would
    /// otherwise fail with "database is locked" however long the busy timeout is.
    pub(super) fn transaction<T, E: From<StoreError>>(
        &mut self,
        work: impl FnOnce(&mut Self) -> Result<T, E>,
    ) -> Result<T, E> {
        // READ COMMITTED, whatever the server's default is: after waiting for a lock we must see what its holder wrote.
        match self {
            Self::Postgres(c) => {
                AnsiTransactionManager::begin_transaction_sql(c, "BEGIN ISOLATION LEVEL READ COMMITTED")
            }
            Self::Sqlite(c) => AnsiTransactionManager::begin_transaction_sql(c, "BEGIN IMMEDIATE"),
        }
        .map_err(StoreError::from)?;
        let result = work(self);
        let end = match result {
            Ok(_) => each!(self, c => AnsiTransactionManager::commit_transaction(c)),
            Err(_) => each!(self, c => AnsiTransactionManager::rollback_transaction(c)),
        };
        // A rollback that fails leaves a broken connection, which the pool throws away; the first error matters.
        if result.is_ok() {
            end.map_err(StoreError::from)?;
        }
        result
    }

    /// Waits until no other transaction holds this lock, and holds it until this one ends.
    ///
    /// # Errors
    /// When the database cannot be asked.
    pub fn wait_for(&mut self, lock: Lock) -> Result<(), StoreError> {
        if let Self::Postgres(connection) = self {
            diesel::sql_query("SELECT pg_advisory_xact_lock($1)")
                .bind::<diesel::sql_types::BigInt, _>(LOCK_SPACE + lock as i64)
                .execute(connection)?;
        }
        Ok(())
    }

    /// Lifts the time limits of this connection until the transaction ends: a migration may take long.
    pub(super) fn lift_time_limits(&mut self) -> Result<(), StoreError> {
        if let Self::Postgres(connection) = self {
            connection.batch_execute("SET LOCAL statement_timeout = 0; SET LOCAL lock_timeout = 0")?;
        }
        Ok(())
    }

    /// Whether our migrations have been here.
    pub(super) fn has_tables(&mut self) -> Result<bool, StoreError> {
        let table = match self {
            Self::Postgres(c) => {
                let found = "SELECT CAST(to_regclass('identities') AS TEXT) AS name";
                diesel::sql_query(found).get_result::<TableName>(c)?.name
            }
            Self::Sqlite(c) => {
                let found = "SELECT MAX(name) AS name FROM sqlite_master WHERE type = 'table' AND name = 'identities'";
                diesel::sql_query(found).get_result::<TableName>(c)?.name
            }
        };
        Ok(table.is_some())
    }

    pub(super) fn ping(&mut self) -> Result<(), StoreError> {
        Ok(each!(self, c => R2D2Connection::ping(c))?)
    }
}

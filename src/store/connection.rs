//! A connection to Postgres or SQLite, and what differs between the two.

use diesel::connection::{AnsiTransactionManager, SimpleConnection, TransactionManager};
use diesel::pg::Pg;
use diesel::query_builder::QueryFragment;
use diesel::query_dsl::methods::LoadQuery;
use diesel::r2d2::R2D2Connection;
use diesel::result::Error;
use diesel::sql_types::{Bool, Nullable, Text};
use diesel::sqlite::Sqlite;
use diesel::{PgConnection, QueryResult, RunQueryDsl, SqliteConnection};

use super::commit_gate::CommitGate;
use super::error::StoreError;
use super::later_writes::Together;
use super::lock::Lock;
use super::postgres_connection::PostgresConnection;
use super::prepared_once::{Counted, PreparedOnce};
use super::{sqlite, time_limits};
use crate::domain::Pooler;

/// A connection to Postgres or to an SQLite file. [`each!`] runs the same query on either.
#[expect(missing_debug_implementations, reason = "Diesel's connections have none")]
pub enum Connection {
    /// A connection to a Postgres server.
    Postgres(PostgresConnection),
    /// A connection to an SQLite file.
    Sqlite(SqliteConnection),
}

/// Runs a query that is written once: the compiler checks it for both databases, and it runs on the connected one.
macro_rules! each {
    ($connection:expr, $c:ident => $body:expr) => {
        match $connection {
            $crate::store::connection::Connection::Postgres(postgres) => match postgres.ready() {
                Ok($c) => $body,
                Err(error) => Err(error),
            },
            $crate::store::connection::Connection::Sqlite($c) => $crate::store::sqlite::noted($body),
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

/// A transaction that reads first and writes later would otherwise fail with "database is locked", regardless of the busy
/// timeout. The commit waits until the disk has everything that was written before.
const BEGIN_ON_SQLITE: &str = "PRAGMA synchronous = FULL; BEGIN IMMEDIATE";

impl Connection {
    /// Runs `work` in a transaction. An error rolls it back, and so does a gate that no longer lets it commit.
    pub(super) fn transaction<T, E: From<StoreError>>(
        &mut self,
        gate: &CommitGate,
        work: impl FnOnce(&mut Self) -> Result<T, E>,
    ) -> Result<T, E> {
        self.begin()?;
        let mut result = self.run_to_the_end(work);
        // check: nothing is committed after the time limit
        if result.is_ok() && !gate.begin_commit() {
            result = Err(StoreError::TimedOut.into());
        }
        if result.is_ok() {
            self.commit()?;
        } else {
            // The pool drops a connection whose rollback fails. The error of `work` is the one to report.
            let _ = self.roll_back();
        }
        result
    }

    /// Runs `work`, which is one statement that writes, without a transaction, except behind a transaction pooler. It has to load all
    /// rows: on SQLite, the last step commits. There, a crash of the machine may lose what it wrote, but nothing that follows it: the
    /// commit of that puts both on the disk.
    pub(super) fn write_alone<T, E: From<StoreError>>(
        &mut self,
        gate: &CommitGate,
        work: impl FnOnce(&mut Self) -> Result<T, E>,
    ) -> Result<T, E> {
        match self {
            Self::Postgres(postgres) if postgres.pooler() == Pooler::Transaction => self.transaction(gate, work),
            // The database commits it with the statement.
            _ if !gate.begin_commit() => Err(StoreError::TimedOut.into()),
            Self::Postgres(_) => self.run_to_the_end(work),
            Self::Sqlite(c) => {
                c.batch_execute("PRAGMA synchronous = NORMAL").map_err(StoreError::from)?;
                work(self)
            }
        }
    }

    /// Runs `work`, and sends what it has left to be written.
    fn run_to_the_end<T, E: From<StoreError>>(&mut self, work: impl FnOnce(&mut Self) -> Result<T, E>) -> Result<T, E> {
        let value = work(self)?;
        self.send_later_writes()?;
        Ok(value)
    }

    fn send_later_writes(&mut self) -> Result<(), StoreError> {
        Ok(each!(self, _c => Ok(()))?)
    }

    /// Runs `work` without a transaction, except behind a transaction pooler: its time limits are set with a transaction.
    pub(super) fn read<T, E: From<StoreError>>(
        &mut self,
        work: impl FnOnce(&mut Self) -> Result<T, E>,
    ) -> Result<T, E> {
        match self {
            Self::Postgres(postgres) if postgres.pooler() == Pooler::Transaction => {
                self.transaction(&CommitGate::default(), work)
            }
            Self::Postgres(_) | Self::Sqlite(_) => self.run_to_the_end(work),
        }
    }

    /// Writes something whose answer nobody needs. Postgres gets it together with other such writes, before the next statement or the
    /// commit; an error is reported there.
    pub(super) fn write_later<W>(&mut self, write: W) -> Result<(), StoreError>
    where
        W: QueryFragment<Pg> + QueryFragment<Sqlite> + Send + 'static,
    {
        match self {
            Self::Postgres(postgres) => postgres.write_later(write)?,
            Self::Sqlite(c) => sqlite::write(c, write)?,
        }
        Ok(())
    }

    /// Runs a write with few texts, and returns how many rows it has changed.
    pub(super) fn change<W>(&mut self, write: W) -> Result<i64, StoreError>
    where
        W: QueryFragment<Pg> + QueryFragment<Sqlite>,
    {
        Ok(match self {
            Self::Postgres(postgres) => PreparedOnce(Counted(write)).get_result(postgres.ready()?)?,
            Self::Sqlite(c) => {
                sqlite::write(c, write)?;
                sqlite::noted(PreparedOnce(diesel::select(sqlite::changes())).get_result(c))?
            }
        })
    }

    /// The texts that a query finds, which does not depend on the writes that wait. Postgres is asked together with them.
    pub(super) fn load_with_later_writes<Q>(&mut self, query: Q) -> Result<Vec<String>, StoreError>
    where
        PreparedOnce<Together<Q>>: for<'query> LoadQuery<'query, PgConnection, String>,
        PreparedOnce<Q>: for<'query> LoadQuery<'query, SqliteConnection, String>,
    {
        Ok(match self {
            Self::Postgres(postgres) => postgres.load_with_later_writes(query)?,
            Self::Sqlite(c) => sqlite::noted(PreparedOnce(query).load(c))?,
        })
    }

    /// Whether nothing more can be done with it.
    pub(super) fn is_broken(&mut self) -> bool {
        match self {
            Self::Postgres(postgres) => R2D2Connection::is_broken(postgres.forget_unsent()),
            Self::Sqlite(c) => R2D2Connection::is_broken(c),
        }
    }

    fn begin(&mut self) -> Result<(), StoreError> {
        match self {
            Self::Postgres(postgres) => postgres.begin(),
            // check: a commit is on the disk
            Self::Sqlite(c) => AnsiTransactionManager::begin_transaction_sql(c, BEGIN_ON_SQLITE)?,
        }
        Ok(())
    }

    fn commit(&mut self) -> Result<(), StoreError> {
        Ok(each!(self, c => AnsiTransactionManager::commit_transaction(c))?)
    }

    fn roll_back(&mut self) -> QueryResult<()> {
        match self {
            Self::Postgres(postgres) => AnsiTransactionManager::rollback_transaction(postgres.forget_unsent()),
            Self::Sqlite(c) => AnsiTransactionManager::rollback_transaction(c),
        }
    }

    /// Waits until no other transaction holds this lock, and holds it until this transaction ends.
    pub fn wait_for(&mut self, lock: Lock) -> Result<(), StoreError> {
        let Self::Postgres(postgres) = self else { return Ok(()) };
        match postgres.hold(&[lock.number()]) {
            Ok(()) => Ok(()),
            Err(Error::DatabaseError(_, details)) if details.message().contains("lock timeout") => {
                Err(StoreError::LockHeld(lock))
            }
            Err(other) => Err(other.into()),
        }
    }

    /// Removes the time limits of statements and locks until the transaction ends: a migration may take long.
    pub(super) fn lift_time_limits(&mut self) -> Result<(), StoreError> {
        if let Self::Postgres(postgres) = self {
            postgres.ready()?.batch_execute(time_limits::lifted())?;
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
            Self::Postgres(postgres) => diesel::sql_query("SELECT CAST(to_regclass($1) AS TEXT) AS name")
                .bind::<Text, _>(table)
                .get_result::<TableName>(postgres.ready()?)?,
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
        let Self::Postgres(postgres) = self else { return Ok(false) };
        let query = "SELECT current_setting('transaction_read_only') = 'on' AS is_read_only";
        let mode: ServerMode = PreparedOnce(diesel::sql_query(query)).get_result(postgres.ready()?)?;
        Ok(mode.is_read_only)
    }
}

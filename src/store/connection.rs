//! One connection to either database, and what differs between them.

use std::os::unix::fs::DirBuilderExt;
use std::time::Duration;

use diesel::connection::{AnsiTransactionManager, SimpleConnection, TransactionManager};
use diesel::r2d2::R2D2Connection;
use diesel::result::Error;
use diesel::{Connection as _, PgConnection, RunQueryDsl, SqliteConnection};
use secrecy::ExposeSecret;

use super::StoreError;
use crate::domain::DatabaseUrl;

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
            $crate::store::Connection::Postgres($c) => $body,
            $crate::store::Connection::Sqlite($c) => $body,
        }
    };
}
pub(super) use each;

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

/// As patient as the busy timeout.
const WAL_TRIES: u32 = 500;
const WAL_PAUSE: Duration = Duration::from_millis(10);

impl Connection {
    /// Runs `work` in a transaction. On SQLite it begins IMMEDIATE: a transaction that first reads and then writes would
    /// otherwise fail with "database is locked" however long the busy timeout is.
    pub(super) fn transaction<T, E: From<StoreError>>(
        &mut self,
        work: impl FnOnce(&mut Self) -> Result<T, E>,
    ) -> Result<T, E> {
        match self {
            Self::Postgres(c) => AnsiTransactionManager::begin_transaction_sql(c, "BEGIN"),
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

    pub(super) fn ping(&mut self) -> Result<(), StoreError> {
        Ok(each!(self, c => R2D2Connection::ping(c))?)
    }
}

/// Makes connections for the pool.
#[derive(Debug)]
pub(super) struct Manager {
    url: DatabaseUrl,
}

impl Manager {
    pub(super) fn new(url: DatabaseUrl) -> Self {
        Self { url }
    }
}

/// Switches the file to WAL, which it then keeps. When two switch a fresh file at once, SQLite tells one of them
/// "database is locked" without heeding the busy timeout, since waiting for each other would never end.
fn write_ahead(connection: &mut SqliteConnection) -> diesel::QueryResult<()> {
    let mut tries = 0;
    loop {
        match connection.batch_execute("PRAGMA journal_mode = WAL") {
            Err(Error::DatabaseError(_, told)) if told.message().contains("locked") && tries < WAL_TRIES => {
                tries += 1;
                std::thread::sleep(WAL_PAUSE);
            }
            result => return result,
        }
    }
}

/// Why no connection could be made, in the database's own words (libpq names host, user and database, no password).
#[derive(Debug, thiserror::Error)]
pub(super) enum ConnectError {
    #[error("{0}")]
    Refused(#[from] diesel::ConnectionError),
    #[error("{0}")]
    Query(#[from] diesel::result::Error),
    #[error("{folder}: {source}")]
    Folder { folder: String, source: std::io::Error },
    #[error("the database stopped answering")]
    Gone,
}

impl r2d2::ManageConnection for Manager {
    type Connection = Connection;
    type Error = ConnectError;

    fn connect(&self) -> Result<Connection, ConnectError> {
        match &self.url {
            DatabaseUrl::Postgres(url) => Ok(Connection::Postgres(PgConnection::establish(url.expose_secret())?)),
            DatabaseUrl::Sqlite(path) => {
                if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
                    // Ours alone: the file holds addresses of people, and beside it lies the secret of all cookies.
                    std::fs::DirBuilder::new()
                        .recursive(true)
                        .mode(0o700)
                        .create(folder)
                        .map_err(|source| ConnectError::Folder { folder: folder.display().to_string(), source })?;
                }
                let mut connection = SqliteConnection::establish(&path.to_string_lossy())?;
                connection.batch_execute(
                    "PRAGMA busy_timeout = 5000; PRAGMA synchronous = NORMAL; PRAGMA foreign_keys = ON;
                     PRAGMA journal_size_limit = 8388608;",
                )?;
                write_ahead(&mut connection)?;
                Ok(Connection::Sqlite(connection))
            }
        }
    }

    fn is_valid(&self, connection: &mut Connection) -> Result<(), ConnectError> {
        connection.ping().map_err(|_| ConnectError::Gone)
    }

    fn has_broken(&self, connection: &mut Connection) -> bool {
        std::thread::panicking() || each!(connection, c => R2D2Connection::is_broken(c))
    }
}

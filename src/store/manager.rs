//! Opens the connections of the pool, with time limits.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use super::abandoned::AbandonedThreads;
use super::connect_errors::ConnectError;
use super::connection::Connection;
use super::sqlite::{self, SqliteFile};
use super::{postgres, postgres_url};
use crate::domain::{DatabaseUrl, Pooler, PostgresServer};

/// Opens connections to one database and checks them, for the pool.
#[derive(Debug)]
pub(super) struct Manager {
    place: Place,
    /// Whether only a server counts that accepts writes. Another one, such as the former primary after a switch-over, has what is
    /// outdated.
    needs_primary: bool,
    /// Whether a connection leads to a server that has become read-only. The others lead there, too.
    is_read_only: Arc<AtomicBool>,
    /// The threads that wait for a silent server: those that open connections, and those of the pool.
    abandoned: AbandonedThreads,
}

/// Where the database is.
#[derive(Debug, Clone)]
enum Place {
    Postgres(PostgresServer),
    Sqlite(Arc<SqliteFile>),
}

impl Manager {
    pub(super) fn new(url: DatabaseUrl) -> Self {
        let place = match url {
            DatabaseUrl::Postgres(server) => {
                // This initializes OpenSSL without its exit handler, which would free memory that a connecting thread of
                // the pool still uses when the process ends.
                #[cfg(feature = "postgres-tls")]
                openssl_sys::init();
                Place::Postgres(server)
            }
            DatabaseUrl::Sqlite(path) => Place::Sqlite(Arc::new(SqliteFile::new(path))),
        };
        let needs_primary = matches!(&place, Place::Postgres(server) if postgres_url::needs_primary(&server.url));
        Self { place, needs_primary, is_read_only: Arc::default(), abandoned: AbandonedThreads::default() }
    }

    /// A manager of the same database for other connections.
    pub(super) fn renewed(&self) -> Self {
        Self {
            place: self.place.clone(),
            needs_primary: self.needs_primary,
            is_read_only: Arc::default(),
            abandoned: self.abandoned.clone(),
        }
    }

    /// Set when a connection leads to a server that has become read-only.
    pub(super) fn is_read_only(&self) -> Arc<AtomicBool> {
        Arc::clone(&self.is_read_only)
    }

    /// The threads that wait for a silent server.
    pub(super) fn abandoned(&self) -> AbandonedThreads {
        self.abandoned.clone()
    }

    /// The SQLite file, if the database is one.
    pub(super) fn file(&self) -> Option<&SqliteFile> {
        match &self.place {
            Place::Postgres(_) => None,
            Place::Sqlite(file) => Some(file),
        }
    }

    /// Whether there is a transaction pooler.
    pub(super) fn has_pooler(&self) -> bool {
        matches!(&self.place, Place::Postgres(server) if server.pooler == Pooler::Transaction)
    }

    /// What the database is called in texts that everyone may read.
    pub(super) fn subject(&self) -> String {
        self.file().map_or_else(|| "the database".to_owned(), SqliteFile::short_name)
    }
}

impl r2d2::ManageConnection for Manager {
    type Connection = Connection;
    type Error = ConnectError;

    fn connect(&self) -> Result<Connection, ConnectError> {
        match &self.place {
            Place::Postgres(server) => postgres::connect(server, &self.is_read_only, &self.abandoned),
            Place::Sqlite(file) => Ok(Connection::Sqlite(file.connect()?)),
        }
    }

    fn is_valid(&self, connection: &mut Connection) -> Result<(), ConnectError> {
        if let Some(file) = self.file() {
            file.check()?;
        }
        let is_read_only = connection.is_read_only().map_err(|_| ConnectError::Gone)?;
        // check: a former primary is not asked
        if is_read_only && self.needs_primary {
            self.is_read_only.store(true, Ordering::Relaxed);
            return Err(ConnectError::ReadOnly);
        }
        Ok(())
    }

    fn has_broken(&self, connection: &mut Connection) -> bool {
        std::thread::panicking() || sqlite::has_failed() || connection.is_broken()
    }
}

/// Connects to a database without changing it; `None` if the SQLite file does not exist.
pub(super) fn connect_to_existing(url: &DatabaseUrl) -> Result<Option<Connection>, ConnectError> {
    let manager = Manager::new(url.clone());
    match url {
        DatabaseUrl::Sqlite(path) if !path.exists() => Ok(None),
        DatabaseUrl::Sqlite(path) => Ok(Some(Connection::Sqlite(sqlite::connect_to_existing(path)?))),
        DatabaseUrl::Postgres(_) => r2d2::ManageConnection::connect(&manager).map(Some),
    }
}

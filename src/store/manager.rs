//! Opens the connections of the pool, with time limits.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use diesel::r2d2::R2D2Connection;
use diesel::result::Error;

use super::connection::{Connection, each};
use super::postgres;
use super::sqlite::{self, SqliteError};
use crate::domain::DatabaseUrl;

/// Opens connections to one database and checks them, for the pool.
#[derive(Debug)]
pub(super) struct Manager {
    url: DatabaseUrl,
    /// Whether a connection could not write, because its server has become read-only. The others lead there, too.
    is_read_only: Arc<AtomicBool>,
}

/// Why no connection could be opened. The text of libpq contains host, user and database. For a URL that libpq cannot
/// read it would contain the URL, but the configuration refuses such a URL before.
#[derive(Debug, thiserror::Error)]
pub(super) enum ConnectError {
    #[error("{0}")]
    Refused(#[from] diesel::ConnectionError),
    #[error("{0}")]
    Query(#[from] Error),
    #[error("{0}")]
    Sqlite(#[from] SqliteError),
    #[error("the database stopped answering")]
    Gone,
}

impl Manager {
    pub(super) fn new(url: DatabaseUrl) -> Self {
        // This initializes OpenSSL without its exit handler, which would free memory that a connecting thread of the
        // pool still uses when the process ends.
        #[cfg(feature = "postgres-tls")]
        openssl_sys::init();
        Self { url, is_read_only: Arc::default() }
    }

    /// Set when a connection could not write, because its server has become read-only.
    pub(super) fn is_read_only(&self) -> Arc<AtomicBool> {
        Arc::clone(&self.is_read_only)
    }
}

impl r2d2::ManageConnection for Manager {
    type Connection = Connection;
    type Error = ConnectError;

    fn connect(&self) -> Result<Connection, ConnectError> {
        match &self.url {
            DatabaseUrl::Postgres(server) => postgres::connect(server, &self.is_read_only),
            DatabaseUrl::Sqlite(path) => Ok(Connection::Sqlite(sqlite::connect(path)?)),
        }
    }

    fn is_valid(&self, connection: &mut Connection) -> Result<(), ConnectError> {
        connection.ping().map_err(|_| ConnectError::Gone)
    }

    fn has_broken(&self, connection: &mut Connection) -> bool {
        std::thread::panicking() || each!(connection, c => R2D2Connection::is_broken(c))
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

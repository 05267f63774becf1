//! Makes connections for the pool.

use std::os::unix::fs::DirBuilderExt;
use std::path::Path;
use std::time::Duration;

use diesel::connection::SimpleConnection;
use diesel::r2d2::R2D2Connection;
use diesel::result::Error;
use diesel::{Connection as _, PgConnection, SqliteConnection};
use secrecy::ExposeSecret;

use super::connection::{Connection, each};
use crate::domain::DatabaseUrl;

/// As patient as the busy timeout.
const MAX_WAL_ATTEMPTS: u32 = 500;
const WAL_RETRY_AFTER: Duration = Duration::from_millis(10);

#[derive(Debug)]
pub(super) struct Manager {
    url: DatabaseUrl,
}

/// Why no connection could be made, in the database's own words. libpq names host, user and database; what it would say of
/// a URL that it cannot read is kept from it by the configuration.
#[derive(Debug, thiserror::Error)]
pub(super) enum ConnectError {
    #[error("{0}")]
    Refused(#[from] diesel::ConnectionError),
    #[error("{0}")]
    Query(#[from] Error),
    #[error("{folder}: {source}")]
    Folder { folder: String, source: std::io::Error },
    #[error("the database stopped answering")]
    Gone,
}

impl Manager {
    pub(super) fn new(url: DatabaseUrl) -> Self {
        // Without OpenSSL's own exit handler: it would pull the ground from under a thread of the pool that is connecting
        // while the process ends.
        #[cfg(feature = "postgres-tls")]
        openssl_sys::init();
        Self { url }
    }
}

impl r2d2::ManageConnection for Manager {
    type Connection = Connection;
    type Error = ConnectError;

    fn connect(&self) -> Result<Connection, ConnectError> {
        match &self.url {
            DatabaseUrl::Postgres(url) => postgres(url.expose_secret()).map(Connection::Postgres),
            DatabaseUrl::Sqlite(path) => sqlite(path).map(Connection::Sqlite),
        }
    }

    fn is_valid(&self, connection: &mut Connection) -> Result<(), ConnectError> {
        connection.ping().map_err(|_| ConnectError::Gone)
    }

    fn has_broken(&self, connection: &mut Connection) -> bool {
        std::thread::panicking() || each!(connection, c => R2D2Connection::is_broken(c))
    }
}

/// A connection to a database that must be left as it is; `None` when there is no file.
pub(super) fn connect_to_existing(url: &DatabaseUrl) -> Result<Option<Connection>, ConnectError> {
    let manager = Manager::new(url.clone());
    match url {
        DatabaseUrl::Sqlite(path) if !path.exists() => Ok(None),
        // The usual connection would switch the file to WAL.
        DatabaseUrl::Sqlite(path) => {
            let mut connection = SqliteConnection::establish(&path.to_string_lossy())?;
            connection.batch_execute("PRAGMA busy_timeout = 5000")?;
            Ok(Some(Connection::Sqlite(connection)))
        }
        DatabaseUrl::Postgres(_) => r2d2::ManageConnection::connect(&manager).map(Some),
    }
}

/// Makes the folder of an SQLite file, if need be; once, at the start, so that nobody who has removed it finds it again.
pub(super) fn make_folder(url: &DatabaseUrl) -> Result<(), ConnectError> {
    let DatabaseUrl::Sqlite(path) = url else { return Ok(()) };
    let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) else { return Ok(()) };
    // Ours alone: the file holds addresses of people, and beside it lies the secret of all cookies.
    let made = std::fs::DirBuilder::new().recursive(true).mode(0o700).create(folder);
    made.map_err(|source| ConnectError::Folder { folder: folder.display().to_string(), source })
}

/// With limits on everything that a server, or the network before it, could let us wait for.
fn postgres(url: &str) -> Result<PgConnection, ConnectError> {
    let mut url = url.to_owned();
    for limit in ["connect_timeout=3", "tcp_user_timeout=10000"] {
        if !limit.split('=').next().is_some_and(|name| url.contains(name)) {
            url.push(if url.contains('?') { '&' } else { '?' });
            url.push_str(limit);
        }
    }
    let mut connection = PgConnection::establish(&url)?;
    connection.batch_execute("SET statement_timeout = '10s'; SET lock_timeout = '5s'")?;
    Ok(connection)
}

fn sqlite(path: &Path) -> Result<SqliteConnection, ConnectError> {
    let mut connection = SqliteConnection::establish(&path.to_string_lossy())?;
    connection.batch_execute(
        "PRAGMA busy_timeout = 5000; PRAGMA synchronous = NORMAL; PRAGMA foreign_keys = ON;
         PRAGMA journal_size_limit = 8388608;",
    )?;
    write_ahead(&mut connection)?;
    Ok(connection)
}

/// Switches the file to WAL, which it then keeps. When two switch a fresh file at once, SQLite tells one of them
/// "database is locked" without heeding the busy timeout, since waiting for each other would never end.
fn write_ahead(connection: &mut SqliteConnection) -> diesel::QueryResult<()> {
    let mut tries = 0;
    loop {
        match connection.batch_execute("PRAGMA journal_mode = WAL") {
            Err(Error::DatabaseError(_, told)) if told.message().contains("locked") && tries < MAX_WAL_ATTEMPTS => {
                tries += 1;
                std::thread::sleep(WAL_RETRY_AFTER);
            }
            result => return result,
        }
    }
}

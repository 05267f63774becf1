//! Opens the connections of the pool, with time limits.

use std::fs::{DirBuilder, OpenOptions};
use std::io;
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::Path;
use std::time::Duration;

use diesel::connection::SimpleConnection;
use diesel::r2d2::R2D2Connection;
use diesel::result::Error;
use diesel::{Connection as _, PgConnection, SqliteConnection};
use secrecy::{ExposeSecret, SecretString};

use super::connection::{Connection, each};
use super::postgres_url;
use crate::domain::DatabaseUrl;

/// How often the switch to WAL is tried. With the pause it takes as long as the busy timeout.
const MAX_WAL_ATTEMPTS: u32 = 500;
const WAL_RETRY_AFTER: Duration = Duration::from_millis(10);

/// Opens connections to one database and checks them, for the pool.
#[derive(Debug)]
pub(super) struct Manager {
    url: DatabaseUrl,
}

/// Why no connection could be opened. The text of libpq contains host, user and database. For a URL that libpq cannot
/// read it would contain the URL, but the configuration refuses such a URL before.
#[derive(Debug, thiserror::Error)]
pub(super) enum ConnectError {
    #[error("{0}")]
    Refused(#[from] diesel::ConnectionError),
    #[error("{0}")]
    Query(#[from] Error),
    #[error("{folder}: {source}")]
    Folder { folder: String, source: io::Error },
    #[error("{file}: {source}")]
    File { file: String, source: io::Error },
    #[error("the database stopped answering")]
    Gone,
}

impl Manager {
    pub(super) fn new(url: DatabaseUrl) -> Self {
        // This initializes OpenSSL without its exit handler, which would free memory that a connecting thread of the
        // pool still uses when the process ends.
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
            DatabaseUrl::Postgres(url) => connect_postgres(url).map(Connection::Postgres),
            DatabaseUrl::Sqlite(path) => connect_sqlite(path).map(Connection::Sqlite),
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
        // A connection of the pool would switch the file to WAL.
        DatabaseUrl::Sqlite(path) => {
            let mut connection = SqliteConnection::establish(&path.to_string_lossy())?;
            connection.batch_execute("PRAGMA busy_timeout = 5000")?;
            Ok(Some(Connection::Sqlite(connection)))
        }
        DatabaseUrl::Postgres(_) => r2d2::ManageConnection::connect(&manager).map(Some),
    }
}

/// Creates an SQLite file and its folder if they are missing. Only the start does this: a folder that is deleted later
/// stays deleted.
///
/// Both are for this operating system user alone: the file contains e-mail addresses, and beside it is the session
/// secret. SQLite gives its other files the mode of this one.
pub(super) fn make_file(url: &DatabaseUrl) -> Result<(), ConnectError> {
    let DatabaseUrl::Sqlite(path) = url else { return Ok(()) };
    if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        let created = DirBuilder::new().recursive(true).mode(0o700).create(folder);
        created.map_err(|source| ConnectError::Folder { folder: folder.display().to_string(), source })?;
    }
    match OpenOptions::new().write(true).create_new(true).mode(0o600).open(path) {
        Err(source) if source.kind() != io::ErrorKind::AlreadyExists => {
            Err(ConnectError::File { file: path.display().to_string(), source })
        }
        _ => Ok(()),
    }
}

/// Connects to Postgres, with time limits for the connection, the network, statements and locks.
fn connect_postgres(url: &SecretString) -> Result<PgConnection, ConnectError> {
    let mut connection = PgConnection::establish(postgres_url::with_defaults(url).expose_secret())?;
    connection.batch_execute("SET statement_timeout = '10s'; SET lock_timeout = '5s'")?;
    Ok(connection)
}

fn connect_sqlite(path: &Path) -> Result<SqliteConnection, ConnectError> {
    let mut connection = SqliteConnection::establish(&path.to_string_lossy())?;
    connection.batch_execute(
        "PRAGMA busy_timeout = 5000; PRAGMA synchronous = NORMAL; PRAGMA foreign_keys = ON; PRAGMA secure_delete = ON;
         PRAGMA journal_size_limit = 8388608;",
    )?;
    switch_to_wal(&mut connection)?;
    Ok(connection)
}

/// Switches the file to WAL (write-ahead log) permanently. If two connections switch a new file at once, SQLite reports
/// "database is locked" to one of them at once, regardless of the busy timeout, to avoid a deadlock.
fn switch_to_wal(connection: &mut SqliteConnection) -> diesel::QueryResult<()> {
    let mut attempts = 0;
    loop {
        match connection.batch_execute("PRAGMA journal_mode = WAL") {
            Err(Error::DatabaseError(_, details))
                if details.message().contains("locked") && attempts < MAX_WAL_ATTEMPTS =>
            {
                attempts += 1;
                std::thread::sleep(WAL_RETRY_AFTER);
            }
            result => return result,
        }
    }
}

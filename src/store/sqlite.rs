//! The SQLite file: creates it, and opens connections to it.

use std::fs::{DirBuilder, OpenOptions};
use std::io;
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::Path;
use std::time::Duration;

use diesel::connection::SimpleConnection;
use diesel::result::Error;
use diesel::{Connection as _, SqliteConnection};

/// How often the switch to WAL is tried. With the pause it takes as long as the busy timeout.
const MAX_WAL_ATTEMPTS: u32 = 500;
const WAL_RETRY_AFTER: Duration = Duration::from_millis(10);

/// Why the file cannot be used.
#[derive(Debug, thiserror::Error)]
pub(super) enum SqliteError {
    #[error("{0}")]
    Refused(#[from] diesel::ConnectionError),
    #[error("{0}")]
    Query(#[from] Error),
    #[error("{folder}: {source}")]
    Folder { folder: String, source: io::Error },
    #[error("{file}: {source}")]
    File { file: String, source: io::Error },
}

/// Creates the file and its folder if they are missing. Only the start does this: a folder that is deleted later stays
/// deleted.
///
/// Both are for this operating system user alone: the file contains e-mail addresses, and beside it is the session
/// secret. SQLite gives its other files the mode of this one.
pub(super) fn make_file(path: &Path) -> Result<(), SqliteError> {
    if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        let created = DirBuilder::new().recursive(true).mode(0o700).create(folder);
        created.map_err(|source| SqliteError::Folder { folder: folder.display().to_string(), source })?;
    }
    match OpenOptions::new().write(true).create_new(true).mode(0o600).open(path) {
        Err(source) if source.kind() != io::ErrorKind::AlreadyExists => {
            Err(SqliteError::File { file: path.display().to_string(), source })
        }
        _ => Ok(()),
    }
}

/// Opens a connection for the pool.
pub(super) fn connect(path: &Path) -> Result<SqliteConnection, SqliteError> {
    let mut connection = SqliteConnection::establish(&path.to_string_lossy())?;
    connection.batch_execute(
        "PRAGMA busy_timeout = 5000; PRAGMA synchronous = NORMAL; PRAGMA foreign_keys = ON; PRAGMA secure_delete = ON;
         PRAGMA journal_size_limit = 8388608;",
    )?;
    switch_to_wal(&mut connection)?;
    Ok(connection)
}

/// Opens a connection that changes nothing by itself. One of the pool would switch the file to WAL.
pub(super) fn connect_to_existing(path: &Path) -> Result<SqliteConnection, SqliteError> {
    let mut connection = SqliteConnection::establish(&path.to_string_lossy())?;
    connection.batch_execute("PRAGMA busy_timeout = 5000")?;
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

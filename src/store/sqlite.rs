//! Connections to an SQLite file, which notice when it is no longer the same file.

use std::cell::Cell;
use std::fs;
use std::io;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use diesel::connection::{InstrumentationEvent, SimpleConnection};
use diesel::query_builder::QueryFragment;
use diesel::result::Error;
use diesel::sqlite::Sqlite;
use diesel::{Connection as _, QueryResult, RunQueryDsl, SqliteConnection};
use url::Url;

use super::not_ready::Reason;
use super::prepared_once::{PreparedOnce, WithoutRows};
use super::sqlite_error::{SqliteError, name};

/// How long the switch to WAL is tried again: as long as the busy timeout.
const MAX_WAL_WAIT: Duration = Duration::from_secs(5);
const WAL_RETRY_AFTER: Duration = Duration::from_millis(10);

/// The file that the first connection opened. Others open no other one.
#[derive(Debug)]
pub(super) struct SqliteFile {
    path: PathBuf,
    /// Its device and inode.
    identity: OnceLock<(u64, u64)>,
    is_closed: AtomicBool,
}

impl SqliteFile {
    pub(super) fn new(path: PathBuf) -> Self {
        Self { path, identity: OnceLock::new(), is_closed: AtomicBool::new(false) }
    }

    /// Opens a connection for the pool. Does not create the file.
    pub(super) fn connect(&self) -> Result<SqliteConnection, SqliteError> {
        self.check()?;
        let mut connection = establish(&self.path)?;
        let query = |source| SqliteError::Query { file: name(&self.path), source };
        connection
            .batch_execute(
                "PRAGMA busy_timeout = 5000; PRAGMA foreign_keys = ON; PRAGMA secure_delete = ON;
                 PRAGMA journal_size_limit = 8388608;",
            )
            .map_err(query)?;
        switch_to_wal(&mut connection).map_err(query)?;
        // Not for statements that return rows: Diesel reports no error of those.
        connection.set_instrumentation(|event: InstrumentationEvent<'_>| {
            if let InstrumentationEvent::FinishQuery { error: Some(error), .. } = event {
                note_error(error);
            }
        });
        Ok(connection)
    }

    /// Fails if the path leads to another file than at the first connection, or to none. A connection would still read and
    /// write the former file, which has no name any more.
    pub(super) fn check(&self) -> Result<(), SqliteError> {
        if self.is_closed.load(Ordering::Relaxed) {
            return Err(SqliteError::Closed);
        }
        let file = name(&self.path);
        let metadata = match fs::metadata(&self.path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Err(SqliteError::Removed(file)),
            found => found.map_err(|source| SqliteError::Io { file: file.clone(), source })?,
        };
        let identity = (metadata.dev(), metadata.ino());
        // check: a replaced file is not used
        if *self.identity.get_or_init(|| identity) != identity {
            return Err(SqliteError::Replaced(file));
        }
        Ok(())
    }

    /// From now on, no connection is valid.
    pub(super) fn close(&self) {
        self.is_closed.store(true, Ordering::Relaxed);
    }

    /// The name of the file without its folder, for texts that everyone may read.
    pub(super) fn short_name(&self) -> String {
        self.path.file_name().unwrap_or_default().to_string_lossy().into_owned()
    }
}

thread_local! {
    /// Whether a connection of this thread has met an error that may stay with it.
    static HAS_FAILED: Cell<bool> = const { Cell::new(false) };
}

/// A connection that was opened on a read-only file system stays read-only, and the state of a connection after an error of
/// the disk is uncertain.
fn note_error(error: &Error) {
    if matches!(Reason::of(error), Some(Reason::ReadOnly | Reason::DiskError)) {
        HAS_FAILED.set(true);
    }
}

/// The result of a statement, of which an error is noted.
pub(super) fn noted<T>(result: QueryResult<T>) -> QueryResult<T> {
    result.inspect_err(note_error)
}

diesel::define_sql_function! {
    /// How many rows the last write of this connection has changed (<https://www.sqlite.org/lang_corefunc.html#changes>).
    fn changes() -> BigInt;
}

/// Runs a write with few texts. One that returned rows would collect them in a table of its own, and would keep a copy of each page
/// that it changes, for an error after the first row.
pub(super) fn write(connection: &mut SqliteConnection, write: impl QueryFragment<Sqlite>) -> QueryResult<()> {
    noted(PreparedOnce(WithoutRows(write)).load::<bool>(connection))?;
    Ok(())
}

/// Whether the connection that this thread gives back has met such an error.
pub(super) fn has_failed() -> bool {
    HAS_FAILED.take()
}

/// Opens a connection that changes nothing by itself. One of the pool would switch the file to WAL.
pub(super) fn connect_to_existing(path: &Path) -> Result<SqliteConnection, SqliteError> {
    let mut connection = establish(path)?;
    let set = connection.batch_execute("PRAGMA busy_timeout = 5000; PRAGMA foreign_keys = ON");
    set.map_err(|source| SqliteError::Query { file: name(path), source })?;
    Ok(connection)
}

/// Opens a file that has to exist: SQLite would create it.
fn establish(path: &Path) -> Result<SqliteConnection, SqliteError> {
    let absolute = std::path::absolute(path).map_err(|source| SqliteError::Io { file: name(path), source })?;
    // An absolute path always has a URL.
    let mut url = Url::from_file_path(absolute).map_err(|()| SqliteError::Removed(name(path)))?;
    url.set_query(Some("mode=rw"));
    SqliteConnection::establish(url.as_str()).map_err(|source| SqliteError::Refused { file: name(path), source })
}

/// Switches the file to WAL (write-ahead log) permanently. If two connections switch a new file at once, SQLite reports
/// "database is locked" to one of them at once, regardless of the busy timeout, to avoid a deadlock.
fn switch_to_wal(connection: &mut SqliteConnection) -> QueryResult<()> {
    let begun = Instant::now();
    loop {
        match connection.batch_execute("PRAGMA journal_mode = WAL") {
            Err(Error::DatabaseError(_, details))
                if details.message().contains("locked") && begun.elapsed() < MAX_WAL_WAIT =>
            {
                std::thread::sleep(WAL_RETRY_AFTER);
            }
            result => return result,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_connection_that_cannot_write_is_noticed_once() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("kaimu.db");
        super::super::sqlite_folder::make_file(&path).unwrap();
        let mut connection = SqliteFile::new(path).connect().unwrap();
        connection.batch_execute("CREATE TABLE one (id BIGINT)").unwrap();
        assert!(connection.batch_execute("SELECT nothing").is_err());
        assert!(!has_failed(), "a wrong statement is no failure of the connection");
        connection.batch_execute("PRAGMA query_only = ON").unwrap();
        let refused = connection.batch_execute("INSERT INTO one VALUES (1)").unwrap_err();
        assert!(refused.to_string().contains("readonly database"), "{refused}");
        assert!(has_failed());
        assert!(!has_failed());
    }
}

//! Why an SQLite file cannot be used. Each text names the file.

use std::io;
use std::path::Path;

use diesel::result::Error;

use super::error::StoreError;
use crate::domain::DatabaseUrl;

/// Why the file cannot be used.
#[derive(Debug, thiserror::Error)]
pub(super) enum SqliteError {
    #[error("{file}: {source}")]
    Refused { file: String, source: diesel::ConnectionError },
    #[error("{file}: {source}")]
    Query { file: String, source: Error },
    #[error("{file}: {source}")]
    Io { file: String, source: io::Error },
    #[error("{0} was removed while Kaimu ran: put it back, or restore a backup")]
    Removed(String),
    #[error("{0} was replaced by another file while Kaimu ran: restart Kaimu")]
    Replaced(String),
    #[error("{file}: {source}")]
    Migration { file: String, source: Box<dyn std::error::Error + Send + Sync> },
    #[error("the file is damaged: {0}")]
    Damaged(String),
    #[error("{0}: a server or a command uses the database: stop it first")]
    InUse(String),
    #[error("{0}: a restore of the database is under way: try again when it has ended")]
    BeingRestored(String),
    #[error("Kaimu stops")]
    Closed,
}

/// Names the file in an error of SQLite, which does not.
pub(super) fn with_name(url: &DatabaseUrl, error: StoreError) -> StoreError {
    let DatabaseUrl::Sqlite(path) = url else { return error };
    match error {
        StoreError::Query(source) => StoreError::file(SqliteError::Query { file: name(path), source }),
        StoreError::Migration(source) => StoreError::file(SqliteError::Migration { file: name(path), source }),
        error => error,
    }
}

/// The path, for error texts.
pub(super) fn name(path: &Path) -> String {
    path.display().to_string()
}

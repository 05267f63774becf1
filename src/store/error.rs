//! The errors of the store.

use std::error::Error;

/// Why the work on the database failed.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// No connection could be opened, or none became free in time.
    #[error("the database cannot be reached")]
    Unreachable(#[source] Box<dyn Error + Send + Sync>),
    /// The SQLite file cannot be used. The text names the file.
    #[error("the database file cannot be used")]
    File(#[source] Box<dyn Error + Send + Sync>),
    /// The database refused a statement.
    #[error("the database refused a statement")]
    Query(#[from] diesel::result::Error),
    /// A row has a value that the types of the domain do not allow. The text is the name of the table.
    #[error(
        "a row of the table {0} has a value that Kaimu does not accept. It was probably changed outside Kaimu: correct \
         the row, or restore a backup"
    )]
    InvalidRow(&'static str),
    /// The migrations failed.
    #[error("the migration of the database failed")]
    Migration(#[source] Box<dyn Error + Send + Sync>),
    /// A newer version of Kaimu has migrated the database. The text is the migration.
    #[error(
        "the database has the migration {0}, which this version does not know: it belongs to a newer version of Kaimu; \
         run that version"
    )]
    NewerDatabase(String),
    /// There is no database, or it has no tables of Kaimu.
    #[error(
        "there is no Kaimu database at the configured place: start Kaimu, or run `kaimu migrate`, with the same \
         configuration and in the same folder"
    )]
    NoDatabase,
    /// The database lacks a migration of this version. The text is the migration.
    #[error(
        "the database lacks the migration {0}: it belongs to an older version of Kaimu; start this version, or run \
         `kaimu migrate`"
    )]
    OlderDatabase(String),
    /// The work took longer than the store waits, or it panicked.
    #[error("the work on the database took too long or was aborted")]
    Aborted,
}

impl StoreError {
    pub(super) fn unreachable(error: impl Error + Send + Sync + 'static) -> Self {
        Self::Unreachable(Box::new(error))
    }

    pub(super) fn file(error: impl Error + Send + Sync + 'static) -> Self {
        Self::File(Box::new(error))
    }
}

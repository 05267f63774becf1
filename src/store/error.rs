//! The errors of the store.

use std::error::Error;

/// Why the work on the database failed.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// No connection could be opened, or none became free in time.
    #[error("the database cannot be reached")]
    Unreachable(#[source] Box<dyn Error + Send + Sync>),
    /// All connections are in use, and none became free in time.
    #[error("all connections to the database are in use; raise database.pool_size if the database itself is not slow")]
    Busy,
    /// The work took longer than the caller waits. Nothing was committed, unless its commit had begun.
    #[error("the database did not answer in time")]
    TimedOut,
    /// Another transaction held a lock for longer than the time limit of locks.
    #[error(
        "another instance held the lock {0:?} for longer than {seconds} s: it is stuck in a transaction, which Postgres ends \
         after {idle} s",
        seconds = super::time_limits::LOCK_TIMEOUT.as_secs(),
        idle = super::time_limits::IDLE_TIMEOUT.as_secs()
    )]
    LockHeld(super::lock::Lock),
    /// A transaction pooler was found, but not configured.
    #[error(
        "two open connections reached the same server process, so there is a transaction pooler in between: set \
         database.pooler = \"transaction\" (KAIMU_DATABASE__POOLER), or connect to Postgres without it"
    )]
    UnexpectedPooler,
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
    /// The work panicked.
    #[error("the work on the database was aborted")]
    Aborted,
}

impl StoreError {
    /// Whether the database does not answer or cannot do its work at the moment, so that the same request may succeed later.
    /// Otherwise there is a bug in Kaimu, or its tables were changed.
    #[must_use]
    pub fn is_unavailable(&self) -> bool {
        match self {
            Self::Unreachable(_) | Self::File(_) | Self::Busy | Self::TimedOut | Self::LockHeld(_) | Self::Aborted => {
                true
            }
            Self::Query(error) => is_trouble(error),
            Self::InvalidRow(_)
            | Self::Migration(_)
            | Self::UnexpectedPooler
            | Self::NewerDatabase(_)
            | Self::NoDatabase
            | Self::OlderDatabase(_) => false,
        }
    }

    pub(super) fn unreachable(error: impl Error + Send + Sync + 'static) -> Self {
        Self::Unreachable(Box::new(error))
    }

    pub(super) fn file(error: impl Error + Send + Sync + 'static) -> Self {
        Self::File(Box::new(error))
    }
}

/// Whether an error says that the database is in trouble: gone, locked, full or read-only.
pub(super) fn is_trouble(error: &diesel::result::Error) -> bool {
    use diesel::result::DatabaseErrorKind as Kind;
    use diesel::result::Error as E;
    match error {
        E::BrokenTransactionManager | E::RollbackErrorOnCommit { .. } => true,
        E::DatabaseError(kind, details) => match kind {
            Kind::UnableToSendCommand
            | Kind::SerializationFailure
            | Kind::ReadOnlyTransaction
            | Kind::ClosedConnection => true,
            // Diesel has no SQLSTATE. Postgres names a position in a statement that it does not understand; SQLite has texts.
            Kind::Unknown => details.statement_position().is_none() && !is_misunderstood_by_sqlite(details.message()),
            _ => false,
        },
        _ => false,
    }
}

fn is_misunderstood_by_sqlite(message: &str) -> bool {
    message.starts_with("no such ") || message.contains(" has no column named ") || message.contains("syntax error")
}

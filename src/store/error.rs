//! Why the store could not answer.

use std::error::Error;

/// Why the store could not answer.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// No connection could be made, or none became free in time.
    #[error("the database cannot be reached")]
    Unreachable(#[source] Box<dyn Error + Send + Sync>),
    /// The database refused a statement.
    #[error("the database refused a statement")]
    Query(#[from] diesel::result::Error),
    /// A row holds what our types do not allow.
    #[error("a row of {0} is damaged")]
    InvalidRow(&'static str),
    /// The migrations did not run.
    #[error("the migration of the database failed")]
    Migration(#[source] Box<dyn Error + Send + Sync>),
    /// A newer Kaimu has been here.
    #[error("the database has the migration {0}, which this version does not know: it was made by a newer Kaimu")]
    NewerDatabase(String),
    /// There is no database, or none of ours.
    #[error(
        "there is no database of Kaimu's here; start Kaimu, or run `kaimu migrate`, with the same configuration and in the same folder"
    )]
    NoDatabase,
    /// The database is older than this binary.
    #[error(
        "the database has not had the migration {0}: it belongs to an older Kaimu; start this one, or run `kaimu migrate`"
    )]
    OlderDatabase(String),
    /// The work did not come to an end.
    #[error("the work on the database took too long or was cut off")]
    Aborted,
}

impl StoreError {
    pub(super) fn unreachable(error: impl Error + Send + Sync + 'static) -> Self {
        Self::Unreachable(Box::new(error))
    }
}

//! Why no connection can be opened, and the memory of it. The pool tells the reason to one of the requests that wait, and to the others
//! only that they waited too long.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::error::StoreError;
use super::sqlite_error::SqliteError;
use crate::domain::error_chain;

/// Why no connection could be opened. The text of libpq contains host, user and database. For a URL that libpq cannot
/// read it would contain the URL, but the configuration refuses such a URL before.
#[derive(Debug, thiserror::Error)]
pub(super) enum ConnectError {
    #[error("{0}")]
    Refused(#[from] diesel::ConnectionError),
    #[error("{0}")]
    Query(#[from] diesel::result::Error),
    #[error("{0}")]
    Sqlite(#[from] SqliteError),
    #[error("the database stopped answering")]
    Gone,
    #[error("the server has become read-only")]
    ReadOnly,
    #[error(
        "no connection was ready within {0} s: the database, or a proxy before it, accepts connections and then does not \
         answer. Restart what is silent"
    )]
    Silent(u64),
}

/// The last reason, until a connection is there again.
#[derive(Debug, Clone, Default)]
pub(super) struct ConnectErrors(Arc<Mutex<Option<String>>>);

/// Why no connection could be opened, in the words of the last try.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
struct LastConnectError(String);

impl ConnectErrors {
    /// What a request says that got no connection: the reason if it is known.
    pub(super) fn explain(&self, otherwise: StoreError) -> StoreError {
        let last = self.last().clone();
        // check: every line of an outage names the cause
        last.map_or(otherwise, |last| StoreError::unreachable(LastConnectError(last)))
    }

    /// Forgets the reason: there is a connection.
    pub(super) fn clear(&self) {
        *self.last() = None;
    }

    fn last(&self) -> MutexGuard<'_, Option<String>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl r2d2::HandleError<ConnectError> for ConnectErrors {
    fn handle_error(&self, error: ConnectError) {
        *self.last() = Some(error_chain(&error));
    }
}

//! Opens the database for the server, and for commands beside it.

use super::abandoned::AbandonedThreads;
use super::connection::Connection;
use super::error::StoreError;
use super::manager::{self, Manager};
use super::sqlite_folder::{self, FolderLock};
use super::time_limits::STATEMENT_TIMEOUT;
use super::{migrations, postgres, sqlite_error};
use crate::domain::DatabaseUrl;

/// A database that has answered, with the tables of this version.
pub(super) struct Opened {
    pub(super) manager: Manager,
    /// Of the folder of an SQLite file.
    pub(super) lock: Option<FolderLock>,
}

/// Runs the pending migrations. Creates the SQLite file and its folder if they are missing.
///
/// # Errors
/// If the database cannot be reached, is newer than this binary, is behind an unexpected pooler, or a migration fails.
pub(super) fn open_and_migrate(url: &DatabaseUrl) -> Result<Opened, StoreError> {
    let manager = Manager::new(url.clone());
    postgres::check_pooler(url)?;
    if let DatabaseUrl::Sqlite(path) = url {
        sqlite_folder::make_folder(path).map_err(StoreError::file)?;
    }
    // Before the file: a restore may be about to make it.
    let lock = share_folder(url)?;
    if let DatabaseUrl::Sqlite(path) = url {
        sqlite_folder::make_file(path).map_err(StoreError::file)?;
    }
    let first = r2d2::ManageConnection::connect(&manager).map_err(StoreError::unreachable)?;
    let with_name = |error| sqlite_error::with_name(url, error);
    let (mut first, are_pending) =
        ask_first(&manager.abandoned(), first, migrations::are_pending).map_err(with_name)?;
    // A role that may not create tables can serve, if there is nothing to create.
    // check: no table is created without need
    if are_pending {
        migrations::run_pending(&mut first).map_err(with_name)?;
    }
    Ok(Opened { manager, lock })
}

/// Creates and migrates nothing.
///
/// # Errors
/// If there is no database, it cannot be reached, its version differs from this binary, or it is behind an unexpected pooler.
pub(super) fn open_existing(url: &DatabaseUrl) -> Result<Opened, StoreError> {
    postgres::check_pooler(url)?;
    let Some(connection) = manager::connect_to_existing(url).map_err(StoreError::unreachable)? else {
        return Err(StoreError::NoDatabase);
    };
    let manager = Manager::new(url.clone());
    let check = |connection: &mut Connection| {
        if connection.has_tables()? { migrations::check(connection) } else { Err(StoreError::NoDatabase) }
    };
    ask_first(&manager.abandoned(), connection, check).map_err(|error| sqlite_error::with_name(url, error))?;
    Ok(Opened { lock: share_folder(url)?, manager })
}

/// Asks the first question on a connection. A server that accepts connections may fall silent then.
fn ask_first<T: Send + 'static>(
    abandoned: &AbandonedThreads,
    mut connection: Connection,
    ask: impl FnOnce(&mut Connection) -> Result<T, StoreError> + Send + 'static,
) -> Result<(Connection, T), StoreError> {
    // check: the first question has a time limit
    let asked =
        abandoned.run_within(STATEMENT_TIMEOUT, move || ask(&mut connection).map(|answer| (connection, answer)));
    asked.unwrap_or(Err(StoreError::TimedOut))
}

fn share_folder(url: &DatabaseUrl) -> Result<Option<FolderLock>, StoreError> {
    match url {
        DatabaseUrl::Sqlite(path) => FolderLock::share(path).map_err(StoreError::file),
        DatabaseUrl::Postgres(_) => Ok(None),
    }
}

//! Copies an SQLite database to a new file, while a server uses it.

use std::fs::File;
use std::io;
use std::path::Path;

use diesel::RunQueryDsl;
use diesel::dsl::count_star;
use diesel::prelude::*;
use diesel::sql_types::Text;

use super::connection::Connection;
use super::error::StoreError;
use super::manager;
use super::schema::users;
use super::sqlite_folder::folder_of;
use crate::domain::DatabaseUrl;

/// Why no backup was written.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    /// The database is not an SQLite file.
    #[error("the database is Postgres")]
    Postgres,
    /// The database cannot be read.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The backup cannot be written.
    #[error("{file}: {source}")]
    Target {
        /// The file of the backup.
        file: String,
        /// The error of the system.
        source: io::Error,
    },
}

/// Writes the database as it is now to a new file, and returns how many users it has. The file appears when it is complete.
/// Only this operating system user can read it. An existing file stays as it is.
pub fn write(url: &DatabaseUrl, target: &Path) -> Result<i64, BackupError> {
    let DatabaseUrl::Sqlite(_) = url else { return Err(BackupError::Postgres) };
    let failed = |source| BackupError::Target { file: target.display().to_string(), source };
    if target.symlink_metadata().is_ok() {
        return Err(failed(io::ErrorKind::AlreadyExists.into()));
    }
    let mut connection =
        manager::connect_to_existing(url).map_err(StoreError::unreachable)?.ok_or(StoreError::NoDatabase)?;
    if !connection.has_tables()? {
        return Err(StoreError::NoDatabase.into());
    }
    let folder = std::path::absolute(folder_of(target)).map_err(failed)?;
    // SQLite fills the empty file, which keeps its mode 0600.
    let copy = tempfile::Builder::new().prefix(".kaimu-backup-").tempfile_in(&folder).map_err(failed)?;
    let path = copy.path().to_str().ok_or_else(|| failed(io::ErrorKind::InvalidFilename.into()))?;
    let users = copy_into(&mut connection, path)?;
    copy.as_file().sync_all().map_err(failed)?;
    copy.persist_noclobber(target).map_err(|error| failed(error.error))?;
    File::open(folder).and_then(|folder| folder.sync_all()).map_err(failed)?;
    Ok(users)
}

fn copy_into(connection: &mut Connection, path: &str) -> Result<i64, StoreError> {
    let Connection::Sqlite(connection) = connection else { return Err(StoreError::NoDatabase) };
    diesel::sql_query("VACUUM INTO ?").bind::<Text, _>(path).execute(connection)?;
    Ok(users::table.select(count_star()).first(connection)?)
}

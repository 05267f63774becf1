//! `kaimu backup`: copies an SQLite database while the server runs.

use std::path::Path;

use super::backup_failure::BackupFailure;
use super::failure::Failure;
use super::output::{count, print};
use crate::config::Settings;
use crate::domain::{DatabaseUrl, terminal_text};
use crate::session_secret;
use crate::store::backup::{self, BackupError};

/// Writes the backup, and says what else belongs to it.
pub(super) fn run(file: &Path, settings: &Settings) -> Result<(), Failure> {
    let users = backup::write(&settings.database_url, file).map_err(|error| match error {
        BackupError::Postgres => BackupFailure::PostgresBackup.into(),
        BackupError::Store(error) => Failure::Store(error),
        error @ BackupError::Target { .. } => BackupFailure::NoBackup(error).into(),
    })?;
    let users = count(usize::try_from(users).unwrap_or_default(), "user", "users");
    print(&format!("{} has the database with {users}", shown(file)))?;
    let secret = match (&settings.session_secrets, &settings.database_url) {
        (None, DatabaseUrl::Sqlite(path)) => format!("the file {}", shown(&session_secret::path_beside(path))),
        _ => "session.secret (SESSION_SECRET) of your configuration".to_owned(),
    };
    Ok(print(&format!(
        "Keep a copy of the session secret elsewhere: {secret}. Without it, a restore cannot decrypt stored tokens."
    ))?)
}

/// A path for the terminal.
pub(super) fn shown(path: &Path) -> String {
    terminal_text(&path.display().to_string())
}

//! Why `kaimu backup` or `kaimu restore` failed.

use crate::domain::error_chain;
use crate::store::backup::BackupError;
use crate::store::restore::RestoreError;

/// Why a backup was not written or not restored.
#[derive(Debug, thiserror::Error)]
pub enum BackupFailure {
    /// Postgres has a program of its own for backups.
    #[error(
        "the database is Postgres: use `pg_dump --format=custom --file=FILE \"$DATABASE_URL\"`, and keep the session secret \
         (SESSION_SECRET) with the backup; docs/backup.md has all steps"
    )]
    PostgresBackup,
    /// Postgres has a program of its own for restores.
    #[error(
        "the database is Postgres: stop every instance, use `pg_restore --dbname=\"$DATABASE_URL\" FILE` with an empty \
         database, then run `kaimu users sign-out --all`, and disable again the users who were disabled since the backup; \
         docs/backup.md has all steps"
    )]
    PostgresRestore,
    /// The backup cannot be written.
    #[error("cannot write the backup {}; an existing file is not overwritten", error_chain(.0))]
    NoBackup(BackupError),
    /// The backup cannot be restored.
    #[error("nothing was restored: {}", error_chain(.0))]
    NotRestored(RestoreError),
}

//! Makes the database that of an older release again: reverts the migrations after it, if that loses nothing.

use diesel::backend::Backend;
use diesel::migration::MigrationSource;
use diesel::pg::Pg;
use diesel::sql_types::Text;
use diesel::sqlite::Sqlite;
use diesel::{QueryableByName, RunQueryDsl};
use diesel_migrations::MigrationHarness;

use super::commit_gate::CommitGate;
use super::connection::Connection;
use super::error::StoreError;
use super::lock::Lock;
use super::releases::{REVERTIBLE, Release};
use super::sqlite_folder::FolderLock;
use super::{manager, migrations, postgres, postgres_url, sqlite_error};
use crate::domain::DatabaseUrl;

/// Why nothing was reverted.
#[derive(Debug, thiserror::Error)]
pub enum DowngradeError {
    /// A migration would lose data, or what it has changed cannot be changed back.
    #[error(
        "the migration {migration} cannot be reverted: that would lose what newer versions have stored. To go back to \
         {version}, stop every instance, and restore the backup from before the upgrade with Kaimu {version} \
         (docs/backup.md). What has happened since is lost"
    )]
    Irreversible {
        /// The first migration that stays.
        migration: String,
        /// The release in the arguments.
        version: &'static str,
    },
    /// Another process of Kaimu, of another version than the release, is connected to Postgres.
    #[error(
        "{found} is connected to the database: stop every instance and every command of a newer version than {version} first"
    )]
    Connected {
        /// Its name and version.
        found: String,
        /// The release in the arguments.
        version: &'static str,
    },
    /// The database cannot be used, or a server uses the SQLite file.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<diesel::result::Error> for DowngradeError {
    fn from(error: diesel::result::Error) -> Self {
        Self::Store(error.into())
    }
}

/// Reverts the migrations after the last one of this release, newest first, in one transaction. Returns their versions.
///
/// # Errors
/// If one of them cannot be reverted, a newer version uses the database, or the database is of a version that this one does not know.
/// Nothing has changed then.
pub fn downgrade(url: &DatabaseUrl, release: &Release) -> Result<Vec<String>, DowngradeError> {
    postgres::check_pooler(url)?;
    // Servers and commands share this lock: none of them uses the file meanwhile.
    let _lock = match url {
        DatabaseUrl::Sqlite(path) if path.exists() => Some(FolderLock::own(path).map_err(StoreError::file)?),
        _ => None,
    };
    let Some(mut connection) = manager::connect_to_existing(url).map_err(StoreError::unreachable)? else {
        return Err(StoreError::NoDatabase.into());
    };
    let (postgres, sqlite) = (migrations::of_postgres(), migrations::of_sqlite());
    revert_after(&mut connection, release, REVERTIBLE, &postgres, &sqlite).map_err(|error| match error {
        DowngradeError::Store(error) => sqlite_error::with_name(url, error).into(),
        other => other,
    })
}

/// Reverts those of the migrations that come after the last one of the release.
fn revert_after(
    connection: &mut Connection,
    release: &Release,
    revertible: &[&str],
    postgres: &impl MigrationSource<Pg>,
    sqlite: &impl MigrationSource<Sqlite>,
) -> Result<Vec<String>, DowngradeError> {
    connection.transaction(&CommitGate::default(), |connection| {
        connection.lift_time_limits()?;
        if !connection.has_tables()? {
            return Err(StoreError::NoDatabase.into());
        }
        connection.wait_for(Lock::Migrations)?;
        let known = match connection {
            Connection::Postgres(..) => migrations::versions(postgres)?,
            Connection::Sqlite(_) => migrations::versions(sqlite)?,
        };
        let later = later_than(release, &known, migrations::applied(connection)?)?;
        if let Some(migration) = later.iter().find(|version| !revertible.contains(&version.as_str())) {
            return Err(DowngradeError::Irreversible { migration: migration.clone(), version: release.version });
        }
        if !later.is_empty() {
            refuse_connected(connection, release)?;
        }
        match connection {
            Connection::Postgres(server) => revert(server.ready()?, postgres, &later)?,
            Connection::Sqlite(c) => revert(c, sqlite, &later)?,
        }
        Ok(later)
    })
}

/// The applied migrations after the last one of the release, newest first.
fn later_than(release: &Release, known: &[String], applied: Vec<String>) -> Result<Vec<String>, StoreError> {
    if let Some(unknown) = applied.iter().find(|version| !known.contains(version)) {
        return Err(StoreError::NewerDatabase(unknown.clone()));
    }
    let of_release = |version: &str| version <= release.last_migration;
    if let Some(missing) = known.iter().find(|version| of_release(version) && !applied.contains(version)) {
        return Err(StoreError::OlderDatabase(missing.clone()));
    }
    let mut later: Vec<String> = applied.into_iter().filter(|version| !of_release(version)).collect();
    later.sort_unstable_by(|one, other| other.cmp(one));
    Ok(later)
}

fn revert<DB: Backend>(
    connection: &mut impl MigrationHarness<DB>,
    source: &impl MigrationSource<DB>,
    versions: &[String],
) -> Result<(), StoreError> {
    let all = source.migrations().map_err(StoreError::Migration)?;
    for version in versions {
        if let Some(found) = all.iter().find(|it| it.name().version().to_string() == *version) {
            connection.revert_migration(found).map_err(StoreError::Migration)?;
        }
    }
    Ok(())
}

/// Refuses if another version of Kaimu than the release is connected to Postgres. A server of an SQLite file holds its lock.
fn refuse_connected(connection: &mut Connection, release: &Release) -> Result<(), DowngradeError> {
    let Connection::Postgres(server) = connection else { return Ok(()) };
    let own = postgres_url::application_name(release.version);
    let others: Vec<ConnectedProgram> = diesel::sql_query(
        "SELECT application_name FROM pg_stat_activity WHERE datname = current_database() \
         AND pid <> pg_backend_pid() AND application_name LIKE 'kaimu/%'",
    )
    .load(server.ready()?)?;
    match others.into_iter().find(|program| program.application_name != own) {
        Some(other) => Err(DowngradeError::Connected { found: other.application_name, version: release.version }),
        None => Ok(()),
    }
}

#[derive(QueryableByName)]
struct ConnectedProgram {
    #[diesel(sql_type = Text)]
    application_name: String,
}

#[cfg(test)]
mod tests;

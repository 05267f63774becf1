//! Runs and checks the migrations, which are part of the binary (see `migrations/README.md`).

use diesel::migration::{Migration, MigrationSource, MigrationVersion};
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};

use super::connection::{Connection, Lock, each};
use super::error::StoreError;

const MIGRATIONS: EmbeddedMigrations = embed_migrations!("migrations");

/// Runs the pending migrations in one transaction. Instances that start at the same time wait for each other.
pub(super) fn run_pending(connection: &mut Connection) -> Result<(), StoreError> {
    connection.transaction(|connection| {
        connection.lift_time_limits()?;
        connection.wait_for(Lock::Migrations)?;
        each!(connection, c => run(c))
    })
}

/// Checks that the database has all migrations of this version, and no others.
pub(super) fn check(connection: &mut Connection) -> Result<(), StoreError> {
    match each!(connection, c => pending(c))?.first() {
        Some(version) => Err(StoreError::OlderDatabase(version.clone())),
        None => Ok(()),
    }
}

/// The migrations that the database lacks. An unknown migration in the database is an error.
fn pending<DB, C>(connection: &mut C) -> Result<Vec<String>, StoreError>
where
    DB: diesel::backend::Backend,
    C: MigrationHarness<DB>,
{
    let known: Vec<Box<dyn Migration<DB>>> = MIGRATIONS.migrations().map_err(StoreError::Migration)?;
    let known: Vec<MigrationVersion<'_>> = known.iter().map(|migration| migration.name().version()).collect();
    let applied = connection.applied_migrations().map_err(StoreError::Migration)?;
    if let Some(unknown) = applied.iter().find(|version| !known.contains(version)) {
        return Err(StoreError::NewerDatabase(unknown.to_string()));
    }
    Ok(known.iter().filter(|version| !applied.contains(version)).map(ToString::to_string).collect())
}

fn run<DB, C>(connection: &mut C) -> Result<(), StoreError>
where
    DB: diesel::backend::Backend,
    C: MigrationHarness<DB>,
{
    pending(connection)?;
    let applied = connection.run_pending_migrations(MIGRATIONS).map_err(StoreError::Migration)?;
    for version in applied {
        log::info!("the database now has migration {version}");
    }
    Ok(())
}

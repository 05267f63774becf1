//! Runs and checks the migrations, which are part of the binary (see `migrations/README.md`).

use diesel::RunQueryDsl;
use diesel::migration::{Migration, MigrationSource};
use diesel::sql_types::Text;
use diesel::sqlite::Sqlite;
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};

use super::commit_gate::CommitGate;
use super::connection::{Connection, each};
use super::error::StoreError;
use super::lock::Lock;

const MIGRATIONS: EmbeddedMigrations = embed_migrations!("migrations");

#[derive(diesel::QueryableByName)]
struct Applied {
    #[diesel(sql_type = Text)]
    version: String,
}

/// Runs the pending migrations in one transaction. Instances that start at the same time wait for each other.
pub(super) fn run_pending(connection: &mut Connection) -> Result<(), StoreError> {
    connection.transaction(&CommitGate::default(), |connection| {
        connection.lift_time_limits()?;
        connection.wait_for(Lock::Migrations)?;
        pending(connection)?;
        let applied = each!(connection, c => c.run_pending_migrations(MIGRATIONS)).map_err(StoreError::Migration)?;
        for version in applied {
            log::info!("the database now has migration {version}");
        }
        Ok(())
    })
}

/// Whether the database lacks migrations of this version. An unknown migration in the database is an error.
pub(super) fn are_pending(connection: &mut Connection) -> Result<bool, StoreError> {
    Ok(!pending(connection)?.is_empty())
}

/// Checks that the database has all migrations of this version, and no others. Changes nothing.
pub(super) fn check(connection: &mut Connection) -> Result<(), StoreError> {
    match pending(connection)?.first() {
        Some(version) => Err(StoreError::OlderDatabase(version.clone())),
        None => Ok(()),
    }
}

/// The migrations that the database lacks. An unknown migration in the database is an error.
fn pending(connection: &mut Connection) -> Result<Vec<String>, StoreError> {
    // The names are those of both databases.
    let known: Vec<Box<dyn Migration<Sqlite>>> = MIGRATIONS.migrations().map_err(StoreError::Migration)?;
    let known: Vec<String> = known.iter().map(|migration| migration.name().version().to_string()).collect();
    let applied = applied(connection)?;
    if let Some(unknown) = applied.iter().find(|version| !known.contains(version)) {
        return Err(StoreError::NewerDatabase(unknown.clone()));
    }
    Ok(known.into_iter().filter(|version| !applied.contains(version)).collect())
}

/// The migrations that the database has. Diesel's own function would create its table first, which not every role may do.
fn applied(connection: &mut Connection) -> Result<Vec<String>, StoreError> {
    if !connection.has_table("__diesel_schema_migrations")? {
        return Ok(Vec::new());
    }
    let query = "SELECT version FROM __diesel_schema_migrations ORDER BY version DESC";
    let rows: Vec<Applied> = each!(connection, c => diesel::sql_query(query).load(c))?;
    Ok(rows.into_iter().map(|row| row.version).collect())
}

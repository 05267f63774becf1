//! Runs and checks the migrations, which are part of the binary (see `migrations/README.md`).

use diesel::RunQueryDsl;
use diesel::backend::Backend;
use diesel::migration::{self, Migration, MigrationSource};
use diesel::pg::Pg;
use diesel::sql_types::Text;
use diesel::sqlite::Sqlite;
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};

use super::commit_gate::CommitGate;
use super::connection::{Connection, each};
use super::error::StoreError;
use super::lock::Lock;

/// The same SQL on both databases.
const COMMON: EmbeddedMigrations = embed_migrations!("migrations");
const FOR_POSTGRES: EmbeddedMigrations = embed_migrations!("migrations-postgres");
const FOR_SQLITE: EmbeddedMigrations = embed_migrations!("migrations-sqlite");

/// All migrations of one database: the common ones, and these of its own.
pub(super) struct DatabaseMigrations(EmbeddedMigrations);

impl<DB: Backend> MigrationSource<DB> for DatabaseMigrations {
    fn migrations(&self) -> migration::Result<Vec<Box<dyn Migration<DB>>>> {
        let mut all = COMMON.migrations()?;
        all.extend(self.0.migrations()?);
        all.sort_unstable_by(|one, other| one.name().version().cmp(&other.name().version()));
        Ok(all)
    }
}

/// Those of Postgres.
pub(super) fn of_postgres() -> DatabaseMigrations {
    DatabaseMigrations(FOR_POSTGRES)
}

/// Those of SQLite.
pub(super) fn of_sqlite() -> DatabaseMigrations {
    DatabaseMigrations(FOR_SQLITE)
}

/// The versions of these migrations, in their order.
pub(super) fn versions<DB: Backend>(source: &impl MigrationSource<DB>) -> Result<Vec<String>, StoreError> {
    let all = source.migrations().map_err(StoreError::Migration)?;
    Ok(all.iter().map(|migration| migration.name().version().to_string()).collect())
}

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
        let applied = match connection {
            Connection::Postgres(postgres) => postgres.ready()?.run_pending_migrations(of_postgres()),
            Connection::Sqlite(c) => c.run_pending_migrations(of_sqlite()),
        };
        let applied = applied.map_err(StoreError::Migration)?;
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
    let known = match connection {
        Connection::Postgres(..) => versions::<Pg>(&of_postgres())?,
        Connection::Sqlite(_) => versions::<Sqlite>(&of_sqlite())?,
    };
    let applied = applied(connection)?;
    if let Some(unknown) = applied.iter().find(|version| !known.contains(version)) {
        return Err(StoreError::NewerDatabase(unknown.clone()));
    }
    Ok(known.into_iter().filter(|version| !applied.contains(version)).collect())
}

/// The migrations that the database has. Diesel's own function would create its table first, which not every role may do.
pub(super) fn applied(connection: &mut Connection) -> Result<Vec<String>, StoreError> {
    if !connection.has_table("__diesel_schema_migrations")? {
        return Ok(Vec::new());
    }
    let query = "SELECT version FROM __diesel_schema_migrations ORDER BY version DESC";
    let rows: Vec<Applied> = each!(connection, c => diesel::sql_query(query).load(c))?;
    Ok(rows.into_iter().map(|row| row.version).collect())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn no_two_migrations_of_a_database_have_the_same_version() {
        for all in [versions::<Pg>(&of_postgres()).unwrap(), versions::<Sqlite>(&of_sqlite()).unwrap()] {
            let distinct: BTreeSet<&String> = all.iter().collect();
            assert_eq!(distinct.len(), all.len(), "one of them would never run: {all:?}");
        }
    }
}

//! Downgrades from a version that is not there yet: two migrations are added to those of the newest release.

use std::path::Path;

use diesel::connection::SimpleConnection;
use diesel::migration::{self, Migration};
use diesel::{Connection as _, PgConnection, QueryableByName, RunQueryDsl};
use diesel_migrations::FileBasedMigrations;
use tempfile::TempDir;

use super::super::migrations::DatabaseMigrations;
use super::super::postgres_connection::PostgresConnection;
use super::super::releases::RELEASES;
use super::*;
use crate::domain::Pooler;

const TABLE: &str = "29991231000000";
const INDEX: &str = "29991231000001";

/// The migrations of a later version: one with a table, whose rows its `down.sql` drops, and one with an index.
struct Later(DatabaseMigrations, FileBasedMigrations);

impl<DB: Backend> MigrationSource<DB> for Later {
    fn migrations(&self) -> migration::Result<Vec<Box<dyn Migration<DB>>>> {
        let mut all: Vec<Box<dyn Migration<DB>>> = self.0.migrations()?;
        all.extend(self.1.migrations()?);
        Ok(all)
    }
}

/// Later migrations of each kind of database, in a folder.
fn later() -> (TempDir, Later, Later) {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, up: &str, down: &str| {
        let path = folder.path().join(name);
        std::fs::create_dir(&path).unwrap();
        std::fs::write(path.join("up.sql"), up).unwrap();
        std::fs::write(path.join("down.sql"), down).unwrap();
    };
    write("2999-12-31-000000_table", "CREATE TABLE later (id TEXT PRIMARY KEY NOT NULL);", "DROP TABLE later;");
    write("2999-12-31-000001_index", "CREATE INDEX later_users ON users (created_at);", "DROP INDEX later_users;");
    let read = |path: &Path| FileBasedMigrations::from_path(path).unwrap();
    let (postgres, sqlite) = (read(folder.path()), read(folder.path()));
    (folder, Later(migrations::of_postgres(), postgres), Later(migrations::of_sqlite(), sqlite))
}

/// Upgrades to the later version, and tries to go back to the newest release.
fn upgrades_and_goes_back(connection: &mut Connection) {
    let release = RELEASES.last().unwrap();
    let (_folder, postgres, sqlite) = later();
    migrations::run_pending(connection).unwrap();
    let none = revert_after(connection, release, &[], &postgres, &sqlite).unwrap();
    assert!(none.is_empty(), "the database is that of the release: {none:?}");
    match connection {
        Connection::Postgres(server) => {
            drop(server.ready().unwrap().run_pending_migrations(Migrations(&postgres)).unwrap());
        }
        Connection::Sqlite(c) => drop(c.run_pending_migrations(Migrations(&sqlite)).unwrap()),
    }
    let refused = revert_after(connection, release, &[INDEX], &postgres, &sqlite).unwrap_err().to_string();
    for words in [TABLE, "cannot be reverted", "restore the backup", release.version, "docs/backup.md"] {
        assert!(refused.contains(words), "{words}: {refused}");
    }
    assert_eq!(migrations::applied(connection).unwrap()[..2], [INDEX, TABLE], "nothing has changed");
    // A version that lacks those migrations does not know how to revert them.
    let own = (migrations::of_postgres(), migrations::of_sqlite());
    let unknown = revert_after(connection, release, &[INDEX, TABLE], &own.0, &own.1).unwrap_err().to_string();
    assert!(unknown.contains(INDEX) && unknown.contains("newer version of Kaimu"), "{unknown}");

    let reverted = revert_after(connection, release, &[INDEX, TABLE], &postgres, &sqlite).unwrap();
    assert_eq!(reverted, [INDEX, TABLE], "newest first");
    assert!(!connection.has_table("later").unwrap());
    migrations::check(connection).unwrap();
}

/// Passes a source on by reference.
struct Migrations<'a>(&'a Later);

impl<DB: Backend> MigrationSource<DB> for Migrations<'_> {
    fn migrations(&self) -> migration::Result<Vec<Box<dyn Migration<DB>>>> {
        self.0.migrations()
    }
}

#[test]
fn an_sqlite_file_goes_back_to_a_release_if_that_loses_nothing() {
    let sqlite = diesel::SqliteConnection::establish(":memory:").unwrap();
    upgrades_and_goes_back(&mut Connection::Sqlite(sqlite));
}

#[test]
#[ignore = "needs Postgres (KAIMU_TEST_POSTGRES): use tests/run"]
fn a_postgres_database_goes_back_to_a_release_if_that_loses_nothing() {
    let (mut connection, _url) = postgres_database();
    upgrades_and_goes_back(&mut connection);
}

#[test]
#[ignore = "needs Postgres (KAIMU_TEST_POSTGRES): use tests/run"]
fn no_postgres_database_goes_back_while_a_newer_version_is_connected() {
    let (mut connection, url) = postgres_database();
    let release = RELEASES.last().unwrap();
    let (_folder, postgres, sqlite) = later();
    migrations::run_pending(&mut connection).unwrap();
    let Connection::Postgres(server) = &mut connection else { panic!("not Postgres") };
    server.ready().unwrap().run_pending_migrations(Migrations(&postgres)).unwrap();
    let connect = |version: &str| {
        let name = postgres_url::application_name(version);
        PgConnection::establish(&format!("{url}?application_name={name}")).unwrap()
    };
    let _of_the_release = connect(release.version);
    let newer = connect("999.0.0");
    let mut go_back = || revert_after(&mut connection, release, &[INDEX, TABLE], &postgres, &sqlite);
    let refused = go_back().unwrap_err().to_string();
    assert!(refused.contains("kaimu/999.0.0 is connected to the database: stop every instance"), "{refused}");
    drop(newer);
    // The server needs a moment to notice.
    while matches!(go_back(), Err(DowngradeError::Connected { .. })) {
        std::thread::yield_now();
    }
    migrations::check(&mut connection).unwrap();
}

#[derive(QueryableByName)]
struct NewName {
    #[diesel(sql_type = Text)]
    name: String,
}

/// A new database, and its URL without parameters.
#[allow(clippy::disallowed_methods, reason = "a test reads the environment, too")]
fn postgres_database() -> (Connection, String) {
    let server = std::env::var("KAIMU_TEST_POSTGRES").unwrap();
    let mut admin = PgConnection::establish(&server).unwrap();
    let random = "SELECT 'kaimu_downgrade_' || replace(gen_random_uuid()::text, '-', '') AS name";
    let NewName { name } = diesel::sql_query(random).get_result(&mut admin).unwrap();
    admin.batch_execute(&format!("CREATE DATABASE {name}")).unwrap();
    let mut url = url::Url::parse(&server).unwrap();
    url.set_path(&name);
    let connection = PgConnection::establish(url.as_str()).unwrap();
    (Connection::Postgres(PostgresConnection::new(connection, Pooler::None)), url.into())
}

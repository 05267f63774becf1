//! The database of each released version is kept as two SQL dumps, `tests/upgrades/<version>/sqlite.sql` and `postgres.sql`. This
//! version has to upgrade each of them, and to find everything again that the former version had stored.
//!
//! `tests/upgrades/make VERSION` writes the dumps of a version before its release. The dumps of a released version never change.

mod dump;
mod expand_and_contract;
mod expected;
mod scenario;

use std::path::{Path, PathBuf};

use kaimu::store::releases::{self, RELEASES};

use crate::database::{Database, on_both_databases};
use dump::Dump;

on_both_databases![
    every_dump_of_a_released_version_is_upgraded_and_everything_is_found_again,
    the_table_of_releases_has_the_last_migration_of_each_dump,
    every_table_of_every_dump_has_a_row,
    a_new_dump_has_a_row_in_every_table_and_everything_is_found_again,
];

/// `tests/upgrades/make` sets it to the version whose dumps it writes.
const WRITTEN_VERSION: &str = "KAIMU_TEST_WRITE_DUMPS";

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/upgrades")
}

/// The dump of this version of Kaimu for this kind of database.
fn file(version: &str, database: &Database) -> PathBuf {
    let kind = if is_sqlite(database) { "sqlite" } else { "postgres" };
    folder().join(version).join(format!("{kind}.sql"))
}

fn is_sqlite(database: &Database) -> bool {
    database.url().starts_with("sqlite")
}

/// A new database of the same kind.
fn another(database: &Database) -> Database {
    if is_sqlite(database) { Database::sqlite() } else { Database::postgres() }
}

/// The versions of which there are dumps.
fn versions() -> Vec<String> {
    let entries = folder().read_dir().unwrap().map(Result::unwrap);
    let folders = entries.filter(|entry| entry.file_type().unwrap().is_dir());
    folders.map(|entry| entry.file_name().into_string().unwrap()).collect()
}

/// The dump of each version for this kind of database, with the name of the version. A version has both dumps.
fn dumps(database: &Database) -> Vec<(String, Dump)> {
    let read = |version: String| {
        let file = file(&version, database);
        let text = std::fs::read_to_string(&file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
        (version, Dump::parse(&text))
    };
    versions().into_iter().map(read).collect()
}

async fn every_dump_of_a_released_version_is_upgraded_and_everything_is_found_again(database: Database) {
    for (version, dump) in dumps(&database) {
        assert!(dump.known["made_at"].is_number(), "{version}");
        expected::everything_is_found_again(&dump, another(&database)).await;
    }
}

/// `kaimu migrate --to` reverts the migrations after it.
async fn the_table_of_releases_has_the_last_migration_of_each_dump(database: Database) {
    for (version, dump) in dumps(&database) {
        let known = releases::find(&version).map(|release| release.last_migration);
        let last = dump.last_migration();
        assert_eq!(known, Some(last), "the last migration of {version} in RELEASES of src/store/releases.rs");
    }
    assert_eq!(RELEASES.len(), versions().len(), "each release has its dumps");
    assert!(RELEASES.is_sorted_by_key(|release| release.last_migration), "oldest first");
}

async fn every_table_of_every_dump_has_a_row(database: Database) {
    for (version, dump) in dumps(&database) {
        let loaded = another(&database);
        dump.load(&loaded, dump::Ports::default());
        assert_eq!(dump::empty_tables(&loaded), [""; 0], "{version}");
    }
}

async fn a_new_dump_has_a_row_in_every_table_and_everything_is_found_again(database: Database) {
    let dump = scenario::run(&database).await;
    assert_eq!(dump::empty_tables(&database), [""; 0], "tests/upgrades/scenario.rs has to fill a new table");
    expected::everything_is_found_again(&dump, another(&database)).await;
    if let Some((_, version)) = std::env::vars().find(|(name, _)| name == WRITTEN_VERSION) {
        let file = file(&version, &database);
        std::fs::create_dir_all(file.parent().unwrap()).unwrap();
        std::fs::write(file, dump.text()).unwrap();
    }
}

#[test]
fn this_version_has_dumps_of_both_kinds() {
    for kind in ["sqlite.sql", "postgres.sql"] {
        let file = folder().join(env!("CARGO_PKG_VERSION")).join(kind);
        assert!(
            file.is_file(),
            "{} is missing: tests/upgrades/make {} writes it",
            file.display(),
            env!("CARGO_PKG_VERSION")
        );
    }
}

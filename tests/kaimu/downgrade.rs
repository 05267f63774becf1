//! `kaimu migrate --to` makes the database that of an older release again. `src/store/downgrade/tests.rs` has the migrations of a later
//! version, which this one does not have.

use kaimu::store::releases::RELEASES;

use crate::database::{Database, on_both_databases};
use crate::operator::stdout_of;
use crate::program::Program;

on_both_databases![
    the_database_of_a_release_stays_as_it_is,
    a_database_that_is_newer_than_this_version_is_not_reverted,
];

/// The newest release.
fn newest() -> &'static str {
    RELEASES.last().unwrap().version
}

async fn the_database_of_a_release_stays_as_it_is(database: Database) {
    let program = Program::on(&database);
    let refused = program.run(&["migrate", "--to", newest()]);
    assert_eq!(refused.status, Some(1));
    assert!(refused.stderr.contains("nothing was reverted: there is no Kaimu database"), "{}", refused.stderr);
    stdout_of(&program, &["migrate"]);
    let said = stdout_of(&program, &["migrate", "--to", newest()]);
    assert_eq!(said, format!("The database is that of {0} already: put the binary of {0} back.\n", newest()));
    database.assert_up_to_date();
}

async fn a_database_that_is_newer_than_this_version_is_not_reverted(database: Database) {
    let program = Program::on(&database);
    stdout_of(&program, &["migrate"]);
    database.execute("INSERT INTO __diesel_schema_migrations (version) VALUES ('29991231000000')");
    let refused = program.run(&["migrate", "--to", newest()]);
    assert_eq!((refused.status, refused.stdout.as_str()), (Some(1), ""));
    for words in ["nothing was reverted", "29991231000000", "newer version of Kaimu; run that version"] {
        assert!(refused.stderr.contains(words), "{words}: {}", refused.stderr);
    }
}

#[test]
fn an_unknown_release_is_refused_with_the_known_ones() {
    let refused = Program::new().run(&["migrate", "--to", "0.0.9"]);
    assert_eq!(refused.status, Some(2));
    let known = format!("this Kaimu knows the releases {}", RELEASES[0].version);
    assert!(refused.stderr.contains(&known), "{}", refused.stderr);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_sqlite_file_that_a_server_uses_is_not_reverted() {
    let program = Program::on(&Database::sqlite());
    let _running = program.clone().start();
    let refused = program.run(&["migrate", "--to", newest()]);
    assert_eq!(refused.status, Some(1));
    assert!(refused.stderr.contains("a server or a command uses the database: stop it first"), "{}", refused.stderr);
}

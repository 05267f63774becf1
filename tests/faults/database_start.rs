//! A start while the database is not there yet.

use url::Url;

use crate::database::{Database, environment};
use crate::program::{CommandOutput, Program};

const WAITS: &str = "waiting for the database, for";

fn on(url: &str) -> Program {
    Program::on(&Database::sqlite()).set("DATABASE_URL", url).set("KAIMU_DATABASE__WAIT", "2s")
}

#[track_caller]
fn ends_at_once(output: &CommandOutput, why: &str) {
    assert_eq!(output.status, Some(1), "{}", output.stderr);
    assert!(output.stderr.contains(why) && !output.stderr.contains(WAITS), "{}", output.stderr);
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs Postgres (KAIMU_TEST_POSTGRES): use tests/run"]
async fn a_start_waits_until_the_database_is_there() {
    let database = Database::postgres();
    database.take_away();
    let mut server = Program::on(&database).launch();
    server.wait_for(WAITS);
    let line = server.log().iter().find(|line| line.contains(WAITS)).unwrap();
    assert!(line.contains("(database.wait)") && line.contains("is not currently accepting connections"), "{line}");
    database.give_back();
    server.wait_for("ready: ");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_start_fails_when_the_wait_is_over() {
    let url = Url::parse(&crate::provider::Provider::unreachable_issuer()).unwrap();
    let output = on(&format!("postgres://kaimu@127.0.0.1:{}/kaimu", url.port().unwrap())).run(&["migrate"]);
    assert_eq!(output.status, Some(1));
    assert!(output.stderr.contains(WAITS), "{}", output.stderr);
    let last = output.stderr.lines().last().unwrap();
    assert!(last.starts_with("kaimu: cannot use the database") && last.contains("Connection refused"), "{last}");
    assert!(last.contains("Is the server running on that host"), "a failure is one line: {last}");
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs Postgres (KAIMU_TEST_POSTGRES): use tests/run"]
async fn a_start_with_wrong_credentials_or_a_newer_schema_ends_at_once() {
    let mut url = Url::parse(&environment("KAIMU_TEST_POSTGRES")).unwrap();
    url.set_path("no_such_database");
    ends_at_once(&on(url.as_str()).run(&["migrate"]), "database \"no_such_database\" does not exist");
    url.set_password(Some("wrong")).unwrap();
    ends_at_once(&on(url.as_str()).run(&["migrate"]), "password authentication failed");

    let database = Database::postgres();
    drop(database.open());
    database.execute("INSERT INTO __diesel_schema_migrations (version) VALUES ('29991231235959')");
    ends_at_once(&on(database.url()).run(&["migrate"]), "it belongs to a newer version of Kaimu");
}

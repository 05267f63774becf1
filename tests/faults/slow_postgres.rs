//! Postgres that answers each statement within its time limit, and takes longer than a request has for all of them.

use std::time::{Duration, Instant};

use super::postgres::{callback_of, is_refusal, program, signs_in, start};
use crate::browser::Browser;
use crate::database::Database;
use crate::provider::Provider;
use crate::waiting::until;

/// Makes each row that is written to this table take nine seconds: less than the time limit of a statement.
fn write_slowly(database: &Database, table: &str) {
    database.execute(
        "CREATE OR REPLACE FUNCTION slow() RETURNS trigger LANGUAGE plpgsql AS \
         'BEGIN PERFORM pg_sleep(9); RETURN NEW; END'",
    );
    database.execute(&format!(
        "CREATE TRIGGER slow BEFORE INSERT OR UPDATE ON {table} FOR EACH ROW EXECUTE FUNCTION slow()"
    ));
}

/// Ends [`write_slowly`].
fn write_fast(database: &Database) {
    database.execute("DROP FUNCTION slow CASCADE");
}

/// Makes each row that is read from this table take nine seconds.
fn read_slowly(database: &Database, table: &str) {
    database.execute(&format!("ALTER TABLE {table} RENAME TO fast"));
    database.execute(&format!("CREATE VIEW {table} AS SELECT * FROM fast WHERE pg_sleep(9) IS NOT NULL"));
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs Postgres (KAIMU_TEST_POSTGRES): use tests/run"]
async fn a_sign_in_that_was_answered_as_failed_is_not_committed_later() {
    let (database, provider) = (Database::postgres(), Provider::start());
    let running = start(&database, &provider);
    let browser = Browser::new();
    let callback = callback_of(&browser, &running).await;
    for table in ["users", "sessions"] {
        write_slowly(&database, table);
    }
    let answer = browser.get(callback).await;
    assert!(is_refusal(&answer), "{:?}", answer.location());
    // The thread goes on, and Postgres with it. It has to roll back.
    let open = "pg_stat_activity WHERE datname = current_database() AND wait_event = 'PgSleep'";
    assert_eq!(database.values("pid", open).len(), 1, "the transaction is under way after the answer");
    // Waits for the end of the transaction.
    write_fast(&database);
    until("the refusal is in the audit log", async || !database.audit().is_empty()).await;
    assert_eq!((database.count("sessions"), database.count("users")), (0, 0));
    assert_eq!(database.audit().len(), 1, "{:?}", database.audit());
    assert!(signs_in(&running).await);
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs Postgres (KAIMU_TEST_POSTGRES): use tests/run"]
async fn a_refused_link_is_answered_within_the_time_limit_of_a_callback() {
    let (database, provider) = (Database::postgres(), Provider::start());
    let running = start(&database, &provider);
    let browser = Browser::new();
    provider.person_has_just_authenticated();
    browser.follow(running.api("/auth/oidc/idp/authorize")).await.is_dashboard_of("Ada");
    let session = database.values("id", "sessions")[0].clone().unwrap();
    let origin = running.frontend.origin().ascii_serialization();
    let headers = [("Origin", origin.as_str()), ("Content-Type", "application/x-www-form-urlencoded")];
    let form = format!("provider=idp&own_session={session}");
    let start = browser.request("POST", running.api("/account/link"), &headers, &form).await;
    let callback = browser.get(start.location().unwrap()).await.location().unwrap();

    write_slowly(&database, "identities");
    read_slowly(&database, "session_tokens");
    let since = Instant::now();
    let answer = browser.get(callback).await;
    // The decision has taken its 13 seconds. To look for the session would take nine more.
    assert!(since.elapsed() > Duration::from_secs(12), "{:?}", since.elapsed());
    assert!(since.elapsed() < Duration::from_secs(19), "{:?}", since.elapsed());
    assert_eq!(answer.status, 503);
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs Postgres (KAIMU_TEST_POSTGRES): use tests/run"]
async fn a_stop_ends_within_25_seconds_while_postgres_is_too_slow_for_a_sign_in() {
    let (database, provider) = (Database::postgres(), Provider::start());
    let program = program(&database, &provider).unset("KAIMU_SERVER__DRAIN");
    let mut running = program.start();
    let browser = Browser::new();
    let callback = callback_of(&browser, &running).await;
    for table in ["users", "sessions", "audit_events", "completed_sign_ins"] {
        write_slowly(&database, table);
    }
    running.signal("TERM");
    let since = Instant::now();
    running.wait_for("stopping: /readyz answers 503");
    // The later in the drain, the longer the stop. The drain takes five seconds.
    tokio::time::sleep(Duration::from_secs(3)).await;
    let answer = browser.get(callback).await;
    assert!(is_refusal(&answer), "{:?}", answer.location());
    let (status, log) = running.end();
    assert!(since.elapsed() < Duration::from_secs(25), "{:?}: {log:#?}", since.elapsed());
    assert_eq!(status, Some(0), "{log:#?}");
}

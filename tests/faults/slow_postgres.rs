//! Postgres that answers each statement within its time limit, and takes longer than a request has for all of them.

use super::postgres::{callback_of, is_refusal, signs_in, start};
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

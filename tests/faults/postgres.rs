//! Postgres that is read-only or restricted, and instances that freeze while they hold a lock.

use std::time::{Duration, Instant};

use diesel::prelude::*;
use url::Url;

use crate::browser::{Answer, Browser};
use crate::database::Database;
use crate::program::{Program, Running};
use crate::provider::Provider;
use crate::waiting::until;

/// The transaction of a first sign-in waits for this lock when it writes the user, and holds the lock of account decisions.
const HOLD_USERS: &str = "LOCK TABLE users IN EXCLUSIVE MODE";
/// The transactions of Kaimu that are open and do nothing, and the advisory lock that they hold.
const IDLE_IN_TRANSACTION: &str = "pg_stat_activity a JOIN pg_locks l ON l.pid = a.pid AND l.locktype = 'advisory' \
     WHERE a.datname = current_database() AND a.state = 'idle in transaction'";

/// Starts the binary with four connections to this database.
pub fn start(database: &Database, provider: &Provider) -> Running {
    program(database, provider).start()
}

pub fn program(database: &Database, provider: &Provider) -> Program {
    Program::on(database).provider(provider.settings("idp")).set("KAIMU_DATABASE__POOL_SIZE", "4")
}

/// Makes the provider sign in a person whom Kaimu does not know.
pub fn another_person(provider: &Provider, number: usize) {
    let email = format!("person{number}@example.org");
    provider.person(serde_json::json!({ "sub": format!("person-{number}"), "email": email }));
}

pub async fn is_signed_in(browser: &Browser, running: &Running) -> bool {
    browser.get(running.api("/auth/session")).await.status == 200
}

/// Whether a callback leads to the sign-in page with a code.
pub fn is_refusal(answer: &Answer) -> bool {
    answer.location().is_some_and(|page| page.path() == "/login" && page.query_pairs().any(|(key, _)| key == "error"))
}

/// Signs in with a new browser. Whether that succeeded.
pub async fn signs_in(running: &Running) -> bool {
    let browser = Browser::new();
    browser.follow(running.api("/auth/oidc/idp/authorize")).await;
    is_signed_in(&browser, running).await
}

/// Starts a sign-in up to its callback, whose URL it returns.
pub async fn callback_of(browser: &Browser, running: &Running) -> Url {
    let start = browser.get(running.api("/auth/oidc/idp/authorize")).await;
    browser.get(start.location().unwrap()).await.location().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs Postgres (KAIMU_TEST_POSTGRES): use tests/run"]
async fn a_frozen_instance_keeps_new_users_out_for_ten_seconds_only() {
    let (database, provider) = (Database::postgres(), Provider::start());
    let (frozen, healthy) = (start(&database, &provider), start(&database, &provider));
    let browser = Browser::new();
    let callback = callback_of(&browser, &frozen).await;
    let users = database.hold(HOLD_USERS);
    let waiting = tokio::spawn(async move { browser.get(callback).await });
    until("the first sign-in waits in its transaction", async || database.waiting() > 0).await;
    frozen.signal("STOP");
    users.commit();
    until("the frozen instance holds the lock", async || !database.values("a.pid", IDLE_IN_TRANSACTION).is_empty())
        .await;

    another_person(&provider, 2);
    let since = Instant::now();
    until("a new user signs in at the other instance", async || signs_in(&healthy).await).await;
    assert!(since.elapsed() < Duration::from_secs(30), "{:?}", since.elapsed());
    assert!(database.values("a.pid", IDLE_IN_TRANSACTION).is_empty(), "Postgres ended the transaction");

    frozen.signal("CONT");
    assert!(is_refusal(&waiting.await.unwrap()));
    assert_eq!(database.audit().iter().filter(|entry| *entry == "sign_in succeeded").count(), 1);
    assert!(signs_in(&frozen).await);
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs Postgres (KAIMU_TEST_POSTGRES): use tests/run"]
async fn a_lock_that_another_instance_holds_has_a_log_line_of_its_own() {
    let (database, provider) = (Database::postgres(), Provider::start());
    let mut running = start(&database, &provider);
    // The number of `Lock::Accounts`.
    let holder = database.hold("SELECT pg_advisory_xact_lock(x'6b61696d750000'::bigint + 2)");
    assert!(!signs_in(&running).await);
    running.wait_for_line("held the lock Accounts for longer than 5 s");
    holder.commit();
    assert!(signs_in(&running).await);
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs Postgres (KAIMU_TEST_POSTGRES): use tests/run"]
async fn connections_that_cannot_write_are_replaced_when_one_can() {
    let (database, provider) = (Database::postgres(), Provider::start());
    let any_server = database.with_parameter("target_session_attrs", "any");
    let setting = format!("ALTER DATABASE {} SET default_transaction_read_only", database.name());
    let mut running = start(&any_server, &provider);
    // The connections that are opened meanwhile are those of a server that is a standby for a while.
    database.execute(&format!("{setting} = on"));
    database.end_connections();
    assert!(!signs_in(&running).await);
    running.wait_for_line("the database has become read-only");
    database.hold(&format!("SET TRANSACTION READ WRITE; {setting} = off")).commit();
    let back = Instant::now();
    until("a sign-in succeeds", async || signs_in(&running).await).await;
    assert!(back.elapsed() < Duration::from_secs(20), "{:?}", back.elapsed());
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs Postgres (KAIMU_TEST_POSTGRES): use tests/run"]
async fn a_standby_is_not_connected_to() {
    let (database, provider) = (Database::postgres(), Provider::start());
    start(&database, &provider);
    database.execute(&format!("ALTER DATABASE {} SET default_transaction_read_only = on", database.name()));
    let refused = program(&database, &provider).run(&["users", "list"]);
    assert_eq!(refused.status, Some(1));
    assert!(refused.stderr.contains("read-only"), "{}", refused.stderr);
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs Postgres (KAIMU_TEST_POSTGRES): use tests/run"]
async fn a_role_that_may_only_read_and_write_rows_serves_and_checks() {
    let (database, provider) = (Database::postgres(), Provider::start());
    database.open();
    let role = database.with_role("GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public");
    let mut may_create = PgConnection::establish(role.url()).unwrap();
    let refused = diesel::sql_query("CREATE TABLE forbidden (id integer)").execute(&mut may_create);
    assert!(refused.unwrap_err().to_string().contains("permission denied"));

    let running = start(&role, &provider);
    assert!(signs_in(&running).await);
    assert_eq!(running.program.run(&["users", "list"]).status, Some(0));
    let check = running.program.run(&["check"]);
    assert!(check.stdout.contains("the schema matches this version of Kaimu"), "{}{}", check.stdout, check.stderr);
}

//! `/readyz` tells the truth: ready means that a sign-in could be written.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use diesel::connection::SimpleConnection;
use diesel::{Connection, PgConnection, SqliteConnection};
use futures_util::future::join_all;

use super::silent_proxy::SilentProxy;
use super::sqlite::{file_of, sign_in};
use crate::app::STARTS_PER_MINUTE;
use crate::browser::Browser;
use crate::database::{Database, environment};
use crate::program::{Program, Running};
use crate::provider::Provider;
use crate::waiting::until;

pub async fn readyz(running: &Running) -> (u16, String) {
    let answer = Browser::new().get(running.api("/readyz")).await;
    (answer.status.as_u16(), answer.body)
}

pub fn ready() -> (u16, String) {
    (200, "ready\n".to_owned())
}

pub fn not_ready(words: &str) -> (u16, String) {
    (503, format!("{words}\n"))
}

pub async fn until_readyz_is(running: &Running, expected: (u16, String)) {
    until(&expected.1, async || readyz(running).await == expected).await;
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs Postgres (KAIMU_TEST_POSTGRES): use tests/run"]
async fn readyz_does_not_wait_behind_requests_that_hold_every_connection() {
    let (provider, database) = (Provider::start(), Database::postgres());
    let program = Program::on(&database).provider(provider.settings("idp")).set("KAIMU_DATABASE__POOL_SIZE", "2");
    let running = program.start();
    let lock = database.hold("LOCK TABLE completed_sign_ins IN ACCESS EXCLUSIVE MODE");
    let begin = running.api("/auth/oidc/idp/authorize");
    let sign_ins: Vec<_> = (0..4)
        .map(|_| {
            let begin = begin.clone();
            tokio::spawn(async move { drop(Browser::new().follow(begin).await) })
        })
        .collect();
    until("every connection waits for the lock", async || database.waiting() == 2).await;
    assert_eq!(readyz(&running).await, ready());
    assert_eq!(database.waiting(), 2, "they still wait");
    lock.commit();
    for sign_in in sign_ins {
        sign_in.await.unwrap();
    }
    assert_eq!(database.count("readiness"), 0, "its write is rolled back");
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs Postgres (KAIMU_TEST_POSTGRES): use tests/run"]
async fn readyz_says_that_postgres_is_read_only_or_busy_and_recovers_at_once() {
    let database = Database::postgres();
    let running = Program::on(&database).start();
    assert_eq!(readyz(&running).await, ready());

    let name = database.url().rsplit('/').next().unwrap();
    let mut server = PgConnection::establish(&environment("KAIMU_TEST_POSTGRES")).unwrap();
    let end_connections = format!("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'");
    server.batch_execute(&format!("ALTER DATABASE {name} SET default_transaction_read_only = on")).unwrap();
    server.batch_execute(&end_connections).unwrap();
    assert_eq!(readyz(&running).await, not_ready("the database is read-only"));
    server.batch_execute(&format!("ALTER DATABASE {name} RESET default_transaction_read_only")).unwrap();
    assert_eq!(readyz(&running).await, ready());

    let lock = database.hold("LOCK TABLE readiness IN ACCESS EXCLUSIVE MODE");
    assert_eq!(readyz(&running).await, not_ready("the database is busy"));
    lock.commit();
    assert_eq!(readyz(&running).await, ready());
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs Postgres (KAIMU_TEST_POSTGRES): use tests/run"]
async fn readyz_leaves_a_connection_behind_that_never_answers() {
    let database = Database::postgres();
    let proxy = SilentProxy::before(&database).await;
    let running = Program::on(&proxy.database(&database)).start();
    assert_eq!(readyz(&running).await, ready());

    proxy.fall_silent();
    let asked = Instant::now();
    assert_eq!(readyz(&running).await, not_ready("the database does not answer"));
    assert!(asked.elapsed() < Duration::from_secs(6), "{:?}", asked.elapsed());
    assert_eq!(Browser::new().get(running.api("/healthz")).await.status, 200);
    proxy.swallows_a_question().await;
    // The connections from before stay silent.
    proxy.serve_new_connections();
    let back = Instant::now();
    until_readyz_is(&running, ready()).await;
    assert!(back.elapsed() < Duration::from_secs(15), "{:?}", back.elapsed());
}

#[tokio::test(flavor = "multi_thread")]
async fn readyz_commits_one_row_to_an_sqlite_file_for_many_requests() {
    let database = Database::sqlite();
    let running = Program::on(&database).start();
    let begun = Instant::now();
    for _ in 0..30 {
        assert_eq!(readyz(&running).await, ready());
    }
    let attempts: u64 = database.values("attempts", "readiness")[0].as_ref().unwrap().parse().unwrap();
    let most = 1 + begun.elapsed().as_secs() / Duration::from_secs(10).as_secs();
    assert!((1..=most).contains(&attempts), "{attempts} of {most}");
}

#[tokio::test(flavor = "multi_thread")]
async fn readyz_says_that_another_program_keeps_the_sqlite_file_busy() {
    let (provider, database) = (Provider::start(), Database::sqlite());
    let running = Program::on(&database).provider(provider.settings("idp")).start();
    let mut other = SqliteConnection::establish(file_of(&database).to_str().unwrap()).unwrap();
    other.batch_execute("PRAGMA busy_timeout = 5000; BEGIN IMMEDIATE").unwrap();
    assert_eq!(readyz(&running).await, not_ready("kaimu.db is busy"));
    drop(other);
    assert_eq!(readyz(&running).await, ready());
    sign_in(&running).await;
}

/// Makes each write of a sign-in so slow that the lock is hardly ever free while several users sign in.
fn slow_down(database: &Database) {
    database.execute("CREATE TABLE numbers (number INTEGER)");
    database.execute("INSERT INTO numbers VALUES (0), (1), (2), (3), (4), (5), (6), (7), (8), (9)");
    for table in ["completed_sign_ins", "sessions", "audit_events"] {
        database.execute(&format!(
            "CREATE TRIGGER slow_{table} AFTER INSERT ON {table} BEGIN \
             SELECT COUNT(*) FROM numbers, numbers, numbers, numbers, numbers, numbers; END"
        ));
    }
}

/// Whether another program gets the write lock as soon as the readiness check wants it.
fn gets_the_write_lock(file: &Path) -> bool {
    let mut other = SqliteConnection::establish(file.to_str().unwrap()).unwrap();
    other.batch_execute("PRAGMA busy_timeout = 1500; BEGIN IMMEDIATE").is_ok()
}

#[tokio::test(flavor = "multi_thread")]
async fn readyz_is_200_all_the_time_while_users_sign_in_and_leave_the_sqlite_file_no_pause() {
    let (provider, database) = (Provider::start(), Database::sqlite());
    let program = Program::on(&database).provider(provider.settings("idp")).set(STARTS_PER_MINUTE, "0");
    let running = program.start();
    slow_down(&database);
    let (file, ended): (PathBuf, _) = (file_of(&database), AtomicBool::new(false));
    let users = join_all((0..8).map(async |_| {
        while !ended.load(Ordering::Relaxed) {
            sign_in(&running).await;
        }
    }));
    let load_balancer = async {
        until("other programs do not get the write lock", async || {
            let file = file.clone();
            !tokio::task::spawn_blocking(move || gets_the_write_lock(&file)).await.unwrap()
        })
        .await;
        let begun = Instant::now();
        // Longer than one proof counts.
        while begun.elapsed() < Duration::from_secs(12) {
            assert_eq!(readyz(&running).await, ready());
            sign_in(&running).await;
        }
        ended.store(true, Ordering::Relaxed);
    };
    tokio::join!(users, load_balancer);
}

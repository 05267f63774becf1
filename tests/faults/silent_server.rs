//! A Postgres server that acknowledges every packet and never answers: at any time, after the handshake, on many connections.

use std::time::{Duration, Instant};

use futures_util::future::join_all;

use super::postgres::{is_signed_in, program, start};
use super::silent_proxy::SilentProxy;
use crate::browser::Browser;
use crate::database::Database;
use crate::program::Program;
use crate::provider::Provider;
use crate::waiting::until;

/// How many threads may wait for a server that does not answer.
const MAX_ABANDONED: usize = 64;
/// What `/readyz` says then.
const USED_UP: &str = "the database never answered on many connections: restart Kaimu\n";

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs Postgres (KAIMU_TEST_POSTGRES): use tests/run"]
async fn a_server_that_acknowledges_and_never_answers_is_left_for_new_connections() {
    let (database, provider) = (Database::postgres(), Provider::start());
    let proxy = SilentProxy::before(&database).await;
    let mut running = start(&proxy.database(&database), &provider);
    let browser = Browser::new();
    browser.follow(running.api("/auth/oidc/idp/authorize")).await;
    proxy.fall_silent();
    // As many as there are connections: each one asks whether its connection still works.
    let asked = Instant::now();
    for _ in 0..2 {
        let together = (0..4).map(|_| browser.get(running.api("/auth/session")));
        for answer in join_all(together).await {
            assert!(answer.status.is_server_error(), "{}", answer.status);
        }
    }
    proxy.swallows_a_question().await;
    assert!(asked.elapsed() < Duration::from_secs(30), "{:?}", asked.elapsed());
    running.wait_for_line("the database does not answer: using new connections");

    // The abandoned connections stay silent.
    proxy.serve_new_connections();
    let back = Instant::now();
    until("the session is there again", async || is_signed_in(&browser, &running).await).await;
    assert!(back.elapsed() < Duration::from_secs(20), "{:?}", back.elapsed());
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs Postgres (KAIMU_TEST_POSTGRES): use tests/run"]
async fn a_server_that_falls_silent_after_the_handshake_keeps_no_thread_that_connects() {
    let (database, provider) = (Database::postgres(), Provider::start());
    let proxy = SilentProxy::before(&database).await;
    let running = start(&proxy.database(&database).with_parameter("sslmode", "disable"), &provider);
    let browser = Browser::new();
    browser.follow(running.api("/auth/oidc/idp/authorize")).await;
    proxy.lose_connections_after_the_handshake();
    database.end_connections();
    // The pool has three threads that open connections.
    let together = (0..4).map(|_| browser.get(running.api("/auth/session")));
    for answer in join_all(together).await {
        assert!(answer.status.is_server_error(), "{}", answer.status);
    }
    proxy.has_lost(3).await;

    // The lost connections stay silent.
    proxy.keep_connections();
    let back = Instant::now();
    until("the session is there again", async || is_signed_in(&browser, &running).await).await;
    assert!(back.elapsed() < Duration::from_secs(20), "{:?}", back.elapsed());
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs Postgres (KAIMU_TEST_POSTGRES): use tests/run"]
async fn a_start_waits_for_a_server_that_falls_silent_after_the_handshake() {
    let database = Database::postgres();
    let proxy = SilentProxy::before(&database).await;
    proxy.lose_connections_after_the_handshake();
    let mut server = Program::on(&proxy.database(&database).with_parameter("sslmode", "disable")).launch();
    proxy.has_lost(1).await;
    server.wait_for("waiting for the database, for");
    let why = "accepts connections and then does not answer";
    assert!(server.log().iter().any(|line| line.contains(why)), "{:#?}", server.log());
    proxy.keep_connections();
    server.wait_for("ready: ");
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs Postgres (KAIMU_TEST_POSTGRES): use tests/run"]
async fn a_start_waits_for_a_server_that_falls_silent_at_the_first_question() {
    let database = Database::postgres();
    let proxy = SilentProxy::before(&database).await;
    proxy.lose_connections_at_the_migrations();
    let mut server = Program::on(&proxy.database(&database).with_parameter("sslmode", "disable")).launch();
    proxy.has_lost(1).await;
    server.wait_for("waiting for the database, for");
    proxy.keep_connections();
    server.wait_for("ready: ");
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs Postgres (KAIMU_TEST_POSTGRES): use tests/run"]
async fn after_64_connections_fell_silent_readyz_says_to_restart_until_they_end() {
    let (database, provider) = (Database::postgres(), Provider::start());
    let proxy = SilentProxy::before(&database).await;
    let size = MAX_ABANDONED.to_string();
    let program = program(&proxy.database(&database), &provider).set("KAIMU_DATABASE__POOL_SIZE", &size);
    let running = program.start();
    let browser = Browser::new();
    browser.follow(running.api("/auth/oidc/idp/authorize")).await.is_dashboard_of("Ada");
    let ask_on_every_connection =
        async || join_all((0..MAX_ABANDONED).map(|_| browser.get(running.api("/auth/session")))).await;
    let connections = "pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()";
    let sessions = database.hold("LOCK TABLE sessions IN ACCESS EXCLUSIVE MODE");
    until("every connection is open", async || {
        ask_on_every_connection().await;
        database.values("pid", connections).len() > MAX_ABANDONED
    })
    .await;
    sessions.commit();

    proxy.fall_silent();
    for answer in ask_on_every_connection().await {
        assert_eq!(answer.status, 503);
    }
    let readyz = async || browser.get(running.api("/readyz")).await;
    let answer = readyz().await;
    assert_eq!((answer.status.as_u16(), answer.body.as_str()), (503, USED_UP));
    proxy.speak_again();
    until("the threads have ended", async || readyz().await.status == 200).await;
    until("the session is there again", async || is_signed_in(&browser, &running).await).await;
}

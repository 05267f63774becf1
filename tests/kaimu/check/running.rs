//! The findings of a running server: in its log and at `/readyz?verbose`.

use chrono::TimeDelta;
use reqwest::StatusCode;

use super::with;
use crate::browser::{Answer, Browser};
use crate::catalogue::World;
use crate::provider::{DISCOVERY, Fault, Provider, TOKEN, hold};
use crate::waiting::until;

#[tokio::test(flavor = "multi_thread")]
async fn the_log_lists_the_findings_after_the_start() {
    let provider = Provider::start();
    let mut settings = provider.settings("idp");
    settings["client_secret"] = "hunter2-hunter2".into();
    let mut running = with(settings).set("RUST_LOG", "debug").start();
    running.wait_for_line("check: 1 broken, ");
    let log = running.log().join("\n");
    let line = running.log().iter().find(|line| line.contains("(provider.client)")).unwrap();
    assert!(
        line.contains(" ERROR ") && line.contains("check: idp: the provider does not accept the client id"),
        "{line}"
    );
    let line = running.log().iter().find(|line| line.contains("(provider.sign_out)")).unwrap();
    assert!(line.contains(" WARN "), "{line}");
    assert!(!log.contains("hunter2") && !log.contains("made-up-by"), "{log}");
}

#[tokio::test(flavor = "multi_thread")]
async fn one_log_line_reports_that_all_checks_passed() {
    let provider = Provider::start();
    provider.script(|script| {
        script.discovery = crate::provider::alter(|it: &mut serde_json::Value| {
            it["end_session_endpoint"] = "https://idp.example/logout".into();
        });
    });
    let mut running = with(provider.settings("idp")).start();
    running.wait_for("check: 0 broken, 0 warnings, ");
    assert_eq!(running.log().iter().filter(|line| line.contains("check: ")).count(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_start_does_not_wait_for_a_provider() {
    let provider = Provider::start();
    let (waits, held) = hold();
    provider.script(|script| script.discovery = waits);
    let running = with(provider.settings("idp")).start();
    held.wait_for_request();
    assert_eq!(Browser::new().get(running.api("/healthz")).await.status, StatusCode::OK);
    assert!(!running.log().iter().any(|line| line.contains("check: ")));
}

async fn readyz(world: &World, query: &str, headers: &[(&str, &str)]) -> Answer {
    Browser::new().request("GET", world.app.api(&format!("/readyz{query}")), headers, "").await
}

#[tokio::test(flavor = "multi_thread")]
async fn readyz_shows_findings_only_to_direct_requests_from_this_machine() {
    let world = World::new();
    let answer = readyz(&world, "?verbose", &[]).await;
    assert_eq!((answer.status, answer.header("content-type")), (StatusCode::OK, "application/json"));
    let checks = answer.json()["findings"].as_array().unwrap().iter().map(|it| it["check"].clone()).collect::<Vec<_>>();
    assert!(checks.contains(&"provider.client".into()) && checks.contains(&"database.migrations".into()), "{checks:?}");

    let asked = world.provider.requests(TOKEN);
    world.app.clock.advance(TimeDelta::minutes(5));
    let host = ("Host", "api.yourdomain.com");
    let forwarded = ["X-Forwarded-For", "X-Forwarded-Proto", "X-Forwarded-Host", "Forwarded", "X-Real-IP", "Via"];
    for header in forwarded.map(|name| (name, "127.0.0.1")).into_iter().chain([host]) {
        let plain = readyz(&world, "?verbose", &[header]).await;
        assert_eq!((plain.status, plain.body.as_str()), (StatusCode::OK, "ready\n"), "{header:?}");
    }
    assert_eq!(readyz(&world, "", &[]).await.body, "ready\n");
    assert_eq!(world.provider.requests(TOKEN), asked, "and none of these requests started the checks");
}

#[tokio::test(flavor = "multi_thread")]
async fn readyz_runs_the_checks_at_most_once_a_minute() {
    let world = World::new();
    let asks = async || readyz(&world, "?verbose", &[]).await.json();
    let first = tokio::join!(asks(), asks(), asks()).0;
    world.app.clock.advance(TimeDelta::seconds(50));
    assert_eq!(asks().await, first);
    assert_eq!(world.provider.requests(TOKEN), 1);

    world.app.clock.advance(TimeDelta::seconds(20));
    world.provider.inject(DISCOVERY, Fault::Status(503));
    assert_eq!(asks().await["verdict"], first["verdict"], "the last findings, at once");
    until("it is checked again", async || asks().await["verdict"] == "broken").await;
}

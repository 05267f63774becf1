//! The same findings of a running server: in its log, and for somebody on the same machine.

use std::time::{Duration, Instant};

use chrono::TimeDelta;
use reqwest::StatusCode;

use super::with;
use crate::browser::{Answer, Browser};
use crate::catalogue::World;
use crate::provider::{DISCOVERY, Provider, TOKEN, Trouble, hold};

#[tokio::test(flavor = "multi_thread")]
async fn the_log_says_at_the_start_what_is_wrong() {
    let provider = Provider::start();
    let mut settings = provider.settings("idp");
    settings["client_secret"] = "hunter2-hunter2".into();
    let mut running = with(settings).set("RUST_LOG", "debug").start();
    running.wait_for_line("check: 1 broken, ");
    let said = running.log().join("\n");
    let line = running.log().iter().find(|line| line.contains("(provider.client)")).unwrap();
    assert!(
        line.contains(" ERROR ") && line.contains("check: idp: the provider does not accept the client id"),
        "{line}"
    );
    let line = running.log().iter().find(|line| line.contains("(provider.sign_out)")).unwrap();
    assert!(line.contains(" WARN "), "{line}");
    assert!(!said.contains("hunter2") && !said.contains("made-up-by"), "{said}");
}

#[tokio::test(flavor = "multi_thread")]
async fn one_line_says_that_all_is_well() {
    let provider = Provider::start();
    provider.script(|script| {
        script.discovery = crate::provider::lie(|it: &mut serde_json::Value| {
            it["end_session_endpoint"] = "https://idp.example/logout".into();
        });
    });
    let mut running = with(provider.settings("idp")).start();
    running.wait_for("check: 0 broken, 0 warnings, ");
    assert_eq!(running.log().iter().filter(|line| line.contains("check: ")).count(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_start_waits_for_no_provider() {
    let provider = Provider::start();
    let (waits, held) = hold();
    provider.script(|script| script.discovery = waits);
    let running = with(provider.settings("idp")).start();
    held.wait_for_the_question();
    assert_eq!(Browser::new().get(running.api("/healthz")).await.status, StatusCode::OK);
    assert!(!running.log().iter().any(|line| line.contains("check: ")));
}

async fn readyz(world: &World, query: &str, headers: &[(&str, &str)]) -> Answer {
    Browser::new().request("GET", world.app.api(&format!("/readyz{query}")), headers, "").await
}

#[tokio::test(flavor = "multi_thread")]
async fn readyz_tells_the_findings_to_this_machine_and_to_no_proxy() {
    let world = World::new();
    let told = readyz(&world, "?verbose", &[]).await;
    assert_eq!((told.status, told.header("content-type")), (StatusCode::OK, "application/json"));
    let checks = told.json()["findings"].as_array().unwrap().iter().map(|it| it["check"].clone()).collect::<Vec<_>>();
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
    assert_eq!(world.provider.requests(TOKEN), asked, "and none of them has an examination begun");
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_is_examined_more_than_once_in_a_minute() {
    let world = World::new();
    let asks = async || readyz(&world, "?verbose", &[]).await.json();
    let first = tokio::join!(asks(), asks(), asks()).0;
    world.app.clock.advance(TimeDelta::seconds(50));
    assert_eq!(asks().await, first);
    assert_eq!(world.provider.requests(TOKEN), 1);

    world.app.clock.advance(TimeDelta::seconds(20));
    world.provider.trouble(DISCOVERY, Trouble::Status(503));
    assert_eq!(asks().await["verdict"], first["verdict"], "the last findings, at once");
    let deadline = Instant::now() + Duration::from_secs(20);
    while asks().await["verdict"] != "broken" {
        assert!(Instant::now() < deadline, "nobody examines it anew");
        tokio::time::sleep(Duration::from_millis(5)).await; // the examination tells nobody
    }
}

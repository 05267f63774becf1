//! The findings of a running server: in its log and in `kaimu status`.

use std::sync::Arc;

use chrono::TimeDelta;
use kaimu::doctor::{CheckTarget, Doctor};
use kaimu::domain::{CheckDepth, Verdict};
use reqwest::StatusCode;
use serde_json::Value;

use super::{assert_snapshot, reveals_no_secret, with};
use crate::app::TestClock;
use crate::browser::Browser;
use crate::catalogue::World;
use crate::database::Database;
use crate::provider::{DISCOVERY, Fault, Provider, TOKEN, hold};
use crate::waiting::until;

#[tokio::test(flavor = "multi_thread")]
async fn the_log_lists_the_findings_after_the_start() {
    let provider = Provider::start();
    let mut settings = provider.settings("idp");
    settings["client_secret"] = "hunter2-hunter2".into();
    let mut running = with(settings).set("RUST_LOG", "debug").set("KAIMU_DOCTOR__AT_START", "full").start();
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

/// Replaces what differs between runs.
fn normalized_status(text: &str) -> String {
    let cut = |line: &str| match (line.split_once(", up "), line.strip_prefix("checked at ")) {
        (Some((version, _)), _) => {
            format!("{}, up TIME, since TIME", version.replace(env!("CARGO_PKG_VERSION"), "VERSION"))
        }
        (_, Some(checked)) => format!("checked at TIME: {}", checked.split_once(": ").unwrap().1),
        _ => line.to_owned(),
    };
    text.lines().map(cut).collect::<Vec<_>>().join("\n")
}

#[tokio::test(flavor = "multi_thread")]
async fn status_shows_the_database_the_providers_and_the_problems() {
    let provider = Provider::start();
    let running = with(provider.settings("idp")).set("KAIMU_DOCTOR__AT_START", "full").start();
    let shown = running.program.run(&["status"]);
    assert_eq!((shown.status, shown.stderr.as_str()), (Some(0), ""), "{}", shown.stdout);
    assert_snapshot("status", &normalized_status(&shown.stdout));
    reveals_no_secret(&shown);

    let json = running.program.run(&["status", "--json"]);
    let status: Value = serde_json::from_str(&json.stdout).unwrap();
    assert_eq!(status["version"], env!("CARGO_PKG_VERSION"));
    assert_eq!((&status["database"], &status["checks"]["verdict"]), (&"up".into(), &"warning".into()));
    assert_eq!(status["providers"], serde_json::json!([{ "slug": "idp", "name": "The idp", "status": "up" }]));
    let checked = status["checks"]["findings"].as_array().unwrap().iter().map(|it| &it["check"]).collect::<Vec<_>>();
    assert!(checked.contains(&&"provider.client".into()) && checked.contains(&&"database.migrations".into()));
    assert!(status["uptime_seconds"].as_i64().unwrap() < 600, "{status}");
    // Our secret and a made-up one.
    assert_eq!(provider.requests(TOKEN), 2, "the checks run once a minute at most");
}

#[tokio::test(flavor = "multi_thread")]
async fn status_fails_if_something_is_broken_or_no_server_runs() {
    let (provider, mut broken) = (Provider::start(), Provider::start().settings("idp"));
    broken["client_secret"] = "hunter2-hunter2".into();
    broken["issuer_url"] = Provider::unreachable_issuer().into();
    let running = with(broken).start();
    let shown = running.program.run(&["status"]);
    assert_eq!(shown.status, Some(1), "{}", shown.stdout);
    assert!(shown.stdout.contains("The idp (idp): down\n") && shown.stdout.contains("\n  ✗ idp: "), "{}", shown.stdout);
    assert!(shown.stderr.contains("something is broken"), "{}", shown.stderr);
    reveals_no_secret(&shown);

    let alone = with(provider.settings("idp")).run(&["status"]);
    assert_eq!((alone.status, alone.stdout.as_str()), (Some(1), ""));
    assert!(alone.stderr.contains("no running Kaimu answers at "), "{}", alone.stderr);
    let refused = with(provider.settings("idp")).set("KAIMU_AUDIT__KEEP", "soon").run(&["status"]);
    assert_eq!(refused.status, Some(2));
}

#[tokio::test(flavor = "multi_thread")]
async fn readyz_says_only_whether_a_sign_in_could_be_written() {
    let world = World::new();
    for query in ["", "?verbose", "?verbose="] {
        let answer = Browser::new().get(world.app.api(&format!("/readyz{query}"))).await;
        assert_eq!((answer.status, answer.body.as_str()), (StatusCode::OK, "ready\n"), "{query}");
    }
    assert_eq!(world.provider.requests(TOKEN), 0, "and it starts no checks");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_checks_of_a_server_run_at_most_once_a_minute() {
    let (provider, database, clock) = (Provider::start(), Database::sqlite(), TestClock::default());
    let environment = [
        ("DATABASE_URL", database.url().to_owned()),
        ("OIDC_PROVIDERS", serde_json::json!([provider.settings("idp")]).to_string()),
    ];
    let environment = environment.map(|(name, value)| (name.to_owned(), value)).into();
    let settings = kaimu::config::load(None, &environment).unwrap();
    let target = CheckTarget {
        providers: settings.providers,
        urls: settings.return_policy.urls,
        database_url: settings.database_url,
        secret_files: Vec::new(),
        applications: settings.applications,
        trusts_a_proxy: false,
        listen: settings.listen,
        depth: CheckDepth::Full,
    };
    let doctor = Arc::new(Doctor::new(target, clock.clock()));
    let first = tokio::join!(doctor.report(), doctor.report(), doctor.report()).0;
    clock.advance(TimeDelta::seconds(50));
    assert_eq!(doctor.report().await.checked_at, first.checked_at);
    assert_eq!(provider.requests(TOKEN), 2);

    clock.advance(TimeDelta::seconds(20));
    provider.inject(DISCOVERY, Fault::Status(503));
    assert_eq!(doctor.report().await.checked_at, first.checked_at, "the last report, at once");
    until("it is checked again", async || doctor.report().await.verdict() == Verdict::Broken).await;
}

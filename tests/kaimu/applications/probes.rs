//! The probes of `kaimu check --application`, as a proxy asks about them. `tests/proxies` has the command at real proxies.

use chrono::{TimeDelta, Utc};
use kaimu::domain::ProbeToken;
use reqwest::StatusCode;
use serde_json::json;

use super::visit::{Site, WIKI};
use crate::browser::{Answer, Browser};
use crate::database::{Database, on_both_databases};

on_both_databases![
    a_probe_opens_its_own_path_alone_and_once,
    a_probe_expires_within_minutes,
    what_only_looks_like_a_probe_opens_nothing,
];

/// Has the command issue a probe that opens something.
#[allow(clippy::disallowed_methods, reason = "a test reads the clock, too")]
fn issue(database: &Database) -> ProbeToken {
    let token = ProbeToken::from_random(kaimu::flow::random::bytes());
    let hash = token.hash().as_bytes().iter().fold(String::new(), |hash, byte| hash + &format!("{byte:02x}"));
    let now = Utc::now().timestamp_millis();
    database.execute(&format!(
        "INSERT INTO proxy_probes (token_hash, kind, issued_at) VALUES ('{hash}', '\"anonymous\"', {now})"
    ));
    token
}

/// Asks about a request with the cookie of a probe.
async fn ask(site: &Site, path: &str, token: &ProbeToken) -> Answer {
    let cookie = format!("kaimu_app={}", token.marked());
    site.ask(&Browser::new(), "forward", "GET", &site.at(WIKI, path), &[("Cookie", &cookie)]).await
}

async fn a_probe_opens_its_own_path_alone_and_once(database: Database) {
    let site = Site::with(&database, json!({ "allow": "nobody" }));
    let token = issue(&database);
    let elsewhere = ask(&site, "/admin", &token).await;
    assert_eq!(elsewhere.status, StatusCode::UNAUTHORIZED, "another path than its own");
    let token = issue(&database);
    let path = format!("/page/{}?x=1", token.marked());
    let own = ask(&site, &path, &token).await;
    assert_eq!((own.status, own.header("remote-user")), (StatusCode::OK, ""), "no user sent it");
    assert_eq!(ask(&site, &path, &token).await.status, StatusCode::FORBIDDEN, "a second time");
}

async fn a_probe_expires_within_minutes(database: Database) {
    let site = Site::with(&database, json!({}));
    let token = issue(&database);
    site.app.clock.advance(TimeDelta::minutes(2));
    assert_eq!(ask(&site, &format!("/{}", token.marked()), &token).await.status, StatusCode::UNAUTHORIZED);
}

async fn what_only_looks_like_a_probe_opens_nothing(database: Database) {
    let site = Site::with(&database, json!({}));
    let token = ProbeToken::from_random([7; 32]);
    assert_eq!(ask(&site, &format!("/{}", token.marked()), &token).await.status, StatusCode::UNAUTHORIZED);
    assert_eq!(database.count("proxy_probes"), 0);
}

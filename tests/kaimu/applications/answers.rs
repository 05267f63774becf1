//! What an answer to a proxy says, how long it may be, and how long the proxy waits for it.

use std::time::{Duration, Instant};

use chrono::TimeDelta;
use reqwest::StatusCode;
use serde_json::{Value, json};

use super::visit::{Site, WIKI};
use crate::assertion::{claims, is_signed_by, key_set};
use crate::browser::{Answer, Browser};
use crate::database::{Database, on_both_databases};
use crate::waiting::until;

on_both_databases![
    the_proof_in_an_answer_is_signed_for_the_application_and_names_the_same_groups,
    an_answer_about_hundreds_of_groups_says_that_some_are_left_out,
];

/// nginx reads 4 KiB of an answer, and keeps some of it for itself.
const MAX_HEAD_BYTES: usize = 3 * 1024;

/// A time limit of Kaimu is 0.1 s, and one of the database 5 s.
const MAX_ANSWER: Duration = Duration::from_secs(4);

/// The length of the status line and the headers.
fn head_bytes(answer: &Answer) -> usize {
    let lines = answer.headers.iter().map(|(name, value)| name.as_str().len() + value.len() + ": \r\n".len());
    "HTTP/1.1 200 OK\r\n\r\n".len() + lines.sum::<usize>()
}

/// The groups of the signed proof, joined as in the header.
fn proven_groups(proof: &Value) -> String {
    let names = proof["groups"].as_array().unwrap().iter().map(|name| name.as_str().unwrap().replace(',', "%2C"));
    names.collect::<Vec<_>>().join(",")
}

async fn the_proof_in_an_answer_is_signed_for_the_application_and_names_the_same_groups(database: Database) {
    let site = Site::with(&database, json!({}));
    site.provider.person(json!({ "groups": ["staff", "a,b"] }));
    let browser = Browser::new();
    let allowed = site.open(&browser, &site.at(WIKI, "/page")).await;
    let token = allowed.header("kaimu-jwt-assertion");
    assert!(is_signed_by(token, &key_set(&site.app).await));
    let proof = claims(token);
    assert_eq!(proof["aud"], json!(site.at(WIKI, "/").origin().ascii_serialization()));
    assert_eq!(proof["iss"], json!(site.app.base.origin().ascii_serialization()));
    assert_eq!(
        (&proof["preferred_username"], &proof["sub"]),
        (&json!(allowed.header("remote-user")), &json!(allowed.header("remote-sub")))
    );
    assert_eq!((proven_groups(&proof).as_str(), allowed.header("remote-groups")), ("staff,a%2Cb", "staff,a%2Cb"));
    assert_eq!(allowed.header("kaimu-groups-truncated"), "", "these are all groups");
}

async fn an_answer_about_hundreds_of_groups_says_that_some_are_left_out(database: Database) {
    let site = Site::with(&database, json!({}));
    let groups: Vec<String> = (0..400).map(|number| format!("group number {number}")).collect();
    site.provider.person(json!({
        "email": format!("{}@example.org", "a".repeat(60)), "email_verified": true, "name": "é".repeat(200),
        "preferred_username": "u".repeat(200), "groups": groups,
    }));
    let browser = Browser::new();
    let allowed = site.open(&browser, &site.at(WIKI, "/")).await;
    assert_eq!((allowed.status, allowed.header("kaimu-groups-truncated")), (StatusCode::OK, "true"));
    let told: Vec<&str> = allowed.header("remote-groups").split(',').collect();
    assert!(told.len() > 10 && groups.iter().zip(&told).all(|(own, told)| own == told), "{told:?}");
    let token = allowed.header("kaimu-jwt-assertion");
    assert_eq!(proven_groups(&claims(token)), told.join(","), "the proof stops at the same group");
    let bytes = head_bytes(&allowed);
    assert!(bytes < MAX_HEAD_BYTES, "{bytes} bytes: {:?}", allowed.headers);
    let page = browser.get(site.at(WIKI, "/.kaimu/sign-in")).await;
    assert!(page.headers.contains_key("content-security-policy"), "pages have all security headers");
}

/// Asserts that a question does not wait for this table, which another program has locked.
async fn does_not_wait_for(table: &str) {
    let database = Database::postgres();
    let site = Site::with(&database, json!({}));
    let browser = Browser::new();
    let url = site.at(WIKI, "/");
    site.open(&browser, &url).await;
    // The keys of proofs are read once a minute.
    site.app.clock.advance(TimeDelta::seconds(61));
    let held = database.hold(&format!("LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE"));
    let begun = Instant::now();
    let refused = site.ask_page(&browser, &url).await;
    assert!(begun.elapsed() < MAX_ANSWER, "{:?}", begun.elapsed());
    assert_eq!(refused.status, StatusCode::SERVICE_UNAVAILABLE, "{}", refused.body);
    held.commit();
    until("it comes back", async || site.ask_page(&browser, &url).await.status == StatusCode::OK).await;
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs Postgres (KAIMU_TEST_POSTGRES): use tests/run"]
async fn a_proxy_does_not_wait_for_a_session_that_the_database_is_slow_to_find() {
    does_not_wait_for("session_tokens").await;
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs Postgres (KAIMU_TEST_POSTGRES): use tests/run"]
async fn a_proxy_does_not_wait_for_keys_that_the_database_is_slow_to_find() {
    does_not_wait_for("assertion_keys").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_proxy_that_adds_its_host_to_the_clients_is_told_to_replace_it() {
    let site = Site::with(&Database::sqlite(), json!({ "allow": "everybody" }));
    let port = site.app.base.port().unwrap();
    let both = format!("other.example.org, {WIKI}:{port}");
    let headers = [
        ("X-Forwarded-Method", "GET"),
        ("X-Forwarded-Proto", "http"),
        ("X-Forwarded-Host", both.as_str()),
        ("X-Forwarded-Uri", "/"),
    ];
    let answer = Browser::new().request("GET", site.app.api("/auth/verify/forward"), &headers, "").await;
    assert_eq!((answer.status, answer.json()), (StatusCode::FORBIDDEN, json!({ "error": "verify.bad_request" })));
    let log = site.app.watch.log();
    assert!(
        log.iter().any(|line| line.contains("X-Forwarded-Host has several values; have the proxy replace")),
        "{log:#?}"
    );
}

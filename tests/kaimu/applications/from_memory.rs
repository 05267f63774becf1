//! Questions of proxies that are answered from memory, and what holds for them as for all others.

use std::net::{IpAddr, Ipv4Addr};

use chrono::TimeDelta;
use reqwest::{Client, StatusCode};
use serde_json::{Value, json};

use super::visit::{Site, WIKI};
use crate::app::Setup;
use crate::browser::Browser;
use crate::database::Database;
use crate::secrets;
use crate::waiting::until;

/// The keys of a wiki that gets no signed proof, which would have to be made again before anything else ends a visit.
fn without_proof() -> Value {
    json!({ "headers": { "jwt": "" } })
}

/// A user who is at the wiki, and has had an answer from memory.
async fn at_the_wiki(site: &Site) -> Browser {
    let (browser, page) = (Browser::new(), site.at(WIKI, "/"));
    site.open(&browser, &page).await;
    until("an answer comes from memory", async || {
        let answer = site.ask(&browser, "forward", "GET", &page, &[]).await;
        assert_eq!((answer.status, answer.header("remote-user")), (StatusCode::OK, "ada"));
        let request = answer.header("x-request-id");
        secrets::count_lines_with(&format!("request {request}: GET 200 for an application from memory")) > 0
    })
    .await;
    browser
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_from_memory_obeys_the_rules_and_refuses_other_sites() {
    let rules = json!([{ "path": "/admin", "allow": { "groups": ["admins"] } }]);
    let site = Site::with(&Database::sqlite(), json!({ "cross_origin": "refuse", "rules": rules }));
    let browser = at_the_wiki(&site).await;
    let ask = async |method, path: &str, client: &[(&str, &str)]| {
        site.ask(&browser, "forward", method, &site.at(WIKI, path), client).await.status
    };
    assert_eq!(ask("GET", "/admin", &[]).await, StatusCode::FORBIDDEN);
    assert_eq!(ask("GET", "//admin", &[]).await, StatusCode::FORBIDDEN);
    assert_eq!(ask("GET", "/x;/admin", &[]).await, StatusCode::FORBIDDEN, "an unclear path");
    assert_eq!(ask("POST", "/", &[("Origin", "https://elsewhere.example")]).await, StatusCode::FORBIDDEN);
    assert_eq!(ask("POST", "/", &[("Sec-Fetch-Site", "same-origin")]).await, StatusCode::OK);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_visit_in_memory_is_over_for_the_next_request_after_a_sign_out() {
    let site = Site::with(&Database::sqlite(), json!({}));
    for _ in 0..3 {
        let browser = at_the_wiki(&site).await;
        browser.sign_out(&site.app).await;
        assert_eq!(site.ask_page(&browser, &site.at(WIKI, "/")).await.status, StatusCode::FOUND);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_visit_in_memory_ends_with_its_session() {
    let setup = Setup::on(&Database::sqlite()).set("KAIMU_SESSION__IDLE_TIMEOUT", "1m");
    let site = Site::with_setup(setup, without_proof(), json!({}));
    let browser = at_the_wiki(&site).await;
    site.app.clock.advance(TimeDelta::minutes(1));
    let answer = site.ask_page(&browser, &site.at(WIKI, "/")).await;
    assert_eq!(answer.status, StatusCode::FOUND);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_visit_in_memory_ends_when_a_recheck_is_due() {
    let database = Database::sqlite();
    let site = Site::with_provider(&database, without_proof(), json!({ "recheck": "15m" }));
    let browser = at_the_wiki(&site).await;
    let asked_at = || database.values("asked_at", "rechecks");
    let sign_in = asked_at();
    site.app.clock.advance(TimeDelta::minutes(16));
    let answer = site.ask_page(&browser, &site.at(WIKI, "/")).await;
    assert_eq!(answer.status, StatusCode::OK);
    until("the provider is asked", async || asked_at() != sign_in).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_visit_in_memory_is_recorded_again_on_the_next_day() {
    let database = Database::sqlite();
    let setup = Setup::on(&database).set("KAIMU_SESSION__IDLE_TIMEOUT", "48h");
    let site = Site::with_setup(setup, without_proof(), json!({}));
    let browser = at_the_wiki(&site).await;
    let recorded = |times| {
        let database = &database;
        until("the access is recorded", async move || {
            database.count("audit_events WHERE action = 'application_access'") == times
        })
    };
    recorded(1).await;
    site.app.clock.advance(TimeDelta::days(1));
    assert_eq!(site.ask_page(&browser, &site.at(WIKI, "/")).await.status, StatusCode::OK);
    recorded(2).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_from_memory_is_for_trusted_proxies_alone() {
    let site = Site::with(&Database::sqlite(), json!({}));
    let browser = at_the_wiki(&site).await;
    let page = site.at(WIKI, "/");
    let _ = rustls::crypto::ring::default_provider().install_default();
    // Another address of the loopback interface than that of the trusted proxy.
    let peer = IpAddr::from(Ipv4Addr::new(127, 0, 0, 2));
    let client = Client::builder().no_proxy().local_address(peer).build().unwrap();
    let authority = format!("{}:{}", page.host_str().unwrap(), page.port().unwrap());
    let question = client.get(site.app.api("/auth/verify/forward")).header("Cookie", browser.cookie(&page));
    let headers = [("Method", "GET"), ("Proto", page.scheme()), ("Host", &authority), ("Uri", "/")];
    let question = headers.iter().fold(question, |it, (name, value)| it.header(format!("X-Forwarded-{name}"), *value));
    let answer = question.send().await.unwrap();
    assert_eq!((answer.status(), answer.headers().get("remote-user")), (StatusCode::FORBIDDEN, None));
}

//! Where the steps of a hand-over lead, and on which host their cookies count.

use chrono::TimeDelta;
use reqwest::StatusCode;
use serde_json::json;
use url::{Position, Url};

use super::visit::{GIT, Site, WIKI, next_step, parameter};
use crate::app::Setup;
use crate::browser::{Answer, Browser};
use crate::database::{Database, on_both_databases};
use crate::provider::{Provider, TOKEN};

on_both_databases![an_overdue_recheck_leads_to_kaimus_own_host_and_back];

async fn an_overdue_recheck_leads_to_kaimus_own_host_and_back(database: Database) {
    let keys = json!({ "recheck": "15m", "scopes": "openid email profile offline_access" });
    let site = Site::with_provider(&database, json!({}), keys);
    let browser = Browser::new();
    let url = site.at(WIKI, "/page");
    assert_eq!(site.open(&browser, &url).await.status, StatusCode::OK);
    let sign_ins = site.provider.requests("/authorize");
    site.app.clock.advance(TimeDelta::minutes(31));
    site.provider.advance(TimeDelta::minutes(31));
    let script = site.ask(&browser, "forward", "GET", &url, &[]).await;
    assert_eq!((script.status, script.json()), (StatusCode::UNAUTHORIZED, json!({ "error": "signed_out" })));
    let page = site.ask_page(&browser, &url).await;
    assert_eq!((page.status, page.location().unwrap().path()), (StatusCode::FOUND, "/.kaimu/sign-in"));
    assert_eq!(site.provider.requests(TOKEN), 1, "a proxy's question waits for no provider");
    assert_eq!(site.open(&browser, &url).await.status, StatusCode::OK);
    assert_eq!((site.provider.requests(TOKEN), site.provider.requests("/authorize")), (2, sign_ins), "rechecked");
    assert_eq!(site.ask(&browser, "forward", "GET", &url, &[]).await.status, StatusCode::OK);
}

fn with_parameter(url: &Url, name: &str, value: &str) -> Url {
    let others: Vec<(String, String)> = url.query_pairs().into_owned().filter(|(key, _)| key != name).collect();
    let mut changed = url.clone();
    changed.query_pairs_mut().clear().extend_pairs(others).append_pair(name, value);
    changed
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hand_over_leads_to_its_own_host_alone() {
    let site = Site::with(&Database::sqlite(), json!({}));
    let browser = Browser::new();
    site.open(&browser, &site.at(GIT, "/")).await;
    let first_step = site.at(WIKI, "/.kaimu/sign-in");
    let start_page = site.at(WIKI, "/");
    let begun = browser.get(with_parameter(&first_step, "return_to", "/page")).await;
    let ticket = next_step(&begun).unwrap();
    let complete = browser.get(&ticket).await.location().unwrap();
    assert_eq!((complete.host_str(), complete.path()), (Some(WIKI), "/.kaimu/complete"));
    let other_application = format!("//{}/x", &site.at(GIT, "/")[Position::BeforeHost..Position::AfterPort]);
    let too_long = format!("/page?q={}", "x".repeat(2000));
    for place in [
        "https://evil.example/x",
        "//evil.example/x",
        "/\\evil.example/x",
        "/\t/evil.example/x",
        "javascript:alert(1)",
        "x",
        "",
        &other_application,
        &too_long,
    ] {
        let begun = browser.get(with_parameter(&first_step, "return_to", place)).await;
        let place_of_ticket = parameter(&next_step(&begun).unwrap(), "return_to");
        assert_eq!(place_of_ticket.as_deref(), Some(start_page.as_str()), "{place}");
        let completed = browser.get(with_parameter(&complete, "return_to", place)).await;
        assert_eq!(next_step(&completed), Some(start_page.clone()), "{place}");
    }
    let elsewhere = browser.get(with_parameter(&ticket, "return_to", "https://evil.example/x")).await;
    assert_eq!(elsewhere.location().unwrap().path(), "/login", "no ticket for another site");
    let asked = browser.get(site.at(WIKI, "/.kaimu/sign-out?return_to=https://evil.example/x")).await;
    assert_eq!(parameter(&asked.location().unwrap(), "return_to").as_deref(), Some(start_page.as_str()));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sign_in_from_an_address_of_two_thousand_bytes_ends_at_the_start_page() {
    let site = Site::with(&Database::sqlite(), json!({}));
    let browser = Browser::new();
    let long = site.at(WIKI, &format!("/page?q={}", "x".repeat(2000)));
    let begin = site.ask_page(&browser, &long).await.location().unwrap();
    assert_eq!(begin, site.at(WIKI, "/.kaimu/sign-in?return_to=%2F"));
    assert_eq!(site.open(&browser, &long).await.status, StatusCode::OK);
    assert_eq!(site.ask_page(&browser, &long).await.status, StatusCode::OK, "with a session, it opens");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_ticket_that_is_invalid_again_ends_in_words() {
    let site = Site::with(&Database::sqlite(), json!({}));
    let browser = Browser::new();
    browser.get(site.at(WIKI, "/.kaimu/sign-in?return_to=/page")).await;
    let first = browser.get(site.at(WIKI, "/.kaimu/complete?ticket=x&return_to=/page")).await.location().unwrap();
    assert_eq!(first, site.at(WIKI, "/.kaimu/sign-in?return_to=%2Fpage&attempt=2"));
    let ticket = next_step(&browser.get(first).await).unwrap();
    assert_eq!(parameter(&ticket, "attempt").as_deref(), Some("2"));
    let second = browser.get(site.at(WIKI, "/.kaimu/complete?ticket=x&return_to=/page&attempt=2")).await;
    assert_eq!(second.status, StatusCode::FORBIDDEN);
    assert!(second.body.contains("application.ticket_invalid"), "{}", second.body);
}

/// The first cookie that an answer sets, with its name.
fn set_cookie(answer: &Answer) -> String {
    let cookies = answer.set_cookies();
    assert!(cookies.len() == 1 && cookies[0].contains("Secure") && cookies[0].contains("Path=/;"), "{cookies:?}");
    cookies[0].split(';').next().unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cookie_that_a_neighbouring_host_could_set_opens_nothing() {
    let provider = Provider::start();
    let app = Setup::on(&Database::sqlite())
        .provider(provider.settings("idp"))
        .set("KAIMU_APPLICATIONS", r#"[{ "name": "Wiki", "url": "https://wiki.example.org" }]"#)
        .set("KAIMU_SERVER__TRUSTED_PROXIES", "127.0.0.1")
        .start();
    let browser = Browser::new();
    browser.follow(app.api("/auth/oidc/idp/authorize")).await.is_dashboard_of("Ada");
    let ask = async |target: &str, cookie: &str| {
        let headers = [
            ("X-Forwarded-Method", "GET"),
            ("X-Forwarded-Proto", "https"),
            ("X-Forwarded-Host", "wiki.example.org"),
            ("X-Forwarded-Uri", target),
            ("Cookie", cookie),
        ];
        Browser::new().request("GET", app.api("/auth/verify/forward"), &headers, "").await
    };
    let begun = ask("/.kaimu/sign-in?return_to=/page", "").await;
    let secret = set_cookie(&begun);
    let complete = browser.get(next_step(&begun).unwrap()).await.location().unwrap();
    let session = set_cookie(&ask(&complete[Position::BeforePath..], &secret).await);
    assert_eq!(ask("/page", &session).await.status, StatusCode::OK);
    // Browsers let no other host set a cookie with this prefix, nor an application at plain http.
    let plain = session.strip_prefix("__Host-").unwrap();
    for planted in [plain.to_owned(), format!("__Secure-{plain}")] {
        assert_eq!(ask("/page", &planted).await.status, StatusCode::UNAUTHORIZED, "{planted}");
    }
}

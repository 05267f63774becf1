//! OpenID Connect Front-Channel Logout 1.0: a page of the provider loads our logout URL in a frame.

use reqwest::StatusCode;
use serde_json::json;

use crate::app::{Setup, TestApp};
use crate::browser::{Answer, Browser};
use crate::database::{Database, on_both_databases};
use crate::provider::Provider;

on_both_databases![a_front_channel_request_ends_the_session_of_its_sid];

fn start(database: &Database, provider: &Provider) -> TestApp {
    Setup::on(database).provider(provider.settings("idp")).start()
}

async fn sign_in(app: &TestApp, provider: &Provider, sid: &str) -> Browser {
    let browser = Browser::new();
    provider.person(json!({ "sid": sid }));
    browser.follow(app.api("/auth/oidc/idp/authorize")).await.is_dashboard_of("Ada");
    browser
}

/// Sends a request as a frame of another site does: without our cookies.
async fn request_in_frame(app: &TestApp, parameters: &[(&str, &str)]) -> Answer {
    let mut url = app.api("/auth/oidc/idp/frontchannel-logout");
    url.query_pairs_mut().extend_pairs(parameters);
    Browser::new().request("GET", url, &[("Sec-Fetch-Site", "cross-site"), ("Sec-Fetch-Dest", "iframe")], "").await
}

async fn is_signed_in(app: &TestApp, browser: &Browser) -> bool {
    browser.session(app).await.0 == StatusCode::OK
}

async fn a_front_channel_request_ends_the_session_of_its_sid(database: Database) {
    let provider = Provider::start();
    let app = start(&database, &provider);
    let long = "s".repeat(400);
    let (one, two) = (sign_in(&app, &provider, &long).await, sign_in(&app, &provider, "s-2").await);
    for _ in 0..2 {
        let answer = request_in_frame(&app, &[("iss", &provider.issuer), ("sid", &long)]).await;
        assert_eq!((answer.status, answer.body.as_str()), (StatusCode::OK, ""), "whether or not there was one");
        assert_eq!(answer.header("cache-control"), "no-store");
        assert_eq!(answer.header("x-frame-options"), "");
        let policy = format!("default-src 'none'; base-uri 'none'; frame-ancestors {}", provider.issuer);
        assert_eq!(answer.header("content-security-policy"), policy);
    }
    assert_eq!((is_signed_in(&app, &one).await, is_signed_in(&app, &two).await), (false, true));
    assert_eq!(database.audit().split_off(2), ["front_channel_logout succeeded"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_front_channel_request_with_missing_or_wrong_parameters_ends_no_session() {
    let (database, provider) = (Database::sqlite(), Provider::start());
    let app = start(&database, &provider);
    let browser = sign_in(&app, &provider, "s-1").await;
    let (iss, sid) = (("iss", provider.issuer.as_str()), ("sid", "s-1"));
    let with_slash = format!("{}/", provider.issuer);
    for parameters in [
        &[][..],
        &[iss],
        &[sid],
        &[iss, ("sid", "")],
        &[iss, sid, sid],
        &[iss, iss, sid],
        &[("iss", "https://elsewhere.example"), sid],
        &[("iss", &with_slash), sid],
    ] {
        let answer = request_in_frame(&app, parameters).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{parameters:?}");
        assert_eq!(answer.header("cache-control"), "no-store");
    }
    let unknown = Browser::new().get(app.api("/auth/oidc/nobody/frontchannel-logout?iss=x&sid=s-1")).await;
    assert_eq!(unknown.status, StatusCode::BAD_REQUEST);
    assert!(unknown.header("content-security-policy").contains("frame-ancestors 'none'"), "no page may frame it");
    for method in ["HEAD", "POST"] {
        let url = app.api(&format!("/auth/oidc/idp/frontchannel-logout?iss={}&sid=s-1", provider.issuer));
        let answer = Browser::new().request(method, url, &[("Sec-Fetch-Site", "same-origin")], "").await;
        assert_eq!(answer.status, StatusCode::METHOD_NOT_ALLOWED, "{method}");
    }
    assert!(is_signed_in(&app, &browser).await);
    assert_eq!(database.audit(), ["sign_in succeeded"]);
}

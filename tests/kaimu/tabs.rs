//! Concurrent sign-in attempts in one browser, on one instance and on two.

use futures_util::future::join_all;
use kaimu::domain::MAX_RETURN_TO_BYTES;
use reqwest::StatusCode;
use url::Url;

use crate::app::{Setup, TestApp};
use crate::browser::{Answer, Browser};
use crate::database::{Database, on_both_databases};
use crate::provider::Provider;

on_both_databases![a_response_sent_to_two_instances_is_redeemed_once];

/// Starts a sign-in and stops before the callback. Returns the authorization response.
async fn response(app: &TestApp, browser: &Browser, path: &str) -> Url {
    let at_provider = browser.get(app.api(path)).await.location().unwrap();
    browser.get(at_provider).await.location().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn three_tabs_that_finish_in_reverse_order_all_sign_in_as_the_same_user() {
    let (database, provider) = (Database::sqlite(), Provider::start());
    let app = Setup::on(&database).provider(provider.settings("idp")).start();
    let browser = Browser::new();
    let mut responses = Vec::new();
    for tab in ["/one", "/two", "/three"] {
        responses.push(response(&app, &browser, &format!("/auth/oidc/idp/authorize?return_to={tab}")).await);
    }
    for (response, tab) in responses.iter().zip(["/one", "/two", "/three"]).rev() {
        assert_eq!(browser.get(response).await.location().unwrap(), app.page(tab));
        assert_eq!(browser.session(&app).await.1["user"]["username"], "ada");
    }
    assert_eq!((database.count("users"), database.count("sessions")), (1, 1));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_back_button_after_a_sign_in_leads_to_the_same_destination() {
    let provider = Provider::start();
    let app = Setup::on(&Database::sqlite()).provider(provider.settings("idp")).start();
    let browser = Browser::new();
    let response = response(&app, &browser, "/auth/oidc/idp/authorize?return_to=/notes").await;
    for _ in 0..3 {
        assert_eq!(browser.get(&response).await.location().unwrap(), app.page("/notes"));
    }
    assert_eq!(provider.requests("/token"), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn many_sign_in_attempts_stay_within_six_kibibytes_and_drop_the_oldest() {
    let provider = Provider::start();
    let app = Setup::on(&Database::sqlite()).provider(provider.settings("idp")).start();
    let browser = Browser::new();
    let path = format!("/auth/oidc/idp/authorize?return_to=/{}", "x".repeat(MAX_RETURN_TO_BYTES - 1));
    let mut responses = Vec::new();
    for _ in 0..3 {
        let start = browser.get(app.api(&path)).await;
        let new = start.set_cookies().into_iter().find(|cookie| !cookie.contains("Max-Age=0")).unwrap();
        assert!(new.split(';').next().unwrap().len() <= 3 * 1024, "each at most 3 KiB");
        let at_provider = browser.get(start.location().unwrap()).await;
        responses.push(at_provider.location().unwrap());
        app.clock.advance(chrono::TimeDelta::seconds(1));
    }
    browser.follow(&responses[0]).await.is_refused_with("state.unknown");
    for kept in [2, 1] {
        let end: Answer = browser.get(&responses[kept]).await;
        assert!(end.location().unwrap().path().starts_with("/xxx"), "{kept}: {}", end.location().unwrap());
    }
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs Postgres (KAIMU_TEST_POSTGRES): use tests/run"]
async fn a_sign_in_started_at_one_instance_finishes_at_the_other() {
    let (database, provider) = (Database::postgres(), Provider::start());
    let one = Setup::on(&database).provider(provider.settings("idp")).start();
    let two = Setup::on(&database)
        .provider(provider.settings("idp"))
        .with_public_urls(one.base.as_str(), one.frontend.as_str())
        .start();
    let browser = Browser::new();
    let response = at(&two, &response(&one, &browser, "/auth/oidc/idp/authorize").await);
    assert_eq!(browser.get(&response).await.location().unwrap(), one.page("/dashboard"));
    for app in [&one, &two] {
        let session = browser.get(at(app, &one.api("/auth/session"))).await;
        assert_eq!((session.status, session.json()["user"]["username"].as_str()), (StatusCode::OK, Some("ada")));
    }
    browser.sign_out(&one).await;
    assert_eq!(browser.get(at(&two, &one.api("/auth/session"))).await.status, StatusCode::UNAUTHORIZED);
}

async fn a_response_sent_to_two_instances_is_redeemed_once(database: Database) {
    let provider = Provider::start();
    let one = Setup::on(&database).provider(provider.settings("idp")).start();
    let two = Setup::on(&database)
        .provider(provider.settings("idp"))
        .with_public_urls(one.base.as_str(), one.frontend.as_str())
        .start();
    let browser = Browser::new();
    let response = response(&one, &browser, "/auth/oidc/idp/authorize").await;
    let both = [response.clone(), at(&two, &response)];
    let ends = join_all(both.iter().map(|response| browser.get(response))).await;
    let signed_in = ends.iter().filter(|end| end.location().unwrap() == one.page("/dashboard")).count();
    assert_eq!(signed_in, 1, "{:?}", ends.iter().map(Answer::location).collect::<Vec<_>>());
    assert_eq!((database.count("sessions"), provider.requests("/token")), (1, 1));
    assert_eq!(database.audit(), ["sign_in succeeded"]);
}

/// The same URL at the port of this instance.
fn at(app: &TestApp, url: &Url) -> Url {
    let mut url = url.clone();
    url.set_port(Some(app.ports[0])).unwrap();
    url
}

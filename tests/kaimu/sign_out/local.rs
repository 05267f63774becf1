//! Sign-outs that stay local: they end the session and do not redirect to the provider.

use chrono::TimeDelta;
use reqwest::StatusCode;
use serde_json::{Value, json};

use super::{parameter, press, sign_in, start, with_logout};
use crate::app::{Setup, TestApp};
use crate::browser::{Answer, Browser};
use crate::database::Database;
use crate::provider::{Provider, alter};
use crate::waiting::until;

const STILL_SIGNED_IN_THERE: &str = "You are signed out here; you may still be signed in at The idp.";

#[track_caller]
fn stays_local(app: &TestApp, answer: &Answer) {
    assert_eq!(answer.location().unwrap(), app.page("/login?signed_out=1"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sign_out_names_a_provider_without_logout_as_still_signed_in() {
    let (database, provider) = (Database::sqlite(), Provider::start());
    let (app, browser) = (start(&database, &provider), Browser::new());
    sign_in(&app, &browser).await;
    assert_eq!(
        database.values("id_token", "provider_sessions"),
        [None],
        "without an end session endpoint it is not needed"
    );
    let answer = press(&app, &browser).await;
    stays_local(&app, &answer);
    assert!(!answer.set_cookies().iter().any(|cookie| cookie.starts_with("kaimu_sign_out")));
    let page = browser.get(answer.location().unwrap()).await;
    assert!(page.body.contains(STILL_SIGNED_IN_THERE), "{}", page.body);
    let stranger = Browser::new().get(app.page("/login?signed_out=1")).await;
    assert!(stranger.body.contains("You may still be signed in at your provider"), "{}", stranger.body);
}

#[tokio::test(flavor = "multi_thread")]
async fn sign_out_local_does_not_redirect_to_the_provider() {
    let (database, provider) = (Database::sqlite(), with_logout());
    let mut settings = provider.settings("idp");
    settings["sign_out"] = "local".into();
    let (app, browser) = (Setup::on(&database).provider(settings).start(), Browser::new());
    sign_in(&app, &browser).await;
    assert_eq!(database.values("id_token", "provider_sessions"), [None]);
    stays_local(&app, &press(&app, &browser).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sign_out_without_an_id_token_of_this_client_stays_local() {
    let (database, provider) = (Database::sqlite(), with_logout());
    let app = start(&database, &provider);
    for change in [
        "DELETE FROM provider_sessions", // as in a session from an older version
        "UPDATE provider_sessions SET id_token = 'AAAA'",
        "UPDATE provider_sessions SET client_id = 'the client of before'",
        "UPDATE provider_sessions SET issuer = 'https://before.example'",
    ] {
        let browser = Browser::new();
        sign_in(&app, &browser).await;
        database.execute(change);
        stays_local(&app, &press(&app, &browser).await);
        assert_eq!(browser.session(&app).await.0, StatusCode::UNAUTHORIZED, "{change}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_longest_id_token_hint_keeps_the_headers_below_4_kib() {
    let provider = with_logout();
    let app = start(&Database::sqlite(), &provider);
    let hint = async |padding: usize| {
        provider.person(json!({ "padding": "x".repeat(padding) }));
        let browser = Browser::new();
        sign_in(&app, &browser).await;
        press(&app, &browser).await
    };
    let shortest = parameter(&hint(0).await, "id_token_hint").len();
    let fits = (2560 - shortest) / 4 * 3 - 3;
    let answer = hint(fits).await;
    assert!(parameter(&answer, "id_token_hint").len() > 2550);
    let lines = answer.headers.iter().map(|(name, value)| name.as_str().len() + value.len() + ": \r\n".len());
    let weight = lines.sum::<usize>();
    assert!(weight < 4000, "{weight} bytes");
    stays_local(&app, &hint(fits + 10).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_invalid_end_session_endpoint_is_ignored() {
    for endpoint in [json!("http://idp.example/logout"), json!("javascript:alert(1)"), json!("no URL"), json!(7)] {
        let provider = Provider::start();
        let value = endpoint.clone();
        provider.script(|script| {
            script.discovery = alter(move |document: &mut Value| document["end_session_endpoint"] = value.clone());
        });
        let (app, browser) = (start(&Database::sqlite(), &provider), Browser::new());
        sign_in(&app, &browser).await;
        stays_local(&app, &press(&app, &browser).await);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sign_out_does_not_involve_an_unavailable_provider() {
    let provider = with_logout();
    let app = start(&Database::sqlite(), &provider);
    let browser = Browser::new();
    sign_in(&app, &browser).await;
    provider.script(|script| script.discovery = alter(|document: &mut Value| document["issuer"] = "elsewhere".into()));
    app.clock.advance(TimeDelta::minutes(61));
    let stranger = Browser::new();
    until("discovery is refreshed in the background", async || {
        stranger.get(app.api("/auth/oidc/idp/authorize")).await;
        stranger.get(app.page("/login")).await.body.contains("Currently unavailable")
    })
    .await;
    stays_local(&app, &press(&app, &browser).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_end_session_endpoint_outside_form_action_is_not_used() {
    let provider = Provider::start();
    provider.script(|script| {
        script.discovery =
            alter(|document: &mut Value| document["end_session_endpoint"] = "http://localhost:9/logout".into());
    });
    let app = start(&Database::sqlite(), &provider);
    let browser = Browser::new();
    sign_in(&app, &browser).await;
    assert_eq!(press(&app, &browser).await.location().unwrap(), app.page("/login?signed_out=1"));
}

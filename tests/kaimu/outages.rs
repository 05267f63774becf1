//! What a provider's trouble does to others, and to itself.

use std::time::{Duration, Instant};

use chrono::TimeDelta;
use serde_json::Value;

use crate::app::{STARTS_PER_MINUTE, Setup};
use crate::browser::Browser;
use crate::database::Database;
use crate::provider::{Draft, Provider, hold, lie, settings};

#[tokio::test(flavor = "multi_thread")]
async fn one_dead_provider_delays_nothing_and_only_its_own_button_says_so() {
    let provider = Provider::start();
    let app = Setup::on(&Database::sqlite())
        .provider(settings("dead", &Provider::dead_issuer()))
        .provider(provider.settings("idp"))
        .start();
    let browser = Browser::new();
    let end = browser.follow(app.api("/auth/oidc/dead/authorize")).await;
    end.is_refused_with("provider.unavailable");
    assert!(end.body.contains("Try again with The dead") && end.body.contains("Continue with The idp"));
    browser.follow(app.api("/auth/oidc/idp/authorize")).await.is_dashboard_of("Ada");
    assert_eq!(browser.get(app.api("/readyz")).await.status, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_provider_that_never_answers_keeps_nobody_waiting_for_ever() {
    let (hanging, provider) = (Provider::start(), Provider::start());
    let app =
        Setup::on(&Database::sqlite()).provider(hanging.settings("hanging")).provider(provider.settings("idp")).start();
    let (waits, held) = hold();
    hanging.script(|script| script.discovery = waits);
    let link = app.api("/auth/oidc/hanging/authorize");
    let waiting: Vec<_> = (0..5)
        .map(|_| {
            let link = link.clone();
            tokio::spawn(async move { Browser::new().follow(link).await })
        })
        .collect();
    held.wait_for_the_question();
    Browser::new().follow(app.api("/auth/oidc/idp/authorize")).await.is_dashboard_of("Ada");
    for answer in waiting {
        let answer = tokio::time::timeout(Duration::from_secs(30), answer).await.expect("an answer in the end");
        answer.unwrap().is_refused_with("provider.unavailable");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_provider_that_is_well_again_is_used_again() {
    let provider = Provider::start();
    let app = Setup::on(&Database::sqlite()).provider(provider.settings("idp")).start();
    provider.script(|script| script.discovery = lie(|document: &mut Value| document["issuer"] = "elsewhere".into()));
    let browser = Browser::new();
    let link = app.api("/auth/oidc/idp/authorize");
    for _ in 0..5 {
        browser.follow(&link).await.is_refused_with("provider.unavailable");
    }
    let asked = provider.requests("/.well-known/openid-configuration");
    assert!(asked < 5, "a failing provider is not asked every time: {asked}");
    provider.script(|script| script.discovery = None);
    app.clock.advance(TimeDelta::seconds(9));
    browser.follow(&link).await.is_dashboard_of("Ada");
}

#[tokio::test(flavor = "multi_thread")]
async fn discovery_is_asked_once_and_again_in_the_background_after_an_hour() {
    const DISCOVERY: &str = "/.well-known/openid-configuration";
    let provider = Provider::start();
    let app = Setup::on(&Database::sqlite()).provider(provider.settings("idp")).start();
    assert_eq!(provider.requests(DISCOVERY), 0, "the start asks nobody");
    let browser = Browser::new();
    for _ in 0..3 {
        browser.follow(app.api("/auth/oidc/idp/authorize")).await.is_dashboard_of("Ada");
    }
    assert_eq!((provider.requests(DISCOVERY), provider.requests("/keys")), (1, 1));
    app.clock.advance(TimeDelta::minutes(61));
    browser.get(app.api("/auth/oidc/idp/authorize")).await;
    let deadline = Instant::now() + Duration::from_secs(10);
    while provider.requests(DISCOVERY) < 2 {
        assert!(Instant::now() < deadline, "no refresh");
        tokio::time::sleep(Duration::from_millis(5)).await; // the refresh tells nobody
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hundred_made_up_key_ids_cause_one_fetch_in_thirty_seconds() {
    let provider = Provider::start();
    let setup = Setup::on(&Database::sqlite()).provider(provider.settings("idp"));
    let app = setup.set(STARTS_PER_MINUTE, "0").start();
    let browser = Browser::new();
    let link = app.api("/auth/oidc/idp/authorize");
    browser.follow(&link).await.is_dashboard_of("Ada");
    assert_eq!(provider.requests("/keys"), 1);
    let mut number = 0;
    provider.script(|script| {
        script.id_token = lie(move |token: &mut Draft| {
            number += 1;
            token.header["kid"] = format!("made-up-{number}").into();
        });
    });
    for _ in 0..100 {
        Browser::new().follow(&link).await.is_refused_with("id_token.invalid");
    }
    assert_eq!(provider.requests("/keys"), 2);
    app.clock.advance(TimeDelta::seconds(30));
    Browser::new().follow(&link).await;
    assert_eq!(provider.requests("/keys"), 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn new_keys_are_fetched_when_a_token_needs_them() {
    let provider = Provider::start();
    let app = Setup::on(&Database::sqlite()).provider(provider.settings("idp")).start();
    let link = app.api("/auth/oidc/idp/authorize");
    Browser::new().follow(&link).await.is_dashboard_of("Ada");
    provider.rotate_keys();
    Browser::new().follow(&link).await.is_dashboard_of("Ada");
    assert_eq!(provider.requests("/keys"), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_thin_id_token_is_completed_from_userinfo() {
    let provider = Provider::start();
    let app = Setup::on(&Database::sqlite()).provider(provider.settings("idp")).start();
    provider.script(|script| {
        script.id_token = lie(|token: &mut Draft| {
            token
                .claims
                .as_object_mut()
                .unwrap()
                .retain(|name, _| ["iss", "aud", "sub", "nonce", "iat", "exp"].contains(&name.as_str()));
        });
    });
    let browser = Browser::new();
    browser.follow(app.api("/auth/oidc/idp/authorize")).await.is_dashboard_of("Ada Lovelace");
    let (_, session) = browser.session(&app).await;
    assert_eq!(session["user"]["email"], "ada@example.org");
    assert_eq!(session["user"]["avatar_url"], "https://example.org/ada.png");
    assert_eq!(provider.requests("/userinfo"), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn signed_userinfo_is_verified_and_used() {
    let provider = Provider::start();
    let app = Setup::on(&Database::sqlite()).provider(provider.settings("idp")).start();
    provider.script(|script| {
        script.id_token = lie(|token: &mut Draft| drop(token.claims.as_object_mut().unwrap().remove("name")));
        script.sign_userinfo = true;
    });
    Browser::new().follow(app.api("/auth/oidc/idp/authorize")).await.is_dashboard_of("Ada Lovelace");
}

#[tokio::test(flavor = "multi_thread")]
async fn without_the_database_pages_say_so_with_the_request_id_and_scripts_get_json() {
    let (database, provider) = (Database::postgres(), Provider::start());
    let app = Setup::on(&database).provider(provider.settings("idp")).start();
    let browser = Browser::new();
    browser.follow(app.api("/auth/oidc/idp/authorize")).await.is_dashboard_of("Ada");
    database.execute("ALTER TABLE sessions RENAME TO gone");
    let page = browser.get(app.page("/dashboard")).await;
    assert_eq!(page.status, 500);
    assert!(page.body.contains("Something went wrong here") && page.body.contains(page.header("x-request-id")));
    let answer = browser.get(app.api("/auth/session")).await;
    assert_eq!((answer.status.as_u16(), answer.json()["error"].as_str()), (500, Some("internal")));
    assert!(browser.get(app.page("/login?error=internal")).await.body.contains("Continue with"));
}

//! Callbacks that arrive again before the browser has an answer, or that are of no use any more.

use std::sync::Arc;
use std::time::Duration;

use chrono::TimeDelta;
use reqwest::StatusCode;
use tokio::task::JoinHandle;
use url::Url;

use crate::app::{Setup, TestApp};
use crate::browser::{Answer, Browser};
use crate::database::{Database, on_both_databases};
use crate::provider::{Fault, Gate, Provider, TOKEN};
use crate::waiting::until;

on_both_databases![
    a_reload_while_the_token_endpoint_is_slow_ends_signed_in_with_one_session,
    an_answer_that_a_load_balancer_lost_is_repeated_at_another_instance,
    a_first_request_that_is_late_begins_no_session,
];

const START: &str = "/auth/oidc/idp/authorize?return_to=/notes";

/// A browser that stopped before the callback.
struct Returning {
    browser: Browser,
    response: Url,
    /// The cookie of the attempt, as the `Cookie` header.
    cookie: String,
}

async fn returning(app: &TestApp) -> Returning {
    let browser = Browser::new();
    let start = browser.get(app.api(START)).await;
    let cookie = start.set_cookies()[0].split(';').next().unwrap().to_owned();
    let at_provider = browser.get(start.location().unwrap()).await;
    Returning { browser, response: at_provider.location().unwrap(), cookie }
}

impl Returning {
    /// Sends the response, and goes on before the answer is there. It is lost to the browser.
    fn send_first(&self) -> JoinHandle<Answer> {
        let (response, cookie) = (self.response.clone(), self.cookie.clone());
        tokio::spawn(async move { Browser::new().request("GET", response, &[("Cookie", &cookie)], "").await })
    }

    /// Sends the response once, and loses the answer.
    async fn lose_an_answer(&self) -> Answer {
        Browser::new().request("GET", &self.response, &[("Cookie", &self.cookie)], "").await
    }
}

fn two_instances(database: &Database, provider: &Provider) -> [TestApp; 2] {
    let one = Setup::on(database).provider(provider.settings("idp")).start();
    let two = Setup::on(database)
        .provider(provider.settings("idp"))
        .with_public_urls(one.base.as_str(), one.frontend.as_str())
        .start();
    [one, two]
}

/// The same URL at the port of this instance.
fn at(app: &TestApp, url: &Url) -> Url {
    let mut url = url.clone();
    url.set_port(Some(app.ports[0])).unwrap();
    url
}

async fn a_reload_while_the_token_endpoint_is_slow_ends_signed_in_with_one_session(database: Database) {
    let provider = Provider::start();
    let [one, two] = two_instances(&database, &provider);
    for second in [&one, &two] {
        let returning = returning(&one).await;
        let before = (provider.requests(TOKEN), database.count("sessions"));
        provider.inject(TOKEN, Fault::Slow(Duration::from_secs(1)));
        let first = returning.send_first();
        until("the first request has redeemed the state", async || {
            database.values("finished_at", "completed_sign_ins").contains(&None)
        })
        .await;
        let answer = returning.browser.get(at(second, &returning.response)).await;
        assert!(answer.set_cookies().is_empty(), "{:?}", answer.set_cookies());
        let own_callback = answer.location().unwrap();
        assert!(own_callback.query().unwrap().ends_with("&repeated=1"), "{own_callback}");
        assert!(!own_callback.query().unwrap().contains("code="), "{own_callback}");
        let end = returning.browser.follow(own_callback).await;
        assert_eq!(end.url.path(), "/notes");
        first.await.unwrap();
        assert_eq!(returning.browser.session(&one).await.0, StatusCode::OK);
        assert_eq!((provider.requests(TOKEN), database.count("sessions")), (before.0 + 2, before.1 + 1));
    }
}

async fn an_answer_that_a_load_balancer_lost_is_repeated_at_another_instance(database: Database) {
    let provider = Provider::start();
    let [one, two] = two_instances(&database, &provider);
    let returning = returning(&one).await;
    assert_eq!(returning.lose_an_answer().await.location().unwrap(), one.page("/notes"));
    let end = returning.browser.follow(at(&two, &returning.response)).await;
    assert_eq!(end.url.path(), "/notes");
    assert_eq!(returning.browser.session(&two).await.0, StatusCode::OK);
    assert_eq!((database.count("sessions"), provider.requests(TOKEN)), (1, 2));
    assert_eq!(database.audit(), ["sign_in succeeded", "sign_in succeeded"]);
}

/// The repetition has begun its session before the first request comes to that point.
async fn a_first_request_that_is_late_begins_no_session(database: Database) {
    let provider = Provider::start();
    let app = Setup::on(&database).provider(provider.settings("idp")).start();
    let returning = returning(&app).await;
    let gate = Arc::new(Gate::default());
    provider.inject(TOKEN, Fault::Held(Arc::clone(&gate)));
    let first = returning.send_first();
    gate.arrived.notified().await;
    provider.recover();
    let mut repeated = app.api("/auth/oidc/idp/callback");
    let state = returning.response.query_pairs().find(|(name, _)| name == "state").unwrap().1.into_owned();
    repeated.query_pairs_mut().append_pair("state", &state).append_pair("repeated", "1");
    assert_eq!(returning.browser.follow(repeated).await.url.path(), "/notes");
    gate.open.notify_one();
    let late = first.await.unwrap();
    assert!(!late.set_cookies().iter().any(|cookie| cookie.starts_with("kaimu_session=")));
    assert_eq!(database.count("sessions"), 1);
    assert_eq!(returning.browser.session(&app).await.0, StatusCode::OK);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refused_sign_in_whose_answer_was_lost_is_refused_again_with_the_same_reason() {
    let (database, provider) = (Database::sqlite(), Provider::start());
    let app = Setup::on(&database).provider(provider.settings("idp")).set("KAIMU_SIGN_IN__SIGN_UP", "closed").start();
    let returning = returning(&app).await;
    returning.lose_an_answer().await;
    returning.browser.follow(&returning.response).await.is_refused_with("account.sign_up_closed");
    // The Back button leads to the response of the repetition, which is known as used by now.
    let again = returning.browser.follow(&returning.response).await;
    assert_eq!(again.parameter("error").as_deref(), Some("account.sign_up_closed"), "{}", again.url);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_browser_whose_answers_are_always_lost_is_not_sent_to_the_provider_for_ever() {
    let provider = Provider::start();
    let app = Setup::on(&Database::sqlite()).provider(provider.settings("idp")).start();
    let returning = returning(&app).await;
    returning.lose_an_answer().await;
    let again = returning.browser.get(returning.browser.get(&returning.response).await.location().unwrap()).await;
    let cookie = again.set_cookies()[0].split(';').next().unwrap().to_owned();
    let response = returning.browser.get(again.location().unwrap()).await.location().unwrap();
    let second = Returning { browser: Browser::new(), response, cookie };
    second.lose_an_answer().await;
    let repeated = second.lose_an_answer().await.location().unwrap();
    let end = Browser::new().request("GET", repeated, &[("Cookie", &second.cookie)], "").await;
    assert!(end.location().unwrap().query().unwrap().contains("error=state.used"), "{:?}", end.location());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stale_callback_in_a_signed_in_browser_leads_to_where_it_wanted_or_to_the_dashboard() {
    let provider = Provider::start();
    let app = Setup::on(&Database::sqlite()).provider(provider.settings("idp")).start();
    let expired = returning(&app).await;
    app.clock.advance(TimeDelta::minutes(11));
    provider.advance(TimeDelta::minutes(11));
    let browser = expired.browser;
    browser.follow(app.api("/auth/oidc/idp/authorize")).await.is_dashboard_of("Ada");
    assert_eq!(browser.get(&expired.response).await.location().unwrap(), app.page("/notes"));
    for stale in [
        "/auth/oidc/idp/callback?code=x&state=of-another-browser",
        "/auth/oidc/idp/callback",
        "/auth/oidc/idp/callback?state=x&repeated=1",
        "/auth/oidc/removed/callback?code=x&state=y",
    ] {
        let answer = browser.get(app.api(stale)).await;
        assert_eq!(answer.location().unwrap(), app.page("/dashboard"), "{stale}");
    }
    // Without a session each of them says what is wrong.
    Browser::new().follow(app.api("/auth/oidc/idp/callback?code=x&state=y")).await.is_refused_with("state.missing");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_page_of_a_sign_out_reports_it_only_to_a_browser_without_a_session() {
    let provider = Provider::start();
    let app = Setup::on(&Database::sqlite()).provider(provider.settings("idp")).start();
    let browser = Browser::new();
    browser.follow(app.api("/auth/oidc/idp/authorize")).await.is_dashboard_of("Ada");
    browser.follow(app.page("/login?signed_out=1")).await.is_dashboard_of("Ada");
    let page = browser.sign_out(&app).await;
    assert!(page.body.contains("You are signed out"), "{}", page.body);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_browser_that_does_not_keep_the_session_cookie_is_told_so() {
    let provider = Provider::start();
    for (two_hosts, host) in [(false, "localhost"), (true, "api.kaimu.test"), (true, "kaimu.test")] {
        let setup = Setup::on(&Database::sqlite()).provider(provider.settings("idp"));
        let app = if two_hosts { setup.with_two_hosts() } else { setup }.start();
        let browser = Browser::that_loses_the_session_of(host);
        let page = browser.follow(app.api("/auth/oidc/idp/authorize")).await;
        page.is_refused_with("session.cookie_lost");
        let log = app.watch.log();
        let lines = log.iter().filter(|line| line.contains(": session.cookie_lost (-): ")).collect::<Vec<_>>();
        assert_eq!(lines.len(), 1, "{lines:?}");
        assert!(lines[0].contains(&format!("a cookie of {host}")) && lines[0].contains("server.base_url"), "{lines:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_user_who_signs_out_at_once_is_not_told_about_a_lost_cookie() {
    let provider = Provider::start();
    for two_hosts in [false, true] {
        let setup = Setup::on(&Database::sqlite()).provider(provider.settings("idp"));
        let app = if two_hosts { setup.with_two_hosts() } else { setup }.start();
        let browser = Browser::new();
        browser.follow(app.api("/auth/oidc/idp/authorize")).await.is_dashboard_of("Ada");
        browser.sign_out(&app).await;
        let page = browser.follow(app.page("/dashboard")).await;
        assert_eq!((page.url.path(), page.parameter("error")), ("/login", None), "{}", page.url);
    }
}

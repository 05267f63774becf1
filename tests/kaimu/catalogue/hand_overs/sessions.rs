//! Each host gets a token of its own, when a browser needs it, and all tokens end together.

use std::collections::BTreeSet;

use chrono::TimeDelta;
use futures_util::future::join_all;
use kaimu::domain::LEASE;
use reqwest::StatusCode;
use serde_json::json;

use super::{SIGNED_IN, SIGNED_OUT, on_two_hosts, statuses};
use crate::account::{agree, begin_link, sign_in};
use crate::app::Setup;
use crate::browser::{Answer, Browser};
use crate::database::{Database, on_both_databases};
use crate::program::Program;
use crate::provider::Provider;

on_both_databases![
    a_sign_in_gives_each_host_a_token_of_its_own,
    a_session_on_the_host_of_base_url_is_handed_over_when_a_page_needs_it,
    several_tabs_at_once_get_the_same_token,
    every_end_of_a_session_ends_its_tokens_on_both_hosts_and_on_every_instance,
];

async fn a_sign_in_gives_each_host_a_token_of_its_own(database: Database) {
    let (app, _provider) = on_two_hosts(&database);
    let browser = Browser::new();
    sign_in(&app, &browser, "idp").await;
    assert_eq!(statuses(&app, &browser).await, SIGNED_IN);
    assert_eq!(database.count("sessions"), 1);
    let hosts = database.values("host", "session_tokens ORDER BY host");
    assert_eq!(hosts, ["api.kaimu.test", "kaimu.test"].map(|host| Some(host.to_owned())));
    let hashes: BTreeSet<_> = database.values("token_hash", "session_tokens").into_iter().collect();
    assert_eq!(hashes.len(), 2);
    assert_eq!(database.audit(), ["sign_in succeeded"], "one sign-in");
}

async fn a_session_on_the_host_of_base_url_is_handed_over_when_a_page_needs_it(database: Database) {
    let (app, _provider) = on_two_hosts(&database);
    let browser = Browser::new();
    // The sign-in stops before the hand-over.
    let to_provider = browser.get(app.api("/auth/oidc/idp/authorize")).await.location().unwrap();
    let back = browser.get(to_provider).await.location().unwrap();
    browser.get(back).await;
    assert_eq!(statuses(&app, &browser).await, [StatusCode::OK, StatusCode::UNAUTHORIZED]);
    let page = browser.follow(app.page("/account?x=1")).await;
    assert_eq!(page.url, app.page("/account"), "the page that needed it: {}", page.url);
    assert_eq!(statuses(&app, &browser).await, SIGNED_IN);
}

async fn several_tabs_at_once_get_the_same_token(database: Database) {
    let (app, _provider) = on_two_hosts(&database);
    let browser = Browser::new();
    let to_provider = browser.get(app.api("/auth/oidc/idp/authorize")).await.location().unwrap();
    let back = browser.get(to_provider).await.location().unwrap();
    let begin = browser.get(back).await.location().unwrap();
    browser.get(begin.clone()).await;
    let again = browser.get(begin.clone()).await;
    assert!(again.set_cookies().iter().all(|it| !it.starts_with("kaimu_hand_over=")), "its secret stays");
    let tabs = join_all((0..10).map(|_| browser.follow(begin.clone()))).await;
    assert!(
        tabs.iter().all(|tab| tab.url.path() == "/dashboard"),
        "{:?}",
        tabs.iter().map(|tab| &tab.url).collect::<Vec<_>>()
    );
    assert_eq!(database.count("session_tokens"), 2, "one for each host");
    assert_eq!(statuses(&app, &browser).await, SIGNED_IN);
}

async fn every_end_of_a_session_ends_its_tokens_on_both_hosts_and_on_every_instance(database: Database) {
    let (app, provider) = on_two_hosts(&database);
    let other = Setup::on(&database).provider(provider.settings("idp")).with_two_hosts().start();
    let operator = Program::on(&database);
    provider.person_has_just_authenticated();
    let signed_in = async || {
        let browser = Browser::new();
        sign_in(&app, &browser, "idp").await;
        assert_eq!((statuses(&app, &browser).await, statuses(&other, &browser).await), (SIGNED_IN, SIGNED_IN));
        browser
    };
    let is_over = async |browser: &Browser, why: &str| {
        assert_eq!(statuses(&app, browser).await, SIGNED_OUT, "{why}, at once");
        tokio::time::sleep(LEASE).await;
        let everywhere = (statuses(&app, browser).await, statuses(&other, browser).await);
        assert_eq!(everywhere, (SIGNED_OUT, SIGNED_OUT), "{why}");
    };
    let browser = signed_in().await;
    browser.sign_out(&app).await;
    is_over(&browser, "signed out").await;

    let (here, there) = (signed_in().await, signed_in().await);
    here.submit(app.page("/account/end-other-sessions"), &app.frontend, &[]).await;
    is_over(&there, "signed out elsewhere").await;
    assert_eq!(statuses(&app, &here).await, SIGNED_IN);

    assert_eq!(operator.run(&["users", "disable", "ada"]).status, Some(0));
    is_over(&here, "disabled").await;
    assert_eq!(operator.run(&["users", "enable", "ada"]).status, Some(0));

    // The user who is removed by a merge.
    provider.person(json!({ "sub": "bob", "email": "bob@example.org" }));
    let merged = signed_in().await;
    provider.person(json!({ "sub": "ada-1", "email": "ada@example.org" }));
    let kept = signed_in().await;
    provider.person(json!({ "sub": "bob", "email": "bob@example.org" }));
    let question = begin_link(&app, &kept, "idp").await;
    agree(&app, &kept, &question).await;
    is_over(&merged, "merged").await;

    let identity = database.values("id", "identities WHERE subject = 'ada-1'")[0].clone().unwrap();
    assert_eq!(statuses(&app, &kept).await, SIGNED_IN);
    assert_eq!(operator.run(&["users", "unlink", "ada", &identity]).status, Some(0));
    is_over(&kept, "unlinked").await;

    let expired = signed_in().await;
    app.clock.advance(TimeDelta::days(8));
    assert_eq!(statuses(&app, &expired).await, SIGNED_OUT, "expired");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_browser_without_a_session_is_asked_once_a_minute_on_the_way_to_the_sign_in_page() {
    let (app, _provider) = on_two_hosts(&Database::sqlite());
    let browser = Browser::new();
    let first = browser.get(app.page("/login?return_to=/reports")).await;
    assert_eq!(first.location().unwrap(), app.page("/auth/hand-over?return_to=%2Freports"));
    let page = browser.follow(app.page("/login?return_to=/reports")).await;
    assert_eq!((page.url.path(), page.parameter("return_to").as_deref()), ("/login", Some("/reports")), "{}", page.url);
    assert_eq!(page.status, StatusCode::OK);
    assert_eq!(browser.get(app.page("/login?return_to=/reports")).await.status, StatusCode::OK, "not asked again");
    // A refusal and a sign-out are reported at once.
    for query in ["signed_out=1", "error=state.expired"] {
        assert_eq!(Browser::new().get(app.page(&format!("/login?{query}"))).await.status, StatusCode::OK, "{query}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn with_one_host_nothing_is_handed_over() {
    let provider = Provider::start();
    let app = Setup::on(&Database::sqlite()).provider(provider.settings("idp")).start();
    let browser = Browser::new();
    assert_eq!(browser.get(app.page("/login")).await.status, StatusCode::OK);
    sign_in(&app, &browser, "idp").await;
    for path in ["/auth/hand-over?return_to=/account", "/auth/hand-over/complete?ticket=x&return_to=/account"] {
        let end = browser.follow(app.page(path)).await;
        assert!(end.set_cookies().is_empty(), "{path}");
        assert_ne!(end.status, StatusCode::INTERNAL_SERVER_ERROR, "{path}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_browser_that_refuses_the_cookies_of_the_frontend_is_told_so() {
    let (app, _provider) = on_two_hosts(&Database::sqlite());
    let browser = Browser::new();
    sign_in(&app, &browser, "idp").await;
    let jar_of_base = browser;
    let mut next = app.page("/auth/hand-over?return_to=/reports");
    // The frontend gets no cookie back, while the other host does.
    let mut visited: Vec<Answer> = Vec::new();
    for _ in 0..10 {
        let is_base = next.host_str() == app.base.host_str();
        let answer = if is_base { jar_of_base.get(next).await } else { Browser::new().get(next).await };
        let location = answer.location();
        visited.push(answer);
        match location {
            Some(url) => next = url,
            None => break,
        }
    }
    let end = visited.last().unwrap();
    end.is_refused_with("session.cookie_lost");
    assert_eq!(visited.len(), 7, "two attempts of three requests each, and the sign-in page");
    assert!(app.watch.log().iter().any(|line| line.contains("did not keep a cookie of kaimu.test")));
}

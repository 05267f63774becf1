//! Stolen, planted and repeated tickets and tokens. Mallory is a user as well.

use chrono::TimeDelta;
use reqwest::StatusCode;
use serde_json::{Value, json};
use url::Url;

use super::{on_two_hosts, statuses};
use crate::account::{begin_link, own_session, sign_in};
use crate::app::TestApp;
use crate::browser::{Answer, Browser};
use crate::database::Database;
use crate::provider::Provider;

/// Kaimu on two hosts. Mallory is signed in in the first browser, and Ada in the second one.
async fn with_mallory_and_ada() -> (TestApp, Provider, Database, Browser, Browser) {
    let database = Database::sqlite();
    let (app, provider) = on_two_hosts(&database);
    let (mallory, ada) = (Browser::new(), Browser::new());
    provider.person(json!({ "sub": "mallory", "email": "mallory@example.org", "preferred_username": "mallory" }));
    sign_in(&app, &mallory, "idp").await;
    provider.person(json!({ "sub": "ada-1", "email": "ada@example.org", "preferred_username": "ada" }));
    sign_in(&app, &ada, "idp").await;
    (app, provider, database, mallory, ada)
}

/// The URL that hands this browser's session over to the frontend, which it has not visited.
async fn ticket(app: &TestApp, browser: &Browser) -> Url {
    let begun = browser.get(app.page("/auth/hand-over")).await;
    browser.get(begun.location().unwrap()).await.location().unwrap()
}

async fn user_on(browser: &Browser, url: Url) -> Value {
    browser.get(url).await.json()["user"]["username"].take()
}

fn cookie<'a>(answer: &'a Answer, name: &str) -> Option<&'a str> {
    let cookies = answer.set_cookies();
    let found = cookies.into_iter().find(|cookie| cookie.starts_with(&format!("{name}=")))?;
    found.split(';').next()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_ticket_of_another_person() {
    let (app, _provider, _database, mallory, ada) = with_mallory_and_ada().await;
    let planted = ticket(&app, &mallory).await;
    assert_eq!(planted.path(), "/auth/hand-over/complete");
    // In a browser that is signed in, and in one that never visited the site.
    ada.follow(planted.clone()).await;
    assert_eq!(user_on(&ada, app.page("/auth/session")).await, "ada");
    let visitor = Browser::new();
    visitor.follow(planted).await;
    assert_eq!(statuses(&app, &visitor).await, [StatusCode::UNAUTHORIZED; 2]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_challenge_of_another_person() {
    let (app, _provider, _database, mallory, ada) = with_mallory_and_ada().await;
    let begun = Browser::new().get(app.page("/auth/hand-over")).await.location().unwrap();
    assert_eq!(begun.path(), "/auth/hand-over/ticket");
    // Ada's browser gets a ticket for the other browser's secret. It cannot use the ticket itself.
    let planted = ada.get(begun).await.location().unwrap();
    ada.follow(planted).await;
    assert_eq!(user_on(&ada, app.page("/auth/session")).await, "ada");
    assert_eq!(user_on(&mallory, app.page("/auth/session")).await, "mallory");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_ticket_that_was_used_before() {
    let (app, _provider, database, _mallory, ada) = with_mallory_and_ada().await;
    database.execute("DELETE FROM session_tokens WHERE host = 'kaimu.test'");
    let used = ticket(&app, &ada).await;
    let first = ada.get(used.clone()).await;
    assert_eq!(first.location().unwrap(), app.page("/dashboard"));
    assert!(cookie(&first, "kaimu_session").is_some());
    // It leads on in a browser that has the session, without a new token.
    let again = ada.get(used.clone()).await;
    assert_eq!((again.location().unwrap(), cookie(&again, "kaimu_session")), (app.page("/dashboard"), None));
    // After the host has lost the session, it begins again.
    ada.get(app.page("/auth/session")).await;
    database.execute("DELETE FROM session_tokens WHERE host = 'kaimu.test'");
    let again = ada.get(used).await;
    assert_eq!((again.location().unwrap().path(), cookie(&again, "kaimu_session")), ("/auth/hand-over", None));
}

/// The browser repeats the request, for example after a lost answer. Both answers lead to the same token.
#[tokio::test(flavor = "multi_thread")]
async fn a_ticket_that_is_fetched_twice_at_once() {
    let (app, _provider, database, _mallory, ada) = with_mallory_and_ada().await;
    database.execute("DELETE FROM session_tokens WHERE host = 'kaimu.test'");
    let ticket = ticket(&app, &ada).await;
    let (first, second) = tokio::join!(ada.follow(ticket.clone()), ada.follow(ticket));
    assert_eq!([first.url.path(), second.url.path()], ["/dashboard"; 2]);
    assert_eq!(database.count("session_tokens WHERE host = 'kaimu.test'"), 1, "one token");
    assert_eq!(user_on(&ada, app.page("/auth/session")).await, "ada");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_ticket_after_half_a_minute() {
    let (app, _provider, database, _mallory, ada) = with_mallory_and_ada().await;
    database.execute("DELETE FROM session_tokens WHERE host = 'kaimu.test'");
    let late = ticket(&app, &ada).await;
    app.clock.advance(TimeDelta::seconds(31));
    let answer = ada.get(late).await;
    assert_eq!((answer.location().unwrap().path(), cookie(&answer, "kaimu_session")), ("/auth/hand-over", None));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_ticket_for_another_host() {
    let (app, _provider, database, _mallory, ada) = with_mallory_and_ada().await;
    database.execute("DELETE FROM session_tokens WHERE host = 'kaimu.test'");
    let of_another = ticket(&app, &ada).await;
    database.execute("UPDATE hand_over_tickets SET host = 'blog.kaimu.test'");
    let answer = ada.get(of_another).await;
    assert_eq!((answer.location().unwrap().path(), cookie(&answer, "kaimu_session")), ("/auth/hand-over", None));
}

#[tokio::test(flavor = "multi_thread")]
async fn made_up_tickets_challenges_and_secrets() {
    let (app, ..) = with_mallory_and_ada().await;
    let long = "A".repeat(5000);
    for value in ["", "x", "%00", &long, "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"] {
        let secret = format!("kaimu_hand_over={value}");
        let url = app.page(&format!("/auth/hand-over/complete?ticket={value}"));
        let answer = Browser::new().request("GET", url, &[("Cookie", &secret)], "").await;
        assert_eq!(answer.location().unwrap().path(), "/auth/hand-over", "{value}");
        assert!(cookie(&answer, "kaimu_session").is_none());
        let url = app.api(&format!("/auth/hand-over/ticket?challenge={value}"));
        let answer = Browser::new().get(url).await;
        assert_eq!(answer.location().unwrap().path(), "/login", "{value}");
    }
    let visitor = Browser::new();
    let end = visitor.follow(app.page("/auth/hand-over/complete?ticket=x")).await;
    assert_eq!(end.url.path(), "/login", "it ends at the sign-in page");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hand_over_to_a_host_that_has_another_session() {
    let (app, provider, database, _mallory, ada) = with_mallory_and_ada().await;
    // On the host of base_url, the browser signs in as Bob. The frontend still has Ada's session until the hand-over.
    let of_ada = database.values("id", "sessions ORDER BY signed_in_at DESC, id DESC")[0].clone().unwrap();
    provider.person(json!({ "sub": "bob", "email": "bob@example.org", "preferred_username": "bob" }));
    database.execute("DELETE FROM session_tokens WHERE host = 'api.kaimu.test'");
    sign_in(&app, &ada, "idp").await;
    assert_eq!(user_on(&ada, app.page("/auth/session")).await, "bob");
    let left = database.values("id", "sessions");
    assert!(!left.contains(&Some(of_ada)), "the other session has ended");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_token_of_one_host_on_the_other_host() {
    let (app, _provider, _database, _mallory, _ada) = with_mallory_and_ada().await;
    let browser = Browser::new();
    let to_provider = browser.get(app.api("/auth/oidc/idp/authorize")).await.location().unwrap();
    let back = browser.get(to_provider).await.location().unwrap();
    let signed_in = browser.get(back).await;
    let of_base = cookie(&signed_in, "kaimu_session").unwrap();
    let ticket = ticket(&app, &browser).await;
    let handed_over = browser.get(ticket).await;
    let of_frontend = cookie(&handed_over, "kaimu_session").unwrap();
    for (token, base, frontend) in [(of_base, 200, 401), (of_frontend, 401, 200)] {
        let status = async |url: Url| Browser::new().request("GET", url, &[("Cookie", token)], "").await.status;
        assert_eq!(status(app.api("/auth/session")).await, base);
        assert_eq!(status(app.page("/auth/session")).await, frontend);
        // An application receives the cookie of its own host, and may send any host to Kaimu.
        let other_host = [("Cookie", token), ("Host", "localhost")];
        let asked = Browser::new().request("GET", app.page("/auth/session"), &other_host, "").await;
        assert_eq!(asked.status, base, "a host that is none of ours counts as that of base_url");
    }
}

/// An application on the host of `frontend_url` receives the cookie of that host. It cannot link an identity of its own.
#[tokio::test(flavor = "multi_thread")]
async fn an_account_change_with_the_cookie_of_the_frontend_host() {
    let (app, provider, database, _mallory, _ada) = with_mallory_and_ada().await;
    provider.person_has_just_authenticated();
    let browser = Browser::new();
    sign_in(&app, &browser, "idp").await;
    let own_session = own_session(&app, &browser).await;
    for path in ["link", "confirm"] {
        let form = [("provider", "idp"), ("own_session", &*own_session)];
        let end = browser.submit(app.page(&format!("/account/{path}")), &app.frontend, &form).await;
        assert_eq!(end.url, app.page("/account"), "{path}");
    }
    let question = begin_link(&app, &browser, "idp").await;
    assert_eq!(question.parameter("done").as_deref(), Some("linked"), "on the host of base_url it is her own identity");
    let answer = [("answer", "yes"), ("account", ""), ("pending", "x")];
    let end = browser.submit(app.page("/account/link/confirm"), &app.frontend, &answer).await;
    assert_eq!((end.url, database.count("identities")), (app.page("/account"), 2));
}

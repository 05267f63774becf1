//! Sessions and their cookies, from sign-in to expiry.

use std::sync::Arc;
use std::time::Duration;

use chrono::TimeDelta;

use kaimu::flow::{BackgroundTasks, Policies, Seal, Services};
use kaimu::oidc::Providers;
use kaimu::store::Store;
use reqwest::StatusCode;
use reqwest::header::HeaderValue;
use url::Url;

use crate::app::{Setup, TestApp};
use crate::browser::{Answer, Browser};
use crate::database::{Database, on_both_databases};
use crate::program::Program;
use crate::provider::Provider;
use crate::secrets;
use crate::waiting::until;

on_both_databases![
    a_session_ends_after_its_idle_timeout_and_its_absolute_timeout,
    expired_sessions_are_deleted_without_a_request,
    a_new_sign_in_in_the_same_browser_replaces_the_session_and_its_token,
    a_sign_in_ends_the_least_recently_used_sessions_beyond_the_limit,
    an_answer_from_memory_is_that_of_the_database,
    without_the_cache_each_check_asks_the_database,
];

fn with_provider(database: &Database) -> (TestApp, Provider) {
    let provider = Provider::start();
    (Setup::on(database).provider(provider.settings("idp")).start(), provider)
}

async fn sign_in(app: &TestApp, browser: &Browser) {
    browser.follow(app.api("/auth/oidc/idp/authorize")).await.is_dashboard_of("Ada");
}

async fn is_signed_in(app: &TestApp, browser: &Browser) -> bool {
    browser.session(app).await.0 == StatusCode::OK
}

async fn a_session_ends_after_its_idle_timeout_and_its_absolute_timeout(database: Database) {
    let (app, _provider) = with_provider(&database);
    let (used, watched) = (Browser::new(), Browser::new());
    sign_in(&app, &used).await;
    sign_in(&app, &watched).await;
    let expires_at = async |browser: &Browser| browser.session(&app).await.1["session"]["expires_at"].take();
    let first = expires_at(&watched).await;

    app.clock.advance(TimeDelta::hours(6));
    used.get(app.page("/dashboard")).await.is_dashboard_of("Ada");
    assert_eq!(expires_at(&watched).await, first, "a request to /auth/session does not count as use");
    app.clock.advance(TimeDelta::hours(6));
    assert!(!is_signed_in(&app, &watched).await, "12 hours without use");

    for _ in 0..14 {
        used.get(app.page("/dashboard")).await.is_dashboard_of("Ada");
        app.clock.advance(TimeDelta::hours(11));
    }
    used.get(app.page("/dashboard")).await.is_dashboard_of("Ada");
    app.clock.advance(TimeDelta::hours(2));
    assert!(!is_signed_in(&app, &used).await, "168 hours, always in use");
}

async fn expired_sessions_are_deleted_without_a_request(database: Database) {
    let (app, provider) = with_provider(&database);
    let used = Browser::new();
    sign_in(&app, &used).await;
    sign_in(&app, &Browser::new()).await;
    // One of the two was not used for 13 hours. The cleanup goes by the clock of the database, which no test can move.
    let last = "signed_in_at = (SELECT MAX(signed_in_at) FROM sessions)";
    database.execute(&format!("UPDATE sessions SET last_seen_at = last_seen_at - 13 * 3600 * 1000 WHERE {last}"));
    database.execute("UPDATE completed_sign_ins SET completed_at = completed_at - 2 * 3600 * 1000");

    let providers = format!("[{}]", provider.settings("idp"));
    let environment = [
        ("DATABASE_URL", database.url()),
        ("SESSION_SECRET", "a secret that nothing here needs to know"),
        ("OIDC_PROVIDERS", &providers),
    ];
    let environment = environment.map(|(name, value)| (name.to_owned(), value.to_owned())).into();
    let settings = kaimu::config::load(None, &environment).unwrap();
    let store = Store::open(&settings.database_url, 2).unwrap();
    let urls = &settings.return_policy.urls;
    let (background, random) = (Arc::new(BackgroundTasks::start().unwrap()), kaimu::flow::random::secret);
    let providers = Providers::new(settings.providers, urls, &app.clock.clock(), random, background.runtime()).unwrap();
    let seal = Seal::new(&settings.session_secrets.unwrap()).unwrap();
    let policies = Policies {
        lifetimes: settings.lifetimes,
        max_sessions_per_user: settings.max_sessions_per_user,
        sign_in_attempt: settings.sign_in_attempt,
        sign_up: settings.sign_up,
        audit_kept: settings.audit_kept,
        has_applications: false,
        tokens_sign_in_within: settings.tokens_sign_in_within,
        webhook: None,
    };
    let services = Services::new(store, providers, seal, policies, background).unwrap();
    let period = Duration::from_millis(20);
    let services = Arc::new(services);
    let services = move || Arc::clone(&services);
    let cleanup = tokio::spawn(kaimu::flow::cleanup::run_cleanup(services, app.clock.clock(), period));
    until("the expired session, and no other, is removed", async || {
        database.count("sessions") == 1 && database.count("completed_sign_ins") == 0
    })
    .await;
    cleanup.abort();
}

async fn a_sign_in_ends_the_least_recently_used_sessions_beyond_the_limit(database: Database) {
    let provider = Provider::start();
    let app = Setup::on(&database).provider(provider.settings("idp")).set("KAIMU_SESSION__MAX_PER_USER", "2").start();
    let [first, second, third, by_link] = [(); 4].map(|()| Browser::new());
    sign_in(&app, &first).await;
    app.clock.advance(TimeDelta::minutes(1));
    sign_in(&app, &second).await;
    app.clock.advance(TimeDelta::minutes(2));
    first.get(app.page("/dashboard")).await.is_dashboard_of("Ada");
    provider.person(serde_json::json!({ "sub": "bob", "email": "bob@example.org", "preferred_username": "bob" }));
    let bob = Browser::new();
    sign_in(&app, &bob).await;
    provider.person(serde_json::json!({ "sub": "ada-1", "email": "ada@example.org", "preferred_username": "ada" }));
    sign_in(&app, &third).await;
    let alive = async || {
        let mut alive = Vec::new();
        for browser in [&first, &second, &third, &by_link, &bob] {
            alive.push(is_signed_in(&app, browser).await);
        }
        alive
    };
    assert_eq!(alive().await, [true, false, true, false, true], "the second was used least recently");
    sign_in(&app, &third).await;
    assert_eq!(alive().await, [true, false, true, false, true], "it replaces its own session");

    app.clock.advance(TimeDelta::minutes(2));
    third.get(app.page("/dashboard")).await.is_dashboard_of("Ada");
    let link = Program::on(&database).run(&["sign-in-link", "ada"]).stdout;
    let path = Url::parse(link.trim()).unwrap().path().to_owned();
    by_link.submit(app.page(&path), &app.frontend, &[]).await.is_dashboard_of("Ada");
    assert_eq!(alive().await, [false, false, true, true, true], "also a sign-in by link");
}

/// Whether this answer came from memory, as the log says.
pub fn is_from_memory(answer: &Answer) -> bool {
    let request = answer.header("x-request-id");
    secrets::count_lines_with(&format!("request {request}: GET /auth/session 200 from memory")) > 0
}

/// Asks until an answer comes from memory, and returns it.
pub async fn answer_from_memory(app: &TestApp, browser: &Browser) -> Answer {
    let mut answer = browser.get(app.api("/auth/session")).await;
    until("an answer comes from memory", async || {
        answer = browser.get(app.api("/auth/session")).await;
        is_from_memory(&answer)
    })
    .await;
    answer
}

async fn an_answer_from_memory_is_that_of_the_database(database: Database) {
    let (app, _provider) = with_provider(&database);
    let browser = Browser::new();
    sign_in(&app, &browser).await;
    let first = browser.get(app.api("/auth/session")).await;
    assert!(!is_from_memory(&first));
    let later = answer_from_memory(&app, &browser).await;
    let headers = |answer: &Answer| {
        let mut headers = answer.headers.clone();
        for own in ["x-request-id", "date"] {
            headers.remove(own).unwrap();
        }
        headers
    };
    assert_eq!((first.status, &first.body, headers(&first)), (later.status, &later.body, headers(&later)));
    app.clock.advance(TimeDelta::hours(12));
    assert!(!is_signed_in(&app, &browser).await, "the clock ends it in memory, too");
}

async fn without_the_cache_each_check_asks_the_database(database: Database) {
    let provider = Provider::start();
    let app = Setup::on(&database).provider(provider.settings("idp")).set("KAIMU_SESSION__CACHE", "off").start();
    let browser = Browser::new();
    sign_in(&app, &browser).await;
    for _ in 0..100 {
        let answer = browser.get(app.api("/auth/session")).await;
        assert_eq!((answer.status, is_from_memory(&answer)), (StatusCode::OK, false));
    }
    database.execute_at_once("DELETE FROM sessions");
    assert!(!is_signed_in(&app, &browser).await, "at once, on every instance");
}

async fn a_new_sign_in_in_the_same_browser_replaces_the_session_and_its_token(database: Database) {
    let (app, _provider) = with_provider(&database);
    let browser = Browser::new();
    sign_in(&app, &browser).await;
    let before = database.values("token_hash", "session_tokens");
    sign_in(&app, &browser).await;
    let after = database.values("token_hash", "session_tokens");
    assert_eq!((before.len(), after.len()), (1, 1));
    assert_ne!(before, after);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_made_up_session_cookie_does_not_sign_in() {
    let (app, _provider) = with_provider(&Database::sqlite());
    let forged = [("Cookie", "kaimu_session=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")];
    let answer = Browser::new().request("GET", app.api("/auth/session"), &forged, "").await;
    assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_cookies_of_a_sign_in_have_the_documented_attributes() {
    let (app, _provider) = with_provider(&Database::sqlite());
    let browser = Browser::new();
    let start = browser.get(app.api("/auth/oidc/idp/authorize")).await;
    let [sign_in_cookie] = start.set_cookies()[..] else { panic!("{:?}", start.set_cookies()) };
    assert!(sign_in_cookie.starts_with("kaimu_sign_in_"), "{sign_in_cookie}");
    assert!(sign_in_cookie.ends_with("; HttpOnly; SameSite=Lax; Path=/; Max-Age=3600"), "{sign_in_cookie}");

    let at_provider = browser.get(start.location().unwrap()).await;
    let end = browser.get(at_provider.location().unwrap()).await;
    let cookies = end.set_cookies();
    let session = cookies.iter().find(|cookie| cookie.starts_with("kaimu_session=")).unwrap();
    assert!(session.ends_with("; HttpOnly; SameSite=Lax; Path=/; Max-Age=604800"), "{session}");
    let last = "kaimu_last_provider=idp; HttpOnly; SameSite=Lax; Path=/; Max-Age=31536000";
    assert!(cookies.contains(&last), "{cookies:?}");
    assert_eq!(cookies.len(), 3, "and the sign-in marked as spent: {cookies:?}");
    assert_eq!(end.header("referrer-policy"), "no-referrer");
    assert_eq!(end.header("cache-control"), "no-store");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_with_an_old_session_cookie_does_not_clear_it() {
    let database = Database::sqlite();
    let (app, _provider) = with_provider(&database);
    let browser = Browser::new();
    sign_in(&app, &browser).await;
    database.execute("DELETE FROM sessions");
    for url in [app.page("/dashboard"), app.api("/auth/session"), app.page("/login"), app.page("/")] {
        let answer = browser.get(&url).await;
        assert!(answer.set_cookies().is_empty(), "{url}: {:?}", answer.set_cookies());
    }
}

#[tokio::test(flavor = "multi_thread")]
#[allow(clippy::disallowed_methods, reason = "a client of the test's own")]
async fn a_malformed_cookie_of_another_application_does_not_end_the_session() {
    let (app, _provider) = with_provider(&Database::sqlite());
    let browser = Browser::new();
    let start = browser.get(app.api("/auth/oidc/idp/authorize")).await;
    let at_provider = browser.get(start.location().unwrap()).await;
    let end = browser.get(at_provider.location().unwrap()).await;
    let session = end.set_cookies().into_iter().find(|cookie| cookie.starts_with("kaimu_session=")).unwrap();
    let session = session.split(';').next().unwrap();
    // Old applications write Latin-1, which is not valid UTF-8. The rest of the header must still be read.
    let mut cookies = b"name=Zo\xeb; broken; =nameless; %ff=%ff; ".to_vec();
    cookies.extend_from_slice(format!("{session}; kaimu_language=de").as_bytes());
    let cookies = HeaderValue::from_bytes(&cookies).unwrap();
    let client = reqwest::Client::new();
    let answer = client.get(app.api("/auth/session")).header("Cookie", &cookies).send().await.unwrap();
    assert_eq!(answer.status(), StatusCode::OK);
    let page = client.get(app.page("/dashboard")).header("Cookie", cookies).send().await.unwrap().text().await.unwrap();
    assert!(page.contains("<html lang=\"de\""), "nor does it change the language");
}

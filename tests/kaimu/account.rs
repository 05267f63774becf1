//! The account page: a user's sessions, identities and recent events.

pub mod changes;
mod linking;
mod merging;

use kaimu::domain::LEASE;
use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::app::{Setup, TestApp};
use crate::browser::{Answer, Browser};
use crate::database::{Database, on_both_databases};
use crate::provider::Provider;

on_both_databases![
    a_user_sees_their_sessions_and_ends_them,
    a_session_that_one_instance_ends_is_refused_by_the_other,
    a_user_cannot_end_the_session_of_another_user,
    the_account_page_lists_refusals_among_recent_events,
];

pub fn with_two_providers(database: &Database) -> (TestApp, Provider, Provider) {
    let (one, two) = (Provider::start(), Provider::start());
    two.person(json!({ "sub": "ada-at-two", "email": "ada@two.example" }));
    one.person_has_just_authenticated();
    two.person_has_just_authenticated();
    let app = Setup::on(database).provider(one.settings("one")).provider(two.settings("two")).start();
    (app, one, two)
}

/// The paths of all forms below `/account`.
const CHANGES: [&str; 9] = [
    "changes-seen",
    "end-session",
    "end-other-sessions",
    "link",
    "unlink",
    "confirm",
    "link/confirm",
    "tokens",
    "revoke-token",
];

const FIREFOX: &str = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";

/// Signs in with a provider. Returns the user, as applications see it.
pub async fn sign_in(app: &TestApp, browser: &Browser, slug: &str) -> Value {
    let end = browser.follow(app.api(&format!("/auth/oidc/{slug}/authorize"))).await;
    end.is_signed_in_as("");
    user(app, browser).await
}

pub async fn user(app: &TestApp, browser: &Browser) -> Value {
    browser.session(app).await.1["user"].take()
}

pub async fn account(app: &TestApp, browser: &Browser) -> Answer {
    let page = browser.follow(app.page("/account")).await;
    assert_eq!((page.status, page.url.path()), (StatusCode::OK, "/account"), "{}", page.url);
    assert_eq!(page.header("referrer-policy"), "strict-origin", "or a form for the other origin comes without its own");
    page
}

/// Presses a button of the account page.
pub async fn press(app: &TestApp, browser: &Browser, path: &str, fields: &[(&str, &str)]) -> Answer {
    browser.submit(app.api(&format!("/account/{path}")), &app.frontend, fields).await
}

/// Links an identity at this provider, and agrees to the question. Ends where it is refused, if it is.
pub async fn link(app: &TestApp, browser: &Browser, slug: &str) -> Answer {
    let question = begin_link(app, browser, slug).await;
    if question.url.path() == "/account/link/confirm" { agree(app, browser, &question).await } else { question }
}

/// Begins to link an identity at this provider. Ends at the question.
pub async fn begin_link(app: &TestApp, browser: &Browser, slug: &str) -> Answer {
    press_with_session(app, browser, "link", slug).await
}

/// Presses the button of a provider on the account page (`link`) or on the page before a change (`confirm`).
pub async fn press_with_session(app: &TestApp, browser: &Browser, path: &str, slug: &str) -> Answer {
    let session = own_session(app, browser).await;
    press(app, browser, path, &[("provider", slug), ("own_session", &session)]).await
}

/// The id of the browser's session, as the pages repeat it in their forms.
pub async fn own_session(app: &TestApp, browser: &Browser) -> String {
    fields(&browser.get(app.page("/account")).await, "own_session").into_iter().next().unwrap_or_default()
}

/// Agrees to the link or the merge that this page asks about.
pub async fn agree(app: &TestApp, browser: &Browser, question: &Answer) -> Answer {
    answer_question(app, browser, question, "yes").await
}

/// Answers the question of this page.
pub async fn answer_question(app: &TestApp, browser: &Browser, question: &Answer, answer: &str) -> Answer {
    let hidden = |name| fields(question, name).into_iter().next().unwrap_or_default();
    let [account, pending, return_to] = ["account", "pending", "return_to"].map(hidden);
    let form = [("answer", answer), ("account", &*account), ("pending", &*pending), ("return_to", &*return_to)];
    browser.submit(app.api("/account/link/confirm"), &app.base, &form).await
}

/// The values of all hidden fields of this name.
pub fn fields(page: &Answer, name: &str) -> Vec<String> {
    let before = format!("name=\"{name}\" value=\"");
    page.body.split(&before).skip(1).map(|rest| rest.split('"').next().unwrap().to_owned()).collect()
}

#[track_caller]
pub fn confirms(page: &Answer, done: &str) {
    assert_eq!((page.url.path(), page.parameter("done").as_deref()), ("/account", Some(done)), "{}", page.url);
    assert!(page.body.contains("role=\"status\""), "{}", page.body);
}

#[track_caller]
pub fn refuses(page: &Answer, code: &str) {
    assert_eq!((page.url.path(), page.parameter("error").as_deref()), ("/account", Some(code)), "{}", page.url);
    assert!(page.body.contains(&format!("<code>{code}</code>")), "{}", page.body);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_account_page_requires_a_session() {
    let (app, ..) = with_two_providers(&Database::sqlite());
    for path in ["/account", "/account/confirm", "/account/link/confirm"] {
        let answer = Browser::new().get(app.page(path)).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{path}");
        assert_eq!(answer.location().unwrap(), app.page("/login?return_to=/account"), "{path}");
    }
    for path in CHANGES {
        let end = press(&app, &Browser::new(), path, &[("provider", "one")]).await;
        assert_eq!(end.url, app.page("/login?return_to=/account"), "{path}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn another_site_cannot_change_an_account() {
    let database = Database::sqlite();
    let (app, ..) = with_two_providers(&database);
    let browser = Browser::new();
    sign_in(&app, &browser, "one").await;
    for path in CHANGES {
        let elsewhere = [("Origin", "https://evil.example"), ("Content-Type", "application/x-www-form-urlencoded")];
        let url = app.api(&format!("/account/{path}"));
        let answer = browser.request("POST", url, &elsewhere, "provider=two").await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{path}");
        assert!(answer.body.contains("request.cross_site"), "{path}");
    }
    assert_eq!(database.audit(), ["sign_in succeeded"]);
}

async fn a_user_sees_their_sessions_and_ends_them(database: Database) {
    let (app, ..) = with_two_providers(&database);
    let browsers = [(); 3].map(|()| Browser::new());
    for browser in &browsers[1..] {
        sign_in(&app, browser, "one").await;
    }
    let firefox = [("User-Agent", FIREFOX)];
    let to_provider = browsers[0].get(app.api("/auth/oidc/one/authorize")).await.location().unwrap();
    let back = browsers[0].get(to_provider).await.location().unwrap();
    browsers[0].request("GET", back, &firefox, "").await;

    let page = account(&app, &browsers[0]).await;
    for words in ["Firefox on Linux", "Unknown device", "This browser", "127.0.0.1", "The one", "ada@example.org"] {
        assert!(page.body.contains(words), "{words}: {}", page.body);
    }
    let others = fields(&page, "session");
    assert_eq!(others.len(), 2, "this browser has no button");
    confirms(&press(&app, &browsers[0], "end-session", &[("session", &others[0])]).await, "session_ended");
    let alive = async |browser| browser_is_signed_in(&app, browser).await;
    let left = [alive(&browsers[1]).await, alive(&browsers[2]).await];
    assert_eq!(left.iter().filter(|alive| **alive).count(), 1, "one of the two: {left:?}");

    confirms(&press(&app, &browsers[0], "end-other-sessions", &[]).await, "other_sessions_ended");
    assert!(alive(&browsers[0]).await && !alive(&browsers[1]).await && !alive(&browsers[2]).await);
    assert_eq!(database.audit()[3..], ["end_session succeeded", "end_other_sessions succeeded"]);
    let page = account(&app, &browsers[0]).await;
    assert!(fields(&page, "session").is_empty() && !page.body.contains("end-other-sessions"), "{}", page.body);
    for words in ["Signed out everywhere else", "Signed out in another browser", "Signed in with The one"] {
        assert!(page.body.contains(words), "{words}: {}", page.body);
    }
}

async fn browser_is_signed_in(app: &TestApp, browser: &Browser) -> bool {
    browser.session(app).await.0 == StatusCode::OK
}

async fn a_session_that_one_instance_ends_is_refused_by_the_other(database: Database) {
    let (app, one, _two) = with_two_providers(&database);
    let other_instance = Setup::on(&database).provider(one.settings("one")).start();
    let (here, there) = (Browser::new(), Browser::new());
    sign_in(&app, &here, "one").await;
    sign_in(&app, &there, "one").await;
    assert!(browser_is_signed_in(&other_instance, &there).await);
    confirms(&press(&app, &here, "end-other-sessions", &[]).await, "other_sessions_ended");
    // That instance may answer from memory for one more second.
    tokio::time::sleep(LEASE).await;
    assert!(!browser_is_signed_in(&other_instance, &there).await);
    assert!(browser_is_signed_in(&other_instance, &here).await);
}

async fn a_user_cannot_end_the_session_of_another_user(database: Database) {
    let (app, _one, two) = with_two_providers(&database);
    let (ada, mallory) = (Browser::new(), Browser::new());
    sign_in(&app, &ada, "one").await;
    two.person(json!({ "sub": "mallory", "email": "mallory@example.org" }));
    sign_in(&app, &mallory, "two").await;
    let of_ada = database.values("id", "sessions ORDER BY signed_in_at, id")[0].clone().unwrap();
    press(&app, &mallory, "end-session", &[("session", &of_ada)]).await;
    press(&app, &mallory, "end-other-sessions", &[]).await;
    let identity = database.values("id", "identities WHERE subject = 'ada-1'")[0].clone().unwrap();
    press(&app, &mallory, "unlink", &[("identity", &identity)]).await;
    assert!(browser_is_signed_in(&app, &ada).await);
    assert_eq!((database.count("sessions"), database.count("identities")), (2, 2));
    assert_eq!(database.audit(), ["sign_in succeeded"; 2]);
    assert!(!account(&app, &mallory).await.body.contains("ada@example.org"));
}

/// The user's id, quoted for SQL.
pub fn id(user: &Value) -> String {
    format!("'{}'", user["id"].as_str().unwrap())
}

async fn the_account_page_lists_refusals_among_recent_events(database: Database) {
    let (app, ..) = with_two_providers(&database);
    let (ada, bob) = (Browser::new(), Browser::new());
    sign_in(&app, &bob, "two").await;
    sign_in(&app, &ada, "one").await;
    let origin = app.frontend.origin().ascii_serialization();
    let headers = [("Origin", origin.as_str()), ("Content-Type", "application/x-www-form-urlencoded")];
    let form = format!("provider=two&own_session={}", own_session(&app, &ada).await);
    let begun = ada.request("POST", app.api("/account/link"), &headers, &form).await;
    let to_provider = begun.location().unwrap();
    let (_, state) = to_provider.query_pairs().find(|(name, _)| name == "state").unwrap();
    let refusal = app.api(&format!("/auth/oidc/two/callback?error=access_denied&state={state}"));
    refuses(&ada.follow(refusal).await, "provider.refused.access_denied");
    let page = account(&app, &ada).await;
    assert!(page.body.contains("The two was not linked: Access was denied"), "{}", page.body);
    assert!(!account(&app, &bob).await.body.contains("was not linked"));
    for _ in 0..25 {
        sign_in(&app, &ada, "one").await;
    }
    let page = account(&app, &ada).await;
    let (_, events) = page.body.split_once("id=\"events\"").unwrap();
    assert_eq!(events.matches("<time ").count(), 20, "the last ones");
}

//! Sign-out: Kaimu ends the session, redirects to the provider, and the browser returns.

mod from_applications;
mod local;

use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::app::{Setup, TestApp};
use crate::browser::{Answer, Browser};
use crate::database::{Database, on_both_databases};
use crate::provider::{Provider, alter};
use crate::waiting::until;

on_both_databases![
    a_sign_out_ends_the_session_and_then_redirects_to_the_provider_and_back,
    id_tokens_are_encrypted_and_bound_to_their_session,
];

const ALSO_SIGNED_OUT_THERE: &str = "Your session here has ended, and The idp was asked to sign you out as well.";

/// A provider with an end session endpoint.
fn with_logout() -> Provider {
    let provider = Provider::start();
    let endpoint = format!("{}/logout?realm=one", provider.issuer);
    provider.script(|script| {
        script.discovery = alter(move |document: &mut Value| document["end_session_endpoint"] = json!(endpoint));
    });
    provider
}

fn start(database: &Database, provider: &Provider) -> TestApp {
    Setup::on(database).provider(provider.settings("idp")).start()
}

async fn sign_in(app: &TestApp, browser: &Browser) {
    browser.follow(app.api("/auth/oidc/idp/authorize")).await.is_dashboard_of("Ada");
}

/// Presses the sign-out button and does not follow the redirect.
async fn press(app: &TestApp, browser: &Browser) -> Answer {
    let origin = app.frontend.origin().ascii_serialization();
    browser.request("POST", app.page("/logout"), &[("Origin", &origin)], "").await
}

/// A parameter of the logout request in the redirect.
fn parameter(answer: &Answer, name: &str) -> String {
    let url = answer.location().unwrap();
    let values: Vec<_> =
        url.query_pairs().filter(|(key, _)| key == name).map(|(_, value)| value.into_owned()).collect();
    let [value] = &values[..] else { panic!("{name} in {url}") };
    value.clone()
}

async fn a_sign_out_ends_the_session_and_then_redirects_to_the_provider_and_back(database: Database) {
    let provider = with_logout();
    let issued = Arc::new(Mutex::new(String::new()));
    let note = Arc::clone(&issued);
    provider.script(|script| {
        script.tokens = alter(move |tokens: &mut Value| {
            tokens["id_token"].as_str().unwrap().clone_into(&mut note.lock().unwrap());
        });
    });
    let (app, browser) = (start(&database, &provider), Browser::new());
    sign_in(&app, &browser).await;
    let answer = press(&app, &browser).await;
    assert_eq!(
        database.count("sessions") + database.count("provider_sessions"),
        0,
        "the session ends before the redirect"
    );
    assert_eq!(database.audit(), ["sign_in succeeded", "sign_out succeeded"]);

    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    let endpoint = format!("{}/logout?realm=one&", provider.issuer);
    assert!(answer.location().unwrap().as_str().starts_with(&endpoint), "{:?}", answer.location());
    assert_eq!(parameter(&answer, "id_token_hint"), *issued.lock().unwrap());
    assert_eq!(parameter(&answer, "client_id"), "kaimu");
    assert_eq!(parameter(&answer, "post_logout_redirect_uri"), app.page("/login").as_str());
    let state = parameter(&answer, "state");
    assert_eq!(state.len(), 43);
    assert_eq!(answer.header("referrer-policy"), "no-referrer");
    let cookies = answer.set_cookies();
    let remembered = cookies.iter().find(|cookie| cookie.starts_with("kaimu_sign_out=")).unwrap();
    assert!(remembered.ends_with("; HttpOnly; SameSite=Lax; Path=/; Max-Age=900"), "{remembered}");
    assert!(!remembered.contains(&state), "only a hash of the state is kept");

    let back = app.page(&format!("/login?state={state}"));
    let page = browser.get(&back).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.body.contains("You are signed out") && page.body.contains(ALSO_SIGNED_OUT_THERE), "{}", page.body);
    assert!(page.body.contains("Continue with The idp") && !page.body.contains(&state), "{}", page.body);
    assert!(
        page.body.contains("href=\"?signed_out=1&#38;language=fr\""),
        "a language link keeps the message: {}",
        page.body
    );
    let [forgotten] = page.set_cookies()[..] else { panic!("{:?}", page.set_cookies()) };
    assert!(forgotten.starts_with("kaimu_sign_out=; ") && forgotten.contains("Max-Age=0"), "{forgotten}");
    let again = browser.get(&back).await;
    assert!(again.body.contains("<h1>Sign in</h1>"), "the message is shown once: {}", again.body);
}

async fn id_tokens_are_encrypted_and_bound_to_their_session(database: Database) {
    let provider = with_logout();
    let app = start(&database, &provider);
    let (ada, other) = (Browser::new(), Browser::new());
    sign_in(&app, &ada).await;
    sign_in(&app, &other).await;
    let kept = database.values("id_token", "provider_sessions");
    assert_eq!(kept.len(), 2);
    for sealed in kept {
        let sealed = sealed.expect("an ID token is kept");
        assert!(!sealed.contains('.') && !sealed.contains("eyJ"), "{sealed}");
    }
    // An attacker with write access to the database copies the ID token of one session to the other.
    database.execute("UPDATE provider_sessions SET id_token = (SELECT MIN(id_token) FROM provider_sessions)");
    let answers = [press(&app, &ada).await, press(&app, &other).await];
    let here_alone = answers.iter().filter(|it| it.location() == Some(app.page("/login?signed_out=1"))).count();
    assert_eq!(here_alone, 1, "one of them cannot be decrypted, and that sign-out stays local");
    assert_eq!(database.count("sessions"), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_hint_is_left_out_when_its_key_has_left_the_key_set() {
    let provider = with_logout();
    let app = start(&Database::sqlite(), &provider);
    let [before, between, after] = [Browser::new(), Browser::new(), Browser::new()];
    sign_in(&app, &before).await;
    sign_in(&app, &between).await;
    provider.rotate_keys();
    let unknown = press(&app, &before).await;
    assert!(!parameter(&unknown, "id_token_hint").is_empty(), "Kaimu does not know yet, and a sign-out does not ask");
    sign_in(&app, &after).await;
    let withdrawn = press(&app, &between).await.location().unwrap();
    assert!(withdrawn.as_str().starts_with(&format!("{}/logout?realm=one&", provider.issuer)), "{withdrawn}");
    let names: Vec<_> = withdrawn.query_pairs().map(|(name, _)| name.into_owned()).collect();
    assert_eq!(names, ["realm", "client_id", "post_logout_redirect_uri", "state"]);
    assert!(!parameter(&press(&app, &after).await, "id_token_hint").is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_return_without_the_state_of_this_browser_shows_the_plain_sign_in_page() {
    let provider = with_logout();
    let app = start(&Database::sqlite(), &provider);
    let browser = Browser::new();
    sign_in(&app, &browser).await;
    let state = parameter(&press(&app, &browser).await, "state");
    for address in ["/login", "/login?state=", "/login?state=another"] {
        let page = browser.get(app.page(address)).await;
        assert!(page.body.contains("<h1>Sign in</h1>"), "{address}: {}", page.body);
        assert!(page.set_cookies().is_empty(), "{address}");
    }
    let stranger = Browser::new().get(app.page(&format!("/login?state={state}"))).await;
    assert!(stranger.body.contains("<h1>Sign in</h1>"), "{}", stranger.body);
    assert!(browser.get(app.page(&format!("/login?state={state}"))).await.body.contains(ALSO_SIGNED_OUT_THERE));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_return_after_a_new_sign_in_leads_to_the_dashboard() {
    let provider = with_logout();
    let app = start(&Database::sqlite(), &provider);
    let browser = Browser::new();
    sign_in(&app, &browser).await;
    let state = parameter(&press(&app, &browser).await, "state");
    sign_in(&app, &browser).await;
    browser.follow(app.page(&format!("/login?state={state}"))).await.is_dashboard_of("Ada");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sign_out_is_not_followed_by_an_automatic_sign_in() {
    let provider = with_logout();
    let setup = Setup::on(&Database::sqlite()).provider(provider.settings("idp"));
    let app = setup.set("KAIMU_SIGN_IN__SKIP_PAGE", "true").start();
    for back in ["/login", "/login?state=another", "/login?state={}"] {
        let browser = Browser::new();
        sign_in(&app, &browser).await;
        let state = parameter(&press(&app, &browser).await, "state");
        let page = browser.get(app.page(&back.replace("{}", &state))).await;
        assert_eq!(page.status, StatusCode::OK, "{back}: {:?}", page.location());
        assert_eq!(browser.get(app.page("/login")).await.status, StatusCode::OK, "just after {back}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn form_action_allows_https_and_the_provider() {
    let provider = with_logout();
    let app = start(&Database::sqlite(), &provider);
    let policy = Browser::new().get(app.page("/logout")).await.header("content-security-policy").to_owned();
    let targets = policy.split("form-action ").nth(1).unwrap().split(';').next().unwrap();
    for target in ["https:", provider.issuer.as_str()] {
        assert!(targets.split(' ').any(|it| it == target), "{policy}");
    }
    assert!(!policy.contains('*'), "{policy}");
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs Postgres (KAIMU_TEST_POSTGRES): use tests/run"]
async fn a_sign_out_at_one_instance_ends_the_session_at_the_other_at_once() {
    let (database, provider) = (Database::postgres(), with_logout());
    let (one, two) = (start(&database, &provider), start(&database, &provider));
    until("the other instance answers within a second", async || {
        let browser = Browser::new();
        sign_in(&one, &browser).await;
        assert_eq!(browser.session(&two).await.0, StatusCode::OK, "instances share their sessions");
        press(&one, &browser).await;
        let ended = Instant::now();
        assert_eq!(browser.session(&two).await.0, StatusCode::UNAUTHORIZED);
        // A busy machine may need longer. Then the test tries again.
        ended.elapsed() < Duration::from_secs(1)
    })
    .await;
}

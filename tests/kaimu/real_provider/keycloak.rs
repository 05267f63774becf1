//! Sign-ins, sign-outs and rechecks with Keycloak, registered as its guide says.

use chrono::TimeDelta;
use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::app::{Setup, TestApp};
use crate::browser::Browser;
use crate::database::Database;
use crate::keycloak::{CLIENT_SECRET, Keycloak, attribute};
use crate::secrets;

/// Kaimu with Keycloak as its provider, after `change` has altered the settings of the guide.
async fn with_keycloak(database: &Database, change: impl FnOnce(&mut Value)) -> (TestApp, Keycloak) {
    let setup = Setup::on(database);
    let keycloak = Keycloak::for_kaimu(&setup).await;
    let mut settings = keycloak.settings();
    change(&mut settings);
    (setup.provider(settings).start(), keycloak)
}

/// A browser in which this user is signed in.
async fn browser_of(username: &str, app: &TestApp, keycloak: &Keycloak) -> Browser {
    let browser = Browser::new();
    keycloak.sign_in(&browser, app, username).await.is_dashboard_of("Example");
    browser
}

async fn are_signed_in<const N: usize>(browsers: [&Browser; N], app: &TestApp) -> [bool; N] {
    let mut signed_in = [false; N];
    for (browser, is) in browsers.into_iter().zip(&mut signed_in) {
        *is = browser.session(app).await.0 == StatusCode::OK;
    }
    signed_in
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs Keycloak (KAIMU_TEST_KEYCLOAK): use tests/run --providers"]
async fn a_user_signs_in_with_keycloak_and_a_sign_out_ends_both_sessions() {
    let database = Database::sqlite();
    let (app, keycloak) = with_keycloak(&database, |_| ()).await;
    let browser = Browser::new();
    keycloak.sign_in(&browser, &app, "alice").await.is_dashboard_of("Alice Example");
    let (_, session) = browser.session(&app).await;
    assert_eq!(session["user"]["username"], "alice");
    assert_eq!(session["user"]["email"], "alice@keycloak.example");
    assert_eq!(session["session"]["provider"], "keycloak");

    let signed_out = browser.sign_out(&app).await;
    assert_eq!(signed_out.url.path(), "/login");
    for words in ["You are signed out", "Your session here has ended, and Keycloak was asked to sign you out as well"] {
        assert!(signed_out.body.contains(words), "{}", signed_out.body);
    }
    assert_eq!(browser.session(&app).await, (StatusCode::UNAUTHORIZED, json!({ "error": "signed_out" })));
    assert_eq!(database.audit(), ["sign_in succeeded", "sign_out succeeded"]);
    keycloak.sign_in(&browser, &app, "bob").await.is_dashboard_of("Bob Example");
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs Keycloak (KAIMU_TEST_KEYCLOAK): use tests/run --providers"]
async fn a_client_secret_that_keycloak_does_not_know_ends_with_client_rejected() {
    let (app, keycloak) =
        with_keycloak(&Database::sqlite(), |settings| settings["client_secret"] = "mistyped".into()).await;
    keycloak.sign_in(&Browser::new(), &app, "alice").await.is_refused_with("token.client_rejected");
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs Keycloak (KAIMU_TEST_KEYCLOAK): use tests/run --providers"]
async fn a_client_secret_is_replaced_at_keycloak_without_a_refused_sign_in() {
    let new = "the new secret at Keycloak";
    secrets::watch_for(new);
    let (app, keycloak) = with_keycloak(&Database::sqlite(), |settings| {
        settings.as_object_mut().unwrap().remove("client_secret");
        settings["client_secrets"] = json!([new, CLIENT_SECRET]);
    })
    .await;
    browser_of("alice", &app, &keycloak).await;
    keycloak.change_client(json!({ "secret": new })).await;
    browser_of("alice", &app, &keycloak).await;
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs Keycloak (KAIMU_TEST_KEYCLOAK): use tests/run --providers"]
async fn a_new_signing_key_of_keycloak_refuses_no_sign_in() {
    let (app, keycloak) = with_keycloak(&Database::sqlite(), |_| ()).await;
    browser_of("alice", &app, &keycloak).await;
    keycloak.rotate_keys().await;
    browser_of("alice", &app, &keycloak).await;
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs Keycloak (KAIMU_TEST_KEYCLOAK): use tests/run --providers"]
async fn logout_tokens_of_keycloak_end_one_session_or_all_sessions_of_a_user() {
    let database = Database::sqlite();
    let (app, keycloak) = with_keycloak(&database, |_| ()).await;
    let (one, two) = (browser_of("alice", &app, &keycloak).await, browser_of("alice", &app, &keycloak).await);
    let (three, bob) = (browser_of("alice", &app, &keycloak).await, browser_of("bob", &app, &keycloak).await);
    let all = [&one, &two, &three, &bob];
    keycloak.sign_out(&one).await;
    assert_eq!(are_signed_in(all, &app).await, [false, true, true, true]);
    keycloak.end_sessions_of("alice").await;
    assert_eq!(are_signed_in(all, &app).await, [false, false, false, true]);
    assert_eq!(database.audit().split_off(4), ["back_channel_logout succeeded"; 3]);
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs Keycloak (KAIMU_TEST_KEYCLOAK): use tests/run --providers"]
async fn the_frame_on_the_sign_out_page_of_keycloak_ends_the_session() {
    let database = Database::sqlite();
    let (app, keycloak) = with_keycloak(&database, |_| ()).await;
    let frame = app.api("/auth/oidc/keycloak/frontchannel-logout");
    let attributes =
        json!({ "frontchannel.logout.url": frame.as_str(), "frontchannel.logout.session.required": "true" });
    keycloak.change_client(json!({ "frontchannelLogout": true, "attributes": attributes })).await;
    let (alice, other) = (browser_of("alice", &app, &keycloak).await, browser_of("alice", &app, &keycloak).await);
    let page = keycloak.sign_out(&alice).await;
    assert_eq!(are_signed_in([&alice], &app).await, [true], "until the frame is loaded");
    // A frame of another site gets no cookies.
    let headers = [("Sec-Fetch-Site", "cross-site"), ("Sec-Fetch-Dest", "iframe")];
    let source = attribute(&page.body, "<iframe src");
    let loaded = Browser::new().request("GET", &source, &headers, "").await;
    assert_eq!(loaded.status, StatusCode::OK, "{source}");
    let policy = format!("frame-ancestors {}", page.url.origin().ascii_serialization());
    assert!(loaded.header("content-security-policy").contains(&policy), "{:?}", loaded.headers);
    assert_eq!(are_signed_in([&alice, &other], &app).await, [false, true]);
    assert_eq!(database.audit().split_off(2), ["front_channel_logout succeeded"]);
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs Keycloak (KAIMU_TEST_KEYCLOAK): use tests/run --providers"]
async fn a_user_disabled_at_keycloak_is_signed_out_at_the_next_recheck() {
    let database = Database::sqlite();
    let (app, keycloak) = with_keycloak(&database, |settings| {
        settings["scopes"] = "openid email profile offline_access".into();
        settings["recheck"] = "1m".into();
    })
    .await;
    let (alice, bob) = (browser_of("alice", &app, &keycloak).await, browser_of("bob", &app, &keycloak).await);
    app.clock.advance(TimeDelta::seconds(125));
    assert_eq!(are_signed_in([&alice, &bob], &app).await, [true, true], "while Keycloak confirms both");
    assert_eq!(database.count("rechecks WHERE unanswered_since IS NULL"), 2);
    keycloak.disable("bob").await;
    app.clock.advance(TimeDelta::seconds(125));
    assert_eq!(are_signed_in([&alice, &bob], &app).await, [true, false]);
    assert_eq!(database.audit(), ["sign_in succeeded", "sign_in succeeded", "recheck refused"]);
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs Keycloak (KAIMU_TEST_KEYCLOAK): use tests/run --providers"]
async fn groups_of_keycloak_admit_their_members() {
    let (app, keycloak) =
        with_keycloak(&Database::sqlite(), |settings| settings["allowed_groups"] = json!(["staff"])).await;
    let alice = browser_of("alice", &app, &keycloak).await;
    assert_eq!(alice.session(&app).await.1["session"]["groups"], json!(["staff"]));
    keycloak.sign_in(&Browser::new(), &app, "bob").await.is_refused_with("account.no_allowed_group");
}

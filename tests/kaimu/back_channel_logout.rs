//! OpenID Connect Back-Channel Logout 1.0: the provider's server sends a logout token to Kaimu.

mod refused_tokens;

use std::time::{Duration, Instant};

use reqwest::StatusCode;
use serde_json::{Value, json};
use url::Url;

use self::refused_tokens::in_seconds;

use crate::app::{Setup, TestApp};
use crate::browser::{Answer, Browser};
use crate::database::{Database, on_both_databases};
use crate::okta::Okta;
use crate::provider::{Draft, Provider, alter, settings};
use crate::waiting::until;

on_both_databases![
    a_logout_token_with_a_subject_ends_only_the_sessions_of_that_user,
    a_logout_token_with_a_sid_ends_one_session,
    a_logout_token_works_once;
    with_node: a_sign_out_at_a_certified_provider_ends_the_session_here,
];

const PATH: &str = "/auth/oidc/idp/backchannel-logout";

struct LogoutWorld {
    database: Database,
    provider: Provider,
    app: TestApp,
}

impl LogoutWorld {
    fn on(database: Database) -> Self {
        let provider = Provider::start();
        let app = Setup::on(&database).provider(provider.settings("idp")).start();
        Self { database, provider, app }
    }

    /// Signs in with this subject. The provider's session has this `sid`.
    async fn sign_in(&self, subject: &str, sid: Option<&str>) -> Browser {
        let browser = Browser::new();
        self.provider.person(json!({ "sub": subject, "sid": sid, "email": null }));
        browser.follow(self.app.api("/auth/oidc/idp/authorize")).await.is_dashboard_of("Ada");
        browser
    }

    async fn send_logout_token(&self, token: &str) -> Answer {
        post(self.app.api(PATH), &format!("logout_token={token}")).await
    }

    async fn are_signed_in<const N: usize>(&self, browsers: [&Browser; N]) -> [bool; N] {
        let mut signed_in = [false; N];
        for (browser, is) in browsers.into_iter().zip(&mut signed_in) {
            *is = browser.session(&self.app).await.0 == StatusCode::OK;
        }
        signed_in
    }
}

/// Sends a request as a server does: without cookies and without an origin.
async fn post(url: Url, body: &str) -> Answer {
    let form = [("Content-Type", "application/x-www-form-urlencoded")];
    let answer = Browser::new().request("POST", url, &form, body).await;
    assert_eq!(answer.header("cache-control"), "no-store", "in any case");
    answer
}

#[track_caller]
fn is_refused(answer: &Answer, why: &str) {
    assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{}", answer.body);
    let body = answer.json();
    assert_eq!(body["error"], "invalid_request");
    assert!(body["error_description"].as_str().unwrap().contains(why), "{why:?}: {body}");
}

async fn a_logout_token_with_a_subject_ends_only_the_sessions_of_that_user(database: Database) {
    let world = LogoutWorld::on(database);
    let one = world.sign_in("ada-1", Some("s-1")).await;
    let two = world.sign_in("ada-1", None).await;
    let other = world.sign_in("ada-2", Some("s-2")).await;
    let token = world.provider.logout_token(|token| token.claims["sub"] = "ada-1".into());
    assert_eq!(world.send_logout_token(&token).await.status, StatusCode::OK);
    assert_eq!(world.are_signed_in([&one, &two, &other]).await, [false, false, true]);
    let ended = world.database.audit().split_off(3);
    assert_eq!(ended, ["back_channel_logout succeeded", "back_channel_logout succeeded"]);
    let whose = "user_id IN (SELECT user_id FROM identities WHERE subject = 'ada-1') AND provider = 'idp'";
    assert_eq!(world.database.count(&format!("audit_events WHERE action = 'back_channel_logout' AND {whose}")), 2);
}

async fn a_logout_token_with_a_sid_ends_one_session(database: Database) {
    let world = LogoutWorld::on(database);
    let one = world.sign_in("ada-1", Some("s-1")).await;
    let two = world.sign_in("ada-1", Some("s-2")).await;
    let unnamed = world.sign_in("ada-1", None).await;
    let other = world.sign_in("ada-2", Some("s-3")).await;
    let all = [&one, &two, &unnamed, &other];
    let by_name = world.provider.logout_token(|token| {
        token.claims["sid"] = "s-1".into();
        token.claims.as_object_mut().unwrap().remove("sub");
    });
    assert_eq!(world.send_logout_token(&by_name).await.status, StatusCode::OK);
    assert_eq!(world.are_signed_in(all).await, [false, true, true, true]);

    let both = |sid: &'static str| {
        world.provider.logout_token(move |token| {
            token.claims["sub"] = "ada-1".into();
            token.claims["sid"] = sid.into();
        })
    };
    assert_eq!(world.send_logout_token(&both("s-3")).await.status, StatusCode::OK);
    assert_eq!(
        world.are_signed_in(all).await,
        [false, true, false, true],
        "s-3 belongs to another user; a session without sid may be the one"
    );
    assert_eq!(world.send_logout_token(&both("s-2")).await.status, StatusCode::OK);
    assert_eq!(world.are_signed_in(all).await, [false, false, false, true]);
    assert_eq!(world.send_logout_token(&both("s-2")).await.status, StatusCode::OK, "no session is left, which is fine");
}

async fn a_logout_token_works_once(database: Database) {
    let world = LogoutWorld::on(database);
    world.sign_in("ada-1", None).await;
    // A sign-in of the same second would be ended, too.
    let token = world.provider.logout_token(|token| token.claims["iat"] = in_seconds(-2));
    assert_eq!(world.send_logout_token(&token).await.status, StatusCode::OK);
    let ada = world.sign_in("ada-1", None).await;
    let repeated = world.send_logout_token(&token).await;
    assert_eq!((repeated.status, repeated.body.as_str()), (StatusCode::OK, ""), "its first answer may have been lost");
    assert_eq!(world.are_signed_in([&ada]).await, [true]);
    assert!(world.app.watch.log().iter().any(|line| line.contains("received before and ended nothing now")));
}

async fn a_sign_out_at_a_certified_provider_ends_the_session_here(database: Database) {
    let setup = Setup::on(&database);
    let back_channel = setup.base.join("/auth/oidc/okta/backchannel-logout").unwrap();
    let okta = Okta::start(&setup.callback("okta"), &["--backchannel-logout-uri", back_channel.as_str()]);
    let app = setup.provider(okta.settings()).start();
    let link = app.api("/auth/oidc/okta/authorize");
    let (alice, elsewhere) = (Browser::new(), Browser::new());
    for browser in [&alice, &elsewhere] {
        okta.sign_in(browser, &link, "alice").await.is_dashboard_of("Alice Example");
    }
    // The sign-out starts at the provider, not at Kaimu.
    let question = alice.follow(okta.end_session_endpoint()).await;
    okta.confirm_sign_out(&alice, &question).await;
    assert_eq!(alice.session(&app).await.0, StatusCode::UNAUTHORIZED);
    assert_eq!(elsewhere.session(&app).await.0, StatusCode::OK, "another browser has another session at the provider");
    assert_eq!(database.audit().last().unwrap(), "back_channel_logout succeeded");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_logout_token_may_have_another_spelling_of_its_typ_or_none() {
    for typ in [json!("application/logout+jwt"), json!("LOGOUT+JWT"), json!("JWT"), Value::Null] {
        let world = LogoutWorld::on(Database::sqlite());
        let ada = world.sign_in("ada-1", None).await;
        let token = world.provider.logout_token(|token| token.header["typ"] = typ.clone());
        assert_eq!(world.send_logout_token(&token).await.status, StatusCode::OK, "{typ}");
        assert_eq!(world.are_signed_in([&ada]).await, [false]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_logout_token_is_not_accepted_as_an_id_token() {
    let world = LogoutWorld::on(Database::sqlite());
    world.provider.script(|script| {
        script.id_token = alter(|token: &mut Draft| token.header["typ"] = "logout+jwt".into());
    });
    let refused = Browser::new().follow(world.app.api("/auth/oidc/idp/authorize")).await;
    refused.is_refused_with("id_token.invalid");
}

#[tokio::test(flavor = "multi_thread")]
async fn before_the_first_id_token_a_logout_token_must_use_rs256() {
    let world = LogoutWorld::on(Database::sqlite());
    let answer = world.send_logout_token(&world.provider.logout_token(|_| ())).await;
    is_refused(&answer, "signed with ES256, but the ID tokens of this provider with RS256");
}

#[tokio::test(flavor = "multi_thread")]
async fn new_keys_are_fetched_for_a_logout_token_and_seldom_for_unknown_ones() {
    let world = LogoutWorld::on(Database::sqlite());
    let ada = world.sign_in("ada-1", None).await;
    world.provider.rotate_keys();
    let token = world.provider.logout_token(|_| ());
    assert_eq!(world.send_logout_token(&token).await.status, StatusCode::OK);
    assert_eq!(world.are_signed_in([&ada]).await, [false]);
    let before = world.provider.requests("/keys");
    for _ in 0..3 {
        is_refused(
            &world.send_logout_token(&world.provider.logout_token(|it| it.header["kid"] = "x".into())).await,
            "kid",
        );
    }
    // The pause after the first one is a second, and grows.
    let fetches = world.provider.requests("/keys") - before;
    assert!((1..=2).contains(&fetches), "unknown key ids cause few fetches: {fetches}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_body_without_exactly_one_logout_token_is_refused() {
    let world = LogoutWorld::on(Database::sqlite());
    let token = world.provider.logout_token(|_| ());
    let large = format!("logout_token={token}&padding={}", "x".repeat(17 * 1024));
    for body in ["", "logout_token", "token=x", &format!("logout_token={token}&logout_token={token}"), &large] {
        let answer = post(world.app.api(PATH), body).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{} bytes", body.len());
        assert_eq!(answer.json()["error"], "invalid_request");
    }
    let unknown = post(world.app.api("/auth/oidc/nobody/backchannel-logout"), &format!("logout_token={token}")).await;
    is_refused(&unknown, "no provider with this slug");
    let get = Browser::new().get(world.app.api(PATH)).await;
    assert_eq!(
        (get.status, get.json()["error"].as_str()),
        (StatusCode::METHOD_NOT_ALLOWED, Some("request.method_not_allowed"))
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_logout_for_one_client_keeps_the_sessions_of_another_client() {
    let (database, provider) = (Database::sqlite(), Provider::start());
    let app = Setup::on(&database).provider(provider.settings("idp")).start();
    let browser = Browser::new();
    browser.follow(app.api("/auth/oidc/idp/authorize")).await.is_dashboard_of("Ada");
    database.execute("UPDATE provider_sessions SET client_id = 'another client'");
    let token = provider.logout_token(|_| ());
    assert_eq!(post(app.api(PATH), &format!("logout_token={token}")).await.status, StatusCode::OK);
    assert_eq!(browser.session(&app).await.0, StatusCode::OK);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_error_about_missing_keys_does_not_reveal_their_url() {
    let issuer = Provider::unreachable_issuer();
    let app = Setup::on(&Database::sqlite()).provider(settings("idp", &issuer)).start();
    let token = Provider::start().logout_token(|_| ());
    let answer = post(app.api(PATH), &format!("logout_token={token}")).await;
    assert_eq!(answer.status, StatusCode::BAD_REQUEST);
    assert_eq!(answer.json()["error"], "temporarily_unavailable");
    assert!(!answer.body.contains("http"), "{}", answer.body);
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs Postgres (KAIMU_TEST_POSTGRES): use tests/run"]
async fn a_logout_at_one_instance_ends_the_session_at_the_other_at_once() {
    let world = LogoutWorld::on(Database::postgres());
    let other = Setup::on(&world.database).provider(world.provider.settings("idp")).start();
    until("the other instance answers within a second", async || {
        world
            .provider
            .script(|script| script.id_token = alter(|token: &mut Draft| token.claims["iat"] = in_seconds(-5)));
        let ada = world.sign_in("ada-1", None).await;
        assert_eq!(ada.session(&other).await.0, StatusCode::OK, "instances share their sessions");
        let before = |token: &mut Draft| token.claims["iat"] = in_seconds(-2);
        let token = format!("logout_token={}", world.provider.logout_token(before));
        assert_eq!(post(other.api(PATH), &token).await.status, StatusCode::OK, "this instance has seen no ID token");
        let ended = Instant::now();
        assert_eq!(world.are_signed_in([&ada]).await, [false]);
        let waited = ended.elapsed();
        world
            .provider
            .script(|script| script.id_token = alter(|token: &mut Draft| token.claims["iat"] = in_seconds(0)));
        world.sign_in("ada-1", None).await;
        assert_eq!(world.send_logout_token(&token["logout_token=".len()..]).await.status, StatusCode::OK);
        assert_eq!(world.database.count("sessions"), 1, "a token works once, on all instances together");
        world.database.execute("DELETE FROM sessions");
        // A busy machine may need longer. Then the test tries again.
        waited < Duration::from_secs(1)
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_forged_logout_token_does_not_delay_the_fetch_of_new_keys_for_a_sign_in() {
    let world = LogoutWorld::on(Database::sqlite());
    world.sign_in("ada-1", None).await;
    let made_up = world.provider.logout_token(|token| token.header["kid"] = "made-up".into());
    is_refused(&world.send_logout_token(&made_up).await, "kid");
    world.provider.rotate_keys();
    world.sign_in("ada-1", None).await;
}

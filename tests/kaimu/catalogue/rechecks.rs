//! The checks of a refresh response. They are as strict as those of a sign-in (OpenID Connect Core, section 12.2).

use std::time::{Duration, Instant};

use chrono::TimeDelta;
use kaimu::domain::MAX_RECHECK_WAIT;
use serde_json::{Value, json};

use super::world::in_seconds;
use crate::app::Setup;
use crate::browser::Browser;
use crate::database::Database;
use crate::program::Program;
use crate::provider::{Algorithm, Draft, Fault, KEYS, Provider, REVOKE, Signature, TOKEN, USERINFO, alter};
use crate::recheck::{RecheckWorld, settings};
use crate::waiting::until;

/// Seconds until the recheck of the tests, a little over the half hour after which a request waits for the answer.
const LATER: i64 = 31 * 60;

/// Asserts that this check refuses a refresh response with such an ID token, and that its tokens are neither stored nor used.
/// The recheck counts as unanswered, and the session expires.
async fn refused_by(check: &str, change: impl FnMut(&mut Draft) + Send + 'static) {
    let world = RecheckWorld::signed_in(Database::sqlite()).await;
    let kept = world.database.values("refresh_token", "rechecks");
    world.provider.script(|script| script.id_token = alter(change));
    world.advance_minutes(31);
    assert!(world.is_signed_in().await);
    world.wait_for_recheck("unanswered_since IS NOT NULL").await;
    assert_eq!(world.token_requests(), 2);
    let log = world.log();
    assert!(log.iter().any(|line| line.contains(&format!("failed the check of {check}"))), "{log:#?}");
    assert_eq!(world.database.values("refresh_token", "rechecks"), kept);
    assert_eq!(world.provider.requests(USERINFO), 0, "a refused token causes no userinfo request");
    world.provider.inject(TOKEN, Fault::Status(503));
    world.advance_minutes(60);
    assert!(!world.is_signed_in().await);
}

/// Asserts that the refresh response confirms the session.
async fn accepted(world: &RecheckWorld) {
    world.advance_minutes(31);
    assert!(world.is_signed_in().await);
    world.wait_for_recheck("unanswered_since IS NULL AND confirmed_at = asked_at").await;
    assert_eq!(world.token_requests(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refreshed_id_token_of_another_issuer() {
    refused_by("iss", |token| token.claims["iss"] = format!("{}1", token.claims["iss"].as_str().unwrap()).into()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refreshed_id_token_about_another_subject() {
    refused_by("sub: another subject", |token| token.claims["sub"] = "ada-2".into()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refreshed_id_token_without_a_subject() {
    refused_by("sub", |token| token.without("sub")).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refreshed_id_token_for_another_client() {
    refused_by("aud", |token| token.claims["aud"] = "another".into()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refreshed_id_token_with_another_azp() {
    refused_by("azp", |token| token.claims["azp"] = "another".into()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refreshed_id_token_issued_at_the_time_of_the_sign_in() {
    refused_by("iat", |token| token.claims["iat"] = in_seconds(0)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refreshed_id_token_that_has_expired() {
    refused_by("exp", |token| token.claims["exp"] = in_seconds(LATER - 120)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refreshed_id_token_with_the_nonce_of_another_sign_in() {
    refused_by("nonce", |token| token.claims["nonce"] = "another".into()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refreshed_id_token_with_the_at_hash_of_another_access_token() {
    refused_by("at_hash", |token| token.claims["at_hash"] = "AAAAAAAAAAAAAAAAAAAAAA".into()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refreshed_id_token_signed_by_another_key() {
    refused_by("signature", |token| token.signature = Signature::OtherKey).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refreshed_id_token_with_an_algorithm_that_discovery_does_not_list() {
    let world = RecheckWorld::signed_in(Database::sqlite()).await;
    world.provider.script(|script| {
        script.discovery =
            alter(|document: &mut Value| document["id_token_signing_alg_values_supported"] = json!(["ES256"]));
    });
    world.provider.sign_with(Algorithm::Es384);
    is_unanswered(&world, "failed the check of alg: not among").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refresh_response_with_an_error_beside_the_tokens() {
    let world = RecheckWorld::signed_in(Database::sqlite()).await;
    world.provider.script(|script| {
        script.new_tokens = alter(|tokens: &mut Value| tokens["error"] = "invalid_grant".into());
    });
    is_unanswered(&world, "it answered with an error beside the tokens").await;
}

/// Asserts that the refresh response is refused for this reason, and that the session continues for now.
async fn is_unanswered(world: &RecheckWorld, why: &str) {
    let kept = world.database.values("refresh_token", "rechecks");
    world.advance_minutes(31);
    assert!(world.is_signed_in().await);
    world.wait_for_recheck("unanswered_since IS NOT NULL").await;
    let log = world.log();
    assert!(log.iter().any(|line| line.contains(why)), "{log:#?}");
    assert_eq!(world.database.values("refresh_token", "rechecks"), kept);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refreshed_id_token_without_a_signature() {
    refused_by("alg", |token| {
        token.header["alg"] = "none".into();
        token.signature = Signature::Empty;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refreshed_id_token_with_an_earlier_auth_time() {
    let world = RecheckWorld::on(Database::sqlite());
    let proven = in_seconds(-30);
    world.provider.script(|script| {
        script.id_token = alter(move |token: &mut Draft| token.claims["auth_time"] = proven.clone());
    });
    world.sign_in(&world.browser).await;
    accepted(&world).await;
    world.provider.script(|script| {
        script.id_token = alter(|token: &mut Draft| token.claims["auth_time"] = in_seconds(-3600));
    });
    world.advance_minutes(31);
    assert!(world.is_signed_in().await);
    world.wait_for_recheck("unanswered_since IS NOT NULL").await;
    let log = world.log();
    assert!(log.iter().any(|line| line.contains("failed the check of auth_time: earlier")), "{log:#?}");
}

/// Keycloak sends such a token after the user has signed in to another application.
#[tokio::test(flavor = "multi_thread")]
async fn a_refreshed_id_token_with_a_later_auth_time() {
    let world = RecheckWorld::on(Database::sqlite());
    world.provider.script(|script| {
        script.id_token = alter(|token: &mut Draft| token.claims["auth_time"] = in_seconds(-30));
    });
    world.sign_in(&world.browser).await;
    world.provider.script(|script| {
        script.id_token = alter(|token: &mut Draft| token.claims["auth_time"] = in_seconds(LATER));
    });
    accepted(&world).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refreshed_id_token_without_nonce_and_auth_time() {
    let world = RecheckWorld::on(Database::sqlite());
    world.provider.script(|script| {
        script.id_token = alter(|token: &mut Draft| token.claims["auth_time"] = in_seconds(-30));
    });
    world.sign_in(&world.browser).await;
    world.provider.script(|script| script.id_token = alter(|token: &mut Draft| token.without("nonce")));
    accepted(&world).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refreshed_id_token_signed_by_a_new_key() {
    let world = RecheckWorld::signed_in(Database::sqlite()).await;
    world.provider.rotate_keys();
    accepted(&world).await;
    assert_eq!(world.provider.requests(KEYS), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn new_tokens_without_an_id_token_but_with_userinfo() {
    let world = RecheckWorld::signed_in(Database::sqlite()).await;
    let strip = |tokens: &mut Value| drop(tokens.as_object_mut().unwrap().remove("id_token"));
    world.provider.script(|script| script.new_tokens = alter(strip));
    accepted(&world).await;
    assert_eq!(world.provider.requests(USERINFO), 1);
    world.provider.script(|script| {
        script.userinfo = alter(|claims: &mut Value| claims["sub"] = "ada-2".into());
    });
    world.advance_minutes(31);
    assert!(world.is_signed_in().await);
    world.wait_for_recheck("unanswered_since IS NOT NULL").await;
    let log = world.log();
    assert!(log.iter().any(|line| line.contains("is about another subject")), "{log:#?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refresh_token_that_is_not_rotated() {
    let world = RecheckWorld::signed_in(Database::sqlite()).await;
    let kept = world.database.values("refresh_token", "rechecks");
    world.provider.script(|script| {
        script.new_tokens = alter(|tokens: &mut Value| drop(tokens.as_object_mut().unwrap().remove("refresh_token")));
    });
    accepted(&world).await;
    assert_eq!(world.database.values("refresh_token", "rechecks"), kept);
}

#[tokio::test(flavor = "multi_thread")]
async fn new_tokens_that_cannot_be_checked_until_later() {
    let world = RecheckWorld::signed_in(Database::sqlite()).await;
    let kept = world.database.values("refresh_token", "rechecks");
    let strip = |tokens: &mut Value| drop(tokens.as_object_mut().unwrap().remove("id_token"));
    world.provider.script(|script| script.new_tokens = alter(strip));
    world.provider.inject(USERINFO, Fault::Status(503));
    world.advance_minutes(31);
    assert!(world.is_signed_in().await);
    world.wait_for_recheck("unanswered_since IS NOT NULL").await;
    assert_ne!(world.database.values("refresh_token", "rechecks"), kept, "the former one no longer works");
    world.provider.recover();
    world.app.clock.advance(TimeDelta::seconds(21));
    assert!(world.is_signed_in().await);
    world.wait_for_recheck("unanswered_since IS NULL").await;
    assert_eq!(world.database.audit(), ["sign_in succeeded"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn new_tokens_with_a_type_other_than_bearer() {
    let world = RecheckWorld::signed_in(Database::sqlite()).await;
    world.provider.script(|script| script.new_tokens = alter(|tokens: &mut Value| tokens["token_type"] = json!("mac")));
    world.advance_minutes(31);
    assert!(world.is_signed_in().await);
    world.wait_for_recheck("unanswered_since IS NOT NULL").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_user_revoked_by_the_provider() {
    let world = RecheckWorld::signed_in(Database::sqlite()).await;
    world.provider.revoke();
    world.advance_minutes(31);
    assert!(!world.is_signed_in().await);
    assert_eq!(world.database.audit(), ["sign_in succeeded", "recheck refused"]);
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs Postgres (KAIMU_TEST_POSTGRES): use tests/run"]
async fn one_recheck_of_a_session_by_two_instances() {
    let world = RecheckWorld::signed_in(Database::postgres()).await;
    let second = Setup::on(&world.database).provider(settings(&world.provider)).start();
    second.clock.advance(TimeDelta::minutes(31));
    world.advance_minutes(31);
    let before = world.token_requests();
    let asks = (0..6).map(|number| {
        let url = if number % 2 == 0 { world.app.page("/auth/session") } else { second.page("/auth/session") };
        world.browser.get(url)
    });
    for answer in futures_util::future::join_all(asks).await {
        assert!(answer.status.is_success(), "{}", answer.status);
    }
    world.wait_for_recheck("unanswered_since IS NULL").await;
    assert_eq!(world.token_requests(), before + 1);
    assert_eq!(world.database.audit(), ["sign_in succeeded"]);
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs Postgres (KAIMU_TEST_POSTGRES): use tests/run"]
async fn concurrent_requests_of_a_revoked_user() {
    let world = RecheckWorld::signed_in(Database::postgres()).await;
    let second = Setup::on(&world.database).provider(settings(&world.provider)).start();
    second.clock.advance(TimeDelta::minutes(31));
    world.advance_minutes(31);
    world.provider.revoke();
    world.provider.inject(TOKEN, Fault::Slow(Duration::from_millis(500)));
    let asks = (0..6).map(|number| async move {
        tokio::time::sleep(Duration::from_millis(60 * number)).await; // some before the recheck and some during it
        number
    });
    let begun = Instant::now();
    let asks = asks.map(async |number| {
        let app = if number.await % 2 == 0 { &world.app } else { &second };
        (world.browser.get(app.page("/auth/session")).await.status, begun.elapsed())
    });
    for (status, after) in futures_util::future::join_all(asks).await {
        // On a busy machine the answer may come later than requests wait for it.
        let is_awaited = after < MAX_RECHECK_WAIT;
        assert!(
            status == 401 || !is_awaited,
            "no request is accepted while the answer is awaited: {status}, {after:?}"
        );
    }
    until("the session has ended", async || world.database.audit() == ["sign_in succeeded", "recheck refused"]).await;
}

/// Waits until a cleanup, which revokes refresh tokens, has run from beginning to end on this database.
async fn a_cleanup_has_run(database: &Database, setup: Setup) {
    // It is forgotten at the end: the client is not configured, and the sign-in long ago.
    database.execute(
        "INSERT INTO tokens_to_revoke VALUES
         ('00000000-0000-7000-8000-000000000000', 'https://gone.example', 'kaimu', 'ada', 'sealed', 0, 1)",
    );
    let _instance = setup.start();
    until("the cleanup has run", async || {
        database.count("tokens_to_revoke WHERE issuer = 'https://gone.example'") == 0
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_in_another_browser_when_one_signs_out() {
    let world = RecheckWorld::signed_in(Database::sqlite()).await;
    let other = Browser::new();
    world.sign_in(&other).await;
    other.sign_out(&world.app).await;
    a_cleanup_has_run(&world.database, Setup::on(&world.database).provider(settings(&world.provider))).await;
    // Several providers would revoke the token of the remaining session as well.
    assert!(world.provider.revoked().is_empty());
    assert_eq!(world.database.count("tokens_to_revoke"), 1, "it waits");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refresh_token_of_another_client_at_its_revocation() {
    let world = RecheckWorld::signed_in(Database::sqlite()).await;
    let another = Provider::start();
    let setup = Setup::on(&world.database).provider(settings(&another));
    // The slug names another provider now, and an operator ends the session.
    let operator = Program::on(&world.database);
    assert_eq!(operator.run(&["users", "sign-out", "ada"]).status, Some(0));
    a_cleanup_has_run(&world.database, setup).await;
    assert_eq!((another.requests(REVOKE), world.database.count("tokens_to_revoke")), (0, 1));
}

//! The provider confirms or revokes a user.

use chrono::TimeDelta;
use serde_json::{Value, json};

use super::{RecheckWorld, settings};
use crate::app::Setup;
use crate::browser::Browser;
use crate::database::{Database, on_both_databases};
use crate::provider::{alter, hold};
use crate::waiting::until;

on_both_databases![
    an_old_confirmation_is_renewed_in_the_background_with_single_use_refresh_tokens,
    a_revoked_user_is_signed_out_and_audited,
    refresh_tokens_are_encrypted_and_bound_to_their_session,
];

async fn an_old_confirmation_is_renewed_in_the_background_with_single_use_refresh_tokens(database: Database) {
    let world = RecheckWorld::signed_in(database).await;
    world.advance_minutes(14);
    assert!(world.is_signed_in().await);
    assert_eq!(world.token_requests(), 1, "the sign-in's own");
    for minutes in [2, 16, 29] {
        let (kept, before) = (world.database.values("refresh_token", "rechecks"), world.token_requests());
        let confirmed = world.database.values("confirmed_at", "rechecks")[0].clone().unwrap();
        world.advance_minutes(minutes);
        assert!(world.is_signed_in().await);
        world.wait_for_recheck(&format!("unanswered_since IS NULL AND confirmed_at > {confirmed}")).await;
        assert_ne!(world.database.values("refresh_token", "rechecks"), kept);
        assert!(world.is_signed_in().await);
        assert_eq!(world.token_requests(), before + 1, "asked once");
    }
    assert_eq!(world.database.audit(), ["sign_in succeeded"], "a confirmation is no audit event");
}

async fn a_revoked_user_is_signed_out_and_audited(database: Database) {
    let world = RecheckWorld::signed_in(database).await;
    world.provider.revoke();
    world.advance_minutes(31);
    assert!(!world.is_signed_in().await, "the confirmation is so old that the request waits for the answer");
    assert_eq!(world.database.count("sessions") + world.database.count("rechecks"), 0);
    assert_eq!(world.database.audit(), ["sign_in succeeded", "recheck refused"]);
    let log = world.app.watch.log();
    let ended = |line: &&String| line.contains("ended a session: the provider idp refused its user");
    assert!(log.iter().find(ended).expect("a line").contains("INFO kaimu::flow::recheck request "));
    let page = world.browser.follow(world.app.page("/dashboard")).await;
    assert_eq!((page.url.path(), page.url.query()), ("/login", Some("return_to=/dashboard")));

    world.sign_in(&world.browser).await;
    let account = world.browser.get(world.app.page("/account")).await;
    assert!(account.body.contains("Signed out because The idp no longer confirms your sign-in"), "{}", account.body);
}

async fn refresh_tokens_are_encrypted_and_bound_to_their_session(database: Database) {
    let world = RecheckWorld::signed_in(database).await;
    let other = Browser::new();
    world.sign_in(&other).await;
    for sealed in world.database.values("refresh_token", "rechecks") {
        assert_eq!(sealed.expect("a refresh token is kept").len(), (12 + 43 + 16_usize).div_ceil(3) * 4 - 1);
    }
    assert_eq!(world.database.values("access_token", "rechecks"), [None, None], "it is of no use");
    world.database.execute("UPDATE rechecks SET refresh_token = (SELECT MIN(refresh_token) FROM rechecks)");
    world.advance_minutes(31);
    assert!(world.is_signed_in().await && other.session(&world.app).await.0.is_success());
    world.wait_for_recheck("unanswered_since IS NOT NULL").await;
    assert_eq!(world.token_requests(), 3, "one of them cannot be decrypted, and no request is sent");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refusal_in_the_background_ends_the_session() {
    let world = RecheckWorld::signed_in(Database::sqlite()).await;
    world.provider.revoke();
    world.advance_minutes(16);
    assert!(world.is_signed_in().await, "the request does not wait for the answer");
    until("the session ends", async || world.database.count("sessions") == 0).await;
    assert!(!world.is_signed_in().await);
}

/// A sign-in and an unlink do the same. Without it, a recheck and a sign-in could wait for each other.
#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs Postgres (KAIMU_TEST_POSTGRES): use tests/run"]
async fn a_refused_recheck_locks_the_user_before_anything_else() {
    let world = RecheckWorld::signed_in(Database::postgres()).await;
    world.provider.revoke();
    world.advance_minutes(16);
    let user = world.database.hold("SELECT id FROM users FOR UPDATE");
    assert!(world.is_signed_in().await);
    until("the recheck waits for the user", async || world.database.waiting() == 1).await;
    for table in ["last_sign_ins", "rechecks", "sessions"] {
        world.database.hold(&format!("SELECT 1 FROM {table} FOR UPDATE NOWAIT")).commit();
    }
    user.commit();
    until("the session ends", async || world.database.count("sessions") == 0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_active_user_does_not_wait_for_a_recheck() {
    let world = RecheckWorld::signed_in(Database::sqlite()).await;
    let (slow, held) = hold();
    world.provider.script(|script| script.new_tokens = slow);
    world.advance_minutes(16);
    assert!(world.is_signed_in().await);
    // Other requests are answered while the provider delays its answer.
    held.wait_for_request();
    world.browser.get(world.app.page("/dashboard")).await.is_dashboard_of("Ada");
    assert!(world.is_signed_in().await);
    drop(held);
    world.wait_for_recheck("unanswered_since IS NULL AND confirmed_at > 0").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_recheck_row_is_deleted_with_its_session() {
    let world = RecheckWorld::signed_in(Database::sqlite()).await;
    let first = world.database.values("session_id", "rechecks");
    world.sign_in(&world.browser).await;
    assert_eq!(world.database.count("rechecks"), 1, "a new sign-in in the same browser");
    assert_ne!(world.database.values("session_id", "rechecks"), first);
    world.browser.sign_out(&world.app).await;
    assert_eq!(world.database.count("rechecks"), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_recheck_does_not_count_as_use_of_the_session() {
    let world = RecheckWorld::signed_in(Database::sqlite()).await;
    let before = world.database.values("last_seen_at", "sessions");
    world.advance_minutes(31);
    assert!(world.is_signed_in().await);
    assert_eq!(world.database.values("last_seen_at", "sessions"), before);
    world.advance_minutes(12 * 60 - 30);
    assert!(!world.is_signed_in().await, "12 hours without use");
}

#[tokio::test(flavor = "multi_thread")]
async fn without_recheck_no_token_is_stored_and_no_request_is_sent() {
    let world = RecheckWorld::on(Database::sqlite());
    let mut plain = settings(&world.provider);
    plain.as_object_mut().unwrap().remove("recheck");
    let off = Setup::on(&world.database).provider(plain).start();
    let browser = Browser::new();
    browser.follow(off.api("/auth/oidc/idp/authorize")).await.is_dashboard_of("Ada");
    assert_eq!(world.database.count("rechecks"), 0, "the refresh token is dropped");
    // A session with a recheck row is not rechecked after the operator has turned `recheck` off.
    world.sign_in(&world.browser).await;
    let requests = world.token_requests();
    off.clock.advance(TimeDelta::hours(5));
    assert_eq!(world.browser.get(off.page("/auth/session")).await.status, 200);
    assert_eq!(world.token_requests(), requests);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refresh_token_is_requested_with_consent_and_only_for_a_new_session() {
    let world = RecheckWorld::on(Database::sqlite());
    let prompt = async |path: &str| {
        let start = world.browser.get(world.app.api(path)).await.location().unwrap();
        start.query_pairs().find(|(name, _)| name == "prompt").map(|(_, value)| value.into_owned())
    };
    assert_eq!(prompt("/auth/oidc/idp/authorize").await.as_deref(), Some("consent"));
    assert_eq!(prompt("/auth/oidc/idp/authorize?account=another").await.as_deref(), Some("login consent"));
    world.provider.person_has_just_authenticated();
    world.sign_in(&world.browser).await;
    let link = world.app.api("/account/link");
    let answer = world.browser.request("POST", link, &form(&world), "provider=idp").await;
    assert!(!answer.location().unwrap().as_str().contains("consent"), "{:?}", answer.location());
}

fn form(world: &RecheckWorld) -> [(&'static str, &str); 2] {
    let origin = world.app.frontend.as_str().trim_end_matches('/');
    [("Origin", origin), ("Content-Type", "application/x-www-form-urlencoded")]
}

#[tokio::test(flavor = "multi_thread")]
async fn a_string_lifetime_and_a_malformed_refresh_token_do_not_stop_a_sign_in() {
    let world = RecheckWorld::on(Database::sqlite());
    world.provider.script(|script| {
        script.tokens = alter(|tokens: &mut Value| {
            tokens["expires_in"] = "300".into();
            tokens["refresh_token"] = json!(["none"]);
        });
    });
    world.sign_in(&world.browser).await;
    let kept = "access_token_ends_at - confirmed_at BETWEEN 299000 AND 310000 AND refresh_token IS NULL";
    assert_eq!(world.database.values("COUNT(*)", &format!("rechecks WHERE {kept}")), [Some("1".to_owned())]);
}

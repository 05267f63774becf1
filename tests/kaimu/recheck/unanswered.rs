//! The provider gives no valid answer to a recheck.

use std::time::{Duration, Instant};

use chrono::TimeDelta;

use super::{RecheckWorld, settings};
use crate::app::Setup;
use crate::database::{Database, on_both_databases};
use crate::provider::{Fault, TOKEN};

on_both_databases![
    an_unreachable_provider_ends_the_session_after_recheck_grace,
    a_recheck_left_by_a_crashed_instance_is_repeated,
    a_session_without_a_recheck_row_expires_after_interval_and_grace,
];

async fn an_unreachable_provider_ends_the_session_after_recheck_grace(database: Database) {
    let world = RecheckWorld::signed_in(database).await;
    world.provider.inject(TOKEN, Fault::Status(503));
    world.advance_minutes(31);
    for _ in 0..2 {
        assert!(world.is_signed_in().await);
        world.wait_for_recheck("unanswered_since IS NOT NULL").await;
        world.advance_minutes(29);
    }
    let reported = |line: &&String| line.contains("cannot recheck sessions");
    let lines = world.log();
    assert_eq!(lines.iter().filter(reported).count(), 1, "once for each fault: {lines:#?}");
    assert!(lines.iter().find(reported).unwrap().contains("sessions stay valid for recheck_grace"), "{lines:#?}");
    world.advance_minutes(1);
    assert!(world.is_signed_in().await, "59 minutes");
    world.advance_minutes(1);
    assert!(!world.is_signed_in().await, "an hour");
    assert_eq!(world.database.audit(), ["sign_in succeeded", "recheck unanswered"]);
    assert_eq!(world.database.count("sessions"), 0);
    world.provider.recover();
    world.sign_in(&world.browser).await;
    let account = world.browser.get(world.app.page("/account")).await;
    assert!(account.body.contains("because The idp did not confirm your sign-in in time"), "{}", account.body);
}

async fn a_recheck_left_by_a_crashed_instance_is_repeated(database: Database) {
    let world = RecheckWorld::signed_in(database).await;
    world.advance_minutes(15);
    // The row that an instance leaves when it stops between request and answer.
    world
        .database
        .execute("UPDATE rechecks SET asked_at = confirmed_at + 900000, unanswered_since = confirmed_at + 900000");
    assert!(world.is_signed_in().await);
    assert_eq!(world.token_requests(), 1, "it may be asking still");
    world.app.clock.advance(TimeDelta::seconds(21));
    assert!(world.is_signed_in().await);
    world.wait_for_recheck("unanswered_since IS NULL").await;
    assert_eq!(world.token_requests(), 2);
}

async fn a_session_without_a_recheck_row_expires_after_interval_and_grace(database: Database) {
    let world = RecheckWorld::signed_in(database).await;
    world.database.execute("DELETE FROM rechecks");
    world.advance_minutes(74);
    assert!(world.is_signed_in().await, "15 minutes and an hour are not over");
    world.advance_minutes(1);
    assert!(!world.is_signed_in().await);
    assert_eq!(world.database.audit(), ["sign_in succeeded", "recheck unanswered"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_recovered_provider_is_asked_before_a_session_expires() {
    let world = RecheckWorld::signed_in(Database::sqlite()).await;
    world.provider.inject(TOKEN, Fault::Status(503));
    world.advance_minutes(31);
    assert!(world.is_signed_in().await);
    world.provider.recover();
    world.advance_minutes(300);
    assert!(world.is_signed_in().await, "the provider is asked again before the session expires");
    world.wait_for_recheck("unanswered_since IS NULL").await;
    let log = world.log();
    assert!(log.iter().any(|line| line.contains("answers rechecks of sessions again")), "{log:#?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_returning_user_waits_for_a_few_seconds_at_most() {
    let world = RecheckWorld::signed_in(Database::sqlite()).await;
    world.provider.inject(TOKEN, Fault::Hang);
    world.advance_minutes(300);
    let begun = Instant::now();
    assert!(world.is_signed_in().await);
    let waited = begun.elapsed();
    assert!(Duration::from_secs(3) < waited && waited < Duration::from_secs(9), "{waited:?}");
    let begun = Instant::now();
    assert!(world.is_signed_in().await);
    assert!(begun.elapsed() < Duration::from_secs(3), "and once");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_that_is_not_a_refusal_ends_no_session() {
    let refusals = [
        Fault::JsonError(401, r#"{"error":"invalid_client"}"#.to_owned()),
        Fault::JsonError(400, r#"{"error":"unauthorized_client"}"#.to_owned()),
        Fault::JsonError(400, r#"{"error":"invalid_grants"}"#.to_owned()),
        Fault::JsonError(429, r#"{"error":"temporarily_unavailable"}"#.to_owned()),
        Fault::Body("application/json", r#"{"error":"invalid_grant"}"#.to_owned()),
        Fault::CutOff,
        Fault::Redirect("/elsewhere".to_owned()),
    ];
    for fault in refusals {
        let world = RecheckWorld::signed_in(Database::sqlite()).await;
        world.provider.inject(TOKEN, fault.clone());
        world.advance_minutes(31);
        assert!(world.is_signed_in().await, "{fault:?}");
        world.wait_for_recheck("unanswered_since IS NOT NULL").await;
        world.provider.recover();
        world.app.clock.advance(TimeDelta::seconds(21));
        assert!(world.is_signed_in().await);
        world.wait_for_recheck("unanswered_since IS NULL").await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refresh_token_that_cannot_be_decrypted_is_not_sent_and_the_session_expires() {
    let world = RecheckWorld::signed_in(Database::sqlite()).await;
    world.database.execute("UPDATE rechecks SET refresh_token = 'AAAA'");
    world.advance_minutes(16);
    assert!(world.is_signed_in().await);
    world.wait_for_recheck("unanswered_since IS NOT NULL").await;
    world.advance_minutes(60);
    assert!(!world.is_signed_in().await);
    assert_eq!(world.token_requests(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_changed_client_id_does_not_use_the_tokens_of_the_former_client() {
    let world = RecheckWorld::signed_in(Database::sqlite()).await;
    let mut other = settings(&world.provider);
    other["client_id"] = "another".into();
    let app = Setup::on(&world.database).provider(other).start();
    app.clock.advance(TimeDelta::minutes(31));
    assert!(world.browser.get(app.page("/auth/session")).await.status.is_success());
    world.wait_for_recheck("unanswered_since IS NOT NULL").await;
    assert_eq!(world.token_requests(), 1);
    app.clock.advance(TimeDelta::minutes(60));
    assert_eq!(world.browser.get(app.page("/auth/session")).await.status, 401);
}

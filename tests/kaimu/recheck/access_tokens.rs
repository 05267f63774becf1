//! A provider that issues no refresh token is asked at userinfo, until the access token expires.

use chrono::TimeDelta;
use serde_json::{Value, json};

use super::RecheckWorld;
use crate::app::Setup;
use crate::browser::Browser;
use crate::database::Database;
use crate::provider::{Fault, Provider, TOKEN, USERINFO, alter};

/// A signed-in user whose access token has this `expires_in`.
async fn signed_in(lifetime: Value) -> RecheckWorld {
    let (database, provider) = (Database::sqlite(), Provider::start());
    provider.script(|script| {
        script.tokens = alter(move |tokens: &mut Value| tokens["expires_in"] = lifetime.clone());
    });
    let mut settings = super::settings(&provider);
    settings["scopes"] = "openid email profile".into();
    let app = Setup::on(&database).provider(settings).start();
    let world = RecheckWorld { database, provider, app, browser: Browser::new() };
    world.sign_in(&world.browser).await;
    world
}

fn refuse_access_tokens(world: &RecheckWorld) {
    world.provider.inject(USERINFO, Fault::JsonError(401, r#"{"error":"invalid_token"}"#.to_owned()));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_userinfo_response_for_the_user_confirms_the_session() {
    let world = signed_in(3600.into()).await;
    assert_eq!(world.database.values("refresh_token", "rechecks"), [None]);
    world.advance_minutes(31);
    assert!(world.is_signed_in().await);
    world.wait_for_recheck("unanswered_since IS NULL AND confirmed_at = asked_at").await;
    assert_eq!((world.provider.requests(USERINFO), world.provider.requests(TOKEN)), (1, 1));
    let log = world.log();
    let reported = log.iter().filter(|line| line.contains("issues no refresh token"));
    assert_eq!(reported.count(), 1, "the operator knows from the first sign-in on: {log:#?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_access_token_refused_before_it_expires_revokes_the_session() {
    let world = signed_in(3600.into()).await;
    refuse_access_tokens(&world);
    world.advance_minutes(31);
    assert!(!world.is_signed_in().await);
    assert_eq!(world.database.audit(), ["sign_in succeeded", "recheck refused"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_access_token_refused_after_it_expires_or_without_an_expiry_counts_as_unanswered() {
    for lifetime in [json!(1800), json!(null)] {
        let world = signed_in(lifetime).await;
        refuse_access_tokens(&world);
        world.advance_minutes(31);
        assert!(world.is_signed_in().await);
        world.wait_for_recheck("unanswered_since IS NOT NULL").await;
        world.advance_minutes(60);
        assert!(!world.is_signed_in().await);
        assert_eq!(world.database.audit(), ["sign_in succeeded", "recheck unanswered"]);
        assert_eq!(world.log().iter().filter(|line| line.contains("issues no refresh token")).count(), 1);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn userinfo_about_another_subject_or_a_failed_request_counts_as_unanswered() {
    let faults = [
        Fault::Body("application/json", json!({ "sub": "somebody-else" }).to_string()),
        Fault::JsonError(403, "{}".to_owned()),
        Fault::Status(503),
        Fault::Status(404),
    ];
    for fault in faults {
        let world = signed_in(3600.into()).await;
        world.provider.inject(USERINFO, fault.clone());
        world.advance_minutes(31);
        assert!(world.is_signed_in().await, "{fault:?}");
        world.wait_for_recheck("unanswered_since IS NOT NULL").await;
        world.provider.script(|script| script.faults.clear());
        world.app.clock.advance(TimeDelta::seconds(21));
        assert!(world.is_signed_in().await);
        world.wait_for_recheck("unanswered_since IS NULL").await;
    }
}

//! The refresh tokens of ended sessions are revoked at the provider (RFC 7009).

use chrono::TimeDelta;
use serde_json::{Value, json};

use crate::account::press;
use crate::app::{Setup, TestApp};
use crate::browser::Browser;
use crate::database::{Database, on_both_databases};
use crate::program::Program;
use crate::provider::{Algorithm, ClientKey, Fault, Provider, REVOKE, TOKEN, alter, hold};
use crate::recheck::{RecheckWorld, settings};
use crate::waiting::until;

on_both_databases![
    a_refresh_token_is_revoked_whatever_ends_its_session,
    a_token_is_revoked_after_the_last_session_of_its_identity,
    a_provider_that_does_not_answer_is_asked_again_later,
    the_new_token_of_a_recheck_during_the_sign_out_is_revoked,
    a_token_that_cannot_be_decrypted_or_revoked_is_dropped,
    many_tokens_that_wait_are_revoked_in_portions,
];

/// Waits until Kaimu has revoked all of these tokens and no others, and keeps none.
async fn revokes(world: &RecheckWorld, tokens: &[String]) {
    until("the tokens are revoked", async || {
        world.provider.revoked() == tokens && world.database.count("tokens_to_revoke") == 0
    })
    .await;
}

/// Another instance on the same database, whose cleanup runs at once. With the clock of the first.
fn cleanup(world: &RecheckWorld) -> TestApp {
    Setup::on(&world.database).provider(settings(&world.provider)).start_at(&world.app.clock)
}

async fn a_refresh_token_is_revoked_whatever_ends_its_session(database: Database) {
    let world = RecheckWorld::on(database.clone());
    let operator = Program::on(&database);
    let mut tokens = Vec::new();
    for (end, by_command) in [
        ("sign-out", &[][..]),
        ("end-other-sessions", &[]),
        ("users sign-out", &["users", "sign-out", "ada"]),
        ("users disable", &["users", "disable", "ada"]),
        ("expiry", &[]),
        ("users unlink", &["users", "unlink", "ada", "idp"]),
        // Without an identity, the first user keeps the username.
        ("users delete", &["users", "delete", "ada-2", "--yes"]),
    ] {
        let (browser, other) = (Browser::new(), Browser::new());
        world.sign_in(&browser).await;
        world.sign_in(&other).await;
        let valid = world.provider.valid_refresh_tokens();
        assert_eq!(valid.len(), 2, "{end}");
        tokens.extend(valid);
        tokens.sort();
        match end {
            "sign-out" => {
                browser.sign_out(&world.app).await;
                other.sign_out(&world.app).await;
            }
            "end-other-sessions" => {
                press(&world.app, &other, "end-other-sessions", &[]).await;
                other.sign_out(&world.app).await;
            }
            // The cleanup goes by the clock of the database, which no test can move.
            "expiry" => database.execute("UPDATE sessions SET last_seen_at = last_seen_at - 13 * 3600 * 1000"),
            _ => {
                let ended = operator.run(by_command);
                assert_eq!(ended.status, Some(0), "{end}: {}", ended.stderr);
            }
        }
        let _cleanup = cleanup(&world);
        revokes(&world, &tokens).await;
        if end == "users disable" {
            assert_eq!(operator.run(&["users", "enable", "ada"]).status, Some(0));
        }
    }
}

async fn a_token_is_revoked_after_the_last_session_of_its_identity(database: Database) {
    let world = RecheckWorld::signed_in(database).await;
    let other = Browser::new();
    world.sign_in(&other).await;
    world.sign_in(&other).await;
    let tokens = world.provider.valid_refresh_tokens();
    assert_eq!(tokens.len(), 3, "that of the replaced session is among them");
    other.sign_out(&world.app).await;
    assert_eq!((world.database.count("tokens_to_revoke"), world.provider.requests(REVOKE)), (2, 0));
    world.browser.sign_out(&world.app).await;
    revokes(&world, &tokens).await;
}

async fn a_provider_that_does_not_answer_is_asked_again_later(database: Database) {
    let world = RecheckWorld::signed_in(database).await;
    let tokens = world.provider.valid_refresh_tokens();
    world.provider.inject(REVOKE, Fault::Status(503));
    world.browser.sign_out(&world.app).await;
    until("it was asked", async || world.provider.requests(REVOKE) == 1).await;
    until("the failure is logged", async || {
        world.log().iter().any(|line| line.contains("cannot revoke the refresh tokens of ended sessions"))
    })
    .await;
    world.provider.recover();
    world.app.clock.advance(TimeDelta::minutes(5));
    let _cleanup = cleanup(&world);
    revokes(&world, &tokens).await;
    assert_eq!(world.provider.requests(REVOKE), 2);
}

async fn the_new_token_of_a_recheck_during_the_sign_out_is_revoked(database: Database) {
    let world = RecheckWorld::signed_in(database).await;
    let (held, new_tokens) = hold();
    world.provider.script(|script| script.new_tokens = held);
    world.advance_minutes(16);
    assert!(world.is_signed_in().await, "the recheck is under way in the background");
    new_tokens.wait_for_request();
    world.browser.sign_out(&world.app).await;
    assert_eq!(world.database.count("sessions"), 0);
    drop(new_tokens);
    until("the new token is revoked", async || {
        world.provider.valid_refresh_tokens().is_empty() && world.database.count("tokens_to_revoke") == 0
    })
    .await;
    assert_eq!(world.provider.revoked().len(), 1, "the old one was used up");
}

async fn a_token_that_cannot_be_decrypted_or_revoked_is_dropped(database: Database) {
    let world = RecheckWorld::signed_in(database).await;
    let tokens = world.provider.valid_refresh_tokens();
    world.database.execute("UPDATE rechecks SET refresh_token = 'AAAA'");
    world.browser.sign_out(&world.app).await;
    until("the token is dropped", async || world.database.count("tokens_to_revoke") == 0).await;
    world.provider.inject(REVOKE, Fault::JsonError(400, json!({ "error": "unsupported_token_type" }).to_string()));
    world.sign_in(&world.browser).await;
    world.browser.sign_out(&world.app).await;
    until("it was asked", async || world.provider.requests(REVOKE) == 1).await;
    until("the token is dropped", async || world.database.count("tokens_to_revoke") == 0).await;
    assert!(world.provider.valid_refresh_tokens().contains(&tokens[0]));
}

async fn many_tokens_that_wait_are_revoked_in_portions(database: Database) {
    let world = RecheckWorld::signed_in(database.clone()).await;
    world.provider.inject(REVOKE, Fault::Status(503));
    world.browser.sign_out(&world.app).await;
    until("it was asked", async || world.provider.requests(REVOKE) == 1).await;
    // None of the copies can be decrypted, so that each is dropped at once.
    database.execute(
        "INSERT INTO tokens_to_revoke (session_id, issuer, client_id, subject, refresh_token, signed_in_at, tried_at)
         WITH RECURSIVE numbers(number) AS (SELECT 1 UNION ALL SELECT number + 1 FROM numbers WHERE number < 150)
         SELECT '0197a0b8-0000-7000-8000-000000000' || (100 + number), issuer, client_id, subject, refresh_token,
                signed_in_at, 0
         FROM tokens_to_revoke, numbers",
    );
    // What the cleanup gives up after the revocations shows that these have ended.
    database.execute("UPDATE tokens_to_revoke SET signed_in_at = 0 WHERE tried_at > 0");
    let _cleanup = cleanup(&world);
    until("the cleanup has ended", async || database.count("tokens_to_revoke WHERE signed_in_at = 0") == 0).await;
    assert_eq!(database.count("tokens_to_revoke"), 50, "the rest waits for the next cleanup");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_provider_without_a_revocation_endpoint_is_not_asked() {
    for endpoint in [Value::Null, json!("http://192.0.2.1/revoke"), json!(7)] {
        let world = RecheckWorld::on(Database::sqlite());
        let shown = endpoint.clone();
        world.provider.script(|script| {
            script.discovery = alter(move |it: &mut Value| it["revocation_endpoint"] = endpoint.clone());
        });
        world.sign_in(&world.browser).await;
        world.browser.sign_out(&world.app).await;
        until("the token is dropped", async || world.database.count("tokens_to_revoke") == 0).await;
        assert_eq!(world.provider.requests(REVOKE), 0, "{shown}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_client_authenticates_as_at_the_token_endpoint() {
    let folder = tempfile::tempdir().unwrap();
    let key = ClientKey::new(Algorithm::Es256);
    let file = key.write(folder.path()).display().to_string();
    for (method, keys) in [
        ("client_secret_basic", json!({})),
        ("client_secret_post", json!({})),
        (
            "private_key_jwt",
            json!({ "client_authentication": "private_key_jwt", "client_key_file": file, "client_key_id": key.id,
                "client_secret": null }),
        ),
    ] {
        let provider = Provider::start();
        provider.script(|script| {
            script.only_auth_method = Some(method);
            script.client_key = (method == "private_key_jwt").then(|| key.clone());
        });
        let mut member = settings(&provider);
        member.as_object_mut().unwrap().extend(keys.as_object().unwrap().clone());
        member.as_object_mut().unwrap().retain(|_, value| !value.is_null());
        let app = Setup::on(&Database::sqlite()).provider(member).start();
        let browser = Browser::new();
        browser.follow(app.api("/auth/oidc/idp/authorize")).await.is_dashboard_of("Ada");
        browser.sign_out(&app).await;
        until(method, async || provider.revoked().len() == 1).await;
        assert_eq!((provider.requests(REVOKE), provider.requests(TOKEN)), (1, 1), "{method}");
    }
}

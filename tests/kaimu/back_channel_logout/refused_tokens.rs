//! Logout tokens that are refused: those of the OpenID Foundation's tests, and more. Each call of [`refused`] is one case.

use chrono::TimeDelta;
use reqwest::StatusCode;
use serde_json::{Value, json};

use super::{LogoutWorld, is_refused};
use crate::database::Database;
use crate::provider::{Algorithm, Draft, Signature, SigningKey, alter};

/// Asserts that this logout token is refused for this reason, and that the session continues.
async fn refused(why: &str, change: impl FnOnce(&mut Draft)) {
    refused_in(&LogoutWorld::on(Database::sqlite()), why, change).await;
}

async fn refused_in(world: &LogoutWorld, why: &str, change: impl FnOnce(&mut Draft)) {
    let ada = world.sign_in("ada-1", Some("s-1")).await;
    let answer = world.send_logout_token(&world.provider.logout_token(change)).await;
    is_refused(&answer, why);
    assert_eq!(world.are_signed_in([&ada]).await, [true]);
    assert_eq!(world.database.audit(), ["sign_in succeeded"]);
    let good = world.send_logout_token(&world.provider.logout_token(|_| ())).await;
    assert_eq!((good.status, good.body.as_str()), (StatusCode::OK, ""), "a refused token does not block a good one");
    assert_eq!(world.are_signed_in([&ada]).await, [false]);
}

fn without(name: &'static str) -> impl FnOnce(&mut Draft) {
    move |token| drop(token.claims.as_object_mut().unwrap().remove(name))
}

fn with(name: &'static str, value: impl Into<Value>) -> impl FnOnce(&mut Draft) {
    let value = value.into();
    move |token| token.claims[name] = value
}

pub(super) fn in_seconds(seconds: i64) -> Value {
    #[allow(clippy::disallowed_methods, reason = "a provider has a clock of its own")]
    let now = chrono::Utc::now();
    (now + TimeDelta::seconds(seconds)).timestamp().into()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_logout_token_that_is_unsigned_or_signed_by_another_key_is_refused() {
    refused("alg", |token| {
        token.header = json!({ "alg": "none" });
        token.signature = Signature::Empty;
    })
    .await;
    refused("signature", |token| token.signature = Signature::OtherKey).await;
    refused("kid", |token| token.header["kid"] = "unknown".into()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_logout_token_with_another_algorithm_than_the_id_tokens_is_refused() {
    let (world, other) = (LogoutWorld::on(Database::sqlite()), SigningKey::new(Algorithm::Es384));
    let published = other.clone();
    world.provider.script(move |script| {
        script.keys = alter(move |keys: &mut Value| keys["keys"].as_array_mut().unwrap().push(published.jwk()));
    });
    refused_in(&world, "signed with ES384, but the ID tokens of this provider with ES256", |token| {
        token.header["alg"] = "ES384".into();
        token.header["kid"] = other.id.clone().into();
        token.signature = Signature::By(other);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_logout_token_without_the_logout_event_is_refused() {
    refused("events", without("events")).await;
    refused("events", with("events", json!({ "http://schemas.openid.net/event/foobar": {} }))).await;
    refused("events", with("events", json!({ "http://schemas.openid.net/event/backchannel-logout": true }))).await;
    refused("events", with("events", json!(["http://schemas.openid.net/event/backchannel-logout"]))).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_logout_token_with_a_nonce_is_refused() {
    refused("nonce", with("nonce", "any")).await;
    refused("nonce", with("nonce", Value::Null)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_logout_token_of_another_issuer_or_for_another_client_is_refused() {
    refused("iss", with("iss", "https://elsewhere.exampleINVALID")).await;
    refused("iss", without("iss")).await;
    refused("aud", with("aud", "kaimuINVALID")).await;
    refused("aud", without("aud")).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_logout_token_with_wrong_or_missing_times_is_refused() {
    refused("s ago; compare the clocks", with("exp", in_seconds(-90))).await;
    refused("exp: it is a text, and must be a number", with("exp", "soon")).await;
    refused("iat", with("iat", in_seconds(-700))).await;
    refused("iat", with("iat", in_seconds(90))).await;
    refused("iat: missing", without("iat")).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_logout_token_without_a_valid_subject_or_sid_is_refused() {
    refused("sub and sid", without("sub")).await;
    refused("sub: it is a list, and must be a text", with("sub", json!(["ada-1"]))).await;
    refused("sub and sid", with("sid", "")).await;
    refused("sid: it is a number, and must be a text", with("sid", 7)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_logout_token_without_a_jti_is_refused() {
    refused("jti", without("jti")).await;
    refused("jti", with("jti", "")).await;
    refused("jti", with("jti", 7)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_logout_token_with_another_typ_or_with_crit_is_refused() {
    for typ in ["at+jwt", "logout+jwtx", "dpop+jwt", ""] {
        refused("typ", |token| token.header["typ"] = typ.into()).await;
    }
    refused("crit", |token| token.header["crit"] = json!(["exp"])).await;
}

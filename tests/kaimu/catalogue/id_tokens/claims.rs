//! Each checked claim: missing, empty, of the wrong type, and with a wrong value.

use serde_json::{Value, json};

use super::refused_by;
use crate::catalogue::world::{World, in_seconds};

/// Asserts that this check refuses a sign-in with each of these values of a claim.
async fn refused_with(claim: &'static str, values: impl IntoIterator<Item = Value>, check: &str) {
    let world = World::new();
    for value in values {
        world.id_token(move |token| token.claims[claim] = value.clone());
        world.refuses_the_id_token_by(check).await;
    }
}

async fn refused_without(claim: &'static str, check: &str) {
    refused_by(check, move |token| token.without(claim)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_id_token_of_another_issuer() {
    refused_by("iss", |token| token.claims["iss"] = format!("{}1", token.claims["iss"].as_str().unwrap()).into()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_id_token_whose_issuer_differs_in_a_trailing_slash() {
    refused_by("iss", |token| token.claims["iss"] = format!("{}/", token.claims["iss"].as_str().unwrap()).into()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_id_token_without_an_issuer() {
    refused_without("iss", "iss").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_id_token_whose_issuer_is_not_a_string() {
    refused_with("iss", [json!(""), json!(null), json!(7), json!(["https://idp.example"])], "iss").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_id_token_for_another_client() {
    refused_with("aud", [json!("kaimu1"), json!("KAIMU"), json!(["somebody-else"])], "aud").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_id_token_without_an_audience() {
    refused_without("aud", "aud").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_id_token_with_an_empty_audience() {
    refused_with("aud", [json!(""), json!([]), json!(null)], "aud").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_id_token_whose_audience_is_neither_a_string_nor_a_list_of_strings() {
    refused_with("aud", [json!(7), json!({ "kaimu": true }), json!(["kaimu", 7]), json!([["kaimu"]])], "aud").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_id_token_with_several_audiences_and_another_azp() {
    refused_by("azp", |token| {
        token.claims["aud"] = json!(["kaimu", "other"]);
        token.claims["azp"] = "other".into();
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_id_token_with_several_audiences_and_no_azp() {
    refused_by("azp", |token| token.claims["aud"] = json!(["kaimu", "other"])).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_id_token_with_one_audience_and_another_azp() {
    refused_with("azp", [json!("other"), json!(""), json!(["kaimu"])], "azp").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_id_token_that_has_expired() {
    refused_with("exp", [in_seconds(-90), json!(0), json!(-1)], "exp").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_id_token_without_exp() {
    refused_without("exp", "exp: missing").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_id_token_whose_exp_is_not_a_number() {
    refused_with("exp", [json!("9999999999")], "exp: it is a text, and must be a number").await;
    refused_with("exp", [json!(null)], "exp: missing").await;
    refused_with("exp", [json!(true), json!([9_999_999_999_u64])], "exp: it is").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_id_token_whose_iat_is_in_the_future() {
    refused_with("iat", [in_seconds(90)], "iat").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_id_token_whose_iat_is_long_ago() {
    refused_with("iat", [in_seconds(-11 * 60), json!(0)], "iat").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_id_token_without_iat() {
    refused_without("iat", "iat: missing").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_id_token_whose_iat_is_not_a_number() {
    refused_with("iat", [json!("now")], "iat: it is a text, and must be a number").await;
    refused_with("iat", [json!({}), json!(null)], "iat").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_id_token_whose_nbf_is_in_the_future() {
    refused_with("nbf", [in_seconds(90)], "nbf").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_id_token_whose_nbf_is_not_a_number() {
    refused_with("nbf", [json!("0")], "nbf: it is a text, and must be a number").await;
    refused_with("nbf", [json!(false)], "nbf").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_id_token_with_another_nonce() {
    refused_by("nonce", |token| token.claims["nonce"] = format!("{}1", token.claims["nonce"].as_str().unwrap()).into())
        .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_id_token_without_nonce() {
    refused_without("nonce", "nonce").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_id_token_whose_nonce_is_not_a_string() {
    refused_with("nonce", [json!(""), json!(null), json!(0), json!([])], "nonce").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_id_token_without_a_subject() {
    refused_without("sub", "sub").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_id_token_whose_subject_is_not_a_string() {
    refused_with("sub", [json!(1)], "sub: it is a number, and must be a text").await;
    refused_with("sub", [json!(["ada-1"])], "sub: it is a list, and must be a text").await;
    refused_with("sub", [json!(null)], "sub: missing").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_id_token_with_an_empty_subject() {
    refused_with("sub", [json!("")], "sub").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_id_token_whose_subject_has_more_than_255_bytes() {
    refused_with("sub", [json!("x".repeat(256)), json!("ü".repeat(128))], "sub").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_id_token_whose_subject_has_control_characters() {
    refused_with("sub", [json!("ada-1\0"), json!("ada\n1"), json!("ada-1\u{7f}"), json!("ada\u{85}1")], "sub").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_id_token_with_the_at_hash_of_another_access_token() {
    refused_with("at_hash", [json!("AAAAAAAAAAAAAAAAAAAAAA"), json!("")], "at_hash").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_id_token_whose_at_hash_is_not_a_string() {
    refused_with("at_hash", [json!(0), json!([])], "at_hash").await;
}

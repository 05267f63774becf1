//! Malformed and ambiguous ID tokens.

use serde_json::{Value, json};

use crate::catalogue::world::{World, payload, signed};
use crate::provider::{Algorithm, alter};

/// Asserts that this check refuses a sign-in with a changed token text.
async fn refused_by(check: &str, change: impl FnMut(&mut String) + Send + 'static) {
    let world = World::new();
    world.provider.script(|script| script.id_token_text = alter(change));
    world.refuses_the_id_token_by(check).await;
}

/// Asserts that this check refuses a correctly signed token with these additional members.
async fn refused_with_member(members: &'static str, check: &str) {
    let world = World::new();
    let key = world.provider.sign_with(Algorithm::Es256);
    world.provider.script(|script| {
        script.id_token_text = alter(move |token: &mut String| {
            let payload = payload(token);
            let twice = format!("{},{members}}}", payload.strip_suffix('}').unwrap());
            *token = signed(&key, &key.header().to_string(), &twice);
        });
    });
    world.refuses_the_id_token_by(check).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_response_without_an_id_token() {
    let world = World::new();
    world.provider.script(|script| {
        script.tokens = alter(|tokens: &mut Value| drop(tokens.as_object_mut().unwrap().remove("id_token")));
    });
    world.refuses_the_id_token_by("presence").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_id_token_that_is_not_a_string() {
    let world = World::new();
    world
        .provider
        .script(|script| script.tokens = alter(|tokens: &mut Value| tokens["id_token"] = json!({ "sub": 1 })));
    world.refuses("token.exchange_failed", "is not a token response").await;
    world.no_user_exists();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_with_one_two_or_four_parts() {
    refused_by("form", |token| *token = token.rsplit_once('.').unwrap().0.to_owned()).await;
    refused_by("form", |token| *token = "opaque".to_owned()).await;
    refused_by("form", |token| token.push_str(".x")).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_encrypted_token() {
    refused_by("form: encrypted tokens are not supported; turn off the encryption of ID tokens", |token| {
        *token = "e30.e30.e30.e30.e30".to_owned();
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_with_characters_outside_base64url() {
    refused_by("form", |token| *token = token.replacen('.', "=.", 1)).await;
    refused_by("form", |token| *token = token.replacen('.', " .", 1)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_signed_token_whose_payload_is_not_an_object() {
    let world = World::new();
    for payload in ["", "[]", "7", "{\"iss\":", "\"text\"", "\u{feff}{}"] {
        let key = world.provider.key();
        world.provider.script(|script| {
            script.id_token_text =
                alter(move |token: &mut String| *token = signed(&key, &key.header().to_string(), payload));
        });
        world.refuses_the_id_token_by("form").await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_with_deeply_nested_json() {
    let world = World::new();
    let key = world.provider.key();
    world.provider.script(|script| {
        script.id_token_text = alter(move |token: &mut String| {
            let deep = format!("{{\"iss\":{}{}}}", "[".repeat(100_000), "]".repeat(100_000));
            *token = signed(&key, &key.header().to_string(), &deep);
        });
    });
    world.refuses_the_id_token_by("iss: its value cannot be read").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_with_two_subjects() {
    refused_with_member(r#""sub":"mallory""#, "sub: it occurs twice").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_with_two_issuers_audiences_or_nonces() {
    refused_with_member(r#""iss":"https://elsewhere.example""#, "iss: it occurs twice").await;
    refused_with_member(r#""aud":"kaimu""#, "aud: it occurs twice").await;
    refused_with_member(r#""nonce":"another""#, "nonce: it occurs twice").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_with_two_email_claims() {
    refused_with_member(r#""email":"mallory@example.org""#, "email: it occurs twice").await;
    refused_with_member(r#""email_verified":true"#, "email_verified: it occurs twice").await;
    refused_with_member(r#""hd":"a.example","hd":"b.example""#, "hd: it occurs twice").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_claim_that_decides_and_cannot_be_read() {
    refused_with_member(r#""nbf":1e999"#, "nbf: its value cannot be read").await;
    refused_with_member(r#""sid":"\ud83d""#, "sid: its value cannot be read").await;
    refused_with_member(r#""hd":"example.org\udc00""#, "hd: its value cannot be read").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_header_that_names_two_algorithms() {
    let world = World::new();
    let key = world.provider.key();
    world.provider.script(|script| {
        script.id_token_text = alter(move |token: &mut String| {
            let header = format!(r#"{{"alg":"none","alg":"ES256","kid":"{}"}}"#, key.id);
            *token = signed(&key, &header, &payload(token));
        });
    });
    world.refuses_the_id_token_by("form").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_of_one_mebibyte() {
    let world = World::new();
    world.id_token(|token| token.claims["padding"] = "x".repeat(1024 * 1024).into());
    world.refuses("token.exchange_failed", "longer than 1 MiB").await;
    world.no_user_exists();
}

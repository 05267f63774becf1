//! Signatures and headers of ID tokens.

use std::sync::{Arc, Mutex};

use chrono::TimeDelta;
use serde_json::{Value, json};

use super::refused_by;
use crate::browser::Browser;
use crate::catalogue::world::World;
use crate::provider::{Algorithm, CLIENT_SECRET, DISCOVERY, Fault, KEYS, Provider, Signature, SigningKey, alter};
use crate::waiting::until;

/// An unpublished key and its public JWK.
fn own_key() -> (SigningKey, Value) {
    let key = SigningKey::unpublished(Algorithm::Es256);
    let jwk = key.jwk();
    (key, jwk)
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unsigned_token() {
    refused_by("alg", |token| {
        token.header = json!({ "alg": "none" });
        token.signature = Signature::Empty;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_misspelled_unknown_or_empty_algorithm() {
    let world = World::new();
    let algorithms = [json!("None"), json!("nOnE"), json!("es256"), json!("RS1"), json!("ES256K"), json!("")];
    // Discovery makes none of them known.
    let listed = json!(algorithms);
    world.provider.script(|script| {
        script.discovery = alter(move |document: &mut Value| {
            document["id_token_signing_alg_values_supported"] = listed.clone();
        });
    });
    for algorithm in algorithms {
        world.id_token(move |token| token.header["alg"] = algorithm.clone());
        world.refuses_the_id_token_by("alg").await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_header_whose_alg_is_missing_or_not_a_string() {
    let world = World::new();
    for header in [json!({}), json!({ "alg": null }), json!({ "alg": ["ES256"] }), json!([]), json!("ES256")] {
        world.id_token(move |token| token.header = header.clone());
        world.refuses_the_id_token_by("form").await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_signed_with_the_public_key_as_a_secret() {
    for algorithm in [Algorithm::Es256, Algorithm::Rs256] {
        let world = World::new();
        let key = world.provider.sign_with(algorithm);
        world.id_token(move |token| {
            token.header["alg"] = "HS256".into();
            token.signature = Signature::Hmac(key.public_bytes());
        });
        world.refuses_the_id_token_by("alg").await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_signed_with_our_client_secret() {
    let world = World::new();
    world.provider.script(|script| {
        script.discovery =
            alter(|document: &mut Value| document["id_token_signing_alg_values_supported"] = json!(["HS256"]));
        script.id_token = alter(|token: &mut crate::provider::Draft| {
            token.header = json!({ "alg": "HS256" });
            token.signature = Signature::Hmac(CLIENT_SECRET.into());
        });
    });
    world.refuses_the_id_token_by("alg").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_signed_with_a_secret_that_the_key_set_publishes() {
    let world = World::new();
    world.provider.script(|script| {
        script.keys = alter(|set: &mut Value| set["keys"] = json!([{ "kty": "oct", "kid": "oct", "k": "c2VjcmV0" }]));
        script.id_token = alter(|token: &mut crate::provider::Draft| {
            token.header = json!({ "alg": "HS256", "kid": "oct" });
            token.signature = Signature::Hmac(b"secret".to_vec());
        });
    });
    world.refuses_the_id_token_by("alg").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_signed_with_es512() {
    refused_by("alg: ES512 is not supported", |token| token.header["alg"] = "ES512".into()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_signed_with_an_algorithm_that_discovery_does_not_list() {
    let world = World::new();
    world.provider.sign_with(Algorithm::Rs256);
    for listed in [json!(["ES256"]), json!(["ES256", "PS256", "none"])] {
        world.provider.script(|script| {
            script.discovery = alter(move |document: &mut Value| {
                document["id_token_signing_alg_values_supported"] = listed.clone();
            });
        });
        world.refuses_the_id_token_by("alg: not among").await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn tokens_with_unlisted_algorithms_that_would_cause_many_requests_for_discovery() {
    let world = World::new();
    world.accepts().await;
    world.provider.script(|script| {
        script.discovery =
            alter(|document: &mut Value| document["id_token_signing_alg_values_supported"] = json!(["ES256"]));
    });
    world.provider.sign_with(Algorithm::EdDsa);
    let before = world.provider.requests(DISCOVERY);
    for _ in 0..3 {
        world.refuses("id_token.invalid", "alg: not among").await;
    }
    assert_eq!(world.provider.requests(DISCOVERY), before + 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_signed_by_an_rsa_key_of_1024_bits() {
    let world = World::new();
    world.provider.sign_with_key(&SigningKey::short_rsa());
    world.refuses_the_id_token_by("kid: the RSA key has less than 2048 bits").await;
    world.provider.sign_with(Algorithm::Rs256);
    world.app.clock.advance(TimeDelta::seconds(31));
    world.provider.advance(TimeDelta::seconds(31));
    world.accepts().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_signed_by_another_key_with_the_same_key_id() {
    refused_by("signature", |token| token.signature = Signature::OtherKey).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_whose_signature_was_changed() {
    for algorithm in [Algorithm::Es256, Algorithm::Rs256, Algorithm::EdDsa] {
        let world = World::new();
        world.provider.sign_with(algorithm);
        world.provider.script(|script| {
            script.id_token_text = alter(|token: &mut String| {
                let last = token.pop().unwrap();
                let before = token.pop().unwrap();
                token.push(if before == 'A' { 'B' } else { 'A' });
                token.push(last);
            });
        });
        world.refuses_the_id_token_by("signature").await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_with_an_empty_signature() {
    refused_by("signature", |token| token.signature = Signature::Empty).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_with_alg_ps256_and_an_rs256_signature() {
    let world = World::new();
    world.provider.sign_with(Algorithm::Rs256);
    world.id_token(|token| token.header["alg"] = "PS256".into());
    world.refuses_the_id_token_by("signature").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_whose_algorithm_does_not_match_the_type_of_its_key() {
    refused_by("kid", |token| token.header["alg"] = "RS256".into()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_signed_by_a_key_for_encryption() {
    let world = World::new();
    world.provider.script(|script| script.keys = alter(|set: &mut Value| set["keys"][0]["use"] = "enc".into()));
    world.refuses_the_id_token_by("kid").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_signed_by_a_key_for_another_algorithm() {
    let world = World::new();
    world.provider.sign_with(Algorithm::Rs256);
    world.provider.script(|script| script.keys = alter(|set: &mut Value| set["keys"][0]["alg"] = "RS512".into()));
    world.refuses_the_id_token_by("kid").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_with_an_unknown_key_id() {
    refused_by("kid", |token| token.header["kid"] = "made-up".into()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_with_its_own_key_in_the_header() {
    refused_by("signature", |token| {
        let (key, jwk) = own_key();
        token.header["jwk"] = jwk;
        token.signature = Signature::By(key);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_with_the_url_of_its_key_in_the_header() {
    let (world, elsewhere) = (World::new(), Provider::start());
    let (key, keys) = (elsewhere.key(), format!("{}/keys", elsewhere.issuer));
    world.id_token(move |token| {
        token.header["kid"] = key.id.clone().into();
        token.header["jku"] = keys.clone().into();
        token.header["x5u"] = keys.clone().into();
        token.signature = Signature::By(key.clone());
    });
    world.refuses_the_id_token_by("kid").await;
    assert_eq!(elsewhere.requests("/keys"), 0, "Kaimu does not request the URL");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_with_its_own_certificate_in_the_header() {
    refused_by("signature", |token| {
        let (key, _) = own_key();
        token.header["x5c"] = json!(["MIIB"]);
        token.header["x5t"] = "AAAA".into();
        token.signature = Signature::By(key);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_with_critical_header_parameters() {
    let world = World::new();
    for critical in [json!(["b64"]), json!([]), json!(null)] {
        world.id_token(move |token| token.header["crit"] = critical.clone());
        world.refuses_the_id_token_by("crit").await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_with_another_typ() {
    let world = World::new();
    for kind in ["logout+jwt", "at+jwt", "JWE", ""] {
        world.id_token(move |token| token.header["typ"] = kind.into());
        world.refuses_the_id_token_by("typ").await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_with_another_token_as_payload() {
    refused_by("typ", |token| token.header["cty"] = "JWT".into()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_swapped_tokens_of_two_sign_ins_of_one_user() {
    let world = World::new();
    let first = Arc::new(Mutex::new(None::<String>));
    world.provider.script(|script| {
        script.id_token_text = alter(move |token: &mut String| {
            let mut first = first.lock().unwrap();
            match first.take() {
                Some(other) => *token = other,
                None => *first = Some(std::mem::replace(token, "none".to_owned())),
            }
        });
    });
    world.refuses_the_id_token_by("form").await;
    world.refuses_the_id_token_by("nonce").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_without_key_id_in_a_key_set_with_thousands_of_keys() {
    let world = World::new();
    world.provider.script(|script| {
        script.keys = alter(|set: &mut Value| {
            let keys = set["keys"].as_array_mut().unwrap();
            let mut other = SigningKey::unpublished(Algorithm::Es256).jwk();
            other.as_object_mut().unwrap().remove("kid");
            let right = keys.pop().unwrap();
            keys.extend(std::iter::repeat_n(other, 5000));
            keys.push(right);
        });
        script.id_token = alter(|token: &mut crate::provider::Draft| token.header = json!({ "alg": "ES256" }));
    });
    world.refuses_the_id_token_by("signature").await;
}

/// Moves the clocks of Kaimu and of the provider forward.
fn advance(world: &World, minutes: i64) {
    world.app.clock.advance(TimeDelta::minutes(minutes));
    world.provider.advance(TimeDelta::minutes(minutes));
}

/// Shows the sign-in page, which refreshes what Kaimu knows of the provider, and waits for this number of key requests.
async fn has_fetched_keys(world: &World, times: usize) {
    Browser::new().get(world.app.page("/login")).await;
    until("the keys are fetched", async || world.provider.requests(KEYS) == times).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_signed_by_a_key_that_the_provider_has_withdrawn() {
    let world = World::new();
    world.accepts().await;
    let withdrawn = world.provider.key();
    world.provider.rotate_keys();
    let (header, signer) = (withdrawn.header(), withdrawn.clone());
    world.id_token(move |token| {
        token.header = header.clone();
        token.signature = Signature::By(signer.clone());
    });
    world.accepts().await;
    assert_eq!(world.provider.requests(KEYS), 1, "the key counts until the keys are fetched again");
    advance(&world, 61);
    has_fetched_keys(&world, 2).await;
    let refused = Browser::new().follow(world.sign_in_url()).await;
    refused.is_refused_with("id_token.invalid");
    world.log_says(&refused, "failed the check of kid");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_whose_keys_could_not_be_fetched_for_two_hours() {
    let world = World::new();
    world.accepts().await;
    world.provider.inject(KEYS, Fault::Status(500));
    advance(&world, 61);
    world.accepts().await;
    advance(&world, 58);
    world.accepts().await;
    advance(&world, 2);
    world.refuses("provider.unavailable", "answers with status 500").await;
    world.provider.recover();
    advance(&world, 1);
    world.accepts().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_provider_says_how_long_its_keys_count() {
    // At most an hour.
    for (cache_control, minutes) in [("public, max-age=600", 10), ("public, max-age=86400", 60)] {
        let world = World::new();
        world.provider.script(|script| script.keys_cache_control = Some(cache_control));
        world.accepts().await;
        advance(&world, minutes - 1);
        has_fetched_keys(&world, 1).await;
        advance(&world, 2);
        has_fetched_keys(&world, 2).await;
    }
}

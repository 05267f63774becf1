//! Signatures and key sets that the standards allow.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::digest::{SHA256, SHA384, SHA512, digest};
use serde_json::{Value, json};

use crate::catalogue::world::World;
use crate::provider::{Algorithm, DISCOVERY, Draft, KEYS, SigningKey, alter};

/// Asserts that a token with this algorithm and an `at_hash` is accepted (OpenID Connect Core, section 3.1.3.6).
async fn accepts(algorithm: Algorithm) {
    let world = World::new();
    world.provider.sign_with(algorithm);
    let hash = match algorithm {
        Algorithm::Rs256 | Algorithm::Ps256 | Algorithm::Es256 => &SHA256,
        Algorithm::Rs384 | Algorithm::Ps384 | Algorithm::Es384 => &SHA384,
        Algorithm::Rs512 | Algorithm::Ps512 | Algorithm::EdDsa => &SHA512,
    };
    let access_token = "an access token of this test";
    world.provider.script(|script| {
        script.tokens = alter(move |tokens: &mut Value| tokens["access_token"] = access_token.into());
        script.id_token = alter(move |token: &mut Draft| {
            let digest = digest(hash, access_token.as_bytes());
            let half = &digest.as_ref()[..digest.as_ref().len() / 2];
            token.claims["at_hash"] = URL_SAFE_NO_PAD.encode(half).into();
        });
    });
    world.accepts().await;
}

macro_rules! accepted {
    ($($name:ident: $algorithm:ident),+ $(,)?) => {
        $(#[tokio::test(flavor = "multi_thread")] async fn $name() { accepts(Algorithm::$algorithm).await; })+
    };
}

accepted! {
    a_token_signed_with_rs256: Rs256,
    a_token_signed_with_rs384: Rs384,
    a_token_signed_with_rs512: Rs512,
    a_token_signed_with_ps256: Ps256,
    a_token_signed_with_ps384: Ps384,
    a_token_signed_with_ps512: Ps512,
    a_token_signed_with_es256: Es256,
    a_token_signed_with_es384: Es384,
    a_token_signed_with_ed25519: EdDsa,
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_without_key_id_when_there_is_one_key() {
    let world = World::new();
    world.provider.script(|script| {
        script.keys = alter(|set: &mut Value| drop(set["keys"][0].as_object_mut().unwrap().remove("kid")));
        script.id_token = alter(|token: &mut Draft| drop(token.header.as_object_mut().unwrap().remove("kid")));
    });
    world.accepts().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_without_key_id_when_there_are_several_keys() {
    let world = World::new();
    world.provider.script(|script| {
        script.keys = alter(|set: &mut Value| {
            let keys = set["keys"].as_array_mut().unwrap();
            for algorithm in [Algorithm::Es256, Algorithm::Rs256, Algorithm::EdDsa, Algorithm::Es256] {
                keys.insert(0, SigningKey::unpublished(algorithm).jwk());
            }
            for key in keys {
                key.as_object_mut().unwrap().remove("kid");
            }
        });
        script.id_token = alter(|token: &mut Draft| drop(token.header.as_object_mut().unwrap().remove("kid")));
    });
    world.accepts().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_keys_of_different_types_with_the_same_key_id() {
    let world = World::new();
    world.provider.script(|script| {
        script.keys = alter(|set: &mut Value| {
            let mut other = SigningKey::unpublished(Algorithm::Rs256).jwk();
            other["kid"] = set["keys"][0]["kid"].clone();
            set["keys"].as_array_mut().unwrap().insert(0, other);
        });
    });
    world.accepts().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn keys_of_unknown_types_beside_the_right_one() {
    let world = World::new();
    world.provider.script(|script| {
        script.keys = alter(|set: &mut Value| {
            let right = set["keys"][0].take();
            set["keys"] = json!([
                { "kty": "AKP", "alg": "ML-DSA-44", "kid": "pq", "pub": "AAAA" },
                { "kty": "EC", "crv": "secp256k1", "kid": "k1", "x": "AA", "y": "AA" },
                { "kty": "OKP", "crv": "Ed448", "kid": "448", "x": "AA" },
                { "kty": "oct", "kid": "oct", "k": "AAAA" },
                { "kty": "RSA", "kid": "half" },
                { "kid": "nothing" },
                right,
            ]);
        });
    });
    world.accepts().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_signed_by_an_rsa_key_with_the_exponent_3() {
    let world = World::new();
    world.provider.sign_with_key(&SigningKey::rsa_with_exponent_3());
    world.accepts().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_rsa_key_that_is_published_with_leading_zeros() {
    let world = World::new();
    world.provider.sign_with(Algorithm::Rs256);
    world.provider.script(|script| {
        script.keys = alter(|set: &mut Value| {
            for member in ["n", "e"] {
                let number = URL_SAFE_NO_PAD.decode(set["keys"][0][member].as_str().unwrap()).unwrap();
                set["keys"][0][member] = URL_SAFE_NO_PAD.encode([&[0], number.as_slice()].concat()).into();
            }
        });
    });
    world.accepts().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_without_key_id_beside_an_rsa_key_of_1024_bits() {
    let world = World::new();
    world.provider.sign_with(Algorithm::Rs256);
    world.provider.script(|script| {
        script.keys =
            alter(|set: &mut Value| set["keys"].as_array_mut().unwrap().insert(0, SigningKey::short_rsa().jwk()));
        script.id_token = alter(|token: &mut Draft| drop(token.header.as_object_mut().unwrap().remove("kid")));
    });
    world.accepts().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn unknown_members_of_a_key_and_of_the_key_set() {
    let world = World::new();
    world.provider.script(|script| {
        script.keys = alter(|set: &mut Value| {
            set["next_rotation"] = json!({ "at": [1, 2] });
            set["keys"][0]["x5c"] = json!(["MIIB"]);
            set["keys"][0]["key_ops"] = json!(["verify"]);
            set["keys"][0]["expires"] = json!({ "at": null });
            set["keys"][0]["alg"] = "ES256".into();
        });
    });
    world.accepts().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_set_with_thousands_of_other_keys() {
    let world = World::new();
    world.provider.script(|script| {
        script.keys = alter(|set: &mut Value| {
            let right = set["keys"][0].take();
            let mut keys = vec![json!({ "kty": "unknown", "kid": "x" }); 10_000];
            keys.push(right);
            set["keys"] = keys.into();
        });
    });
    world.accepts().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn new_keys_between_two_sign_ins() {
    let world = World::new();
    world.accepts().await;
    world.provider.rotate_keys();
    world.accepts().await;
    assert_eq!(world.provider.requests(KEYS), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn new_keys_during_a_sign_in() {
    let world = World::new();
    world.accepts().await;
    let response = world.response(&world.browser).await;
    world.provider.sign_with(Algorithm::EdDsa);
    world.browser.follow(response).await.is_dashboard_of("Ada");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_algorithm_between_two_sign_ins() {
    let world = World::new();
    world.accepts().await;
    let before = world.provider.requests(DISCOVERY);
    world.provider.sign_with(Algorithm::Rs256);
    world.accepts().await;
    assert_eq!(world.provider.requests(DISCOVERY), before + 1, "discovery is fetched again and lists the new one");
    world.accepts().await;
    assert_eq!(world.provider.requests(DISCOVERY), before + 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_algorithm_where_discovery_lists_none() {
    for listed in [json!(null), json!([]), json!("ES256"), json!([7])] {
        let world = World::new();
        world.provider.sign_with(Algorithm::EdDsa);
        world.provider.script(|script| {
            script.discovery = alter(move |document: &mut Value| {
                document["id_token_signing_alg_values_supported"] = listed.clone();
            });
        });
        world.accepts().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_key_with_the_key_id_of_the_old_one() {
    let world = World::new();
    world.accepts().await;
    let before = world.provider.key().id;
    world.provider.rotate_keys();
    world.provider.script(|script| {
        let id = before.clone();
        script.keys = alter(move |set: &mut Value| set["keys"][0]["kid"] = id.clone().into());
        script.id_token = alter(move |token: &mut Draft| token.header["kid"] = before.clone().into());
    });
    world.accepts().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_typ_in_any_case_and_unknown_header_parameters() {
    let world = World::new();
    for kind in ["JWT", "jwt", "application/jwt"] {
        world.id_token(move |token| {
            token.header["typ"] = kind.into();
            token.header["nonce"] = json!({ "any": 1 });
        });
        world.accepts().await;
    }
}

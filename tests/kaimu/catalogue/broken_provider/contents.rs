//! Well-formed answers with wrong contents.

use serde_json::{Value, json};

use crate::catalogue::world::{World, in_seconds};
use crate::provider::{DISCOVERY, Draft, Fault, KEYS, Signature, TOKEN, USERINFO, alter};

/// Asserts that this change to the discovery document ends a sign-in before the redirect to the provider.
async fn discovery_refused(why: &str, change: impl FnMut(&mut Value) + Send + 'static) {
    let world = World::new();
    world.provider.script(|script| script.discovery = alter(change));
    world.refuses("provider.unavailable", why).await;
    assert_eq!(world.provider.requests("/authorize"), 0);
    assert_eq!(world.database.count("audit_events"), 0, "a start writes nothing");
}

/// Asserts that this check refuses a signed userinfo response with this change.
async fn signed_userinfo_refused(check: &str, change: impl FnMut(&mut Draft) + Send + 'static) {
    let world = World::new();
    world.thin_id_token();
    world.provider.script(|script| {
        script.sign_userinfo = true;
        script.userinfo_token = alter(change);
    });
    world.refuses("userinfo.invalid", &format!("failed the check of {check}")).await;
    world.no_user_exists();
}

#[tokio::test(flavor = "multi_thread")]
async fn discovery_of_another_issuer() {
    discovery_refused("it names the issuer", |document| document["issuer"] = "https://elsewhere.example".into()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn discovery_whose_issuer_differs_in_a_trailing_slash() {
    discovery_refused("they differ only in the trailing slash", |document| {
        document["issuer"] = format!("{}/", document["issuer"].as_str().unwrap()).into();
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn discovery_without_an_issuer_or_an_endpoint() {
    for member in ["issuer", "authorization_endpoint", "token_endpoint", "jwks_uri"] {
        discovery_refused("is not a discovery document", move |document| {
            document.as_object_mut().unwrap().remove(member);
        })
        .await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn discovery_with_an_endpoint_that_is_neither_https_nor_loopback() {
    for member in ["authorization_endpoint", "token_endpoint", "jwks_uri", "userinfo_endpoint"] {
        for url in ["http://192.0.2.1/x", "file:///etc/passwd", "javascript:alert(1)", "gopher://127.0.0.1/"] {
            discovery_refused("does not use https", move |document| document[member] = url.into()).await;
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_set_without_keys() {
    for set in [json!({ "keys": [] }), json!({ "keys": [{ "kty": "unknown" }] })] {
        let world = World::new();
        world.provider.script(|script| script.keys = alter(move |keys: &mut Value| *keys = set.clone()));
        world.refuses_the_id_token_by("kid").await;
        world.provider.recover();
        world.app.clock.advance(chrono::TimeDelta::seconds(31));
        world.accepts().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_malformed_key_set() {
    for set in [json!([]), json!({}), json!({ "keys": {} }), json!("keys")] {
        let world = World::new();
        world.provider.script(|script| script.keys = alter(move |keys: &mut Value| *keys = set.clone()));
        world.refuses("provider.unavailable", "is not a key set").await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn unknown_key_ids_that_cause_fewer_and_fewer_fetches() {
    let world = World::with(|setup| setup.set(crate::app::STARTS_PER_MINUTE, "0"));
    world.accepts().await;
    let mut number = 0;
    world.id_token(move |token| {
        number += 1;
        token.header["kid"] = format!("made-up-{number}").into();
    });
    for _ in 0..40 {
        world.refuses("id_token.invalid", "kid").await;
    }
    // The pause after each useless fetch is twice as long as the one before, up to 30 s.
    let fetches = world.provider.requests(KEYS);
    assert!((2..=6).contains(&fetches), "{fetches}");
    for fetch in 1..=3 {
        world.app.clock.advance(chrono::TimeDelta::seconds(30));
        world.provider.advance(chrono::TimeDelta::seconds(30));
        world.refuses("id_token.invalid", "kid").await;
        assert_eq!(world.provider.requests(KEYS), fetches + fetch);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_failed_fetch_of_new_keys_that_keeps_the_old_ones() {
    let world = World::new();
    world.accepts().await;
    world.provider.inject(KEYS, Fault::Status(500));
    world.id_token(|token| token.header["kid"] = "made-up".into());
    world.refuses("provider.unavailable", "answers with status 500").await;
    world.provider.script(|script| script.id_token = None);
    world.accepts().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_endpoint_that_rejects_the_client() {
    let world = World::new();
    let refusal = json!({ "error": "invalid_client", "error_description": "ada@example.org is unknown" }).to_string();
    world.provider.inject(TOKEN, Fault::JsonError(401, refusal));
    world.refuses("token.client_rejected", "rejected our client id, client secret or client key").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_endpoint_that_rejects_the_client_with_another_error() {
    let world = World::new();
    for (status, error, why) in [
        (401, "unauthorized_client", "client key (unauthorized_client, status 401)"),
        (403, "unauthorized_client", "client key (unauthorized_client, status 403)"),
        (401, "ada@example.org", "client key (status 401)"),
    ] {
        world.provider.inject(TOKEN, Fault::JsonError(status, json!({ "error": error }).to_string()));
        world.refuses("token.client_rejected", why).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_endpoint_that_refuses_the_code_with_403() {
    let world = World::new();
    world.provider.inject(TOKEN, Fault::JsonError(403, json!({ "error": "invalid_grant" }).to_string()));
    world.refuses("token.exchange_failed", "it answered with the error invalid_grant (status 403)").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_endpoint_that_refuses_the_code() {
    let world = World::new();
    for (error, why) in [
        ("invalid_grant", "it answered with the error invalid_grant (status 400)"),
        ("slow_down", "it answered with the error slow_down (status 400)"),
        ("ada@example.org", "with an unknown error (status 400)"),
    ] {
        world.provider.inject(TOKEN, Fault::JsonError(400, json!({ "error": error }).to_string()));
        world.refuses("token.exchange_failed", why).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_endpoint_that_answers_with_an_error_and_status_200() {
    let world = World::new();
    world.provider.script(|script| {
        script.tokens = alter(|tokens: &mut Value| *tokens = json!({ "error": "invalid_grant" }));
    });
    world.refuses("token.exchange_failed", "is not a token response").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_endpoint_that_answers_with_an_error_beside_the_tokens() {
    let world = World::new();
    for error in [json!("invalid_grant"), json!(""), json!({ "code": 7 }), json!(false)] {
        world.provider.script(|script| {
            script.tokens = alter(move |tokens: &mut Value| tokens["error"] = error.clone());
        });
        world.refuses("token.exchange_failed", "it answered with an error beside the tokens").await;
    }
    world.provider.script(|script| script.tokens = alter(|tokens: &mut Value| tokens["error"] = Value::Null));
    world.accepts().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_type_other_than_bearer() {
    let world = World::new();
    for kind in [json!("DPoP"), json!("mac"), json!(""), json!(null), json!(["Bearer"])] {
        world.provider.script(|script| {
            script.tokens = alter(move |tokens: &mut Value| tokens["token_type"] = kind.clone());
        });
        world.refuses("token.exchange_failed", "returned no tokens").await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_response_without_an_access_token() {
    let world = World::new();
    world.provider.script(|script| {
        script.tokens = alter(|tokens: &mut Value| drop(tokens.as_object_mut().unwrap().remove("access_token")));
    });
    world.refuses("token.exchange_failed", "is not a token response").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_access_token_with_a_header_injection() {
    let world = World::new();
    world.thin_id_token();
    world.provider.script(|script| {
        script.tokens = alter(|tokens: &mut Value| tokens["access_token"] = "a secret of ours\r\nX-Evil: 1".into());
    });
    world.refuses("provider.unavailable", "cannot be requested: the access token has characters").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn userinfo_about_another_subject() {
    let world = World::new();
    world.thin_id_token();
    for (subject, code, why) in [
        (json!("mallory"), "userinfo.subject_mismatch", "another subject"),
        (json!("ADA-1"), "userinfo.subject_mismatch", "another subject"),
        (json!("ada-1 "), "userinfo.subject_mismatch", "another subject"),
        (json!(null), "userinfo.invalid", "sub: missing"),
        (json!(1), "userinfo.invalid", "sub: it is a number, and must be a text"),
        (json!(["ada-1"]), "userinfo.invalid", "sub: it is a list, and must be a text"),
    ] {
        world.provider.script(|script| {
            script.userinfo = alter(move |claims: &mut Value| claims["sub"] = subject.clone());
        });
        world.refuses(code, why).await;
    }
    world.no_user_exists();
}

#[tokio::test(flavor = "multi_thread")]
async fn userinfo_with_two_subjects() {
    let world = World::new();
    world.thin_id_token();
    let twice = r#"{"sub":"mallory","sub":"ada-1","email":"ada@example.org","email_verified":true}"#;
    world.provider.inject(USERINFO, Fault::Body("application/json", twice.to_owned()));
    world.refuses("userinfo.invalid", "failed the check of sub: it occurs twice").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn signed_userinfo_for_another_client() {
    signed_userinfo_refused("aud", |token| token.claims["aud"] = "somebody-else".into()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn signed_userinfo_of_another_issuer() {
    signed_userinfo_refused("iss", |token| token.claims["iss"] = "https://elsewhere.example".into()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn signed_userinfo_that_has_expired() {
    signed_userinfo_refused("exp", |token| token.claims["exp"] = in_seconds(-90)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn signed_userinfo_with_the_signature_of_another_key() {
    signed_userinfo_refused("signature", |token| token.signature = Signature::OtherKey).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn signed_userinfo_without_a_signature() {
    signed_userinfo_refused("alg", |token| {
        token.header["alg"] = "none".into();
        token.signature = Signature::Empty;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn signed_userinfo_with_an_algorithm_that_is_not_supported() {
    signed_userinfo_refused("alg", |token| token.header["alg"] = "HS256".into()).await;
    signed_userinfo_refused("alg: ES512 is not supported", |token| token.header["alg"] = "ES512".into()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn encrypted_userinfo() {
    let world = World::new();
    world.thin_id_token();
    world.provider.inject(USERINFO, Fault::Body("application/jwt", "e30.e30.e30.e30.e30".to_owned()));
    world.refuses("userinfo.invalid", "turn off the encryption of ID tokens and userinfo").await;
    world.no_user_exists();
}

#[tokio::test(flavor = "multi_thread")]
async fn userinfo_whose_address_occurs_twice() {
    let world = World::new();
    world.thin_id_token();
    let twice = r#"{"sub":"ada-1","email":"ada@example.org","email":"eve@example.org","email_verified":true}"#;
    world.provider.inject(USERINFO, Fault::Body("application/json", twice.to_owned()));
    world.refuses("userinfo.invalid", "failed the check of email: it occurs twice").await;
    world.no_user_exists();
}

#[tokio::test(flavor = "multi_thread")]
async fn signed_userinfo_about_another_subject() {
    let world = World::new();
    world.thin_id_token();
    world.provider.script(|script| {
        script.sign_userinfo = true;
        script.userinfo = alter(|claims: &mut Value| claims["sub"] = "mallory".into());
    });
    world.refuses("userinfo.subject_mismatch", "another subject").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_failing_provider_that_is_retried_with_backoff_and_recovers() {
    let world = World::new();
    world.provider.script(|script| {
        script.discovery = alter(|document: &mut Value| document["issuer"] = "https://elsewhere.example".into());
    });
    for _ in 0..5 {
        world.refuses("provider.unavailable", "").await;
    }
    let asked = world.provider.requests(DISCOVERY);
    assert!(asked < 5, "a failing provider is not asked every time: {asked}");
    world.provider.recover();
    world.app.clock.advance(chrono::TimeDelta::seconds(9));
    world.accepts().await;
}

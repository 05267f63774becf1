//! Verifies the signature of an ID token, and the same signature as the openidconnect crate does it alone.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use criterion::Criterion;
use kaimu::oidc::{Jws, KeySet, TokenKind};
use openidconnect::JsonWebKey;
use openidconnect::core::{CoreJsonWebKeySet, CoreJwsSigningAlgorithm};
use openidconnect::http::HeaderMap;
use ring::rand::SystemRandom;
use ring::rsa::PublicKeyComponents;
use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair, RSA_PKCS1_SHA256, RsaKeyPair};
use rustls::pki_types::PrivatePkcs8KeyDer;
use rustls::pki_types::pem::PemObject;
use serde_json::{Value, json};
use url::Url;

/// Claims as Okta sends them.
const CLAIMS: &str = r#"{"sub":"00u1a2b3c4d5e6f7g8h9","name":"Ada Lovelace","email":"ada@example.org","ver":1,
"iss":"https://example.okta.com","aud":"0oa1a2b3c4d5e6f7g8h9","iat":1700000000,"exp":1700003600,"jti":"ID.1a2b3c4d5e6f7g8h9i0j",
"amr":["pwd","mfa"],"idp":"00o1a2b3c4d5e6f7g8h9","nonce":"n-0S6_WzA2Mj","preferred_username":"ada@example.org","auth_time":1700000000,
"email_verified":true,"at_hash":"77QmUPtjPfzWtF2AnpK9RQ"}"#;

pub(super) fn measure(criterion: &mut Criterion) {
    let (rsa, ecdsa) = (rs256(), es256());
    compare(criterion, "RS256", &CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha256, &rsa);
    compare(criterion, "ES256", &CoreJwsSigningAlgorithm::EcdsaP256Sha256, &ecdsa);
}

/// A token and the key set that verifies it.
struct Signed {
    token: String,
    key_set: Vec<u8>,
}

fn compare(criterion: &mut Criterion, name: &str, algorithm: &CoreJwsSigningAlgorithm, signed: &Signed) {
    let mut group = criterion.benchmark_group(format!("verify an ID token of {name}"));
    let url = Url::parse("https://example.okta.com/keys").unwrap();
    let keys = KeySet::read(&signed.key_set, &HeaderMap::new(), &url).unwrap();
    group.bench_function("Kaimu", |bencher| {
        bencher.iter(|| keys.verify(&Jws::parse(&signed.token, TokenKind::IdTokenOrUserinfo).unwrap()).unwrap());
    });
    let keys: CoreJsonWebKeySet = serde_json::from_slice(&signed.key_set).unwrap();
    let (message, signature) = signed.token.rsplit_once('.').unwrap();
    let signature = URL_SAFE_NO_PAD.decode(signature).unwrap();
    group.bench_function("openidconnect, signature only", |bencher| {
        #[allow(clippy::disallowed_methods, reason = "to compare with it")]
        bencher.iter(|| keys.keys()[0].verify_signature(algorithm, message.as_bytes(), &signature).unwrap());
    });
    group.finish();
}

fn rs256() -> Signed {
    let pem = include_bytes!("../../tests/keys/rsa-2048.pem");
    let pair = RsaKeyPair::from_pkcs8(PrivatePkcs8KeyDer::from_pem_slice(pem).unwrap().secret_pkcs8_der()).unwrap();
    let PublicKeyComponents { n, e } = PublicKeyComponents::<Vec<u8>>::from(pair.public());
    let key = json!({ "kty": "RSA", "n": URL_SAFE_NO_PAD.encode(n), "e": URL_SAFE_NO_PAD.encode(e) });
    signed("RS256", key, |message| {
        let mut signature = vec![0; pair.public().modulus_len()];
        pair.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), message, &mut signature).unwrap();
        signature
    })
}

fn es256() -> Signed {
    let (kind, random) = (&ECDSA_P256_SHA256_FIXED_SIGNING, SystemRandom::new());
    let pkcs8 = EcdsaKeyPair::generate_pkcs8(kind, &random).unwrap();
    let pair = EcdsaKeyPair::from_pkcs8(kind, pkcs8.as_ref(), &random).unwrap();
    let (x, y) = pair.public_key().as_ref()[1..].split_at(32);
    let key = json!({ "kty": "EC", "crv": "P-256", "x": URL_SAFE_NO_PAD.encode(x), "y": URL_SAFE_NO_PAD.encode(y) });
    signed("ES256", key, |message| pair.sign(&random, message).unwrap().as_ref().to_vec())
}

fn signed(algorithm: &str, mut key: Value, sign: impl Fn(&[u8]) -> Vec<u8>) -> Signed {
    key["kid"] = "a key".into();
    let header = json!({ "alg": algorithm, "kid": "a key" }).to_string();
    let message = format!("{}.{}", URL_SAFE_NO_PAD.encode(header), URL_SAFE_NO_PAD.encode(CLAIMS));
    let signature = URL_SAFE_NO_PAD.encode(sign(message.as_bytes()));
    Signed { token: format!("{message}.{signature}"), key_set: json!({ "keys": [key] }).to_string().into_bytes() }
}

//! Signing keys of the scripted provider, for every supported algorithm.

use std::sync::{Arc, LazyLock};

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use openidconnect::PrivateSigningKey;
use openidconnect::core::{CoreJwsSigningAlgorithm, CoreRsaPrivateSigningKey};
use ring::rand::SystemRandom;
use ring::rsa::PublicKeyComponents;
use ring::signature::{self, EcdsaKeyPair, Ed25519KeyPair, KeyPair, RsaKeyPair};
use ring::{hmac, rsa};
use rustls::pki_types::PrivatePkcs8KeyDer;
use rustls::pki_types::pem::PemObject;
use serde_json::{Value, json};

/// A signature algorithm (RFC 7518, section 3.1; RFC 8037).
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Algorithm {
    Rs256,
    Rs384,
    Rs512,
    Ps256,
    Ps384,
    Ps512,
    Es256,
    Es384,
    EdDsa,
}

/// A signing key with its key id. Clones share the key.
#[derive(Clone)]
pub struct SigningKey {
    pub id: String,
    algorithm: Algorithm,
    pair: Pair,
}

#[derive(Clone)]
enum Pair {
    Rsa(&'static RsaKeyPair),
    Ecdsa(Arc<EcdsaKeyPair>),
    Ed25519(Arc<Ed25519KeyPair>),
    OtherRsa(&'static CoreRsaPrivateSigningKey),
}

/// A published and an unpublished RSA key. They come from files, since `ring` cannot generate RSA keys.
static RSA: [LazyLock<RsaKeyPair>; 2] = [
    LazyLock::new(|| read_rsa(include_str!("../../keys/rsa-2048.pem"))),
    LazyLock::new(|| read_rsa(include_str!("../../keys/rsa-2048-other.pem"))),
];

/// RSA keys with which `ring` does not sign: one of 1024 bits, and one with the exponent 3.
static SHORT_RSA: LazyLock<CoreRsaPrivateSigningKey> =
    LazyLock::new(|| read_other_rsa(include_str!("../../keys/rsa-1024-traditional.pem")));
static RSA_WITH_EXPONENT_3: LazyLock<CoreRsaPrivateSigningKey> =
    LazyLock::new(|| read_other_rsa(include_str!("../../keys/rsa-2048-exponent-3-traditional.pem")));

fn read_other_rsa(pem: &str) -> CoreRsaPrivateSigningKey {
    CoreRsaPrivateSigningKey::from_pem(pem, None).unwrap()
}

fn read_rsa(pem: &str) -> RsaKeyPair {
    RsaKeyPair::from_pkcs8(PrivatePkcs8KeyDer::from_pem_slice(pem.as_bytes()).unwrap().secret_pkcs8_der()).unwrap()
}

impl Algorithm {
    pub fn name(self) -> &'static str {
        match self {
            Self::Rs256 => "RS256",
            Self::Rs384 => "RS384",
            Self::Rs512 => "RS512",
            Self::Ps256 => "PS256",
            Self::Ps384 => "PS384",
            Self::Ps512 => "PS512",
            Self::Es256 => "ES256",
            Self::Es384 => "ES384",
            Self::EdDsa => "EdDSA",
        }
    }

    fn rsa_encoding(self) -> &'static dyn signature::RsaEncoding {
        match self {
            Self::Rs256 => &signature::RSA_PKCS1_SHA256,
            Self::Rs384 => &signature::RSA_PKCS1_SHA384,
            Self::Rs512 => &signature::RSA_PKCS1_SHA512,
            Self::Ps256 => &signature::RSA_PSS_SHA256,
            Self::Ps384 => &signature::RSA_PSS_SHA384,
            Self::Ps512 => &signature::RSA_PSS_SHA512,
            other => panic!("{other:?} is not of RSA"),
        }
    }
}

impl SigningKey {
    /// A new key. For RSA it is always the same key with a new key id.
    pub fn new(algorithm: Algorithm) -> Self {
        Self::generate(algorithm, 0)
    }

    /// A key that the provider does not publish.
    pub fn unpublished(algorithm: Algorithm) -> Self {
        Self::generate(algorithm, 1)
    }

    /// An RSA key of 1024 bits, for RS256.
    pub fn short_rsa() -> Self {
        Self { id: "short".to_owned(), algorithm: Algorithm::Rs256, pair: Pair::OtherRsa(&SHORT_RSA) }
    }

    /// An RSA key with the public exponent 3, for RS256.
    pub fn rsa_with_exponent_3() -> Self {
        Self { id: "three".to_owned(), algorithm: Algorithm::Rs256, pair: Pair::OtherRsa(&RSA_WITH_EXPONENT_3) }
    }

    fn generate(algorithm: Algorithm, rsa: usize) -> Self {
        let random = SystemRandom::new();
        let ecdsa = |kind| {
            let pkcs8 = EcdsaKeyPair::generate_pkcs8(kind, &random).unwrap();
            Pair::Ecdsa(Arc::new(EcdsaKeyPair::from_pkcs8(kind, pkcs8.as_ref(), &random).unwrap()))
        };
        let pair = match algorithm {
            Algorithm::Es256 => ecdsa(&signature::ECDSA_P256_SHA256_FIXED_SIGNING),
            Algorithm::Es384 => ecdsa(&signature::ECDSA_P384_SHA384_FIXED_SIGNING),
            Algorithm::EdDsa => {
                let pkcs8 = Ed25519KeyPair::generate_pkcs8(&random).unwrap();
                Pair::Ed25519(Arc::new(Ed25519KeyPair::from_pkcs8(pkcs8.as_ref()).unwrap()))
            }
            _ => Pair::Rsa(&RSA[rsa]),
        };
        let id: [u8; 8] = kaimu::flow::random::bytes();
        Self { id: URL_SAFE_NO_PAD.encode(id), algorithm, pair }
    }

    pub fn algorithm(&self) -> Algorithm {
        self.algorithm
    }

    /// The header of a token signed by this key.
    pub fn header(&self) -> Value {
        json!({ "alg": self.algorithm.name(), "kid": self.id })
    }

    pub fn sign(&self, message: &[u8]) -> Vec<u8> {
        match &self.pair {
            Pair::Rsa(pair) => {
                let mut signature = vec![0; pair.public().modulus_len()];
                pair.sign(self.algorithm.rsa_encoding(), &SystemRandom::new(), message, &mut signature).unwrap();
                signature
            }
            Pair::Ecdsa(pair) => pair.sign(&SystemRandom::new(), message).unwrap().as_ref().to_vec(),
            Pair::Ed25519(pair) => pair.sign(message).as_ref().to_vec(),
            Pair::OtherRsa(key) => key.sign(&CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha256, message).unwrap(),
        }
    }

    /// The public key as a JWK.
    pub fn jwk(&self) -> Value {
        let encode = |bytes: &[u8]| URL_SAFE_NO_PAD.encode(bytes);
        let mut jwk = match &self.pair {
            Pair::Rsa(pair) => {
                let PublicKeyComponents { n, e } = components(pair.public());
                json!({ "kty": "RSA", "n": encode(&n), "e": encode(&e) })
            }
            Pair::Ecdsa(pair) => {
                let (x, y) = pair.public_key().as_ref()[1..].split_at((pair.public_key().as_ref().len() - 1) / 2);
                let curve = if x.len() == 32 { "P-256" } else { "P-384" };
                json!({ "kty": "EC", "crv": curve, "x": encode(x), "y": encode(y) })
            }
            Pair::Ed25519(pair) => {
                json!({ "kty": "OKP", "crv": "Ed25519", "x": encode(pair.public_key().as_ref()) })
            }
            Pair::OtherRsa(key) => serde_json::to_value(key.as_verification_key()).unwrap(),
        };
        jwk["use"] = "sig".into();
        jwk["kid"] = self.id.clone().into();
        jwk
    }

    /// The bytes of the public key. An attacker may use them as an HMAC secret.
    pub fn public_bytes(&self) -> Vec<u8> {
        match &self.pair {
            Pair::Rsa(pair) => pair.public().as_ref().to_vec(),
            Pair::Ecdsa(pair) => pair.public_key().as_ref().to_vec(),
            Pair::Ed25519(pair) => pair.public_key().as_ref().to_vec(),
            Pair::OtherRsa(_) => unimplemented!("no test needs them"),
        }
    }
}

fn components(key: &rsa::PublicKey) -> PublicKeyComponents<Vec<u8>> {
    PublicKeyComponents::from(key)
}

/// HS256 with this secret.
pub fn hs256(secret: &[u8], message: &[u8]) -> Vec<u8> {
    hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, secret), message).as_ref().to_vec()
}

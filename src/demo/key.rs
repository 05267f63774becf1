//! Cryptography, by ring: ES256 with a key made at start, hashes, randomness.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::digest::{SHA256, digest};
use ring::error::Unspecified;
use ring::rand::{SecureRandom, SystemRandom};
use ring::signature::{
    ECDSA_P256_SHA256_FIXED, ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair, UnparsedPublicKey,
};
use serde_json::{Value, json};

/// The bytes of one coordinate of a point on P-256.
const COORDINATE: usize = 32;

/// Signs the tokens of one issuer.
pub(super) struct SigningKey {
    id: String,
    pair: EcdsaKeyPair,
}

impl SigningKey {
    /// A new key.
    pub(super) fn new() -> Result<Self, Unspecified> {
        let random = SystemRandom::new();
        let pkcs8 = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &random)?;
        let pair = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, pkcs8.as_ref(), &random)?;
        Ok(Self { id: random_text()?, pair })
    }

    /// The public part, for the key set (RFC 7517).
    pub(super) fn jwk(&self) -> Value {
        // An uncompressed point: a 4, then x and y.
        let point = self.pair.public_key().as_ref();
        let coordinate = |nth: usize| {
            URL_SAFE_NO_PAD
                .encode(point.iter().skip(1).copied().skip(nth * COORDINATE).take(COORDINATE).collect::<Vec<u8>>())
        };
        json!({
            "kty": "EC", "crv": "P-256", "use": "sig", "alg": "ES256", "kid": self.id,
            "x": coordinate(0), "y": coordinate(1)
        })
    }

    /// A JWT with these claims (RFC 7519).
    pub(super) fn sign(&self, claims: &Value) -> Result<String, Unspecified> {
        let header = json!({ "alg": "ES256", "typ": "JWT", "kid": self.id });
        let encode = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
        let signed = format!("{}.{}", encode(&header), encode(claims));
        let signature = self.pair.sign(&SystemRandom::new(), signed.as_bytes())?;
        Ok(format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature)))
    }

    /// Whether this key signed this JWT.
    pub(super) fn has_signed(&self, token: &str) -> bool {
        let Some((signed, signature)) = token.rsplit_once('.') else { return false };
        let key = UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, self.pair.public_key());
        URL_SAFE_NO_PAD.decode(signature).is_ok_and(|signature| key.verify(signed.as_bytes(), &signature).is_ok())
    }
}

/// 256 random bits as base64url.
pub(super) fn random_text() -> Result<String, Unspecified> {
    let mut bytes = [0; 32];
    SystemRandom::new().fill(&mut bytes)?;
    Ok(URL_SAFE_NO_PAD.encode(bytes))
}

/// The SHA-256 of a text as base64url: the challenge to a code verifier (RFC 7636, section 4.6).
pub(super) fn hash(text: &str) -> String {
    URL_SAFE_NO_PAD.encode(digest(&SHA256, text.as_bytes()))
}

/// The left half of it: `at_hash` (OpenID Connect Core, section 3.1.3.6).
pub(super) fn half_hash(text: &str) -> String {
    let whole = digest(&SHA256, text.as_bytes());
    URL_SAFE_NO_PAD.encode(whole.as_ref().split_at(16).0)
}

//! Cryptography with ring: ES256 with a key that is created at the start, hashes, random values.

use std::io;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::digest::{SHA256, digest};
use ring::error::Unspecified;
use ring::rand::{SecureRandom, SystemRandom};
use ring::signature::{
    ECDSA_P256_SHA256_FIXED, ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair, UnparsedPublicKey,
};
use serde_json::{Value, json};

/// The length of a coordinate of a point on P-256.
const COORDINATE_BYTES: usize = 32;

/// The key with which an issuer signs its ID tokens.
pub(super) struct SigningKey {
    id: String,
    pair: EcdsaKeyPair,
}

impl SigningKey {
    pub(super) fn new() -> Result<Self, Unspecified> {
        let random = SystemRandom::new();
        let pkcs8 = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &random)?;
        let pair = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, pkcs8.as_ref(), &random)?;
        Ok(Self { id: random_base64url()?, pair })
    }

    /// The public key as a JWK (RFC 7517).
    pub(super) fn jwk(&self) -> Value {
        // An uncompressed point: the byte 4, then x and y.
        let point = self.pair.public_key().as_ref();
        let coordinate = |nth: usize| {
            URL_SAFE_NO_PAD.encode(
                point.iter().skip(1).copied().skip(nth * COORDINATE_BYTES).take(COORDINATE_BYTES).collect::<Vec<u8>>(),
            )
        };
        json!({
            "kty": "EC", "crv": "P-256", "use": "sig", "alg": "ES256", "kid": self.id,
            "x": coordinate(0), "y": coordinate(1)
        })
    }

    /// Signs a JWT with these claims (RFC 7519).
    pub(super) fn sign(&self, claims: &Value) -> Result<String, Unspecified> {
        let header = json!({ "alg": "ES256", "typ": "JWT", "kid": self.id });
        let encode = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
        let signed = format!("{}.{}", encode(&header), encode(claims));
        let signature = self.pair.sign(&SystemRandom::new(), signed.as_bytes())?;
        Ok(format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature)))
    }

    /// Whether this JWT has a valid signature by this key.
    pub(super) fn has_signed(&self, token: &str) -> bool {
        let Some((signed, signature)) = token.rsplit_once('.') else { return false };
        let key = UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, self.pair.public_key());
        URL_SAFE_NO_PAD.decode(signature).is_ok_and(|signature| key.verify(signed.as_bytes(), &signature).is_ok())
    }
}

/// 256 random bits as base64url.
pub(super) fn random_base64url() -> Result<String, Unspecified> {
    let mut bytes = [0; 32];
    SystemRandom::new().fill(&mut bytes)?;
    Ok(URL_SAFE_NO_PAD.encode(bytes))
}

/// The SHA-256 hash of a text as base64url: the `code_challenge` of a code verifier (RFC 7636, section 4.6).
pub(super) fn sha256_base64url(text: &str) -> String {
    URL_SAFE_NO_PAD.encode(digest(&SHA256, text.as_bytes()))
}

/// The claim `at_hash`: the left half of the SHA-256 hash as base64url (OpenID Connect Core, section 3.1.3.6).
pub(super) fn at_hash(access_token: &str) -> String {
    let hash = digest(&SHA256, access_token.as_bytes());
    URL_SAFE_NO_PAD.encode(hash.as_ref().split_at(16).0)
}

/// Explains a failure of ring, which gives no reason. With our keys only the random number generator can fail.
pub(super) fn random_failed(_: Unspecified) -> io::Error {
    io::Error::other("the random number generator of the system failed")
}

//! Signed tokens: JSON Web Signature, compact serialization (RFC 7515, section 7.1).
//!
//! The signature arithmetic is the openidconnect crate's. The header is read here, because the crate parses a whole ID
//! token at once: a claim that does not matter but has an odd shape would then refuse a sign-in, and the log could not
//! say which check failed.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use openidconnect::core::{CoreJsonWebKey, CoreJsonWebKeySet, CoreJwsSigningAlgorithm};
use openidconnect::{JsonWebKey, JsonWebKeyId, SignatureVerificationError};
use serde::de::IgnoredAny;
use serde::{Deserialize, Deserializer};

use super::FailedCheck;

/// A token without `kid` is tried with every key that fits, up to this many.
const MAX_KEYS_TRIED: usize = 32;

/// Which kind of token is expected: one must not pass for the other (RFC 8725, section 3.11).
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Kind {
    /// An ID token, or signed userinfo.
    Plain,
    /// A logout token. `JWT` passes for one as well, since some providers write it into every header; what an ID token
    /// must have, a logout token must not.
    Logout,
}

/// A signed token, taken apart and not yet believed.
pub(super) struct Jws<'a> {
    algorithm_name: String,
    algorithm: CoreJwsSigningAlgorithm,
    key_id: Option<JsonWebKeyId>,
    signed: &'a [u8],
    payload: Vec<u8>,
    signature: Vec<u8>,
}

/// The payload of a token whose signature is right.
pub(super) struct VerifiedJws {
    pub(super) payload: Vec<u8>,
    /// As the header writes it: `RS256`.
    pub(super) algorithm_name: String,
    algorithm: CoreJwsSigningAlgorithm,
    key: CoreJsonWebKey,
    /// Whose key it is, where the key set says so.
    pub(super) key_issuer: Option<String>,
}

/// The header parameters that are believed. `jwk`, `jku`, `x5u` and `x5c` are not: keys come from the provider alone.
#[derive(Deserialize)]
struct Header {
    alg: String,
    kid: Option<JsonWebKeyId>,
    typ: Option<String>,
    #[serde(default, deserialize_with = "there")]
    cty: bool,
    #[serde(default, deserialize_with = "there")]
    crit: bool,
}

/// That a member is there, whatever it says, `null` included.
fn there<'de, D: Deserializer<'de>>(deserializer: D) -> Result<bool, D::Error> {
    IgnoredAny::deserialize(deserializer).map(|_| true)
}

impl Kind {
    /// Whether `typ` names this kind; the prefix `application/` may be left out (RFC 7515, section 4.1.9).
    fn is_named(self, typ: &str) -> bool {
        let typ = typ.to_ascii_lowercase();
        match typ.strip_prefix("application/").unwrap_or(&typ) {
            "jwt" => true,
            "logout+jwt" => self == Self::Logout,
            _ => false,
        }
    }
}

impl<'a> Jws<'a> {
    /// Takes a token apart and checks its header: an algorithm on our list, nothing critical, no other kind of token.
    pub(super) fn parse(token: &'a str, kind: Kind) -> Result<Self, FailedCheck> {
        let parts: Vec<&str> = token.split('.').collect();
        let [header, payload, signature] = parts[..] else {
            return Err(if parts.len() == 5 { FailedCheck::Encrypted } else { FailedCheck::Malformed });
        };
        let decode = |part: &str| URL_SAFE_NO_PAD.decode(part).map_err(|_| FailedCheck::Malformed);
        // A header member that stands twice fails here as well (RFC 7515, section 4).
        let header: Header = serde_json::from_slice(&decode(header)?).map_err(|_| FailedCheck::Malformed)?;
        let algorithm = algorithm(&header.alg)?;
        if header.crit {
            return Err(FailedCheck::Critical);
        }
        if header.cty || !header.typ.as_deref().is_none_or(|typ| kind.is_named(typ)) {
            return Err(FailedCheck::Type);
        }
        let signed = token.rsplit_once('.').map_or(token, |(signed, _)| signed).as_bytes();
        Ok(Self {
            algorithm_name: header.alg,
            algorithm,
            key_id: header.kid,
            signed,
            payload: decode(payload)?,
            signature: decode(signature)?,
        })
    }

    /// Checks the signature with the provider's keys: the one that the token names, or else each that fits.
    pub(super) fn verify(&self, keys: &CoreJsonWebKeySet) -> Result<VerifiedJws, FailedCheck> {
        let named = |key: &&CoreJsonWebKey| self.key_id.is_none() || key.key_id() == self.key_id.as_ref();
        let mut tried = 0;
        for key in keys.keys().iter().filter(named) {
            match key.verify_signature(&self.algorithm, self.signed, &self.signature) {
                Ok(()) => return Ok(self.verified_by(key)),
                // Its `kty`, `use`, `alg` or curve does not fit the algorithm.
                Err(SignatureVerificationError::InvalidKey(_)) => {}
                Err(_) => tried += 1,
            }
            if tried == MAX_KEYS_TRIED {
                break;
            }
        }
        Err(if tried == 0 { FailedCheck::Key } else { FailedCheck::Signature })
    }

    fn verified_by(&self, key: &CoreJsonWebKey) -> VerifiedJws {
        VerifiedJws {
            payload: self.payload.clone(),
            algorithm_name: self.algorithm_name.clone(),
            algorithm: self.algorithm.clone(),
            key: key.clone(),
            key_issuer: None,
        }
    }
}

impl VerifiedJws {
    /// The id of the key that signed it, as the key set has it.
    pub(super) fn key_id(&self) -> Option<&str> {
        self.key.key_id().map(|id| id.as_str())
    }

    /// What `at_hash` must be for this access token: the left half of its hash (OpenID Connect Core, section 3.1.3.6).
    pub(super) fn hash_of(&self, access_token: &str) -> Option<String> {
        let hash = self.key.hash_bytes(access_token.as_bytes(), &self.algorithm).ok()?;
        Some(URL_SAFE_NO_PAD.encode(&hash[..hash.len() / 2]))
    }
}

/// By which algorithms a key can have signed a token that we accept: its `kty`, `use`, `alg` and curve say it.
pub(super) fn algorithms_of(key: &CoreJsonWebKey) -> Vec<&'static str> {
    let fits = |name: &&str| {
        let algorithm = algorithm(name).ok();
        // Nothing is signed by nothing; what matters is whether the key could have done it.
        algorithm.is_some_and(|algorithm| {
            !matches!(
                key.verify_signature(&algorithm, b"", b""),
                Err(SignatureVerificationError::InvalidKey(_) | SignatureVerificationError::UnsupportedAlg(_))
            )
        })
    };
    ALGORITHMS.into_iter().filter(fits).collect()
}

/// The names of all that are accepted, for people.
pub(super) const ALGORITHMS: [&str; 9] =
    ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "EdDSA"];

/// Asymmetric algorithms only: `none` proves nothing, and HS* would make our client secret a signing key.
fn algorithm(name: &str) -> Result<CoreJwsSigningAlgorithm, FailedCheck> {
    Ok(match name {
        "RS256" => CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha256,
        "RS384" => CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha384,
        "RS512" => CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha512,
        "PS256" => CoreJwsSigningAlgorithm::RsaSsaPssSha256,
        "PS384" => CoreJwsSigningAlgorithm::RsaSsaPssSha384,
        "PS512" => CoreJwsSigningAlgorithm::RsaSsaPssSha512,
        "ES256" => CoreJwsSigningAlgorithm::EcdsaP256Sha256,
        "ES384" => CoreJwsSigningAlgorithm::EcdsaP384Sha384,
        "EdDSA" => CoreJwsSigningAlgorithm::EdDsa,
        "ES512" => return Err(FailedCheck::Es512),
        _ => return Err(FailedCheck::Algorithm),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn no_text_disturbs_the_reader_and_nothing_verifies_without_keys(
            text in prop_oneof![any::<String>(), "[A-Za-z0-9_-]{0,40}\\.[A-Za-z0-9_-]{0,40}\\.[A-Za-z0-9_-]{0,40}"],
            header in any::<String>(),
        ) {
            let headers = [header, r#"{"alg":"ES256"}"#.to_owned(), r#"{"alg":"RS256","kid":"x"}"#.to_owned()];
            let tokens = headers.map(|header| format!("{}.e30.{text}", URL_SAFE_NO_PAD.encode(header)));
            for token in tokens.iter().chain([&text]) {
                if let Ok(token) = Jws::parse(token, Kind::Plain) {
                    prop_assert_eq!(token.verify(&CoreJsonWebKeySet::default()).err(), Some(FailedCheck::Key));
                }
            }
        }
    }
}

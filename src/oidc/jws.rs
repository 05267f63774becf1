//! Parses and verifies signed tokens: JSON Web Signature, compact serialization (RFC 7515, section 7.1).
//!
//! The header is parsed here, because the openidconnect crate parses a whole ID token at once. With it, an irrelevant claim
//! of an unexpected type would fail a sign-in, and the log could not name the failed check.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use openidconnect::core::{CoreJsonWebKey, CoreJwsSigningAlgorithm};
use openidconnect::{JsonWebKey, JsonWebKeyId};
use serde::de::IgnoredAny;
use serde::{Deserialize, Deserializer};

use super::failed_check::FailedCheck;
use super::verifying_key::{KeyError, VerifyingKey};

/// A token without `kid` is verified with every key that fits its algorithm, up to this number.
const MAX_KEYS_TRIED: usize = 32;

/// The kind of token that is expected: one kind must not be accepted as the other (RFC 8725, section 3.11).
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum TokenKind {
    /// An ID token or a signed userinfo response.
    IdTokenOrUserinfo,
    /// A logout token. Its `typ` may also be `JWT`, which some providers write into every header. The `nonce` keeps the
    /// two kinds apart: an ID token must have one, a logout token must not.
    Logout,
    /// A logout token whose `typ` must be `logout+jwt` (`strict_logout_typ`).
    StrictLogout,
}

/// A parsed token whose signature has not been verified yet.
pub struct Jws<'a> {
    algorithm_name: String,
    algorithm: CoreJwsSigningAlgorithm,
    key_id: Option<JsonWebKeyId>,
    signed: &'a [u8],
    payload: Vec<u8>,
    signature: Vec<u8>,
}

/// The payload of a token whose signature has been verified.
pub struct VerifiedJws {
    pub(super) payload: Vec<u8>,
    /// `alg` of the header, such as `RS256`.
    pub(super) algorithm_name: String,
    algorithm: CoreJwsSigningAlgorithm,
    key: CoreJsonWebKey,
    /// The issuer to which the key belongs, if the key set names it.
    pub(super) key_issuer: Option<String>,
}

/// The header parameters that are used. `jwk`, `jku`, `x5u` and `x5c` are ignored: keys come only from the provider's
/// JWKS.
#[derive(Deserialize)]
struct Header {
    alg: String,
    kid: Option<JsonWebKeyId>,
    typ: Option<String>,
    #[serde(default, deserialize_with = "is_present")]
    cty: bool,
    #[serde(default, deserialize_with = "is_present")]
    crit: bool,
}

/// `true` for a member that is present, whatever its value, even `null`.
fn is_present<'de, D: Deserializer<'de>>(deserializer: D) -> Result<bool, D::Error> {
    IgnoredAny::deserialize(deserializer).map(|_| true)
}

impl TokenKind {
    /// Whether `typ` is allowed for this kind; the prefix `application/` is optional (RFC 7515, section 4.1.9).
    fn allows_typ(self, typ: Option<&str>) -> bool {
        let typ = typ.map(str::to_ascii_lowercase);
        match typ.as_deref().map(|typ| typ.strip_prefix("application/").unwrap_or(typ)) {
            None | Some("jwt") => self != Self::StrictLogout,
            Some("logout+jwt") => self != Self::IdTokenOrUserinfo,
            _ => false,
        }
    }
}

impl<'a> Jws<'a> {
    /// Parses a token and checks its header: a supported algorithm, no critical parameter, no other kind of token.
    pub fn parse(token: &'a str, kind: TokenKind) -> Result<Self, FailedCheck> {
        let parts: Vec<&str> = token.split('.').collect();
        let [header, payload, signature] = parts[..] else {
            // check: encryption has a check of its own
            return Err(if parts.len() == 5 { FailedCheck::Encrypted } else { FailedCheck::Malformed });
        };
        let decode = |part: &str| URL_SAFE_NO_PAD.decode(part).map_err(|_| FailedCheck::Malformed);
        // A duplicate header parameter fails here as well (RFC 7515, section 4).
        let header: Header = serde_json::from_slice(&decode(header)?).map_err(|_| FailedCheck::Malformed)?;
        let algorithm = algorithm(&header.alg)?;
        // check: crit
        if header.crit {
            return Err(FailedCheck::Critical);
        }
        // check: typ
        if header.cty || !kind.allows_typ(header.typ.as_deref()) {
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

    /// Verifies the signature with the key that `kid` names, or, without `kid`, with each key that fits.
    pub(super) fn verify(&self, keys: &[VerifyingKey]) -> Result<VerifiedJws, FailedCheck> {
        // check: kid
        let matches_kid = |key: &&VerifyingKey| self.key_id.is_none() || key.jwk.key_id() == self.key_id.as_ref();
        let (mut tried, mut one_is_short) = (0, false);
        for key in keys.iter().filter(matches_kid) {
            match key.verify(&self.algorithm, self.signed, &self.signature) {
                Ok(()) => return Ok(self.verified_by(key)),
                Err(KeyError::Unfit) => {}
                Err(KeyError::TooShort) => one_is_short = true,
                // check: signature
                Err(KeyError::Signature) => tried += 1,
            }
            // check: a limit of keys to try
            if tried == MAX_KEYS_TRIED {
                break;
            }
        }
        Err(match tried {
            _ if one_is_short => FailedCheck::ShortKey,
            0 => FailedCheck::Key,
            _ => FailedCheck::Signature,
        })
    }

    fn verified_by(&self, key: &VerifyingKey) -> VerifiedJws {
        VerifiedJws {
            payload: self.payload.clone(),
            algorithm_name: self.algorithm_name.clone(),
            algorithm: self.algorithm.clone(),
            key: key.jwk.clone(),
            key_issuer: None,
        }
    }
}

impl VerifiedJws {
    /// The `kid` of the verifying key in the key set.
    pub(super) fn key_id(&self) -> Option<&str> {
        self.key.key_id().map(|id| id.as_str())
    }

    /// The `at_hash` of this access token: the left half of its hash (OpenID Connect Core, section 3.1.3.6).
    pub(super) fn at_hash(&self, access_token: &str) -> Option<String> {
        let hash = self.key.hash_bytes(access_token.as_bytes(), &self.algorithm).ok()?;
        Some(URL_SAFE_NO_PAD.encode(&hash[..hash.len() / 2]))
    }
}

/// The supported algorithms that a key can be used with.
pub(super) fn algorithms_of(key: &VerifyingKey) -> Vec<&'static str> {
    ALGORITHMS.into_iter().filter(|name| algorithm(name).is_ok_and(|algorithm| key.fits(&algorithm))).collect()
}

/// The names of the supported algorithms.
pub(super) const ALGORITHMS: [&str; 9] =
    ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "EdDSA"];

/// Asymmetric algorithms only. `none` proves nothing, and HS* would make our client secret a signing key.
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
        // check: EdDSA is allowed
        "EdDSA" => CoreJwsSigningAlgorithm::EdDsa,
        // check: ES512 has a check of its own
        "ES512" => return Err(FailedCheck::Es512),
        // check: only algorithms of the list
        _ => return Err(FailedCheck::Algorithm),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn parsing_never_panics_and_no_token_verifies_without_keys(
            text in prop_oneof![any::<String>(), "[A-Za-z0-9_-]{0,40}\\.[A-Za-z0-9_-]{0,40}\\.[A-Za-z0-9_-]{0,40}"],
            header in any::<String>(),
        ) {
            let headers = [header, r#"{"alg":"ES256"}"#.to_owned(), r#"{"alg":"RS256","kid":"x"}"#.to_owned()];
            let tokens = headers.map(|header| format!("{}.e30.{text}", URL_SAFE_NO_PAD.encode(header)));
            for token in tokens.iter().chain([&text]) {
                if let Ok(token) = Jws::parse(token, TokenKind::IdTokenOrUserinfo) {
                    prop_assert_eq!(token.verify(&[]).err(), Some(FailedCheck::Key));
                }
            }
        }
    }
}

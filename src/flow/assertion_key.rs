//! A key of Kaimu that signs assertions: ES256 (RFC 7518, section 3.4).

use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, Utc};
use ring::error::Unspecified;
use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair};
use secrecy::{ExposeSecret, SecretString};
use serde::Serialize;
use uuid::Uuid;

use super::random;
use super::seal::{Seal, SealedKind};
use crate::domain::{AssertionKeyState, AssertionPublicKey, redacted_debug};
use crate::store::assertion_keys::StoredAssertionKey;

/// A key as it is used.
#[derive(Clone)]
pub(super) struct AssertionKey {
    /// Its id in the database.
    pub(super) id: Uuid,
    /// Its id in tokens and in the key set.
    pub(super) kid: String,
    pub(super) public: AssertionPublicKey,
    pub(super) signs_from: DateTime<Utc>,
    /// `None` if the session secret does not open it.
    pair: Option<Arc<EcdsaKeyPair>>,
}

#[derive(Serialize)]
struct AssertionHeader<'a> {
    alg: &'static str,
    kid: &'a str,
    typ: &'static str,
}

impl AssertionKey {
    /// Decrypts a key of the database.
    pub(super) fn open(stored: StoredAssertionKey, seal: &Seal) -> Self {
        let pair = seal.open(&stored.sealed, SealedKind::AssertionKey, stored.id).and_then(|pkcs8| parse(&pkcs8));
        // A row whose halves differ would sign what nothing verifies.
        let pair = pair.filter(|pair| public(pair).as_ref() == Some(&stored.public));
        let (id, kid, signs_from) = (stored.id, stored.public.id(), stored.signs_from);
        Self { id, kid, public: stored.public, signs_from, pair: pair.map(Arc::new) }
    }

    /// What decides about it.
    pub(super) fn state(&self) -> AssertionKeyState {
        AssertionKeyState { signs_from: self.signs_from, opens: self.pair.is_some() }
    }

    /// Signs a JWT with these claims, which are JSON (RFC 7515, section 3.1).
    pub(super) fn sign(&self, claims: &str) -> Result<String, Unspecified> {
        let pair = self.pair.as_ref().ok_or(Unspecified)?;
        let header = AssertionHeader { alg: "ES256", kid: &self.kid, typ: "JWT" };
        let header = serde_json::to_string(&header).map_err(|_| Unspecified)?;
        let signed = format!("{}.{}", URL_SAFE_NO_PAD.encode(header), URL_SAFE_NO_PAD.encode(claims));
        let signature = pair.sign(&SystemRandom::new(), signed.as_bytes())?;
        Ok(format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature)))
    }
}

/// Makes a new key, encrypted. It signs from this time on.
pub(super) fn generate(
    seal: &Seal,
    now: DateTime<Utc>,
    signs_from: DateTime<Utc>,
) -> Result<StoredAssertionKey, Unspecified> {
    let pkcs8 = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &SystemRandom::new())?;
    let pkcs8 = SecretString::from(URL_SAFE_NO_PAD.encode(pkcs8.as_ref()));
    let public = parse(&pkcs8).as_ref().and_then(public).ok_or(Unspecified)?;
    let id = random::id(now);
    let sealed = seal.seal(&pkcs8, SealedKind::AssertionKey, id)?;
    Ok(StoredAssertionKey { id, public, sealed, signs_from })
}

/// Reads a private key: PKCS #8 as base64url.
fn parse(pkcs8: &SecretString) -> Option<EcdsaKeyPair> {
    let der = URL_SAFE_NO_PAD.decode(pkcs8.expose_secret()).ok()?;
    EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &der, &SystemRandom::new()).ok()
}

fn public(pair: &EcdsaKeyPair) -> Option<AssertionPublicKey> {
    AssertionPublicKey::from_point(pair.public_key().as_ref())
}

redacted_debug!(AssertionKey);

#[cfg(test)]
mod tests {
    use ring::signature::{ECDSA_P256_SHA256_FIXED, UnparsedPublicKey};

    use super::*;
    use crate::domain::SessionSecrets;

    fn seal(secret: &str) -> Seal {
        Seal::new(&SessionSecrets::only(secret.into())).unwrap()
    }

    fn stored(signs_from: DateTime<Utc>) -> StoredAssertionKey {
        generate(&seal("a session secret"), DateTime::UNIX_EPOCH, signs_from).unwrap()
    }

    #[test]
    fn a_key_signs_what_its_public_half_verifies() {
        let key = AssertionKey::open(stored(DateTime::UNIX_EPOCH), &seal("a session secret"));
        let token = key.sign(r#"{"sub":"ada"}"#).unwrap();
        let (signed, signature) = token.rsplit_once('.').unwrap();
        let (header, claims) = signed.split_once('.').unwrap();
        let text = |part: &str| String::from_utf8(URL_SAFE_NO_PAD.decode(part).unwrap()).unwrap();
        assert_eq!(text(header), format!(r#"{{"alg":"ES256","kid":"{}","typ":"JWT"}}"#, key.public.id()));
        assert_eq!(text(claims), r#"{"sub":"ada"}"#);
        let point = URL_SAFE_NO_PAD.decode(key.public.encoded()).unwrap();
        let public = UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, point);
        assert!(public.verify(signed.as_bytes(), &URL_SAFE_NO_PAD.decode(signature).unwrap()).is_ok());
    }

    #[test]
    fn a_key_opens_with_its_secret_as_the_same_key_only() {
        let opens = |stored: StoredAssertionKey, secret: &str| AssertionKey::open(stored, &seal(secret)).state().opens;
        assert!(opens(stored(DateTime::UNIX_EPOCH), "a session secret"));
        assert!(!opens(stored(DateTime::UNIX_EPOCH), "another secret"));
        let (one, another) = (stored(DateTime::UNIX_EPOCH), stored(DateTime::UNIX_EPOCH));
        let moved = StoredAssertionKey { sealed: another.sealed.clone(), ..stored(DateTime::UNIX_EPOCH) };
        assert!(!opens(moved, "a session secret"), "in another row");
        let other_public = StoredAssertionKey { public: another.public, ..one };
        assert!(!opens(other_public, "a session secret"), "with another public key");
    }

    #[test]
    fn a_key_that_does_not_open_signs_nothing_and_does_not_show() {
        let key = AssertionKey::open(stored(DateTime::UNIX_EPOCH), &seal("another secret"));
        assert!(key.sign("{}").is_err());
        assert_eq!(format!("{key:?}"), "AssertionKey(…)");
    }
}

//! Encrypts secrets that the database keeps (AES-256-GCM). The key is derived from the session secret, which the
//! database does not contain.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use ring::error::Unspecified;
use ring::hkdf::{HKDF_SHA256, KeyType, Prk, Salt};
use secrecy::{ExposeSecret, SecretString};
use uuid::Uuid;

use super::random;
use crate::domain::{SessionSecrets, redacted_debug};

/// Separates this key from other keys that are derived from the session secret (RFC 5869, section 3.2).
const KEY_INFO: &[u8] = b"kaimu: id_token of provider_sessions, AES-256-GCM";

const COOKIE_KEY_INFO: &[u8] = b"kaimu: cookies";
const COOKIE_KEY_BYTES: usize = 64;

/// Encrypts and decrypts secrets, each for one session (or key) and one kind: a ciphertext that was moved to another row or
/// column does not open.
#[derive(Clone)]
pub struct Seal {
    current: LessSafeKey,
    /// The key of the secret that is being replaced. It only opens.
    previous: Option<LessSafeKey>,
}

/// What a secret is. One kind does not open as another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SealedKind {
    /// The ID token that a sign-out sends as `id_token_hint`.
    SignOutHint,
    /// A refresh token.
    RefreshToken,
    /// An access token.
    AccessToken,
    /// The private key that signs assertions, sealed for the id of the key.
    AssertionKey,
}

impl SealedKind {
    /// The associated data: authenticated, not encrypted.
    fn associated_data(self, session: Uuid) -> Aad<Vec<u8>> {
        let kind: &[u8] = match self {
            // Empty, because it was the only kind once.
            Self::SignOutHint => b"",
            Self::RefreshToken => b"refresh_token of rechecks",
            Self::AccessToken => b"access_token of rechecks",
            Self::AssertionKey => b"private_key of assertion_keys",
        };
        Aad::from([session.as_bytes(), kind].concat())
    }
}

impl Seal {
    /// Derives the keys from the session secrets, which all instances share.
    ///
    /// # Errors
    /// Never: the keys have the length that the algorithm needs.
    pub fn new(secrets: &SessionSecrets) -> Result<Self, Unspecified> {
        let key = |secret: &SecretString| {
            let key = UnboundKey::from(pseudorandom_key(secret).expand(&[KEY_INFO], &AES_256_GCM)?);
            Ok::<_, Unspecified>(LessSafeKey::new(key))
        };
        Ok(Self { current: key(&secrets.current)?, previous: secrets.previous.as_ref().map(key).transpose()? })
    }

    /// Whether a secret is being replaced, so that stored secrets have to be sealed again.
    pub(super) fn is_rotating(&self) -> bool {
        self.previous.is_some()
    }

    /// Encrypts a secret of this session. The result is base64url of nonce and ciphertext.
    ///
    /// # Errors
    /// When the secret is longer than the algorithm allows, which is 64 GiB.
    pub fn seal(&self, secret: &SecretString, kind: SealedKind, session: Uuid) -> Result<String, Unspecified> {
        let nonce: [u8; NONCE_LEN] = random::bytes();
        let mut sealed = secret.expose_secret().as_bytes().to_vec();
        let associated_data = kind.associated_data(session);
        self.current.seal_in_place_append_tag(Nonce::assume_unique_for_key(nonce), associated_data, &mut sealed)?;
        Ok(URL_SAFE_NO_PAD.encode([&nonce[..], &sealed].concat()))
    }

    /// Decrypts a secret of this session; `None` when it was changed, or encrypted with another session secret.
    #[must_use]
    pub fn open(&self, sealed: &str, kind: SealedKind, session: Uuid) -> Option<SecretString> {
        let keys = std::iter::once(&self.current).chain(&self.previous);
        keys.into_iter().find_map(|key| open_with(key, sealed, kind, session))
    }

    /// Seals again what only the previous key opens; `None` for anything else.
    pub(super) fn seal_again(&self, sealed: &str, kind: SealedKind, session: Uuid) -> Option<String> {
        if open_with(&self.current, sealed, kind, session).is_some() {
            return None;
        }
        let secret = open_with(self.previous.as_ref()?, sealed, kind, session)?;
        self.seal(&secret, kind, session).ok()
    }
}

fn open_with(key: &LessSafeKey, sealed: &str, kind: SealedKind, session: Uuid) -> Option<SecretString> {
    let mut sealed = URL_SAFE_NO_PAD.decode(sealed).ok()?;
    let (nonce, secret) = sealed.split_at_mut_checked(NONCE_LEN)?;
    let nonce = Nonce::try_assume_unique_for_key(nonce).ok()?;
    let secret = key.open_in_place(nonce, kind.associated_data(session), secret).ok()?;
    std::str::from_utf8(secret).ok().map(SecretString::from)
}

/// The key that seals cookies, from a session secret: 64 bytes.
#[must_use]
pub fn derive_cookie_key(secret: &SecretString) -> [u8; COOKIE_KEY_BYTES] {
    let mut key = [0; COOKIE_KEY_BYTES];
    // Fails only for a key longer than 255 hashes.
    if let Ok(derived) = pseudorandom_key(secret).expand(&[COOKIE_KEY_INFO], CookieKeyLength) {
        let _ = derived.fill(&mut key);
    }
    key
}

/// Extracts a key from a secret of any form, which is not a key itself (HKDF, RFC 5869, section 2.2).
fn pseudorandom_key(secret: &SecretString) -> Prk {
    Salt::new(HKDF_SHA256, &[]).extract(secret.expose_secret().as_bytes())
}

struct CookieKeyLength;

impl KeyType for CookieKeyLength {
    fn len(&self) -> usize {
        COOKIE_KEY_BYTES
    }
}

redacted_debug!(Seal);

#[cfg(test)]
mod tests {
    use super::*;

    fn seal(secret: &str) -> Seal {
        Seal::new(&SessionSecrets::only(secret.into())).unwrap()
    }

    #[test]
    fn what_is_sealed_opens_for_its_session_with_the_same_secret_and_not_otherwise() {
        let (mine, other) = (Uuid::from_bytes([1; 16]), Uuid::from_bytes([2; 16]));
        let sealed = seal("a session secret").seal(&"the token".into(), SealedKind::SignOutHint, mine).unwrap();
        let opened = |secret: &str, sealed: &str, session| {
            seal(secret).open(sealed, SealedKind::SignOutHint, session).map(|opened| opened.expose_secret().to_owned())
        };
        assert_eq!(opened("a session secret", &sealed, mine).as_deref(), Some("the token"));
        assert_eq!(opened("a session secret", &sealed, other), None);
        assert_eq!(opened("another secret", &sealed, mine), None);
        let mut changed = URL_SAFE_NO_PAD.decode(&sealed).unwrap();
        changed[NONCE_LEN] ^= 1;
        assert_eq!(opened("a session secret", &URL_SAFE_NO_PAD.encode(changed), mine), None);
        for broken in ["", "AAAA", "not base64!"] {
            assert_eq!(opened("a session secret", broken, mine), None);
        }
    }

    #[test]
    fn what_is_sealed_opens_as_what_it_is_alone() {
        let seal = seal("a session secret");
        let kinds =
            [SealedKind::SignOutHint, SealedKind::RefreshToken, SealedKind::AccessToken, SealedKind::AssertionKey];
        for kind in kinds {
            let sealed = seal.seal(&"the token".into(), kind, Uuid::nil()).unwrap();
            for other in kinds {
                assert_eq!(seal.open(&sealed, other, Uuid::nil()).is_some(), other == kind, "{kind:?}, {other:?}");
            }
        }
    }

    #[test]
    fn an_id_token_that_was_sealed_before_there_was_anything_else_opens() {
        let sealed = "AAECAwQFBgcICQoLL586AA4RWTUxkDkbiqQeahKcdWBOVG3UWw";
        let opened = seal("a session secret").open(sealed, SealedKind::SignOutHint, Uuid::nil());
        assert_eq!(opened.unwrap().expose_secret(), "the token");
    }

    #[test]
    fn the_same_secret_is_sealed_differently_each_time_and_does_not_show() {
        let seal = seal("a session secret");
        let sealed = || seal.seal(&"the token".into(), SealedKind::SignOutHint, Uuid::nil()).unwrap();
        assert_ne!(sealed(), sealed());
        assert_eq!(format!("{seal:?}"), "Seal(…)");
    }

    #[test]
    fn during_a_rotation_both_secrets_open_and_the_new_one_seals() {
        let (kind, session) = (SealedKind::RefreshToken, Uuid::nil());
        let rotating = SessionSecrets { current: "the new secret".into(), previous: Some("the old secret".into()) };
        let rotating = Seal::new(&rotating).unwrap();
        let old = seal("the old secret").seal(&"the token".into(), kind, session).unwrap();
        assert!(
            rotating.open(&old, kind, session).is_some() && seal("the new secret").open(&old, kind, session).is_none()
        );
        let again = rotating.seal_again(&old, kind, session).unwrap();
        assert!(seal("the new secret").open(&again, kind, session).is_some());
        assert!(rotating.seal_again(&again, kind, session).is_none(), "once");
        assert!(rotating.seal_again("AAAA", kind, session).is_none());
    }

    #[test]
    fn the_key_of_cookies_depends_on_the_secret_and_on_its_use() {
        let key = derive_cookie_key(&"a session secret".into());
        assert_ne!(key, derive_cookie_key(&"another secret".into()));
        assert_ne!(key, [0; COOKIE_KEY_BYTES]);
    }
}

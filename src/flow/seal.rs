//! What is kept in the database and must not be read there: encrypted with a key that is not.

use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use ring::error::Unspecified;
use ring::hkdf::{HKDF_SHA256, Salt};
use secrecy::{ExposeSecret, SecretString};
use uuid::Uuid;

use super::random;

/// Keeps this key apart from any other that is derived from the session secret.
const PURPOSE: &[u8] = b"kaimu: id_token of provider_sessions, AES-256-GCM";

/// Seals secrets (AES-256-GCM), each for one session: moved to another row or column, it does not open.
pub struct Seal(LessSafeKey);

/// What is sealed: one does not pass for another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sealed {
    /// The ID token that a sign-out will need.
    SignOutHint,
    /// A refresh token.
    RefreshToken,
    /// An access token.
    AccessToken,
}

impl Sealed {
    /// What is authenticated beside the secret.
    fn associated_data(self, session: Uuid) -> Aad<Vec<u8>> {
        let kind: &[u8] = match self {
            // As it was before there were others.
            Self::SignOutHint => b"",
            Self::RefreshToken => b"refresh_token of rechecks",
            Self::AccessToken => b"access_token of rechecks",
        };
        Aad::from([session.as_bytes(), kind].concat())
    }
}

impl Seal {
    /// With a key derived from the session secret (HKDF, RFC 5869), which all instances share.
    ///
    /// # Errors
    /// Never: the key has the length that the algorithm asks for.
    pub fn new(session_secret: &SecretString) -> Result<Self, Unspecified> {
        let secret = Salt::new(HKDF_SHA256, &[]).extract(session_secret.expose_secret().as_bytes());
        let key = UnboundKey::from(secret.expand(&[PURPOSE], &AES_256_GCM)?);
        Ok(Self(LessSafeKey::new(key)))
    }

    /// Seals a secret for this session.
    ///
    /// # Errors
    /// When it is longer than the algorithm allows, which is 64 GiB.
    pub fn seal(&self, secret: &SecretString, kind: Sealed, session: Uuid) -> Result<String, Unspecified> {
        let nonce: [u8; NONCE_LEN] = random::bytes();
        let mut sealed = secret.expose_secret().as_bytes().to_vec();
        self.0.seal_in_place_append_tag(
            Nonce::assume_unique_for_key(nonce),
            kind.associated_data(session),
            &mut sealed,
        )?;
        Ok(URL_SAFE_NO_PAD.encode([&nonce[..], &sealed].concat()))
    }

    /// Opens what was sealed for this session, unless it was changed, or sealed with another session secret.
    #[must_use]
    pub fn open(&self, sealed: &str, kind: Sealed, session: Uuid) -> Option<SecretString> {
        let mut sealed = URL_SAFE_NO_PAD.decode(sealed).ok()?;
        let (nonce, secret) = sealed.split_at_mut_checked(NONCE_LEN)?;
        let nonce = Nonce::try_assume_unique_for_key(nonce).ok()?;
        let secret = self.0.open_in_place(nonce, kind.associated_data(session), secret).ok()?;
        std::str::from_utf8(secret).ok().map(SecretString::from)
    }
}

impl fmt::Debug for Seal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Seal(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seal(secret: &str) -> Seal {
        Seal::new(&secret.into()).unwrap()
    }

    #[test]
    fn what_is_sealed_opens_for_its_session_with_the_same_secret_and_not_otherwise() {
        let (mine, other) = (Uuid::from_bytes([1; 16]), Uuid::from_bytes([2; 16]));
        let sealed = seal("a session secret").seal(&"the token".into(), Sealed::SignOutHint, mine).unwrap();
        let opened = |secret: &str, sealed: &str, session| {
            seal(secret).open(sealed, Sealed::SignOutHint, session).map(|opened| opened.expose_secret().to_owned())
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
        let kinds = [Sealed::SignOutHint, Sealed::RefreshToken, Sealed::AccessToken];
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
        let opened = seal("a session secret").open(sealed, Sealed::SignOutHint, Uuid::nil());
        assert_eq!(opened.unwrap().expose_secret(), "the token");
    }

    #[test]
    fn the_same_secret_is_sealed_differently_each_time_and_does_not_show() {
        let seal = seal("a session secret");
        let sealed = || seal.seal(&"the token".into(), Sealed::SignOutHint, Uuid::nil()).unwrap();
        assert_ne!(sealed(), sealed());
        assert_eq!(format!("{seal:?}"), "Seal(…)");
    }
}

//! Kaimu's private key for authentication at a token endpoint.

use std::sync::Arc;

use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair, RsaKeyPair};
use rustls::pki_types::PrivateKeyDer;
use rustls::pki_types::pem::{Error, PemObject};

use super::redacted::redacted_debug;

/// A key for RS256 or ES256 (RFC 7518, section 3.1). Clones share it, and `Debug` does not show it.
#[derive(Clone)]
pub enum PrivateKey {
    /// An RSA key of 2048 bits or more.
    Rsa(Arc<RsaKeyPair>),
    /// A key on the curve P-256.
    P256(Arc<EcdsaKeyPair>),
}

/// The text is not a usable private key, and what to use instead.
#[derive(Debug, Clone, Copy, thiserror::Error, PartialEq, Eq)]
pub enum InvalidPrivateKey {
    /// It has no private key.
    #[error("holds no private key in PEM form (BEGIN PRIVATE KEY); a key with a password cannot be used")]
    Missing,
    /// It has an EC key in the older form (SEC 1).
    #[error(
        "holds an EC key in its older form; `openssl pkcs8 -topk8 -nocrypt -in old.pem -out new.pem` makes the newer one"
    )]
    OlderForm,
    /// It has a key of another kind or length.
    #[error(
        "holds another kind of key; make one with `openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256`, or an RSA key of 2048 bits or more"
    )]
    OtherKind,
}

impl PrivateKey {
    /// Reads a key in PEM form: PKCS #8 (RFC 7468, section 10), or PKCS #1, in which older tools write RSA keys.
    pub fn parse(pem: &str) -> Result<Self, InvalidPrivateKey> {
        let key = PrivateKeyDer::from_pem_slice(pem.as_bytes()).map_err(|_: Error| InvalidPrivateKey::Missing)?;
        let pair = match &key {
            PrivateKeyDer::Pkcs8(key) => {
                let der = key.secret_pkcs8_der();
                let ecdsa = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, der, &SystemRandom::new());
                ecdsa.map(|pair| Self::P256(Arc::new(pair))).or_else(|_| RsaKeyPair::from_pkcs8(der).map(Self::rsa))
            }
            PrivateKeyDer::Pkcs1(key) => RsaKeyPair::from_der(key.secret_pkcs1_der()).map(Self::rsa),
            PrivateKeyDer::Sec1(_) => return Err(InvalidPrivateKey::OlderForm),
            _ => return Err(InvalidPrivateKey::OtherKind),
        };
        pair.map_err(|_| InvalidPrivateKey::OtherKind)
    }

    fn rsa(pair: RsaKeyPair) -> Self {
        Self::Rsa(Arc::new(pair))
    }

    /// The signature algorithm, by its name in JWA (RFC 7518, section 3.1).
    #[must_use]
    pub fn algorithm(&self) -> &'static str {
        match self {
            Self::Rsa(_) => "RS256",
            Self::P256(_) => "ES256",
        }
    }
}

/// Two keys are equal if their public keys are.
impl PartialEq for PrivateKey {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Rsa(one), Self::Rsa(another)) => one.public().as_ref() == another.public().as_ref(),
            (Self::P256(one), Self::P256(another)) => one.public_key().as_ref() == another.public_key().as_ref(),
            (Self::Rsa(_), Self::P256(_)) | (Self::P256(_), Self::Rsa(_)) => false,
        }
    }
}

redacted_debug!(PrivateKey);

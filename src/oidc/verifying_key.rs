//! A provider's signing key (JSON Web Key, RFC 7517): read once for each key set, and then ready to verify signatures.
//!
//! ring verifies them. The openidconnect crate only reads the keys: its own verification takes ten times as long, and it
//! uses the `rsa` crate, which has RUSTSEC-2023-0071.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use openidconnect::core::{CoreJsonWebKey, CoreJsonWebKeySet, CoreJwsSigningAlgorithm};
use openidconnect::{JsonWebKey, JsonWebKeyAlgorithm, JsonWebKeyUse};
use ring::signature::{
    ECDSA_P256_SHA256_FIXED, ECDSA_P384_SHA384_FIXED, ED25519, RSA_PKCS1_2048_8192_SHA256, RSA_PKCS1_2048_8192_SHA384,
    RSA_PKCS1_2048_8192_SHA512, RSA_PSS_2048_8192_SHA256, RSA_PSS_2048_8192_SHA384, RSA_PSS_2048_8192_SHA512,
    RsaParameters, RsaPublicKeyComponents, UnparsedPublicKey, VerificationAlgorithm,
};

/// For all RSA signatures (RFC 7518, sections 3.3 and 3.5): an attacker could compute the private key of a shorter one.
const MIN_RSA_BITS: usize = 2048;

/// The longest RSA keys with which ring verifies.
const MAX_RSA_BITS: usize = 8192;

/// Why a key does not verify a signature.
#[derive(Debug, PartialEq)]
pub(super) enum KeyError {
    /// Its `kty`, `use`, `alg` or curve does not fit the algorithm.
    Unfit,
    /// It fits, but is an RSA key with less than [`MIN_RSA_BITS`].
    TooShort,
    /// The signature is wrong.
    Signature,
}

/// A key of a key set.
#[derive(Debug)]
pub(super) struct VerifyingKey {
    pub(super) jwk: CoreJsonWebKey,
    public: PublicKey,
}

/// The public key as ring takes it.
#[derive(Debug)]
enum PublicKey {
    Rsa(RsaPublicKeyComponents<Vec<u8>>),
    ShortRsa,
    P256(Vec<u8>),
    P384(Vec<u8>),
    Ed25519(Vec<u8>),
    Unsupported,
}

/// Reads a key set (RFC 7517, section 5). Leaves out keys that the openidconnect crate cannot read.
pub(super) fn read_key_set(body: &[u8]) -> Result<Vec<VerifyingKey>, serde_json::Error> {
    let keys: CoreJsonWebKeySet = serde_json::from_slice(body)?;
    Ok(keys.keys().iter().cloned().map(VerifyingKey::from).collect())
}

impl From<CoreJsonWebKey> for VerifyingKey {
    fn from(jwk: CoreJsonWebKey) -> Self {
        Self { public: PublicKey::of(&jwk), jwk }
    }
}

impl VerifyingKey {
    pub(super) fn verify(
        &self,
        algorithm: &CoreJwsSigningAlgorithm,
        message: &[u8],
        signature: &[u8],
    ) -> Result<(), KeyError> {
        if !self.may_sign_with(algorithm) {
            return Err(KeyError::Unfit);
        }
        let verify = |algorithm: &'static dyn VerificationAlgorithm, key: &[u8]| {
            UnparsedPublicKey::new(algorithm, key).verify(message, signature)
        };
        let verified = match (&self.public, algorithm, rsa_parameters(algorithm)) {
            (PublicKey::Rsa(key), _, Some(parameters)) => key.verify(parameters, message, signature),
            (PublicKey::ShortRsa, _, Some(_)) => return Err(KeyError::TooShort),
            (PublicKey::P256(key), CoreJwsSigningAlgorithm::EcdsaP256Sha256, _) => {
                verify(&ECDSA_P256_SHA256_FIXED, key)
            }
            (PublicKey::P384(key), CoreJwsSigningAlgorithm::EcdsaP384Sha384, _) => {
                verify(&ECDSA_P384_SHA384_FIXED, key)
            }
            (PublicKey::Ed25519(key), CoreJwsSigningAlgorithm::EdDsa, _) => verify(&ED25519, key),
            _ => return Err(KeyError::Unfit),
        };
        verified.map_err(|_| KeyError::Signature)
    }

    /// Whether this algorithm can be used with the key, by its `kty`, `use`, `alg`, curve and length.
    pub(super) fn fits(&self, algorithm: &CoreJwsSigningAlgorithm) -> bool {
        // The empty signature is never valid; the kind of error shows whether the key fits the algorithm.
        self.verify(algorithm, b"", b"") == Err(KeyError::Signature)
    }

    /// Whether `use` and `alg` of the key allow signatures by this algorithm.
    fn may_sign_with(&self, algorithm: &CoreJwsSigningAlgorithm) -> bool {
        let is_for_signatures = self.jwk.key_use().is_none_or(JsonWebKeyUse::allows_signature);
        is_for_signatures
            && match self.jwk.signing_alg() {
                JsonWebKeyAlgorithm::Unspecified => true,
                JsonWebKeyAlgorithm::Algorithm(only) => only == algorithm,
                JsonWebKeyAlgorithm::Unsupported => false,
            }
    }
}

impl PublicKey {
    fn of(jwk: &CoreJsonWebKey) -> Self {
        // The crate shows the members of a key only in this way.
        let members = serde_json::to_value(jwk).unwrap_or_default();
        let text = |name: &str| members[name].as_str().unwrap_or_default();
        let bytes = |name: &str| URL_SAFE_NO_PAD.decode(text(name)).unwrap_or_default();
        let point = |length| point(&bytes("x"), &bytes("y"), length);
        match (text("kty"), text("crv")) {
            ("RSA", _) => Self::rsa(&bytes("n"), &bytes("e")),
            ("EC", "P-256") => point(32).map_or(Self::Unsupported, Self::P256),
            ("EC", "P-384") => point(48).map_or(Self::Unsupported, Self::P384),
            ("OKP", "Ed25519") if bytes("x").len() == 32 => Self::Ed25519(bytes("x")),
            _ => Self::Unsupported,
        }
    }

    fn rsa(modulus: &[u8], exponent: &[u8]) -> Self {
        let (n, e) = (without_leading_zeros(modulus), without_leading_zeros(exponent));
        let Some(first) = n.first().filter(|_| !e.is_empty()) else { return Self::Unsupported };
        let bits = n.len() * 8 - first.leading_zeros() as usize;
        // check: the length of an RSA key
        if bits < MIN_RSA_BITS {
            return Self::ShortRsa;
        }
        if bits > MAX_RSA_BITS {
            return Self::Unsupported;
        }
        Self::Rsa(RsaPublicKeyComponents { n, e })
    }
}

/// A point in uncompressed form (SEC 1, section 2.3.3); `None` unless both coordinates have this length, with leading zeros
/// (RFC 7518, section 6.2.1.2).
fn point(x: &[u8], y: &[u8], length: usize) -> Option<Vec<u8>> {
    (x.len() == length && y.len() == length).then(|| [&[4], x, y].concat())
}

/// Some providers write leading zeros, which RFC 7518 forbids (section 6.3.1.1).
fn without_leading_zeros(number: &[u8]) -> Vec<u8> {
    number.iter().copied().skip_while(|byte| *byte == 0).collect()
}

fn rsa_parameters(algorithm: &CoreJwsSigningAlgorithm) -> Option<&'static RsaParameters> {
    Some(match algorithm {
        CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha256 => &RSA_PKCS1_2048_8192_SHA256,
        CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha384 => &RSA_PKCS1_2048_8192_SHA384,
        CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha512 => &RSA_PKCS1_2048_8192_SHA512,
        CoreJwsSigningAlgorithm::RsaSsaPssSha256 => &RSA_PSS_2048_8192_SHA256,
        CoreJwsSigningAlgorithm::RsaSsaPssSha384 => &RSA_PSS_2048_8192_SHA384,
        CoreJwsSigningAlgorithm::RsaSsaPssSha512 => &RSA_PSS_2048_8192_SHA512,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const RS256: CoreJwsSigningAlgorithm = CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha256;

    fn result_with(modulus: Vec<u8>) -> KeyError {
        let key = VerifyingKey::from(CoreJsonWebKey::new_rsa(modulus, vec![1, 0, 1], None));
        key.verify(&RS256, b"", b"").unwrap_err()
    }

    #[test]
    fn an_rsa_key_needs_2048_bits_without_leading_zeros() {
        for long_enough in [vec![0x80; 256], vec![0xff; 512]] {
            assert_eq!(result_with(long_enough), KeyError::Signature);
        }
        for short in [vec![0x7f; 256], vec![0xff; 128], [vec![0; 128], vec![0xff; 128]].concat(), vec![1]] {
            assert_eq!(result_with(short), KeyError::TooShort);
        }
    }

    #[test]
    fn an_rsa_key_that_cannot_be_used_fits_no_algorithm() {
        assert_eq!(result_with(vec![0x80; 1024]), KeyError::Signature);
        for unusable in [vec![0x80; 1025], vec![0; 256], vec![]] {
            assert_eq!(result_with(unusable), KeyError::Unfit);
        }
        let without_exponent = VerifyingKey::from(CoreJsonWebKey::new_rsa(vec![0x80; 256], vec![], None));
        assert!(!without_exponent.fits(&RS256));
    }

    #[test]
    fn a_point_needs_coordinates_of_the_length_of_its_curve() {
        assert_eq!(point(&[1; 32], &[2; 32], 32).unwrap().len(), 65);
        assert_eq!(point(&[1; 31], &[2; 33], 32), None);
        assert_eq!(point(&[], &[], 48), None);
    }
}

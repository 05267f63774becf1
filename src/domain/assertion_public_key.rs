//! The public half of a key that signs assertions.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};

/// The length of a coordinate of a point on P-256.
const COORDINATE_BYTES: usize = 32;
/// Begins an uncompressed point (SEC 1, section 2.3.3).
const UNCOMPRESSED: u8 = 4;

/// A point on P-256, as a JSON Web Key has it (RFC 7518, section 6.2.1).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AssertionPublicKey {
    x: [u8; COORDINATE_BYTES],
    y: [u8; COORDINATE_BYTES],
}

impl AssertionPublicKey {
    /// Reads an uncompressed point. Whether it is on the curve is not checked.
    #[must_use]
    pub fn from_point(point: &[u8]) -> Option<Self> {
        let (&first, coordinates) = point.split_first()?;
        let (x, y) = coordinates.split_at_checked(COORDINATE_BYTES)?;
        (first == UNCOMPRESSED).then_some(Self { x: x.try_into().ok()?, y: y.try_into().ok()? })
    }

    /// Reads what [`Self::encoded`] returns.
    #[must_use]
    pub fn decode(text: &str) -> Option<Self> {
        Self::from_point(&URL_SAFE_NO_PAD.decode(text).ok()?)
    }

    /// The uncompressed point as base64url.
    #[must_use]
    pub fn encoded(&self) -> String {
        URL_SAFE_NO_PAD.encode([&[UNCOMPRESSED], &self.x[..], &self.y[..]].concat())
    }

    /// The parameter `x`.
    #[must_use]
    pub fn x(&self) -> String {
        URL_SAFE_NO_PAD.encode(self.x)
    }

    /// The parameter `y`.
    #[must_use]
    pub fn y(&self) -> String {
        URL_SAFE_NO_PAD.encode(self.y)
    }

    /// The key id: the thumbprint (RFC 7638), so that no two keys share one.
    #[must_use]
    pub fn id(&self) -> String {
        let members = format!(r#"{{"crv":"P-256","kty":"EC","x":"{}","y":"{}"}}"#, self.x(), self.y());
        URL_SAFE_NO_PAD.encode(Sha256::digest(members))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_id_is_the_thumbprint() {
        // The key of RFC 9449, section 4.1, and its thumbprint of section 6.1.
        let decode = |text: &str| URL_SAFE_NO_PAD.decode(text).unwrap();
        let (x, y) = ("l8tFrhx-34tV3hRICRDY9zCkDlpBhF42UQUfWVAWBFs", "9VE4jf_Ok_o64zbTTlcuNJajHmt6v9TDVrU0CdvGRDA");
        let point = [&[UNCOMPRESSED], &decode(x)[..], &decode(y)[..]].concat();
        let key = AssertionPublicKey::from_point(&point).unwrap();
        assert_eq!((key.x().as_str(), key.y().as_str()), (x, y));
        assert_eq!(key.id(), "0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I");
        assert_eq!(AssertionPublicKey::decode(&key.encoded()), Some(key));
    }

    #[test]
    fn only_an_uncompressed_point_is_read() {
        assert!(AssertionPublicKey::from_point(&[4; 65]).is_some());
        for other in [&[][..], &[4], &[4; 64], &[4; 66], &[2; 33], &[3; 65]] {
            assert!(AssertionPublicKey::from_point(other).is_none(), "{}", other.len());
        }
        assert!(AssertionPublicKey::decode("not base64!").is_none());
    }
}

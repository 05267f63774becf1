//! The minimum size of the RSA keys whose signatures count.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use openidconnect::core::CoreJsonWebKey;

/// For all RSA signatures (RFC 7518, sections 3.3 and 3.5).
const MIN_RSA_BITS: usize = 2048;

/// Whether it is an RSA key that is too short: an attacker could compute its private key.
pub(super) fn is_too_short(key: &CoreJsonWebKey) -> bool {
    // The crate shows the members of a key only in this way.
    let members = serde_json::to_value(key).unwrap_or_default();
    members["kty"] == "RSA" && members["n"].as_str().is_none_or(|modulus| bits(modulus) < MIN_RSA_BITS)
}

/// The length of a number in base64url, without leading zeros. 0 if it is malformed.
fn bits(number: &str) -> usize {
    let bytes = URL_SAFE_NO_PAD.decode(number.trim_end_matches('=')).unwrap_or_default();
    let significant: Vec<u8> = bytes.into_iter().skip_while(|byte| *byte == 0).collect();
    significant.first().map_or(0, |first| significant.len() * 8 - first.leading_zeros() as usize)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_rsa_key_needs_2048_bits_without_leading_zeros() {
        let is_too_short = |modulus: Vec<u8>| is_too_short(&CoreJsonWebKey::new_rsa(modulus, vec![1, 0, 1], None));
        for long_enough in [vec![0x80; 256], vec![0xff; 512]] {
            assert!(!is_too_short(long_enough));
        }
        for short in [vec![0x7f; 256], vec![0xff; 128], [vec![0; 128], vec![0xff; 128]].concat(), vec![0; 256], vec![]]
        {
            assert!(is_too_short(short));
        }
    }
}

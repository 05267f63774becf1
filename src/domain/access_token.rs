//! Personal access tokens: the secrets by which git, file managers, mobile apps and scripts open applications.

use base64::Engine;
use base64::alphabet::STANDARD;
use base64::engine::DecodePaddingMode;
use base64::engine::general_purpose::{GeneralPurpose, GeneralPurposeConfig, URL_SAFE_NO_PAD};

use super::redacted::redacted_debug;
use super::secret_hash::SecretHash;

/// Some clients leave out the padding of `Basic` credentials.
const LENIENT: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::Indifferent)
        .with_decode_allow_trailing_bits(true),
);

/// A personal access token: a fixed prefix, by which proxies and secret scanners recognize it, and 256 random bits.
#[derive(Clone, PartialEq, Eq)]
pub struct AccessToken(String);

redacted_debug!(AccessToken);

impl AccessToken {
    /// The beginning of every token.
    pub const PREFIX: &str = "kaimu_pat_";
    /// The length of what follows the prefix, in characters (base64url without padding).
    const RANDOM_CHARACTERS: usize = 43;

    /// A token of 256 fresh random bits.
    #[must_use]
    pub fn from_random(bytes: [u8; 32]) -> Self {
        Self(format!("{}{}", Self::PREFIX, URL_SAFE_NO_PAD.encode(bytes)))
    }

    /// The token in the value of an `Authorization` header: the token of `Bearer` (RFC 6750, section 2.1), or the password of
    /// `Basic` (RFC 7617) with any username. Everything that begins like a token counts as one, and may be invalid.
    ///
    /// `None` means that the credentials are not for Kaimu: the application gets them as they are.
    #[must_use]
    pub fn in_authorization(value: &[u8]) -> Option<Self> {
        let value = value.trim_ascii();
        let end = value.iter().position(|byte| matches!(byte, b' ' | b'\t'))?;
        let (scheme, credentials) = (&value[..end], value[end..].trim_ascii());
        if scheme.eq_ignore_ascii_case(b"bearer") {
            return Self::presented(credentials);
        }
        if !scheme.eq_ignore_ascii_case(b"basic") {
            return None;
        }
        let decoded = LENIENT.decode(credentials).ok()?;
        let colon = decoded.iter().position(|byte| *byte == b':')?;
        Self::presented(&decoded[colon + 1..])
    }

    /// What a client presented, if it begins like a token.
    fn presented(bytes: &[u8]) -> Option<Self> {
        let text = String::from_utf8_lossy(bytes);
        // check: credentials that are not ours pass
        text.starts_with(Self::PREFIX).then(|| Self(text.into_owned()))
    }

    /// Whether it has the form of a token. Any other text is in no database.
    #[must_use]
    pub fn is_well_formed(&self) -> bool {
        let random = self.0.strip_prefix(Self::PREFIX).unwrap_or_default();
        random.len() == Self::RANDOM_CHARACTERS
            && random.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
    }

    /// The token itself, for the page that shows it once. The only way to read it.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// What the store keeps in its place.
    #[must_use]
    pub fn hash(&self) -> SecretHash {
        SecretHash::of(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use base64::engine::general_purpose;

    use super::*;

    fn read(value: &str) -> Option<String> {
        AccessToken::in_authorization(value.as_bytes()).map(|token| token.reveal().to_owned())
    }

    fn basic(credentials: &str) -> String {
        format!("Basic {}", general_purpose::STANDARD.encode(credentials))
    }

    #[test]
    fn a_token_is_read_from_bearer_and_from_the_password_of_basic() {
        let token = AccessToken::from_random([7; 32]);
        let text = token.reveal();
        assert!(token.is_well_formed());
        for value in [
            format!("Bearer {text}"),
            format!("bearer  {text} "),
            format!("BEARER\t{text}"),
            basic(&format!("ada:{text}")),
            basic(&format!(":{text}")),
            basic(&format!("Ada Lövelace:{text}")),
            basic(&format!("x:{text}")).trim_end_matches('=').replace("Basic", "basic"),
        ] {
            assert_eq!(read(&value).as_deref(), Some(text), "{value}");
        }
    }

    #[test]
    fn credentials_that_are_not_ours_are_left_alone() {
        let text = AccessToken::from_random([7; 32]).reveal().to_owned();
        for value in [
            "",
            "Bearer",
            "Bearer ",
            "Bearer eyJhbGciOiJSUzI1NiJ9.e30.x",
            "Bearer Kaimu_pat_x",
            &format!("Bearer x{text}"),
            &format!("token {text}"),
            &format!("Digest {text}"),
            &text,
            "Basic",
            "Basic ???",
            &format!("Basic {text}"),
            &basic("ada:secret"),
            &basic(&text),
            &basic(&format!("{text}:")),
            &basic(&format!("ada:x:{text}")),
        ] {
            assert_eq!(read(value), None, "{value}");
        }
    }

    #[test]
    fn what_begins_like_a_token_is_one_and_may_be_malformed() {
        let text = AccessToken::from_random([7; 32]).reveal().to_owned();
        for malformed in ["kaimu_pat_", "kaimu_pat_x", &format!("{text}x"), &text[..52], &format!("{}=", &text[..52])] {
            let token = AccessToken::in_authorization(format!("Bearer {malformed}").as_bytes()).unwrap();
            assert!(!token.is_well_formed(), "{malformed}");
        }
        let token = AccessToken::in_authorization(b"Bearer kaimu_pat_\xff").unwrap();
        assert!(!token.is_well_formed());
    }

    #[test]
    fn debug_output_does_not_show_the_token() {
        let token = AccessToken::from_random([7; 32]);
        assert_eq!(format!("{token:?}"), "AccessToken(…)");
        assert_eq!(token.reveal().len(), 53);
    }
}

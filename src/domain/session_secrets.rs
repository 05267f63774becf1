//! The secrets from which the keys of all cookies and of stored tokens are derived.

use std::collections::BTreeSet;

use secrecy::SecretString;

/// How many different characters a random secret of 32 characters has at least.
const MIN_DISTINCT: usize = 10;
/// What examples and templates have in place of a secret, without separators.
const PLACEHOLDERS: [&str; 5] = ["changeme", "changethis", "replaceme", "yoursecret", "yoursession"];

/// The secrets of one configuration: both open what was sealed, the current one seals.
#[derive(Debug, Clone)]
pub struct SessionSecrets {
    /// The secret that seals.
    pub current: SecretString,
    /// The secret that it replaces, during a rotation.
    pub previous: Option<SecretString>,
}

impl SessionSecrets {
    /// One secret, which replaces no other.
    #[must_use]
    pub fn only(current: SecretString) -> Self {
        Self { current, previous: None }
    }
}

/// Whether an attacker would guess the secret: a placeholder, or a few characters that are repeated (OWASP ASVS 5,
/// 11.2.3).
#[must_use]
pub fn is_guessable(secret: &str) -> bool {
    let plain: String = secret.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
    let distinct = secret.chars().collect::<BTreeSet<_>>().len();
    distinct < MIN_DISTINCT || PLACEHOLDERS.iter().any(|placeholder| plain.contains(placeholder))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn placeholders_and_repeated_characters_are_guessable() {
        for guessable in [
            "changemechangemechangemechangeme",
            "Please-Change_Me: 0123456789 abcdefgh",
            "YOUR_SESSION_SECRET_OF_32_CHARACTERS",
            "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
            "abcabcabcabcabcabcabcabcabcabcabc",
        ] {
            assert!(is_guessable(guessable), "{guessable}");
        }
        for random in [
            "7f3Jr0Yd6r8V1w2b5Qk9Zs4Xn0Lp3Tc8mHgE",
            "4b1f09c7d2e86a35f0b94c1d7e2a8365",
            "correct horse battery staple moon",
        ] {
            assert!(!is_guessable(random), "{random}");
        }
    }
}

//! Parses the token response leniently (OAuth 2.0, section 5.1): members that Kaimu does not need fail no sign-in. Some
//! providers write an `expires_in` that is a string.

use chrono::{DateTime, TimeDelta, Utc};
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Deserializer};
use serde_json::Value;

use crate::domain::{RecheckCredential, redacted_debug};

/// The tokens that the token endpoint issues for a code or a refresh token.
#[derive(Deserialize)]
pub(super) struct TokenSet {
    #[serde(deserialize_with = "secret")]
    access_token: SecretString,
    token_type: String,
    /// Not parsed yet, so that a malformed ID token is reported as such and not as a malformed response.
    pub(super) id_token: Option<String>,
    #[serde(default, deserialize_with = "lenient_secret")]
    refresh_token: Option<SecretString>,
    #[serde(default, deserialize_with = "lenient_seconds")]
    expires_in: Option<u64>,
    /// Whether there is an `error` beside the tokens.
    #[serde(default, rename = "error", deserialize_with = "is_present")]
    pub(super) has_error: bool,
}

fn secret<'de, D: Deserializer<'de>>(deserializer: D) -> Result<SecretString, D::Error> {
    String::deserialize(deserializer).map(SecretString::from)
}

/// Any value but `null`.
fn is_present<'de, D: Deserializer<'de>>(deserializer: D) -> Result<bool, D::Error> {
    Ok(!Value::deserialize(deserializer)?.is_null())
}

/// A string; anything else counts as absent.
fn lenient_secret<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<SecretString>, D::Error> {
    let value = Value::deserialize(deserializer)?;
    Ok(value.as_str().filter(|text| !text.is_empty()).map(SecretString::from))
}

/// A number, or a string with a number; anything else counts as absent.
fn lenient_seconds<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<u64>, D::Error> {
    let value = Value::deserialize(deserializer)?;
    Ok(value.as_u64().or_else(|| value.as_str()?.parse().ok()))
}

impl TokenSet {
    /// The access token.
    pub(super) fn access_token(&self) -> &str {
        self.access_token.expose_secret()
    }

    /// The refresh token, if there is one.
    pub(super) fn refresh_token(&self) -> Option<&SecretString> {
        self.refresh_token.as_ref()
    }

    /// Whether the access token is a bearer token. The name is compared without its case (OAuth 2.0, section 5.1).
    pub(super) fn is_bearer(&self) -> bool {
        self.token_type.eq_ignore_ascii_case("bearer")
    }

    /// The credential for rechecks: the refresh token, or else the access token. `now` is when the tokens were issued.
    pub(super) fn recheck_credential(&self, now: DateTime<Utc>) -> RecheckCredential {
        if let Some(token) = &self.refresh_token {
            return RecheckCredential::RefreshToken(token.clone());
        }
        let lifetime = self.expires_in.and_then(|seconds| TimeDelta::try_seconds(seconds.try_into().ok()?));
        let expires_at = lifetime.and_then(|lifetime| now.checked_add_signed(lifetime));
        RecheckCredential::AccessToken(self.access_token.clone(), expires_at)
    }
}

redacted_debug!(TokenSet);

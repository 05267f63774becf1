//! Parses the token response leniently (OAuth 2.0, section 5.1).
//!
//! The parser of the oauth2 crate is strict about members that Kaimu does not need. With it, an `expires_in` that is a
//! string, as some providers write it, would fail a sign-in.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use oauth2::basic::BasicTokenType;
use oauth2::helpers::deserialize_untagged_enum_case_insensitive;
use oauth2::{AccessToken, RefreshToken, Scope, TokenResponse};
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;

use crate::domain::{RecheckCredential, redacted_debug};

/// The tokens that the token endpoint issues for a code or a refresh token.
#[derive(Serialize, Deserialize)]
pub(super) struct TokenSet {
    access_token: AccessToken,
    #[serde(deserialize_with = "deserialize_untagged_enum_case_insensitive")]
    token_type: BasicTokenType,
    /// Not parsed yet, so that a malformed ID token is reported as such and not as a malformed response.
    pub(super) id_token: Option<String>,
    #[serde(default, deserialize_with = "lenient_refresh_token")]
    refresh_token: Option<RefreshToken>,
    #[serde(default, deserialize_with = "lenient_seconds")]
    expires_in: Option<u64>,
    /// Whether there is an `error` beside the tokens.
    #[serde(default, rename = "error", deserialize_with = "is_present")]
    pub(super) has_error: bool,
}

/// Any value but `null`.
fn is_present<'de, D: Deserializer<'de>>(deserializer: D) -> Result<bool, D::Error> {
    Ok(!Value::deserialize(deserializer)?.is_null())
}

/// A string; anything else counts as absent.
fn lenient_refresh_token<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<RefreshToken>, D::Error> {
    let value = Value::deserialize(deserializer)?;
    Ok(value.as_str().filter(|text| !text.is_empty()).map(|text| RefreshToken::new(text.to_owned())))
}

/// A number, or a string with a number; anything else counts as absent.
fn lenient_seconds<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<u64>, D::Error> {
    let value = Value::deserialize(deserializer)?;
    Ok(value.as_u64().or_else(|| value.as_str()?.parse().ok()))
}

impl TokenSet {
    /// The credential for rechecks: the refresh token, or else the access token. `now` is when the tokens were issued.
    pub(super) fn recheck_credential(&self, now: DateTime<Utc>) -> RecheckCredential {
        let Some(token) = &self.refresh_token else {
            let lifetime = self.expires_in.and_then(|seconds| TimeDelta::try_seconds(seconds.try_into().ok()?));
            let expires_at = lifetime.and_then(|lifetime| now.checked_add_signed(lifetime));
            return RecheckCredential::AccessToken(self.access_token.secret().as_str().into(), expires_at);
        };
        RecheckCredential::RefreshToken(token.secret().as_str().into())
    }
}

impl TokenResponse for TokenSet {
    type TokenType = BasicTokenType;

    fn access_token(&self) -> &AccessToken {
        &self.access_token
    }

    fn token_type(&self) -> &BasicTokenType {
        &self.token_type
    }

    fn expires_in(&self) -> Option<Duration> {
        self.expires_in.map(Duration::from_secs)
    }

    fn refresh_token(&self) -> Option<&RefreshToken> {
        self.refresh_token.as_ref()
    }

    fn scopes(&self) -> Option<&Vec<Scope>> {
        None
    }
}

redacted_debug!(TokenSet);

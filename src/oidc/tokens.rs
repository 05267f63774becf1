//! The token response, as far as it concerns us (OAuth 2.0, section 5.1). The usual reading is strict about members that
//! nobody here needs: an `expires_in` that is written as text, as some providers do, would refuse a sign-in.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use oauth2::basic::BasicTokenType;
use oauth2::helpers::deserialize_untagged_enum_case_insensitive;
use oauth2::{AccessToken, RefreshToken, Scope, TokenResponse};
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;

use crate::domain::RecheckCredential;
use crate::domain::redacted_debug;

/// What the token endpoint gives for a code, or for a refresh token.
#[derive(Serialize, Deserialize)]
pub(super) struct Tokens {
    access_token: AccessToken,
    #[serde(deserialize_with = "deserialize_untagged_enum_case_insensitive")]
    token_type: BasicTokenType,
    /// As text: it is read after the response is known to be one, so that its faults are its own.
    pub(super) id_token: Option<String>,
    #[serde(default, deserialize_with = "text")]
    refresh_token: Option<RefreshToken>,
    #[serde(default, deserialize_with = "seconds")]
    expires_in: Option<u64>,
}

/// A text; anything else is as good as nothing.
fn text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<RefreshToken>, D::Error> {
    let value = Value::deserialize(deserializer)?;
    Ok(value.as_str().filter(|text| !text.is_empty()).map(|text| RefreshToken::new(text.to_owned())))
}

/// A number, or a number as text; anything else is as good as nothing.
fn seconds<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<u64>, D::Error> {
    let value = Value::deserialize(deserializer)?;
    Ok(value.as_u64().or_else(|| value.as_str()?.parse().ok()))
}

impl Tokens {
    /// With what to ask the provider again, given at `now`.
    pub(super) fn credential(&self, now: DateTime<Utc>) -> RecheckCredential {
        let Some(token) = &self.refresh_token else {
            let lifetime = self.expires_in.and_then(|seconds| TimeDelta::try_seconds(seconds.try_into().ok()?));
            let ends_at = lifetime.and_then(|lifetime| now.checked_add_signed(lifetime));
            return RecheckCredential::AccessToken(self.access_token.secret().as_str().into(), ends_at);
        };
        RecheckCredential::RefreshToken(token.secret().as_str().into())
    }
}

impl TokenResponse for Tokens {
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

redacted_debug!(Tokens);

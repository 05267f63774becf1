//! The token response, as far as it concerns us (OAuth 2.0, section 5.1). The usual reading is strict about members that
//! nobody here needs: an `expires_in` that is written as text, as some providers do, would refuse a sign-in.

use std::fmt;
use std::time::Duration;

use oauth2::basic::BasicTokenType;
use oauth2::helpers::deserialize_untagged_enum_case_insensitive;
use oauth2::{AccessToken, RefreshToken, Scope, TokenResponse};
use serde::{Deserialize, Serialize};

/// What the token endpoint gives for a code.
#[derive(Serialize, Deserialize)]
pub(super) struct Tokens {
    access_token: AccessToken,
    #[serde(deserialize_with = "deserialize_untagged_enum_case_insensitive")]
    token_type: BasicTokenType,
    /// As text: it is read after the response is known to be one, so that its faults are its own.
    pub(super) id_token: Option<String>,
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
        None
    }

    fn refresh_token(&self) -> Option<&RefreshToken> {
        None
    }

    fn scopes(&self) -> Option<&Vec<Scope>> {
        None
    }
}

impl fmt::Debug for Tokens {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Tokens(…)")
    }
}

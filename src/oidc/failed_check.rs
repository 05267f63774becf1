//! The checks of signed tokens, by the names that the log uses.

use std::fmt;

use serde_json::Value;

/// The check that a token failed.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum FailedCheck {
    /// The token is missing.
    Missing,
    /// It is not a signed token in compact serialization, or its JSON is invalid.
    Malformed,
    /// It is encrypted.
    Encrypted,
    /// Its algorithm is not supported.
    Algorithm,
    /// Its algorithm is not one of those that discovery lists.
    UnlistedAlgorithm,
    /// Its algorithm is ES512, which is not supported.
    Es512,
    /// It has critical header parameters.
    Critical,
    /// Its header names another kind of token.
    Type,
    /// No key of the provider fits it.
    Key,
    /// An RSA key with less than 2048 bits signed it.
    ShortKey,
    /// Its signature is wrong.
    Signature,
    /// It comes from another issuer.
    Issuer,
    /// It is for another client.
    Audience,
    /// It was issued to another client.
    AuthorizedParty,
    /// A claim is missing, or its value cannot be checked.
    Claim {
        /// The name of the claim.
        name: &'static str,
        /// What is wrong with it.
        problem: ClaimProblem,
    },
    /// It expired so many seconds ago.
    Expiry(i64),
    /// It was issued so many seconds ago, which is in the future or too long ago.
    IssuedAt(i64),
    /// It is not valid yet.
    NotBefore,
    /// It belongs to another authorization request.
    Nonce,
    /// Its `sub` is a text, but no subject identifier.
    Subject,
    /// It belongs to another access token.
    AccessTokenHash,
    /// A logout token without the logout event.
    Events,
    /// A logout token with a `nonce`, which could be mistaken for an ID token.
    NoncePresent,
    /// A logout token whose `jti` is empty or too long.
    TokenId,
    /// A logout token that names neither a subject nor a session, or an empty one.
    SubjectAndSession,
    /// The key that signed it belongs to another issuer.
    KeyIssuer,
    /// Its `tid` is not the tenant of its issuer.
    TenantOfIssuer,
    /// Its tenant is not allowed.
    Tenant,
    /// It is of an account without a hosted domain.
    NoHostedDomain,
    /// Its hosted domain is not allowed.
    HostedDomain,
    /// Its `auth_time` is not a time, after a reauthentication.
    AuthenticationTime,
    /// A later ID token with another subject than at the sign-in.
    OtherSubject,
    /// A later ID token with an `auth_time` before that of the sign-in.
    EarlierAuthenticationTime,
}

/// What is wrong with a claim that has to be checked.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum ClaimProblem {
    /// It is missing, or `null`.
    Missing,
    /// It occurs twice.
    Repeated,
    /// Its value is no text, number or other value of JSON that Kaimu can read.
    Unreadable,
    /// It has another type than expected.
    Type {
        /// The type that it has.
        found: &'static str,
        /// The type that it must have.
        expected: &'static str,
    },
}

impl FailedCheck {
    /// The claim is missing, or has another type than `expected`.
    pub(super) fn wrong_type(name: &'static str, value: Option<&Value>, expected: &'static str) -> Self {
        let found = match value {
            None | Some(Value::Null) => return Self::Claim { name, problem: ClaimProblem::Missing },
            Some(Value::Bool(_)) => "true or false",
            Some(Value::Number(_)) => "a number",
            Some(Value::String(_)) => "a text",
            Some(Value::Array(_)) => "a list",
            Some(Value::Object(_)) => "an object",
        };
        Self::Claim { name, problem: ClaimProblem::Type { found, expected } }
    }

    /// The claim is missing or no text, or it is a text and fails this check.
    pub(super) fn text_or(name: &'static str, value: Option<&Value>, check: Self) -> Self {
        if value.is_some_and(Value::is_string) { check } else { Self::wrong_type(name, value, "a text") }
    }
}

impl fmt::Display for ClaimProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing => f.write_str("missing"),
            Self::Repeated => f.write_str("it occurs twice"),
            Self::Unreadable => {
                f.write_str("its value cannot be read, such as half a character or a number without end")
            }
            Self::Type { found, expected } => write!(f, "it is {found}, and must be {expected}"),
        }
    }
}

/// The name of the check, then what is wrong. Follows "failed the check of". Logout errors send it as
/// `error_description`, which allows ASCII without quotes and backslashes (OAuth 2.0, section 5.2).
impl fmt::Display for FailedCheck {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let clocks = "compare the clocks of both machines";
        let text = match self {
            Self::Missing => "presence: the token response has no id_token",
            Self::Malformed => "form: not a signed token in compact serialization, or its JSON is invalid",
            Self::Encrypted => {
                "form: encrypted tokens are not supported; turn off the encryption of ID tokens and userinfo at the provider"
            }
            Self::Algorithm => "alg: not one of RS*, PS*, ES256, ES384, EdDSA; have the provider sign with one of them",
            Self::Es512 => "alg: ES512 is not supported; have the provider sign with ES256 or RS256",
            Self::Critical => "crit: critical header parameters are not supported",
            Self::Type => "typ: the header names another kind of token",
            Self::Key => "kid: no key of the provider's key set (jwks_uri) fits",
            Self::UnlistedAlgorithm => {
                "alg: not among id_token_signing_alg_values_supported of the provider's discovery document"
            }
            Self::ShortKey => {
                "kid: the RSA key has less than 2048 bits, so others could sign with it; replace the key at the provider"
            }
            Self::Signature => "signature: it does not match the provider's keys",
            Self::Issuer => "iss: not the expected issuer; compare issuer_url with the provider's discovery document",
            Self::Audience => "aud: it does not name our client id; compare client_id with the provider's console",
            Self::AuthorizedParty => "azp: it does not name our client id",
            Self::Claim { name, problem } => return write!(f, "{name}: {problem}"),
            Self::Expiry(ago) => return write!(f, "exp: expired {ago} s ago; {clocks}"),
            Self::IssuedAt(ago @ ..0) => return write!(f, "iat: issued {} s in the future; {clocks}", -ago),
            Self::IssuedAt(ago) => return write!(f, "iat: issued {ago} s ago; {clocks}"),
            Self::NotBefore => return write!(f, "nbf: not valid yet; {clocks}"),
            Self::Nonce => "nonce: not that of this sign-in",
            Self::Subject => "sub: empty, longer than 255 bytes, or with control characters",
            Self::AuthenticationTime => "auth_time: not a number",
            Self::KeyIssuer => "kid: the key belongs to another issuer",
            Self::TenantOfIssuer => "tid: not the tenant of the issuer",
            Self::Tenant => "tid: not in allowed_tenants",
            Self::NoHostedDomain => "hd: missing, so it is no account of an organization in allowed_hosted_domains",
            Self::HostedDomain => "hd: not in allowed_hosted_domains",
            Self::OtherSubject => "sub: another subject than at the sign-in",
            Self::EarlierAuthenticationTime => "auth_time: earlier than at the sign-in",
            Self::AccessTokenHash => "at_hash: it belongs to another access token",
            Self::Events => "events: not a back-channel logout event",
            Self::NoncePresent => "nonce: not allowed in a logout token",
            Self::TokenId => "jti: empty or too long",
            Self::SubjectAndSession => "sub and sid: both are missing, or one is empty",
        };
        f.write_str(text)
    }
}

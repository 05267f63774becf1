//! The checks of signed tokens, by the names that the log uses.

use std::fmt;

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
    /// It expired so many seconds ago, or has no `exp`.
    Expiry(Option<i64>),
    /// It was issued so many seconds ago, which is in the future or too long ago, or has no `iat`.
    IssuedAt(Option<i64>),
    /// It is not valid yet, or its `nbf` is not a number.
    NotBefore,
    /// It belongs to another authorization request.
    Nonce,
    /// Its `sub` is not a valid subject identifier.
    Subject,
    /// It belongs to another access token.
    AccessTokenHash,
    /// A logout token without the logout event.
    Events,
    /// A logout token with a `nonce`, which could be mistaken for an ID token.
    NoncePresent,
    /// A logout token without a valid `jti`.
    TokenId,
    /// A logout token that names neither a subject nor a session.
    SubjectAndSession,
    /// The key that signed it belongs to another issuer.
    KeyIssuer,
    /// Its `tid` is not the tenant of its issuer.
    TenantOfIssuer,
    /// Its tenant is not allowed.
    Tenant,
    /// Its hosted domain is missing or not allowed.
    HostedDomain,
    /// Its `auth_time` is not a time, after a reauthentication.
    AuthenticationTime,
    /// A later ID token with another subject than at the sign-in.
    OtherSubject,
    /// A later ID token with an `auth_time` before that of the sign-in.
    EarlierAuthenticationTime,
}

/// The name of the check, then what is wrong. Follows "failed the check of". Logout errors send it as
/// `error_description`, which allows ASCII without quotes and backslashes (OAuth 2.0, section 5.2).
impl fmt::Display for FailedCheck {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let clocks = "compare the clocks of both machines";
        let text = match self {
            Self::Missing => "presence: the token response has no id_token",
            Self::Malformed => "form: not a signed token in compact serialization, or its JSON is invalid",
            Self::Encrypted => "form: encrypted tokens are not supported; turn off ID token encryption at the provider",
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
            Self::Expiry(Some(ago)) => return write!(f, "exp: expired {ago} s ago; {clocks}"),
            Self::IssuedAt(Some(ago @ ..0)) => return write!(f, "iat: issued {} s in the future; {clocks}", -ago),
            Self::IssuedAt(Some(ago)) => return write!(f, "iat: issued {ago} s ago; {clocks}"),
            Self::Expiry(None) => "exp: missing, or not a number",
            Self::IssuedAt(None) => "iat: missing, or not a number",
            Self::NotBefore => return write!(f, "nbf: not valid yet, or not a number; {clocks}"),
            Self::Nonce => "nonce: not that of this sign-in",
            Self::Subject => "sub: missing, or not a valid subject identifier",
            Self::AuthenticationTime => "auth_time: not a number",
            Self::KeyIssuer => "kid: the key belongs to another issuer",
            Self::TenantOfIssuer => "tid: not the tenant of the issuer",
            Self::Tenant => "tid: not in allowed_tenants",
            Self::HostedDomain => "hd: missing, or not in allowed_hosted_domains",
            Self::OtherSubject => "sub: another subject than at the sign-in",
            Self::EarlierAuthenticationTime => "auth_time: earlier than at the sign-in",
            Self::AccessTokenHash => "at_hash: it belongs to another access token",
            Self::Events => "events: not a back-channel logout event",
            Self::NoncePresent => "nonce: not allowed in a logout token",
            Self::TokenId => "jti: missing, empty or too long",
            Self::SubjectAndSession => "sub and sid: both are missing, or one is malformed",
        };
        f.write_str(text)
    }
}

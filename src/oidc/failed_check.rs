//! The checks of a token, as the log names them.

use std::fmt;

/// The check that a token failed, as the log names it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum FailedCheck {
    /// There is no token.
    Missing,
    /// It is no signed token in compact form, or its JSON is broken.
    Malformed,
    /// It is encrypted.
    Encrypted,
    /// Its algorithm is not on our list.
    Algorithm,
    /// Its algorithm is ES512, which we cannot verify.
    Es512,
    /// It has critical header parameters.
    Critical,
    /// Its header says that it is another kind of token.
    Type,
    /// No key of the provider fits it.
    Key,
    /// Its signature is wrong.
    Signature,
    /// It comes from another issuer.
    Issuer,
    /// It is for another client.
    Audience,
    /// It was given to another client.
    AuthorizedParty,
    /// It has ended, so many seconds ago, or does not say when it ends.
    Expiry(Option<i64>),
    /// It was issued so many seconds ago, which is in the future or too long ago, or does not say when.
    IssuedAt(Option<i64>),
    /// It is not valid yet, or says so in no known way.
    NotBefore,
    /// It answers another request.
    Nonce,
    /// Its subject is no subject identifier.
    Subject,
    /// It belongs to another access token.
    AccessTokenHash,
    /// A logout token that does not say that it is one.
    Events,
    /// A logout token that could be mistaken for an ID token.
    NonceThere,
    /// A logout token without an identifier of its own.
    TokenId,
    /// A logout token that does not say whom it signs out.
    SubjectAndSession,
    /// The key that signed it is for the tokens of another issuer.
    KeyIssuer,
    /// It does not name the tenant whose issuer it comes from.
    TenantOfIssuer,
    /// It comes from a tenant that is not allowed.
    Tenant,
    /// The account is in no hosted domain that is allowed.
    HostedDomain,
    /// The person proved who they are so many seconds ago, which is longer than was asked for, or it does not say when.
    AuthenticationTime(Option<i64>),
    /// A later ID token that is about somebody else than the one of the sign-in.
    OtherSubject,
    /// A later ID token that tells of another sign-in at the provider.
    EarlierAuthenticationTime,
}

impl fmt::Display for FailedCheck {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let clocks = "compare the clocks of both machines";
        match self {
            Self::Missing => f.write_str("presence: the token response has no id_token"),
            Self::Malformed => f.write_str("form: not a signed token in compact serialization"),
            Self::Encrypted => f.write_str("form: encrypted; turn off ID token encryption at the provider"),
            Self::Algorithm => f.write_str("alg: not one of RS*, PS*, ES256, ES384, EdDSA"),
            Self::Es512 => f.write_str("alg: ES512 is not supported; have the provider sign with ES256 or RS256"),
            Self::Critical => f.write_str("crit: no critical header parameter is understood"),
            Self::Type => f.write_str("typ: another kind of token"),
            Self::Key => f.write_str("kid: no such key in the provider's key set"),
            Self::Signature => f.write_str("signature"),
            Self::Issuer => f.write_str("iss"),
            Self::Audience => f.write_str("aud: not for our client id"),
            Self::AuthorizedParty => f.write_str("azp: given to another client"),
            Self::Expiry(Some(ago)) => write!(f, "exp: {ago} s ago; {clocks}"),
            Self::IssuedAt(Some(ago)) => write!(f, "iat: {ago} s ago; {clocks}"),
            Self::Expiry(None) => f.write_str("exp: missing"),
            Self::IssuedAt(None) => f.write_str("iat: missing"),
            Self::NotBefore => write!(f, "nbf: not valid yet; {clocks}"),
            Self::Nonce => f.write_str("nonce: answers another request"),
            Self::Subject => f.write_str("sub"),
            Self::AuthenticationTime(Some(ago)) => write!(f, "auth_time: {ago} s ago, and max_age was asked for"),
            Self::AuthenticationTime(None) => f.write_str("auth_time: missing, and max_age was asked for"),
            Self::KeyIssuer => f.write_str("kid: a key for the tokens of another issuer"),
            Self::TenantOfIssuer => f.write_str("tid: not the tenant whose issuer it comes from"),
            Self::Tenant => f.write_str("tid: not in allowed_tenants"),
            Self::HostedDomain => f.write_str("hd: missing, or not in allowed_hosted_domains"),
            Self::OtherSubject => f.write_str("sub: somebody else than at the sign-in"),
            Self::EarlierAuthenticationTime => f.write_str("auth_time: earlier than at the sign-in"),
            Self::AccessTokenHash => f.write_str("at_hash: belongs to another access token"),
            Self::Events => f.write_str("events: not a back-channel logout"),
            Self::NonceThere => f.write_str("nonce: a logout token has none"),
            Self::TokenId => f.write_str("jti"),
            Self::SubjectAndSession => f.write_str("sub and sid: neither is there, or one is malformed"),
        }
    }
}

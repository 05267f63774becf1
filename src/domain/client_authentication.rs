//! How Kaimu authenticates at a provider's token endpoint.

use super::client_secrets::ClientSecrets;
use super::private_key::PrivateKey;

/// How Kaimu authenticates at a token endpoint (OpenID Connect Core, section 9).
#[derive(Debug, Clone, PartialEq)]
pub enum ClientAuthentication {
    /// With a client secret.
    Secret {
        /// The secret, or two while one replaces the other.
        secrets: ClientSecrets,
        /// How to send it; if `None`, the discovery document decides.
        method: Option<SecretMethod>,
    },
    /// `private_key_jwt`: with a signed assertion for each request (RFC 7523, section 2.2).
    PrivateKey {
        /// Signs the assertion; the provider has the public key.
        key: PrivateKey,
        /// The id of the key (`kid`), if the provider needs it.
        key_id: Option<String>,
        /// The audience (`aud`) of the assertion.
        audience: AssertionAudience,
    },
    /// Apple's method: a signed assertion takes the place of the client secret.
    Apple {
        /// Signs the assertion; created in Apple's developer account.
        key: PrivateKey,
        /// The id of the key at Apple.
        key_id: String,
        /// The id of the operator's team at Apple.
        team_id: String,
    },
}

/// The audience of a client assertion.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AssertionAudience {
    /// The URL of the token endpoint (OpenID Connect Core, section 9).
    TokenEndpoint,
    /// The issuer, which FAPI 2.0 requires (FAPI 2.0 Security Profile, section 5.3.3).
    Issuer,
}

/// How a client secret is sent (OAuth 2.0, section 2.3.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SecretMethod {
    /// `client_secret_basic`: in the `Authorization` header.
    Basic,
    /// `client_secret_post`: in the body.
    Post,
}

#[cfg(test)]
impl ClientAuthentication {
    /// A client secret, for tests.
    pub(crate) fn sample() -> Self {
        Self::Secret { secrets: ClientSecrets::new("secret".to_owned().into(), None), method: None }
    }
}

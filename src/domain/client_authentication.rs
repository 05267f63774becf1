//! How a provider's token endpoint knows that it is us who ask.

use super::client_secrets::ClientSecrets;
use super::private_key::PrivateKey;

/// How we authenticate at a token endpoint (OpenID Connect Core, section 9).
#[derive(Debug, Clone, PartialEq)]
pub enum ClientAuthentication {
    /// With a secret that both sides know.
    Secret {
        /// The secret, or two of them.
        secrets: ClientSecrets,
        /// How it is sent; as discovery allows when `None`.
        method: Option<SecretMethod>,
    },
    /// `private_key_jwt`: with a statement that we sign for each request (RFC 7523, section 2.2).
    PrivateKey {
        /// Signs it; the provider has its public half.
        key: PrivateKey,
        /// What the provider calls the key, if it has a name there.
        key_id: Option<String>,
    },
    /// As Apple wants it: with a statement that we sign, in the place of a secret.
    Apple {
        /// Signs it; made in Apple's developer account.
        key: PrivateKey,
        /// What Apple calls the key.
        key_id: String,
        /// What Apple calls the operator's team.
        team_id: String,
    },
}

/// How a client secret is sent (OAuth 2.0, section 2.3.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SecretMethod {
    /// `client_secret_basic`: in the header.
    Basic,
    /// `client_secret_post`: in the body.
    Post,
}

#[cfg(test)]
impl ClientAuthentication {
    /// By a secret, for tests.
    pub(crate) fn sample() -> Self {
        Self::Secret { secrets: ClientSecrets::new("secret".to_owned().into(), None), method: None }
    }
}

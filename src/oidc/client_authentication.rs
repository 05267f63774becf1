//! Client authentication at the token endpoint (OpenID Connect Core, section 9).

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::TimeDelta;
use ring::error::Unspecified;
use ring::rand::SystemRandom;
use ring::signature::RSA_PKCS1_SHA256;
use secrecy::{ExposeSecret, SecretString};
use serde_json::{Value, json};

use super::discovery::Metadata;
use super::error::OidcError;
use super::provider::Provider;
use crate::domain::{AssertionAudience, ClientAuthentication, PrivateKey, SecretMethod};

/// An assertion is used at once, for one request. The rest of the time allows for clocks that differ.
const ASSERTION_LIFETIME: TimeDelta = TimeDelta::minutes(5);
/// The audience (`aud`) that Apple requires in a client secret.
const APPLE_AUDIENCE: &str = "https://appleid.apple.com";

/// Proves to an endpoint of the provider that a request comes from our client.
pub(super) enum ClientProof {
    /// `client_secret_basic`: the secret, in the `Authorization` header.
    Basic(SecretString),
    /// `client_secret_post`: the secret, in the body.
    Post(SecretString),
    /// `private_key_jwt`: the signed assertion, in the body.
    Assertion(SecretString),
}

impl Provider {
    /// The proof for one request. With two client secrets, the second value is the proof by the other one, to be tried
    /// next.
    ///
    /// # Errors
    /// When the client key cannot sign.
    pub(super) fn client_proofs(
        &self,
        metadata: &Metadata,
        second_first: bool,
    ) -> Result<(ClientProof, Option<ClientProof>), OidcError> {
        match &self.settings.client.authentication {
            ClientAuthentication::Secret { secrets, method } => {
                let proof = |secret: &SecretString| secret_proof(*method, metadata, secret.clone());
                let mut in_turn = secrets.in_order(second_first).map(proof);
                Ok((in_turn.next().unwrap_or_else(|| proof(secrets.current())), in_turn.next()))
            }
            ClientAuthentication::PrivateKey { key, key_id, audience } => {
                let audience = match audience {
                    AssertionAudience::TokenEndpoint => metadata.token_audience.as_str(),
                    AssertionAudience::Issuer => self.settings.issuer.as_str(),
                };
                let mut claims = self.assertion_claims(&self.settings.client.id, audience);
                claims["jti"] = (self.random)().expose_secret().into();
                let assertion = signed_jwt(key, key_id.as_deref(), &claims);
                Ok((ClientProof::Assertion(assertion.map_err(|error| self.signing_failed(error))?), None))
            }
            ClientAuthentication::Apple { key, key_id, team_id } => {
                let claims = self.assertion_claims(team_id, APPLE_AUDIENCE);
                let secret = signed_jwt(key, Some(key_id), &claims);
                Ok((ClientProof::Post(secret.map_err(|error| self.signing_failed(error))?), None))
            }
        }
    }

    /// A proof of the same form that the provider has to reject: a made-up secret, or the signature of another message.
    ///
    /// # Errors
    /// When the client key cannot sign.
    pub(super) fn made_up_proof(&self, metadata: &Metadata) -> Result<ClientProof, OidcError> {
        let key = match &self.settings.client.authentication {
            ClientAuthentication::Secret { method, .. } => {
                return Ok(secret_proof(*method, metadata, (self.random)()));
            }
            ClientAuthentication::PrivateKey { key, .. } | ClientAuthentication::Apple { key, .. } => key,
        };
        let wrong = URL_SAFE_NO_PAD.encode(signature(key, b"").map_err(|error| self.signing_failed(error))?);
        let forge = |jwt: &SecretString| {
            let signed = jwt.expose_secret().rsplit_once('.').map_or("", |(message, _)| message);
            SecretString::from(format!("{signed}.{wrong}"))
        };
        Ok(match self.client_proofs(metadata, false)? {
            (ClientProof::Assertion(jwt), _) => ClientProof::Assertion(forge(&jwt)),
            (ClientProof::Post(jwt) | ClientProof::Basic(jwt), _) => ClientProof::Post(forge(&jwt)),
        })
    }

    /// The client secret and a made-up one, sent by the other method, and the name of that method. `None` for a key.
    pub(super) fn proofs_by_other_method(
        &self,
        metadata: &Metadata,
    ) -> Option<(ClientProof, ClientProof, &'static str)> {
        let ClientAuthentication::Secret { secrets, method } = &self.settings.client.authentication else {
            return None;
        };
        let (secret, made_up) = (secrets.current().clone(), (self.random)());
        Some(match secret_proof(*method, metadata, secret) {
            ClientProof::Basic(secret) => (ClientProof::Post(secret), ClientProof::Post(made_up), "client_secret_post"),
            ClientProof::Post(secret) | ClientProof::Assertion(secret) => {
                (ClientProof::Basic(secret), ClientProof::Basic(made_up), "client_secret_basic")
            }
        })
    }

    /// The claims of a client assertion (RFC 7523, section 3), valid for [`ASSERTION_LIFETIME`] from now.
    fn assertion_claims(&self, issuer: &str, audience: &str) -> Value {
        let now = (self.clock)();
        let (issued_at, expires_at) = (now.timestamp(), (now + ASSERTION_LIFETIME).timestamp());
        json!({ "iss": issuer, "sub": self.settings.client.id, "aud": audience, "iat": issued_at, "exp": expires_at })
    }

    fn signing_failed(&self, _: Unspecified) -> OidcError {
        let why = "the key in client_key_file could not sign the client authentication; create a new key".to_owned();
        OidcError::TokenExchange { issuer: self.settings.issuer.clone(), why }
    }
}

/// A secret, sent by the configured method, or else by one that the provider offers.
fn secret_proof(method: Option<SecretMethod>, metadata: &Metadata, secret: SecretString) -> ClientProof {
    match method {
        Some(SecretMethod::Post) => ClientProof::Post(secret),
        None if metadata.secret_in_body => ClientProof::Post(secret),
        Some(SecretMethod::Basic) | None => ClientProof::Basic(secret),
    }
}

/// A signed JWT (RFC 7519, section 3).
fn signed_jwt(key: &PrivateKey, key_id: Option<&str>, claims: &Value) -> Result<SecretString, Unspecified> {
    let mut header = json!({ "alg": key.algorithm(), "typ": "JWT" });
    if let Some(key_id) = key_id {
        header["kid"] = key_id.into();
    }
    let encode = |part: &Value| URL_SAFE_NO_PAD.encode(part.to_string());
    let message = format!("{}.{}", encode(&header), encode(claims));
    let signature = signature(key, message.as_bytes())?;
    Ok(format!("{message}.{}", URL_SAFE_NO_PAD.encode(signature)).into())
}

fn signature(key: &PrivateKey, message: &[u8]) -> Result<Vec<u8>, Unspecified> {
    let random = SystemRandom::new();
    match key {
        PrivateKey::Rsa(pair) => {
            let mut signature = vec![0; pair.public().modulus_len()];
            pair.sign(&RSA_PKCS1_SHA256, &random, message, &mut signature)?;
            Ok(signature)
        }
        PrivateKey::P256(pair) => Ok(pair.sign(&random, message)?.as_ref().to_vec()),
    }
}

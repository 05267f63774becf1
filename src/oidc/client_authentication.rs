//! Client authentication at the token endpoint (OpenID Connect Core, section 9).

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::TimeDelta;
use openidconnect::{AuthType, ClientSecret};
use ring::error::Unspecified;
use ring::rand::SystemRandom;
use ring::signature::RSA_PKCS1_SHA256;
use secrecy::{ExposeSecret, SecretString};
use serde_json::{Value, json};

use super::discovery::Metadata;
use super::error::OidcError;
use super::oauth2_client::OAuth2Client;
use super::provider::Provider;
use crate::domain::{ClientAuthentication, PrivateKey, SecretMethod};

/// An assertion is used at once, for one request. The rest of the time allows for clocks that differ.
const ASSERTION_LIFETIME: TimeDelta = TimeDelta::minutes(5);
/// `client_assertion_type` of a signed JWT (RFC 7523, section 2.2).
const ASSERTION_TYPE: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
/// The audience (`aud`) that Apple requires in a client secret.
const APPLE_AUDIENCE: &str = "https://appleid.apple.com";

/// Parameters that client authentication adds to a token request: a client assertion, or none.
pub(super) type AuthenticationParameters = Vec<(&'static str, String)>;

/// Our client with its authentication, and the parameters that its requests need.
pub(super) type AuthenticatedClient = (OAuth2Client, AuthenticationParameters);

impl Provider {
    /// Our client, authenticated by its secret or by a signed assertion. With two secrets, the second value is the
    /// client with the other one, to be tried next.
    ///
    /// # Errors
    /// When the client key cannot sign.
    pub(super) fn authenticated_clients(
        &self,
        metadata: &Metadata,
        second_first: bool,
    ) -> Result<(AuthenticatedClient, Option<AuthenticatedClient>), OidcError> {
        let client = |auth_type| self.oauth2_client(metadata).set_auth_type(auth_type);
        match &self.settings.client.authentication {
            ClientAuthentication::Secret { secrets, method } => {
                let auth_type = || match method {
                    Some(SecretMethod::Post) => AuthType::RequestBody,
                    None if metadata.secret_in_body => AuthType::RequestBody,
                    Some(SecretMethod::Basic) | None => AuthType::BasicAuth,
                };
                let with_secret = |secret: &SecretString| {
                    let secret = ClientSecret::new(secret.expose_secret().to_owned());
                    (client(auth_type()).set_client_secret(secret), AuthenticationParameters::new())
                };
                let mut in_turn = secrets.in_order(second_first).map(with_secret);
                Ok((in_turn.next().unwrap_or_else(|| with_secret(secrets.current())), in_turn.next()))
            }
            ClientAuthentication::PrivateKey { key, key_id } => {
                let mut claims = self.assertion_claims(&self.settings.client.id, metadata.token_audience.as_str());
                claims["jti"] = (self.random)().expose_secret().into();
                let assertion =
                    signed_jwt(key, key_id.as_deref(), &claims).map_err(|error| self.signing_failed(error))?;
                let parameters =
                    vec![("client_assertion_type", ASSERTION_TYPE.to_owned()), ("client_assertion", assertion)];
                Ok(((client(AuthType::RequestBody), parameters), None))
            }
            ClientAuthentication::Apple { key, key_id, team_id } => {
                let claims = self.assertion_claims(team_id, APPLE_AUDIENCE);
                let secret = signed_jwt(key, Some(key_id), &claims).map_err(|error| self.signing_failed(error))?;
                let client = client(AuthType::RequestBody).set_client_secret(ClientSecret::new(secret));
                Ok(((client, AuthenticationParameters::new()), None))
            }
        }
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

/// A signed JWT (RFC 7519, section 3).
fn signed_jwt(key: &PrivateKey, key_id: Option<&str>, claims: &Value) -> Result<String, Unspecified> {
    let mut header = json!({ "alg": key.algorithm(), "typ": "JWT" });
    if let Some(key_id) = key_id {
        header["kid"] = key_id.into();
    }
    let encode = |part: &Value| URL_SAFE_NO_PAD.encode(part.to_string());
    let message = format!("{}.{}", encode(&header), encode(claims));
    let signature = signature(key, message.as_bytes())?;
    Ok(format!("{message}.{}", URL_SAFE_NO_PAD.encode(signature)))
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

//! How a token endpoint knows that it is us who ask (OpenID Connect Core, section 9).

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
use super::token_request::OAuth2Client;
use super::{OidcError, Provider};
use crate::domain::{ClientAuthentication, PrivateKey, SecretMethod};

/// A statement goes out at once, and is made anew for each request; the rest is for clocks that differ.
const LIFETIME: TimeDelta = TimeDelta::minutes(5);
/// RFC 7523, section 2.2.
const ASSERTION_TYPE: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
/// For whom Apple wants the statement to be.
const APPLE: &str = "https://appleid.apple.com";

/// Parameters of a token request that prove who asks.
pub(super) type Proof = Vec<(&'static str, String)>;

/// Our client as a token endpoint can know it, with further parameters for the request.
pub(super) type Authenticated = (OAuth2Client, Proof);

impl Provider {
    /// Our client by its secret, or by what our key signs; of two secrets also by the other one, which is to be tried next.
    ///
    /// # Errors
    /// When our key does not sign.
    pub(super) fn clients(
        &self,
        metadata: &Metadata,
        other_first: bool,
    ) -> Result<(Authenticated, Option<Authenticated>), OidcError> {
        let client = |auth_type| self.oauth2_client(metadata).set_auth_type(auth_type);
        match &self.settings.client.authentication {
            ClientAuthentication::Secret { secrets, method } => {
                let auth_type = || match method {
                    Some(SecretMethod::Post) => AuthType::RequestBody,
                    None if metadata.secret_in_body => AuthType::RequestBody,
                    Some(SecretMethod::Basic) | None => AuthType::BasicAuth,
                };
                let by = |secret: &SecretString| {
                    let secret = ClientSecret::new(secret.expose_secret().to_owned());
                    (client(auth_type()).set_client_secret(secret), Proof::new())
                };
                let mut in_turn = secrets.in_order(other_first).map(by);
                Ok((in_turn.next().unwrap_or_else(|| by(secrets.current())), in_turn.next()))
            }
            ClientAuthentication::PrivateKey { key, key_id } => {
                let mut claims = self.claims(&self.settings.client.id, metadata.token_audience.as_str());
                claims["jti"] = (self.random)().expose_secret().into();
                let assertion = signed(key, key_id.as_deref(), &claims).map_err(|error| self.unsigned(error))?;
                let proof = vec![("client_assertion_type", ASSERTION_TYPE.to_owned()), ("client_assertion", assertion)];
                Ok(((client(AuthType::RequestBody), proof), None))
            }
            ClientAuthentication::Apple { key, key_id, team_id } => {
                let claims = self.claims(team_id, APPLE);
                let secret = signed(key, Some(key_id), &claims).map_err(|error| self.unsigned(error))?;
                let client = client(AuthType::RequestBody).set_client_secret(ClientSecret::new(secret));
                Ok(((client, Proof::new()), None))
            }
        }
    }

    /// That we are our client, as this issuer says to this audience, for a few minutes from now on.
    fn claims(&self, issuer: &str, audience: &str) -> Value {
        let now = (self.clock)();
        let (begins, ends) = (now.timestamp(), (now + LIFETIME).timestamp());
        json!({ "iss": issuer, "sub": self.settings.client.id, "aud": audience, "iat": begins, "exp": ends })
    }

    fn unsigned(&self, _: Unspecified) -> OidcError {
        OidcError::TokenExchange { issuer: self.settings.issuer.clone(), why: "our key did not sign".to_owned() }
    }
}

/// A signed statement (RFC 7519, section 3).
fn signed(key: &PrivateKey, key_id: Option<&str>, claims: &Value) -> Result<String, Unspecified> {
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

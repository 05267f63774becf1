//! Client authentication at the token endpoint of the scripted provider.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use actix_web::HttpRequest;
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use ring::rand::SystemRandom;
use ring::signature::{
    ECDSA_P256_SHA256_FIXED, ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair, RSA_PKCS1_2048_8192_SHA256,
    RsaKeyPair, UnparsedPublicKey, VerificationAlgorithm,
};
use rustls::pki_types::PrivatePkcs8KeyDer;
use rustls::pki_types::pem::PemObject;
use serde_json::Value;

use super::endpoints::now;
use super::{Algorithm, CLIENT_ID, CLIENT_SECRET, ClientCheck, State};
use crate::secrets;

/// A private key that a client signs with instead of a client secret, and the key id registered at the provider.
#[derive(Clone)]
pub struct ClientKey {
    pub id: &'static str,
    /// The expected `iss` and `aud`, if they are not the client id and the token endpoint.
    pub issuer_and_audience: Option<(&'static str, &'static str)>,
    /// Whether the expected `aud` is the issuer of the provider.
    pub is_for_issuer: bool,
    pem: String,
    algorithm: Algorithm,
    public: Vec<u8>,
}

impl ClientKey {
    pub fn new(algorithm: Algorithm) -> Self {
        let pem = match algorithm {
            Algorithm::Es256 => include_str!("../../keys/ec-p256.pem"),
            Algorithm::Rs256 => include_str!("../../keys/rsa-2048.pem"),
            other => panic!("no client key is of {other:?}"),
        };
        let der = PrivatePkcs8KeyDer::from_pem_slice(pem.as_bytes()).unwrap();
        let der = der.secret_pkcs8_der();
        let public = if algorithm == Algorithm::Rs256 {
            RsaKeyPair::from_pkcs8(der).unwrap().public().as_ref().to_vec()
        } else {
            let pair = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, der, &SystemRandom::new());
            pair.unwrap().public_key().as_ref().to_vec()
        };
        for line in pem.lines().filter(|line| !line.starts_with("--")) {
            secrets::watch_for(line);
        }
        Self { id: "key-1", issuer_and_audience: None, is_for_issuer: false, pem: pem.to_owned(), algorithm, public }
    }

    /// Writes the key to a file.
    pub fn write(&self, folder: &Path) -> PathBuf {
        let path = folder.join("client-key.pem");
        std::fs::write(&path, &self.pem).unwrap();
        path
    }

    /// The claims of an assertion, if this key signed it and its header and claims are right for `audience` and now.
    fn verified_claims(&self, statement: &str, audience: &str) -> Option<Value> {
        let (message, signature) = statement.rsplit_once('.')?;
        let (header, claims) = message.split_once('.')?;
        let read = |part| serde_json::from_slice::<Value>(&URL_SAFE_NO_PAD.decode(part).ok()?).ok();
        let (header, claims) = (read(header)?, read(claims)?);
        let algorithm: &dyn VerificationAlgorithm = match self.algorithm {
            Algorithm::Rs256 => &RSA_PKCS1_2048_8192_SHA256,
            _ => &ECDSA_P256_SHA256_FIXED,
        };
        let key = UnparsedPublicKey::new(algorithm, &self.public);
        key.verify(message.as_bytes(), &URL_SAFE_NO_PAD.decode(signature).ok()?).ok()?;
        let (issuer, audience) = self.issuer_and_audience.unwrap_or((CLIENT_ID, audience));
        let (begins, ends) = (claims["iat"].as_i64()?, claims["exp"].as_i64()?);
        let fits = header["alg"] == self.algorithm.name()
            && header["kid"] == self.id
            && claims["iss"] == issuer
            && claims["sub"] == CLIENT_ID
            && claims["aud"] == audience
            && begins <= now()
            && (1..=600).contains(&(ends - now()));
        fits.then_some(claims)
    }
}

impl State {
    /// Whether the token request comes from our client. The client may use Basic with both parts form-encoded (OAuth 2.0,
    /// section 2.3.1), the body, or an assertion that its key signed (RFC 7523, section 2.2). An assertion works once.
    pub(super) fn authenticates_client(&mut self, request: &HttpRequest, form: &HashMap<String, String>) -> bool {
        if self.script.client_check == ClientCheck::None {
            return true;
        }
        let client_secret = self.script.client_secret.unwrap_or(CLIENT_SECRET);
        let encoded = if self.script.client_check == ClientCheck::WithoutDecoding {
            client_secret.to_owned()
        } else {
            url::form_urlencoded::byte_serialize(client_secret.as_bytes()).collect()
        };
        let basic = format!("Basic {}", STANDARD.encode(format!("{CLIENT_ID}:{encoded}")));
        secrets::watch_for(&basic);
        let header = request.headers().get("Authorization");
        let key = self.script.client_key.clone();
        let by_basic = header.is_some_and(|value| value.as_bytes() == basic.as_bytes());
        let posted = form.get("client_secret");
        let by_post = header.is_none()
            && form.get("client_id").is_some_and(|id| id == CLIENT_ID)
            && posted.is_some_and(|secret| match &key {
                Some(key) => key.verified_claims(secret, "").is_some(),
                None => secret == client_secret,
            });
        match self.script.only_auth_method {
            Some("client_secret_basic") => by_basic && posted.is_none(),
            Some("client_secret_post") => by_post,
            Some("private_key_jwt") => header.is_none() && posted.is_none() && self.accepts_assertion(key, form),
            _ => by_basic || by_post,
        }
    }

    fn accepts_assertion(&mut self, key: Option<ClientKey>, form: &HashMap<String, String>) -> bool {
        let Some((key, assertion)) = key.zip(form.get("client_assertion")) else { return false };
        secrets::watch_for(assertion);
        let origin = url::Url::parse(&self.issuer).unwrap().origin().ascii_serialization();
        let token_endpoint = format!("{origin}/token");
        let audience = if key.is_for_issuer { &self.issuer } else { &token_endpoint };
        let claims = key.verified_claims(assertion, audience);
        let id = claims.as_ref().and_then(|claims| claims["jti"].as_str());
        form["client_assertion_type"] == "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
            && id.is_some_and(|id| self.assertions.insert(id.to_owned()))
    }
}

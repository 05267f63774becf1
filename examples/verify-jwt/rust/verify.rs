//! Verifies an assertion of Kaimu, with the crates `jsonwebtoken` and `reqwest`.

use std::error::Error;

use jsonwebtoken::jwk::JwkSet;
use jsonwebtoken::{Algorithm, DecodingKey, Validation, decode, decode_header};
use serde_json::Value;

/// Reads the keys of Kaimu. Keep them for 5 minutes, and read them again for an unknown `kid`, once a minute at most.
pub async fn keys(http: &reqwest::Client, issuer: &str) -> Result<JwkSet, Box<dyn Error>> {
    let response = http.get(format!("{issuer}/.well-known/jwks.json")).send().await?.error_for_status()?;
    Ok(serde_json::from_str(&response.text().await?)?)
}

/// The claims of the assertion, if Kaimu at `issuer` has made it for the application at `audience`.
pub fn verify(token: &str, keys: &JwkSet, issuer: &str, audience: &str) -> Result<Value, Box<dyn Error>> {
    let mut checks = Validation::new(Algorithm::ES256);
    checks.set_issuer(&[issuer]);
    checks.set_audience(&[audience]);
    checks.set_required_spec_claims(&["iss", "aud", "sub", "exp"]);
    checks.leeway = 30;
    let kid = decode_header(token)?.kid.ok_or("no kid")?;
    let key = keys.find(&kid).ok_or("an unknown kid")?;
    Ok(decode(token, &DecodingKey::from_jwk(key)?, &checks)?.claims)
}

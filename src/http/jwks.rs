//! The keys that verify `Kaimu-Jwt-Assertion`, as a JWK set (RFC 7517, section 5).

use actix_web::HttpResponse;
use actix_web::http::header;
use actix_web::web::Data;
use serde::Serialize;

use crate::domain::{AssertionPublicKey, RequestContext};
use crate::flow::assertion::published_keys;
use crate::http::app::App;
use crate::http::problem::Internal;

/// How long applications may keep the keys, in seconds: much less than the day for which a new key waits.
const MAX_AGE: &str = "max-age=300";

#[derive(Serialize)]
struct JsonWebKeySet {
    keys: Vec<JsonWebKey>,
}

#[derive(Serialize)]
struct JsonWebKey {
    kty: &'static str,
    crv: &'static str,
    x: String,
    y: String,
    kid: String,
    alg: &'static str,
    #[serde(rename = "use")]
    purpose: &'static str,
}

impl From<AssertionPublicKey> for JsonWebKey {
    fn from(key: AssertionPublicKey) -> Self {
        Self { kty: "EC", crv: "P-256", x: key.x(), y: key.y(), kid: key.id(), alg: "ES256", purpose: "sig" }
    }
}

/// `GET /.well-known/jwks.json`: public, and the same for everybody, so that every origin may read it.
pub(super) async fn jwks(app: Data<App>, context: RequestContext) -> Result<HttpResponse, Internal> {
    let keys = published_keys(&app.services, context.now).await;
    let keys = keys.map_err(|error| app.services.log_assertion_failure(&context, &error))?;
    Ok(HttpResponse::Ok()
        .insert_header((header::CACHE_CONTROL, MAX_AGE))
        .insert_header((header::ACCESS_CONTROL_ALLOW_ORIGIN, "*"))
        .json(JsonWebKeySet { keys: keys.into_iter().map(JsonWebKey::from).collect() }))
}

//! Handlers of the discovery document (OpenID Connect Discovery, section 3) and of the signing keys.

use actix_web::HttpResponse;
use actix_web::web::Data;
use serde_json::json;

use super::issuer_state::IssuerState;

/// `GET /{issuer}/.well-known/openid-configuration`.
pub(super) async fn discovery(issuer: Data<IssuerState>) -> HttpResponse {
    let endpoint = |name| format!("{}/{name}", issuer.url);
    HttpResponse::Ok().json(json!({
        "issuer": issuer.url,
        "authorization_endpoint": endpoint("authorize"),
        "token_endpoint": endpoint("token"),
        "userinfo_endpoint": endpoint("userinfo"),
        "jwks_uri": endpoint("keys"),
        "end_session_endpoint": endpoint("logout"),
        "scopes_supported": ["openid", "profile", "email"],
        "response_types_supported": ["code"],
        "response_modes_supported": ["query"],
        "grant_types_supported": ["authorization_code"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["ES256"],
        "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post"],
        "code_challenge_methods_supported": ["S256"],
        "prompt_values_supported": ["login", "select_account", "consent", "none"],
        "claims_supported": [
            "iss", "sub", "aud", "exp", "iat", "auth_time", "nonce", "at_hash",
            "name", "preferred_username", "picture", "groups", "email", "email_verified"
        ],
        "authorization_response_iss_parameter_supported": true,
        // The default is true.
        "request_uri_parameter_supported": false
    }))
}

/// `GET /{issuer}/keys`.
pub(super) async fn jwks(issuer: Data<IssuerState>) -> HttpResponse {
    HttpResponse::Ok().json(json!({ "keys": [issuer.key.jwk()] }))
}

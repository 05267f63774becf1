//! Which other origins may read the responses of the API (CORS).

use actix_cors::Cors;
use actix_web::http::Method;
use actix_web::http::header::{self, HeaderMap, HeaderValue};
use actix_web::web::Data;

use crate::http::server::live_config::LiveConfig;

/// Lets only scripts of the frontend and of the allowed origins send these requests and read the responses, with the
/// cookies of the user.
pub(in crate::http) fn cors(live_config: Data<LiveConfig>, methods: impl IntoIterator<Item = Method>) -> Cors {
    Cors::default()
        .allowed_origin_fn(move |origin, _| {
            let app = live_config.app();
            let frontend = app.urls().frontend.origin();
            // check: scripts of allowed origins read the session
            let is_allowed = std::iter::once(&frontend)
                .chain(&app.return_policy.allowed_origins)
                .any(|allowed| allowed.ascii_serialization().as_bytes() == origin.as_bytes());
            if !is_allowed {
                app.warnings.unknown_origin(origin.as_bytes());
            }
            is_allowed
        })
        .allowed_methods(methods)
        .allow_any_header()
        .supports_credentials()
        .max_age(3600)
}

/// Corrects the headers of actix-cors: for an origin that is not allowed, it sends `Access-Control-Allow-Credentials`
/// and omits `Vary`.
pub(super) fn fix_headers(headers: &mut HeaderMap) {
    if !headers.contains_key(header::ACCESS_CONTROL_ALLOW_ORIGIN) {
        headers.remove(header::ACCESS_CONTROL_ALLOW_CREDENTIALS);
    }
    if !headers.contains_key(header::VARY) {
        headers.insert(header::VARY, HeaderValue::from_static("Origin"));
    }
}

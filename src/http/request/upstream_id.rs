//! The id that a trusted proxy has given to a request, for the log.

use actix_web::HttpRequest;

use super::trusted_proxies::TrustedProxies;
use crate::domain::UpstreamRequestId;

/// The trace id of `traceparent` (W3C Trace Context), or else `X-Request-Id`. `None` from a peer that is no trusted proxy: any
/// client could write the id of another request.
pub(in crate::http) fn of(request: &HttpRequest, trusted: &TrustedProxies) -> Option<UpstreamRequestId> {
    if !trusted.trust_peer_of(request) {
        return None;
    }
    let text = |name: &str| request.headers().get(name).and_then(|value| value.to_str().ok());
    let trace = text("traceparent").and_then(UpstreamRequestId::of_trace);
    trace.or_else(|| text("x-request-id").and_then(UpstreamRequestId::of_request))
}

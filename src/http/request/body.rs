//! The body of a request that a stranger may send, with an end to its length and to its arrival.

use std::time::Duration;

use actix_web::web::Payload;

/// How long a form may take to arrive; browsers and servers send one in an instant.
const TIMEOUT: Duration = Duration::from_secs(10);

/// The body as text; `None` when it is longer than that, breaks off, or takes too long.
pub(in crate::http) async fn read_text(body: Payload, max_bytes: usize) -> Option<String> {
    match tokio::time::timeout(TIMEOUT, body.to_bytes_limited(max_bytes)).await {
        Ok(Ok(Ok(bytes))) => Some(String::from_utf8_lossy(&bytes).into_owned()),
        _ => None,
    }
}

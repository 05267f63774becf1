//! Reads request bodies with a limit of their length and duration, since any client can send them.

use std::time::Duration;

use actix_web::web::Payload;

/// How long a form may take to arrive. Browsers and servers send one at once.
const TIMEOUT: Duration = Duration::from_secs(10);

/// The body as text. `None` if it is longer than `max_bytes`, is cut off, or takes too long.
pub(in crate::http) async fn read_text(body: Payload, max_bytes: usize) -> Option<String> {
    // check: a time limit for a form
    match tokio::time::timeout(TIMEOUT, body.to_bytes_limited(max_bytes)).await {
        Ok(Ok(Ok(bytes))) => Some(String::from_utf8_lossy(&bytes).into_owned()),
        _ => None,
    }
}

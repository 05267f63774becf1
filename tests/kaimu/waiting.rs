//! Waiting for what sends no event.

use std::time::{Duration, Instant};

/// No step takes nearly as long, even on a busy machine.
pub const DEADLINE: Duration = Duration::from_mins(1);

/// Checks a condition again and again until it holds.
pub async fn until(what: &str, mut holds: impl AsyncFnMut() -> bool) {
    let deadline = Instant::now() + DEADLINE;
    while !holds().await {
        assert!(Instant::now() < deadline, "not within {DEADLINE:?}: {what}");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}

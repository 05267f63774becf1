//! Waits for conditions that no event announces.

use std::time::{Duration, Instant};

/// The limit for each wait. No step takes nearly as long, even on a busy machine.
pub const DEADLINE: Duration = Duration::from_mins(1);

/// Checks a condition repeatedly until it holds.
pub async fn until(what: &str, mut holds: impl AsyncFnMut() -> bool) {
    let deadline = Instant::now() + DEADLINE;
    while !holds().await {
        assert!(Instant::now() < deadline, "not within {DEADLINE:?}: {what}");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}

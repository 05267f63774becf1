//! The clock, as an argument.

use std::sync::Arc;

use chrono::{DateTime, Utc};

/// Returns the current time. `cli` passes the system clock, and tests pass a clock that they can move.
pub type Clock = Arc<dyn Fn() -> DateTime<Utc> + Send + Sync>;

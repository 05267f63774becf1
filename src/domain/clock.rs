//! The time, as an argument.

use std::sync::Arc;

use chrono::{DateTime, Utc};

/// Tells the time; `cli` makes the one that reads the clock, tests make one that they can move.
pub type Clock = Arc<dyn Fn() -> DateTime<Utc> + Send + Sync>;

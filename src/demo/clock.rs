//! The clock of the demo provider, which tests set.

use std::sync::Arc;

use chrono::{DateTime, Utc};

/// Returns the current time.
pub type DemoClock = Arc<dyn Fn() -> DateTime<Utc> + Send + Sync>;

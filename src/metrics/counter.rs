//! What all metrics share.

/// A count of one series.
pub type Counter = prometheus::IntCounter;

/// The provider or application of a series about none that is configured: neither a slug nor a name.
pub const NONE: &str = "-";

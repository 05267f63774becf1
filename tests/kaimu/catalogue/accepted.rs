//! What must not stop anybody: all that providers may do, and do.

mod algorithms;
mod claims;
mod exchanges;
pub mod providers;

//! What must not stop anybody: all that providers may do, and do.

mod algorithms;
mod exchanges;
mod people;
pub mod providers;

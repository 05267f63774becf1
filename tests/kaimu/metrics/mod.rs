//! The metrics for Prometheus: what moves each series and by how much, and the server that shows them.

#![allow(clippy::float_cmp, reason = "counters are whole numbers")]

mod counts;
mod database;
mod listener;
mod long;
pub mod series;
mod sessions;
mod verify;

//! The metrics for Prometheus: what moves each series and by how much, and the server that shows them.

mod counts;
mod database;
mod listener;
mod long;
pub mod series;
mod sessions;
mod verify;

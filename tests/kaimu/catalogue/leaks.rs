//! Nothing leaks. Every test that starts Kaimu is watched (see [`crate::secrets`]); these are the cases that try hardest.

mod database;
mod garbage;
mod log_and_pages;

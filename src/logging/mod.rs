//! Log lines: as text or as JSON, with the id of the request that they belong to.
//!
//! The middleware calls [`within_request`] once. Every line that is logged inside of it has the id, and so has work that
//! [`carried`] or [`carried_to_thread`] takes to other tasks and threads. Nothing else writes the id into a message.

mod format;
mod request;

pub use format::{message, set_format, write_line};
pub use request::{RequestIds, carried, carried_to_thread, within_request};

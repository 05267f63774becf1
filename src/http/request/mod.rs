//! Reads what a request says: the client, the body.

pub(super) mod body;
pub(super) mod client;
mod context;
pub(super) mod language;
pub(super) mod parameters;

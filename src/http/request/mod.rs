//! Reads what a request says: the client, the body.

pub(super) mod body;
pub(super) mod client;
pub(super) mod parameters;

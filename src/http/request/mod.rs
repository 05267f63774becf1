//! Reads requests: the client, the language, parameters and bodies.

pub(super) mod authority;
pub(super) mod body;
pub(super) mod client;
mod context;
mod forwarded_header;
pub(super) mod host;
pub(super) mod language;
pub(super) mod parameters;
pub(super) mod prefetch;
pub(super) mod trusted_proxies;
pub(in crate::http) mod upstream_id;

//! Behaviour of providers that Kaimu must accept.

mod algorithms;
mod claims;
mod exchanges;
pub mod providers;

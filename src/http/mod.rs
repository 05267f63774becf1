//! The front door itself: addresses, cookies, pages. The only folder that knows actix and askama.
//!
//! [`routes`] is the one table of all addresses. Around each request stand, from the outside in: [`server::middleware`] (request
//! id, log line, headers, error page), [`server::same_origin`] (whose request is this), and where somebody may be signed in,
//! [`cookies::session`].

mod account;
mod api;
mod app;
mod cookies;
mod health;
mod page_query;
mod pages;
mod paths;
mod problem;
mod request;
mod response;
mod routes;
mod server;
mod sign_in;
mod sign_out;
#[cfg(test)]
mod tests;

pub use app::{App, AppSettings};
pub use server::live_config::LiveConfig;
pub use server::{on_hangup, serve, signal_to_stop};
pub use sign_in::trial::{TrialSetup, serve_trial};

//! The HTTP server: routes, handlers, cookies and pages. Only this folder uses actix and askama.
//!
//! [`routes`] has the one table of routes, and [`server`] listens. Each request passes, from the outside in:
//! [`server::middleware`] (request id, log line, headers, error page), [`server::same_origin`] (refuses requests from
//! other sites), on pages [`server::configured_host`] (redirects to the configured host), and on routes for signed-in users the
//! session middleware of [`cookies::session`].

mod account;
mod api;
mod app;
mod applications;
mod cookies;
mod health;
mod jwks;
mod page_query;
mod pages;
mod paths;
mod problem;
mod request;
mod response;
mod routes;
mod server;
mod session_check;
mod sign_in;
mod sign_out;
#[cfg(test)]
mod tests;

pub use app::{App, AppSettings};
pub use applications::header_preview;
pub use cookies::CookieSettings;
pub use cookies::sign_in_attempt::pending_cookie;
pub use server::listener::Listener;
pub use server::live_config::LiveConfig;
pub use server::metrics::{MetricsServer, serve_metrics};
pub use server::signals::{StopSignal, on_hangup, signal_to_stop};
pub use server::{ServerTimes, application, serve};
pub use sign_in::trial::{TrialSetup, serve_trial};

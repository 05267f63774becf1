//! Kaimu is a self-hosted sign-in server. It adds "Sign in with Okta, Google, Entra ID, Keycloak …" to web applications
//! through OpenID Connect.
//!
//! The modules are layers. A request goes from [`http`] through [`flow`] to [`oidc`] and [`store`], and all of them use
//! [`domain`]. No layer uses one above it. [`config`] turns the configuration into values of the domain, [`doctor`]
//! checks what a sign-in depends on, and [`cli`] assembles everything. `ARCHITECTURE.md` describes the layers, and a
//! test checks every `use` against it.

pub mod cli;
pub mod config;
pub mod demo;
pub mod doctor;
pub mod domain;
pub mod flow;
pub mod http;
pub mod logging;
pub mod metrics;
pub mod oidc;
mod session_secret;
pub mod store;

//! Kaimu: the front door of a self-hosted application, by OpenID Connect.
//!
//! The house is one staircase. A request walks [`http`] → [`flow`] → [`oidc`] or [`store`] → [`domain`], one step down at
//! a time and never back up; [`config`] turns what an operator wrote into values of the domain, and [`cli`] puts all of it
//! together. `ARCHITECTURE.md` has the map, and a test holds every `use` against it.

pub mod cli;
pub mod config;
pub mod demo;
pub mod doctor;
pub mod domain;
pub mod flow;
pub mod http;
pub mod oidc;
mod session_secret;
pub mod store;

//! The specification, as sentences that run. Start it with `tests/run`, which brings the real parts: a Postgres with TLS,
//! an OpenID Provider that we did not write, curl.
//!
//! The parts: [`app`] (the real server on free ports, with a fresh database and a clock that can be moved), [`browser`]
//! (keeps cookies, follows redirects), [`okta`] (the certified provider), [`provider`] (one that can lie), [`database`],
//! [`program`] (the binary itself), [`tls`].
//! The stories: a file each.

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking")]
#![allow(clippy::needless_pass_by_value, clippy::unnecessary_wraps, reason = "so that stories read well")]
#![allow(unreachable_pub, reason = "nothing is public here")]

mod app;
mod browser;
mod database;
mod okta;
mod program;
mod provider;
mod tls;

mod account;
mod accounts;
mod addresses;
mod architecture;
mod command_line;
mod demo;
mod demo_provider;
mod looks;
mod network;
mod opening;
mod outages;
mod real_provider;
mod refusals;
mod running;
mod sessions;
mod sign_in_page;
mod store;
mod tabs;
mod two_hosts;

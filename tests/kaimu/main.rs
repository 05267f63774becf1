//! The specification, as sentences that run. `cargo test` runs the tests that need nothing but this crate. A test that needs
//! Postgres, Node or curl is marked `#[ignore = "needs …"]`: `tests/run` brings these programs and runs every test.
//!
//! The parts: [`app`] (the real server on free ports, with a fresh database and a clock that can be moved), [`browser`]
//! (keeps cookies, follows redirects), [`okta`] (the certified provider), [`provider`] (one that can lie), [`database`],
//! [`program`] (the binary itself), [`secrets`] (holds that none of them shows), [`tls`], [`waiting`].
//! The stories: a file each, and the [`catalogue`].

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking")]
#![allow(clippy::needless_pass_by_value, clippy::unnecessary_wraps, reason = "so that stories read well")]
#![allow(unreachable_pub, reason = "nothing is public here")]

mod app;
mod browser;
mod database;
mod markdown;
mod okta;
mod program;
mod provider;
mod secrets;
mod tls;
mod waiting;

mod account;
mod addresses;
mod admission;
mod architecture;
mod back_channel_logout;
mod catalogue;
mod check;
mod client_secrets;
mod command_line;
mod conformance;
mod demo;
mod demo_provider;
mod deployment;
mod documentation;
mod front_channel_logout;
mod guides;
mod hints;
mod language;
mod looks;
mod network;
mod opening;
mod operator;
mod outages;
mod pictures;
mod properties;
mod real_provider;
mod recheck;
mod reload;
mod requests;
mod retention;
mod running;
mod sessions;
mod sign_in_links;
mod sign_in_page;
mod sign_out;
mod store;
mod tabs;
mod tenants;
mod two_hosts;

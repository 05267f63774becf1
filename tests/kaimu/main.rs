//! The specification of Kaimu as tests. `cargo test` runs the tests that need nothing but this crate. A test that needs
//! Postgres, Node, Python, Go or curl is marked `#[ignore = "needs …"]`: `tests/run` brings these programs and runs every test.
//! Those that need Keycloak run with `tests/run --providers` alone, and the long parts with `tests/run --faults`,
//! `tests/run --proxies` and `tests/run --release`.
//!
//! The harness: [`app`] (the server on free ports, with a new database and a movable clock), [`assertion`] (the application),
//! [`browser`] (keeps cookies, follows redirects), [`okta`] (a certified provider), [`keycloak`] (a realm of a real one),
//! [`provider`] (a scripted provider), [`database`], [`program`] (the binary), [`secrets`] (searches logs and error pages for
//! secrets), [`statements`] (what Kaimu sends to Postgres), [`tls`], [`waiting`].
//! Every other file has the stories of one feature, the [`catalogue`] has the accepted and refused cases, [`faults`] what happens
//! when the database, the network or the process fails, [`proxies`] has the applications behind reverse proxies, [`release`] what
//! a release consists of, and [`upgrades`] the databases of released versions.

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking")]
#![allow(clippy::needless_pass_by_value, clippy::unnecessary_wraps, reason = "so that stories read well")]
#![allow(unreachable_pub, reason = "nothing is public here")]

mod app;
mod assertion;
mod browser;
mod database;
mod keycloak;
mod markdown;
mod okta;
mod program;
mod provider;
mod pushed_requests;
mod secrets;
mod statements;
mod tls;
mod waiting;

mod account;
mod admission;
mod appearance;
mod applications;
mod architecture;
mod audit_follow;
mod authorization_requests;
mod back_channel_logout;
mod catalogue;
mod check;
mod client_secrets;
mod command_line;
mod conformance;
mod database_opening;
mod demo;
mod demo_provider;
mod deployment;
mod documentation;
mod downgrade;
mod effective_config;
#[path = "../faults/mod.rs"]
mod faults;
mod front_channel_logout;
mod guides;
mod jwt_examples;
mod language;
mod logging;
mod metrics;
mod misconfiguration_warnings;
mod network;
mod operator;
mod other_hosts;
mod outages;
mod pictures;
mod properties;
#[path = "../proxies/mod.rs"]
mod proxies;
mod real_provider;
mod recheck;
#[path = "../release/mod.rs"]
mod release;
mod reliability;
mod reload;
mod retention;
mod return_to;
mod routes;
mod running;
mod security;
mod service_unit;
mod sessions;
mod sign_in_cost;
mod sign_in_links;
mod sign_in_page;
mod sign_out;
mod store;
mod tabs;
mod tenants;
mod third_party_login;
mod tiles;
mod two_hosts;
#[path = "../upgrades/mod.rs"]
mod upgrades;
mod user_export;
mod webhook;

//! The suite of faults: what happens when the database, the network, the disk or the process fails.
//!
//! Each test first proves that the fault took effect, then shows what users and operators see, and then the recovery.
//! `tests/mutations` shows the harm: it removes each fix, and a test here fails. A test in a module with the name `long`
//! runs with `tests/run --faults` alone.

pub mod backup;
mod certificate_authorities;
mod clocks;
mod configuration;
mod database_start;
mod doctor;
mod early_logout;
mod ended_sessions;
mod failover;
mod forwarded;
mod idle_connections;
mod key_rotation;
mod listening;
pub(crate) mod namespace;
mod network;
mod outage;
mod poolers;
mod postgres;
mod postgres_backup;
mod readiness;
mod rolling_restarts;
mod session_cache;
pub mod silent_proxy;
mod silent_server;
mod slow_postgres;
mod sqlite;
mod sqlite_disk;
mod stop;
mod token_endpoint;

pub use failover::postgres_programs;

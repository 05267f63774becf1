//! The store: the only part of Kaimu that knows the database.
//!
//! A caller runs [`Store::read`] or [`Store::write`] and, inside, calls the functions of the modules below, each of
//! which is one question or one change. The same code runs on both databases (see [`connection`]).

mod abandoned;
pub mod access_tokens;
pub mod application_accesses;
pub mod assertion_keys;
pub mod audit;
pub mod audit_search;
pub mod backup;
pub mod checks;
mod commit_gate;
mod connect_errors;
mod connection;
pub mod database_clock;
mod error;
pub mod hand_over_tickets;
mod handle;
pub mod identities;
pub mod invitations;
mod last_commit;
pub mod last_sign_ins;
pub mod late_server;
mod lock;
pub mod logout_tokens;
mod manager;
mod migrations;
mod not_ready;
pub mod pending_links;
mod pool;
mod postgres;
mod postgres_url;
pub mod proxy_probes;
mod readiness;
pub mod rechecks;
pub mod relinks;
pub mod restore;
mod row;
mod schema;
pub mod sealed_secrets;
pub mod session_admin;
mod session_deletion;
pub mod session_tokens;
pub mod sessions;
pub mod sign_in_links;
pub mod sign_ins;
mod sqlite;
mod sqlite_error;
mod sqlite_folder;
mod threads;
mod time_limits;
pub mod tokens_to_revoke;
pub mod upstream_sessions;
mod used_usernames;
pub mod user_admin;
pub mod user_details;
pub mod users;
mod write_probe;

pub use connection::Connection;
pub use error::StoreError;
pub use handle::{MAX_WAIT, Store};
pub use lock::Lock;
pub use not_ready::NotReady;

//! The use cases: sign-in, recheck, sign-out, linking, merging. In the terms of the domain; no HTTP, no SQL.

pub mod account_overview;
pub mod attempt;
mod audit;
mod background;
pub mod cleanup;
pub mod end_sessions;
pub mod hand_over;
mod issuer_change;
pub mod linking;
pub mod merge;
pub mod operator;
pub mod operator_unlink;
pub mod pending_link;
pub mod provider_logout;
pub mod random;
mod recheck;
mod recheck_credential;
pub mod removed_providers;
mod resolve_user;
mod revocation;
mod seal;
pub mod secret_rotation;
mod services;
pub mod session;
pub mod sign_in;
mod sign_in_error;
pub mod sign_in_link;
mod sign_in_transaction;
pub mod sign_out;
pub mod trial;
mod user_email;

pub use background::BackgroundTasks;
pub use issuer_change::IssuerChanges;
pub use seal::{Seal, derive_cookie_key};
pub use services::{Policies, Services};
pub use sign_in_error::SignInError;

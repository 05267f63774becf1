//! The stories: what happens when somebody signs in, comes back, signs out. In the words of the domain; no HTTP, no SQL.

mod account;
pub mod random;
pub mod session;
pub mod sign_in;

use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};

use crate::domain::Lifetimes;
use crate::oidc::Providers;
use crate::store::Store;

/// Reads the time. An argument of the house, so that tests can move it.
pub type Clock = Arc<dyn Fn() -> DateTime<Utc> + Send + Sync>;

/// What the stories need.
#[derive(Debug)]
pub struct Services {
    /// What is kept.
    pub store: Store,
    /// Who vouches for people.
    pub providers: Providers,
    /// How long a session lives.
    pub lifetimes: Lifetimes,
    /// How long a sign-in may take at the provider.
    pub sign_in_attempt: Duration,
}

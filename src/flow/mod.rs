//! The stories: what happens when somebody signs in, comes back, signs out. In the words of the domain; no HTTP, no SQL.

mod account;
pub mod linking;
pub mod merge;
mod outcome;
pub mod overview;
pub mod random;
pub mod session;
pub mod sign_in;

use std::time::Duration;

use crate::domain::{Lifetimes, ProviderSettings, Slug};
use crate::oidc::{Provider, Providers};
use crate::store::{Store, StoreError};

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

impl Services {
    /// The provider with this slug, as configured.
    #[must_use]
    pub fn provider(&self, slug: &str) -> Option<&ProviderSettings> {
        self.providers.find(slug).map(|provider| provider.settings())
    }

    /// Each provider, in the order of the buttons.
    pub fn providers(&self) -> impl Iterator<Item = &ProviderSettings> {
        self.providers.iter().map(|provider| provider.settings())
    }

    /// Whether this provider did not answer when it was asked last.
    #[must_use]
    pub fn is_down(&self, slug: &Slug) -> bool {
        self.providers.find(slug.as_str()).is_some_and(|provider| provider.is_down())
    }

    /// Finds out in the background which providers answer, as far as that is not known.
    pub fn look_after_providers(&self) {
        self.providers.iter().for_each(Provider::look_after);
    }

    /// Whether sign-ins can be completed: the database answers. A provider that is down does not count.
    ///
    /// # Errors
    /// When the database does not answer, and why.
    pub async fn ready(&self) -> Result<(), StoreError> {
        self.store.ping().await
    }
}

//! The stories: what happens when somebody signs in, comes back, signs out. In the words of the domain; no HTTP, no SQL.

mod account;
mod background;
mod credential;
mod issuer_change;
pub mod linking;
pub mod merge;
pub mod operator;
mod outcome;
pub mod overview;
pub mod provider_logout;
pub mod random;
mod recheck;
mod seal;
pub mod session;
pub mod sign_in;
mod sign_in_error;
pub mod sign_in_link;
pub mod sign_out;
pub mod trial;

use std::sync::Arc;
use std::time::Duration;

pub use background::Background;
pub use issuer_change::IssuerChanges;
pub use seal::Seal;

use crate::domain::{Lifetimes, ProviderSettings, SignUpPolicy, Slug};
use crate::oidc::{Provider, Providers};
use crate::store::{Store, StoreError};

/// What the stories need.
#[derive(Debug)]
pub struct Services {
    /// What is kept.
    pub store: Store,
    /// Who vouches for people.
    pub providers: Providers,
    /// Whose issuer is another than before.
    pub issuer_changes: IssuerChanges,
    /// Seals what the store keeps and must not show.
    pub seal: Seal,
    /// How long a session lives.
    pub lifetimes: Lifetimes,
    /// How long a sign-in may take at the provider.
    pub sign_in_attempt: Duration,
    /// Who may come in whom we do not know yet.
    pub sign_up: SignUpPolicy,
    /// How long the audit log reaches back.
    pub audit_kept: Duration,
    /// What goes on although nobody waits for it.
    pub background: Arc<Background>,
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
    pub fn refresh_provider_status(&self) {
        self.providers.iter().for_each(Provider::refresh_status);
    }

    /// Whether sign-ins can be completed: the database answers. A provider that is down does not count.
    ///
    /// # Errors
    /// When the database does not answer, and why.
    pub async fn ready(&self) -> Result<(), StoreError> {
        self.store.ping().await
    }
}

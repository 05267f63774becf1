//! The list of all configured providers.

use std::sync::Arc;

use tokio::runtime::Handle;

use super::http_client::{ClientError, HttpClient};
use super::provider::{Provider, SecretGenerator};
use crate::domain::{Clock, ProviderSettings, PublicUrls};

/// All configured providers, in the order of their buttons on the sign-in page.
#[derive(Debug)]
pub struct Providers(Vec<Arc<Provider>>);

impl Providers {
    /// Creates the providers from their settings. Sends no request: metadata and keys are fetched when they are needed, by
    /// requests that run in this runtime.
    pub fn new(
        settings: Vec<ProviderSettings>,
        urls: &PublicUrls,
        clock: &Clock,
        random: SecretGenerator,
        runtime: &Handle,
    ) -> Result<Self, ClientError> {
        let http = HttpClient::new(runtime)?;
        let provider = |settings| Arc::new(Provider::new(settings, urls, &http, clock, random));
        Ok(Self(settings.into_iter().map(provider).collect()))
    }

    /// The providers after a change of the configuration. A provider whose settings are the same keeps its state:
    /// metadata, keys, failures.
    pub fn with_settings(
        &self,
        settings: Vec<ProviderSettings>,
        urls: &PublicUrls,
        clock: &Clock,
        random: SecretGenerator,
        runtime: &Handle,
    ) -> Result<Self, ClientError> {
        let Self(mut providers) = Self::new(settings, urls, clock, random, runtime)?;
        for provider in &mut providers {
            if let Some(unchanged) = self.0.iter().find(|previous| previous.settings == provider.settings) {
                *provider = Arc::clone(unchanged);
            }
        }
        Ok(Self(providers))
    }

    /// The provider with this slug.
    #[must_use]
    pub fn find(&self, slug: &str) -> Option<&Arc<Provider>> {
        self.0.iter().find(|provider| provider.settings.slug.as_str() == slug)
    }

    /// Every provider, in the order of the buttons.
    pub fn iter(&self) -> impl Iterator<Item = &Arc<Provider>> {
        self.0.iter()
    }
}

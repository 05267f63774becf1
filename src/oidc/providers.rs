//! The list of all configured providers.

use std::sync::Arc;

use tokio::runtime::Handle;

use super::http_client::{ClientError, HttpClient};
use super::provider::{Provider, SecretGenerator};
use crate::domain::{Clock, ProviderSettings, PublicUrls};
use crate::metrics::Metrics;

/// All configured providers, in the order of their buttons on the sign-in page.
#[derive(Debug)]
pub struct Providers {
    all: Vec<Arc<Provider>>,
    http: HttpClient,
    metrics: Metrics,
}

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
        Self::counted_by(Metrics::default(), settings, urls, clock, random, runtime)
    }

    fn counted_by(
        metrics: Metrics,
        settings: Vec<ProviderSettings>,
        urls: &PublicUrls,
        clock: &Clock,
        random: SecretGenerator,
        runtime: &Handle,
    ) -> Result<Self, ClientError> {
        let http = HttpClient::new(runtime)?;
        let provider = |settings| Arc::new(Provider::new(settings, urls, &http, clock, random, &metrics));
        let all = settings.into_iter().map(provider).collect();
        Ok(Self { all, http, metrics })
    }

    /// The providers after a change of the configuration. A provider whose settings are the same keeps its state:
    /// metadata, keys, failures. The counts go on.
    pub fn with_settings(
        &self,
        settings: Vec<ProviderSettings>,
        urls: &PublicUrls,
        clock: &Clock,
        random: SecretGenerator,
        runtime: &Handle,
    ) -> Result<Self, ClientError> {
        let mut providers = Self::counted_by(self.metrics.clone(), settings, urls, clock, random, runtime)?;
        for provider in &mut providers.all {
            if let Some(unchanged) = self.all.iter().find(|previous| previous.settings == provider.settings) {
                *provider = Arc::clone(unchanged);
            }
        }
        Ok(providers)
    }

    /// The provider with this slug.
    #[must_use]
    pub fn find(&self, slug: &str) -> Option<&Arc<Provider>> {
        self.all.iter().find(|provider| provider.settings.slug.as_str() == slug)
    }

    /// Every provider, in the order of the buttons.
    pub fn iter(&self) -> impl Iterator<Item = &Arc<Provider>> {
        self.all.iter()
    }

    /// The client that sends the requests to them.
    #[must_use]
    pub fn http(&self) -> &HttpClient {
        &self.http
    }

    /// What happens with these providers is counted here.
    #[must_use]
    pub fn metrics(&self) -> &Metrics {
        &self.metrics
    }
}

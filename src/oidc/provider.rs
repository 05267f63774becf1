//! The providers, each with what is known of it at the moment.

use std::fmt;
use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use openidconnect::core::CoreJsonWebKeySet;
use tokio::sync::Mutex;
use url::Url;

use super::discovery::{self, Metadata};
use super::http::Client;
use super::keys::KeyCache;
use super::{ClientError, OidcError};
use crate::domain::{ProviderSettings, PublicUrls};

/// Discovery is refreshed in the background when it is older.
const FRESH_FOR: TimeDelta = TimeDelta::hours(1);
/// After a failure the provider is left alone for so long, twice as long after each further one …
const FIRST_PAUSE: TimeDelta = TimeDelta::milliseconds(500);
/// … up to this: a provider that is well again is not kept waiting.
const LONGEST_PAUSE: TimeDelta = TimeDelta::seconds(8);

/// All configured providers, in the order of their buttons.
#[derive(Debug)]
pub struct Providers(Vec<Arc<Provider>>);

impl Providers {
    /// Knows the providers by their settings alone; nothing is fetched before it is needed.
    ///
    /// # Errors
    /// When the HTTP client cannot be built.
    pub fn new(settings: Vec<ProviderSettings>, urls: &PublicUrls) -> Result<Self, ClientError> {
        let http = Client::new()?;
        Ok(Self(settings.into_iter().map(|settings| Arc::new(Provider::new(settings, urls, http.clone()))).collect()))
    }

    /// The provider with this slug.
    #[must_use]
    pub fn find(&self, slug: &str) -> Option<&Arc<Provider>> {
        self.0.iter().find(|provider| provider.settings.slug.as_str() == slug)
    }

    /// Each provider, in the order of the buttons.
    pub fn iter(&self) -> impl Iterator<Item = &Arc<Provider>> {
        self.0.iter()
    }
}

/// One OpenID Provider.
pub struct Provider {
    pub(super) settings: ProviderSettings,
    pub(super) redirect_uri: Url,
    pub(super) http: Client,
    discovery: Mutex<Discovery>,
    keys: KeyCache,
}

/// What discovery has brought so far.
#[derive(Default)]
struct Discovery {
    known: Option<(Arc<Metadata>, DateTime<Utc>)>,
    failure: Option<Failure>,
}

#[derive(Clone)]
struct Failure {
    error: OidcError,
    pause: TimeDelta,
    until: DateTime<Utc>,
}

impl Provider {
    fn new(settings: ProviderSettings, urls: &PublicUrls, http: Client) -> Self {
        let redirect_uri = urls.callback(&settings.slug);
        Self { settings, redirect_uri, http, discovery: Mutex::default(), keys: KeyCache::default() }
    }

    /// What the operator said about it.
    #[must_use]
    pub fn settings(&self) -> &ProviderSettings {
        &self.settings
    }

    /// Its metadata: from memory when there, else fetched. One fetch at a time; the others wait for its outcome. What
    /// is older than an hour is used once more while it is refreshed in the background.
    pub(super) async fn metadata(self: &Arc<Self>, now: DateTime<Utc>) -> Result<Arc<Metadata>, OidcError> {
        let mut discovery = self.discovery.lock().await;
        if let Some((metadata, fetched_at)) = discovery.known.clone() {
            if now > fetched_at + FRESH_FOR && !discovery.pauses(now) {
                let provider = Arc::clone(self);
                tokio::task::spawn(async move { provider.refresh(now).await });
            }
            return Ok(metadata);
        }
        if let Some(failure) = discovery.failure.as_ref().filter(|failure| now < failure.until) {
            return Err(failure.error.clone());
        }
        discovery.fetch(self, now).await
    }

    async fn refresh(&self, now: DateTime<Utc>) {
        let mut discovery = self.discovery.lock().await;
        let still_old = discovery.known.as_ref().is_some_and(|(_, fetched_at)| now > *fetched_at + FRESH_FOR);
        if still_old
            && !discovery.pauses(now)
            && let Err(error) = discovery.fetch(self, now).await
        {
            log::warn!("{error}; what was known before stays in use");
        }
    }

    /// Its signing keys.
    pub(super) async fn keys(
        &self,
        metadata: &Metadata,
        now: DateTime<Utc>,
    ) -> Result<Arc<CoreJsonWebKeySet>, OidcError> {
        self.keys.current(&metadata.jwks_uri, &self.http, now).await.map_err(|why| self.unavailable("the key set", why))
    }

    /// Newer signing keys than those, which did not fit a token.
    pub(super) async fn newer_keys(
        &self,
        tried: &Arc<CoreJsonWebKeySet>,
        now: DateTime<Utc>,
    ) -> Option<Arc<CoreJsonWebKeySet>> {
        self.keys.newer_than(tried, &self.http, now).await
    }

    pub(super) fn unavailable(&self, what: &'static str, why: String) -> OidcError {
        OidcError::Unavailable { what, issuer: self.settings.issuer.clone(), why }
    }
}

impl Discovery {
    fn pauses(&self, now: DateTime<Utc>) -> bool {
        self.failure.as_ref().is_some_and(|failure| now < failure.until)
    }

    async fn fetch(&mut self, provider: &Provider, now: DateTime<Utc>) -> Result<Arc<Metadata>, OidcError> {
        match discovery::fetch(&provider.settings, &provider.http).await {
            Ok(metadata) => {
                let metadata = Arc::new(metadata);
                self.known = Some((Arc::clone(&metadata), now));
                self.failure = None;
                Ok(metadata)
            }
            Err(error) => {
                let pause = self.failure.as_ref().map_or(FIRST_PAUSE, |failure| (failure.pause * 2).min(LONGEST_PAUSE));
                self.failure = Some(Failure { error: error.clone(), pause, until: now + pause });
                Err(error)
            }
        }
    }
}

impl fmt::Debug for Provider {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Provider").field("settings", &self.settings).finish_non_exhaustive()
    }
}

/// What an operator probably meant, when discovery names another issuer than the configuration.
pub(super) fn hint_for_issuer(configured: &str, published: &str) -> &'static str {
    if configured.trim_end_matches('/') == published.trim_end_matches('/') {
        "; they differ in the trailing slash alone: set issuer_url to what discovery says"
    } else {
        "; if that is your provider, set issuer_url to what discovery says, to the letter"
    }
}

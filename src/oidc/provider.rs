//! One OpenID Provider: its settings, its metadata in memory, and whether it answers.

use std::fmt;
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex, PoisonError};

use chrono::{DateTime, TimeDelta, Utc};
use secrecy::SecretString;
use url::Url;

use super::accepted_secret::AcceptedSecret;
use super::claims_recorder::{ClaimsRecorder, ReceivedClaims};
use super::counted_client::CountedClient;
use super::discovery::{self, Metadata};
use super::document_cache::{DocumentCache, run_detached};
use super::error::OidcError;
use super::http_client::HttpClient;
use super::key_set::SigningKeys;
use crate::domain::{Clock, ProviderSettings, PublicUrls, SignOutMode};
use crate::metrics::Metrics;

/// Metadata that is older is still used, and refreshed in the background.
const METADATA_REFRESH_AFTER: TimeDelta = TimeDelta::hours(1);

/// Limits the requests that tokens can cause which do not fit the metadata in memory.
const REFETCH_PAUSE: TimeDelta = TimeDelta::seconds(30);

/// Generates unguessable values. `flow` supplies it.
pub type SecretGenerator = fn() -> SecretString;

/// One OpenID Provider.
pub struct Provider {
    pub(super) settings: ProviderSettings,
    pub(super) redirect_uri: Url,
    pub(super) post_logout_redirect_uri: Url,
    pub(super) http: CountedClient,
    pub(super) clock: Clock,
    pub(super) random: SecretGenerator,
    metadata: DocumentCache<Metadata>,
    /// When the metadata were last fetched again because an ID token did not fit them.
    metadata_refetched_at: Mutex<Option<DateTime<Utc>>>,
    pub(super) keys: SigningKeys,
    pub(super) accepted_secret: AcceptedSecret,
    /// Why rechecks fail, as it was logged last; `None` while they succeed.
    pub(super) logged_recheck_failure: Mutex<Option<String>>,
    /// Why revocations fail, as it was logged last; `None` while they succeed.
    pub(super) logged_revocation_failure: Mutex<Option<String>>,
    /// Whether the log says already that the provider issues no refresh tokens.
    pub(super) logged_missing_refresh_token: AtomicBool,
    /// Records claims during a test sign-in only.
    pub(super) claims_recorder: ClaimsRecorder,
    pub(super) metrics: Metrics,
}

impl Provider {
    /// A provider of which nothing is known except its settings.
    pub(super) fn new(
        settings: ProviderSettings,
        urls: &PublicUrls,
        http: &HttpClient,
        clock: &Clock,
        random: SecretGenerator,
        metrics: &Metrics,
    ) -> Self {
        metrics.provider_configured(settings.slug.as_str());
        Self {
            redirect_uri: urls.callback(&settings.slug),
            post_logout_redirect_uri: urls.login(),
            http: CountedClient::new(http, &settings.slug, metrics),
            settings,
            clock: Arc::clone(clock),
            random,
            metadata: DocumentCache::default(),
            metadata_refetched_at: Mutex::default(),
            keys: SigningKeys::default(),
            accepted_secret: AcceptedSecret::default(),
            logged_recheck_failure: Mutex::default(),
            logged_revocation_failure: Mutex::default(),
            logged_missing_refresh_token: AtomicBool::new(false),
            claims_recorder: ClaimsRecorder::default(),
            metrics: metrics.clone(),
        }
    }

    /// What the operator has configured for this provider.
    #[must_use]
    pub fn settings(&self) -> &ProviderSettings {
        &self.settings
    }

    /// Records the claims that this provider sends from now on, for [`Self::received_claims`].
    pub fn record_claims(&self) {
        self.claims_recorder.enable();
    }

    /// The claims that were received since [`Self::record_claims`].
    #[must_use]
    pub fn received_claims(&self) -> Vec<ReceivedClaims> {
        self.claims_recorder.recorded()
    }

    /// The metadata from memory, or else fetched. Metadata older than [`METADATA_REFRESH_AFTER`] is returned at once
    /// and refreshed in the background.
    pub(super) async fn metadata(self: &Arc<Self>) -> Result<Arc<Metadata>, OidcError> {
        let fetches_before = self.metadata.completed_fetches();
        let Some(cached) = self.metadata.cached() else { return self.fetch_metadata(fetches_before).await };
        if (self.clock)() > cached.fetched_at + METADATA_REFRESH_AFTER {
            self.refresh_metadata();
        }
        Ok(cached.document)
    }

    /// Newer metadata than `tried`, which did not fit an ID token; `None` when there are none. They are
    /// fetched again at most once per [`REFETCH_PAUSE`].
    pub(super) async fn newer_metadata(self: &Arc<Self>, tried: &Arc<Metadata>) -> Option<Arc<Metadata>> {
        let fetches_before = self.metadata.completed_fetches();
        let cached = self.metadata.cached().map(|cached| cached.document);
        if let Some(newer) = cached.filter(|cached| !Arc::ptr_eq(cached, tried)) {
            return Some(newer);
        }
        let refetched_at = || self.metadata_refetched_at.lock().unwrap_or_else(PoisonError::into_inner);
        // check: a pause between refetches of discovery
        if refetched_at().is_some_and(|time| (self.clock)() < time + REFETCH_PAUSE) {
            return None;
        }
        let fetched = self.fetch_metadata(fetches_before).await;
        *refetched_at() = Some((self.clock)());
        fetched.inspect_err(|error| log::warn!("{error}; the discovery document in memory stays in use")).ok()
    }

    /// The metadata in memory; `None` also when the last request for it failed recently.
    pub(super) fn cached_metadata(&self) -> Option<Arc<Metadata>> {
        self.metadata.cached().filter(|_| !self.is_down()).map(|cached| cached.document)
    }

    /// Whether the last request for the metadata failed, and that was recent.
    #[must_use]
    pub fn is_down(&self) -> bool {
        self.metadata.recent_failure((self.clock)()).is_some()
    }

    /// Fetches the metadata in the background, unless that happened recently. Keeps [`Self::is_down`] up to date for
    /// the sign-in page. Also fetches old signing keys again.
    pub fn refresh_status(self: &Arc<Self>) {
        self.refresh_keys();
        if self.metadata.status_is_stale((self.clock)()) {
            self.refresh_metadata();
        }
    }

    fn refresh_metadata(self: &Arc<Self>) {
        let fetches_before = self.metadata.completed_fetches();
        if !self.metadata.may_fetch((self.clock)()) {
            return;
        }
        let (provider, logged) = (Arc::clone(self), self.metadata.recent_failure((self.clock)()));
        tokio::spawn(async move {
            let result = provider.fetch_metadata(fetches_before).await;
            // Each failure is logged once, however long it lasts and however often the sign-in page is shown.
            match result {
                Err(error) if provider.metadata.recent_failure((provider.clock)()) != logged => log::warn!("{error}"),
                Ok(_) if logged.is_some() => log::info!("{} answers again", provider.settings.issuer),
                _ => {}
            }
        });
    }

    pub(super) fn unavailable(&self, what: &'static str, why: String) -> OidcError {
        OidcError::Unavailable { what, issuer: self.settings.issuer.clone(), why }
    }

    async fn fetch_metadata(self: &Arc<Self>, fetches_before: u64) -> Result<Arc<Metadata>, OidcError> {
        let logged = self.metadata.cached().and_then(|cached| cached.document.end_session_problem.clone());
        let provider = Arc::clone(self);
        let fetch = async move {
            let document = discovery::fetch(&provider.settings, &provider.http);
            provider.metadata.fetch(fetches_before, &provider.clock, document).await
        };
        let fetched = run_detached(fetch).await.map_err(|why| self.unavailable("the discovery document", why))?;
        if let Some(why) = &fetched.end_session_problem
            && logged.as_ref() != Some(why)
            && self.settings.sign_out != SignOutMode::Local
        {
            log::warn!(
                "{}: {why}; sign-outs do not end the session at the provider; correct the endpoint there, or set \
                 sign_out = \"local\"",
                self.settings.issuer
            );
        }
        Ok(fetched)
    }
}

impl fmt::Debug for Provider {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Provider").field("settings", &self.settings).finish_non_exhaustive()
    }
}

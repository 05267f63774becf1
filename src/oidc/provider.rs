//! The providers, each with what is known of it at the moment.

use std::fmt;
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex};

use chrono::TimeDelta;
use secrecy::SecretString;
use url::Url;

use super::cache::Cache;
use super::claims_recorder::ClaimsRecorder;
use super::discovery::{self, Metadata};
use super::http::Client;
use super::keys::Keys;
use super::{ClientError, OidcError};
use crate::domain::{Clock, ProviderSettings, PublicUrls, SignOutMode};

/// Discovery is refreshed in the background when it is older.
const FRESH_FOR: TimeDelta = TimeDelta::hours(1);

/// Draws what nobody can guess; `flow` does.
pub type Random = fn() -> SecretString;

/// All configured providers, in the order of their buttons.
#[derive(Debug)]
pub struct Providers(Vec<Arc<Provider>>);

impl Providers {
    /// Knows the providers by their settings alone; nothing is fetched before it is needed.
    ///
    /// # Errors
    /// When the HTTP client cannot be built.
    pub fn new(
        settings: Vec<ProviderSettings>,
        urls: &PublicUrls,
        clock: &Clock,
        random: Random,
    ) -> Result<Self, ClientError> {
        let http = Client::new()?;
        let provider = |settings: ProviderSettings| {
            Arc::new(Provider {
                redirect_uri: urls.callback(&settings.slug),
                post_logout_redirect_uri: urls.login(),
                settings,
                http: http.clone(),
                clock: Arc::clone(clock),
                random,
                metadata: Cache::default(),
                keys: Keys::default(),
                takes_other_secret: AtomicBool::new(false),
                recheck_trouble: Mutex::default(),
                told_of_no_refresh_token: AtomicBool::new(false),
                witness: ClaimsRecorder::default(),
            })
        };
        Ok(Self(settings.into_iter().map(provider).collect()))
    }

    /// The providers of other settings. One whose settings are the same stays, with everything that is known of it.
    ///
    /// # Errors
    /// When the HTTP client cannot be built.
    pub fn with_settings(
        &self,
        settings: Vec<ProviderSettings>,
        urls: &PublicUrls,
        clock: &Clock,
        random: Random,
    ) -> Result<Self, ClientError> {
        let Self(mut providers) = Self::new(settings, urls, clock, random)?;
        for provider in &mut providers {
            if let Some(known) = self.0.iter().find(|known| known.settings == provider.settings) {
                *provider = Arc::clone(known);
            }
        }
        Ok(Self(providers))
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
    pub(super) post_logout_redirect_uri: Url,
    pub(super) http: Client,
    pub(super) clock: Clock,
    pub(super) random: Random,
    metadata: Cache<Metadata>,
    pub(super) keys: Keys,
    /// Of two client secrets the second one, as far as we know.
    pub(super) takes_other_secret: AtomicBool,
    /// Why it could not be asked again about somebody, as the log was told.
    pub(super) recheck_trouble: Mutex<Option<String>>,
    pub(super) told_of_no_refresh_token: AtomicBool,
    /// Only at a trial sign-in somebody wants to know the claims as they came.
    pub(super) witness: ClaimsRecorder,
}

impl Provider {
    /// What the operator said about it.
    #[must_use]
    pub fn settings(&self) -> &ProviderSettings {
        &self.settings
    }

    /// Its metadata: from memory when there, else fetched. What is older than an hour is used all the same, and
    /// refreshed in the background.
    pub(super) async fn metadata(self: &Arc<Self>) -> Result<Arc<Metadata>, OidcError> {
        let seen = self.metadata.fetches();
        let Some(kept) = self.metadata.kept() else { return self.fetch_metadata(seen).await };
        if (self.clock)() > kept.fetched_at + FRESH_FOR {
            self.refresh_metadata();
        }
        Ok(kept.value)
    }

    /// Its metadata as far as it is in memory, unless it failed to answer when it was asked last.
    pub(super) fn metadata_at_hand(&self) -> Option<Arc<Metadata>> {
        self.metadata.kept().filter(|_| !self.is_down()).map(|kept| kept.value)
    }

    /// Whether it did not answer just now.
    #[must_use]
    pub fn is_down(&self) -> bool {
        self.metadata.recent_failure((self.clock)()).is_some()
    }

    /// Fetches its metadata in the background unless that was done within the last minute: so that the sign-in page knows
    /// who does not answer, and who does again.
    pub fn refresh_status(self: &Arc<Self>) {
        if self.metadata.is_out_of_date((self.clock)()) {
            self.refresh_metadata();
        }
    }

    fn refresh_metadata(self: &Arc<Self>) {
        let seen = self.metadata.fetches();
        if !self.metadata.may_fetch((self.clock)()) {
            return;
        }
        let (provider, told) = (Arc::clone(self), self.metadata.recent_failure((self.clock)()));
        tokio::spawn(async move {
            let outcome = provider.fetch_metadata(seen).await;
            // Once for each trouble, however long it lasts and however often somebody looks.
            match outcome {
                Err(error) if provider.metadata.recent_failure((provider.clock)()) != told => log::warn!("{error}"),
                Ok(_) if told.is_some() => log::info!("{} answers again", provider.settings.issuer),
                _ => {}
            }
        });
    }

    pub(super) fn unavailable(&self, what: &'static str, why: String) -> OidcError {
        OidcError::Unavailable { what, issuer: self.settings.issuer.clone(), why }
    }

    async fn fetch_metadata(self: &Arc<Self>, seen: u64) -> Result<Arc<Metadata>, OidcError> {
        let told = self.metadata.kept().and_then(|kept| kept.value.end_session_problem.clone());
        let provider = Arc::clone(self);
        let fetch = async move {
            let document = discovery::fetch(&provider.settings, &provider.http);
            provider.metadata.fetch(seen, &provider.clock, document).await
        };
        let fetched = in_any_case(fetch).await.map_err(|why| self.unavailable("the discovery document", why))?;
        if let Some(why) = &fetched.end_session_problem
            && told.as_ref() != Some(why)
            && self.settings.sign_out != SignOutMode::Local
        {
            log::warn!("{}: {why}; sign-outs end here alone", self.settings.issuer);
        }
        Ok(fetched)
    }
}

/// Carries a fetch through although the person who wanted it may go away: others wait for its outcome.
pub(super) async fn in_any_case<T: Send + 'static>(
    fetch: impl Future<Output = Result<T, String>> + Send + 'static,
) -> Result<T, String> {
    tokio::spawn(fetch).await.unwrap_or_else(|_| Err("the fetch was cut off".to_owned()))
}

impl fmt::Debug for Provider {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Provider").field("settings", &self.settings).finish_non_exhaustive()
    }
}

//! [`Services`]: what every use case needs, and the few questions that handlers may ask directly.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use super::assertion_cache::AssertionCache;
use super::assertion_keys::{AssertionError, AssertionKeys};
use super::audit;
use super::background::BackgroundTasks;
use super::failure::{FailureLog, LoggedFailure};
use super::issuer_change::IssuerChanges;
use super::recorded_accesses::RecordedAccesses;
use super::seal::Seal;
use super::waiting_uses::SessionUses;
use crate::domain::{
    IssuerChange, Lifetimes, MinuteBudget, OpenIssuers, ProviderSettings, RequestContext, SignUpPolicy, Slug,
    TokenAttempts, Webhook, error_chain,
};
use crate::metrics::Metrics;
use crate::oidc::{Provider, Providers};
use crate::store::{NotReady, Store, StoreError};

/// What the operator decided about users and their sessions.
#[derive(Debug, Clone)]
pub struct Policies {
    /// How long a session lives.
    pub lifetimes: Lifetimes,
    /// How many sessions a user may have; a sign-in ends those that were not used for longest.
    pub max_sessions_per_user: u32,
    /// How long a sign-in attempt may take at the provider.
    pub sign_in_attempt: Duration,
    /// Which identities may become users.
    pub sign_up: SignUpPolicy,
    /// How long audit entries are kept.
    pub audit_kept: Duration,
    /// Whether there are applications, which need a key that signs assertions.
    pub has_applications: bool,
    /// A personal access token counts while its user has signed in within this time.
    pub tokens_sign_in_within: Duration,
    /// Where events of the audit log are sent.
    pub webhook: Option<Arc<Webhook>>,
}

/// The database, the providers and the policies of one configuration. A reload makes a new one.
#[derive(Debug)]
pub struct Services {
    pub(super) store: Store,
    pub(super) providers: Providers,
    pub(super) issuer_changes: IssuerChanges,
    pub(super) seal: Seal,
    pub(super) policies: Policies,
    pub(super) background: Arc<BackgroundTasks>,
    /// How many refused sign-ins of unknown users the audit log still records.
    pub(super) refusal_budget: Arc<Mutex<MinuteBudget>>,
    /// Which failures were logged a moment ago.
    pub(super) failure_log: Arc<FailureLog>,
    /// The keys that sign assertions for applications.
    pub(super) assertion_keys: Arc<AssertionKeys>,
    /// The assertions that are valid for some time yet.
    pub(super) assertion_cache: Arc<AssertionCache>,
    /// Which personal access tokens were presented a moment ago.
    pub(super) token_attempts: Arc<Mutex<TokenAttempts>>,
    /// Which accesses to applications the audit log has.
    pub(super) recorded_accesses: Arc<RecordedAccesses>,
    /// Which uses of sessions the database does not have yet.
    pub(super) session_uses: Arc<SessionUses>,
    /// Held while the living sessions are counted.
    pub(super) counting_sessions: Arc<tokio::sync::Mutex<()>>,
}

impl Services {
    /// Assembles the services. Reads from the database which slugs had another issuer before, and blocks the thread
    /// meanwhile.
    pub fn new(
        store: Store,
        providers: Providers,
        seal: Seal,
        policies: Policies,
        background: Arc<BackgroundTasks>,
    ) -> Result<Self, StoreError> {
        let settings: Vec<_> = providers.iter().map(|provider| provider.settings().clone()).collect();
        let issuer_changes = store.read_blocking(move |connection| IssuerChanges::find(connection, &settings))?;
        providers.metrics().describe_server(store.kind(), store.pool_waits());
        let refusal_budget = Arc::new(Mutex::new(audit::refusal_budget()));
        let assertion_keys = Arc::new(AssertionKeys::new(store.clone(), seal.clone()));
        let token_attempts = Arc::default();
        Ok(Self {
            store,
            providers,
            issuer_changes,
            seal,
            policies,
            background,
            refusal_budget,
            failure_log: Arc::default(),
            assertion_keys,
            assertion_cache: Arc::default(),
            token_attempts,
            recorded_accesses: Arc::default(),
            session_uses: Arc::default(),
            counting_sessions: Arc::default(),
        })
    }

    /// The same database, keys and background tasks with a changed configuration.
    pub fn with_configuration(&self, providers: Providers, policies: Policies) -> Result<Self, StoreError> {
        let services =
            Self::new(self.store.clone(), providers, self.seal.clone(), policies, Arc::clone(&self.background))?;
        let (refusal_budget, failure_log) = (Arc::clone(&self.refusal_budget), Arc::clone(&self.failure_log));
        let (assertion_keys, assertion_cache) = (Arc::clone(&self.assertion_keys), Arc::clone(&self.assertion_cache));
        let (token_attempts, recorded_accesses) =
            (Arc::clone(&self.token_attempts), Arc::clone(&self.recorded_accesses));
        let session_uses = Arc::clone(&self.session_uses);
        let counting_sessions = Arc::clone(&self.counting_sessions);
        Ok(Self {
            refusal_budget,
            failure_log,
            assertion_keys,
            assertion_cache,
            token_attempts,
            recorded_accesses,
            session_uses,
            counting_sessions,
            ..services
        })
    }

    /// The provider with this slug, as configured.
    #[must_use]
    pub fn provider(&self, slug: &str) -> Option<&ProviderSettings> {
        self.providers.find(slug).map(|provider| provider.settings())
    }

    /// The settings of each provider, in the order of the buttons.
    pub fn providers(&self) -> impl Iterator<Item = &ProviderSettings> {
        self.providers.iter().map(|provider| provider.settings())
    }

    /// The issuers whose identities can sign in: not those of a provider that is blocked.
    #[must_use]
    pub fn open_issuers(&self) -> OpenIssuers {
        OpenIssuers::of(self.providers().filter(|provider| !self.issuer_changes.contains(&provider.slug)))
    }

    /// The providers with what is known about each, which a reload takes over.
    #[must_use]
    pub fn provider_registry(&self) -> &Providers {
        &self.providers
    }

    /// What happens is counted here, also after a reload.
    #[must_use]
    pub fn metrics(&self) -> &Metrics {
        self.providers.metrics()
    }

    /// The providers that are blocked until the operator confirms their new issuer.
    pub fn issuer_changes(&self) -> impl Iterator<Item = &IssuerChange> {
        self.issuer_changes.by_slug().map(|(_, change)| change)
    }

    /// How long a session lives.
    #[must_use]
    pub fn lifetimes(&self) -> &Lifetimes {
        &self.policies.lifetimes
    }

    /// Within how many days a user has to sign in, so that their personal access tokens count.
    #[must_use]
    pub fn token_days(&self) -> u64 {
        (self.policies.tokens_sign_in_within.as_secs() / (24 * 60 * 60)).max(1)
    }

    /// The tasks that a stopping server waits for.
    #[must_use]
    pub fn background(&self) -> &Arc<BackgroundTasks> {
        &self.background
    }

    /// Whether the last request for the metadata of this provider failed, and that was recent.
    #[must_use]
    pub fn is_down(&self, slug: &Slug) -> bool {
        self.providers.find(slug.as_str()).is_some_and(|provider| provider.is_down())
    }

    /// Checks in the background which providers answer, unless that was checked successfully within the last minute.
    pub fn refresh_provider_status(&self) {
        self.providers.iter().for_each(Provider::refresh_status);
    }

    /// Fetches signing keys that have reached their maximum age again, in the background.
    pub(super) fn refresh_signing_keys(&self) {
        self.providers.iter().for_each(Provider::refresh_keys);
    }

    /// Whether sign-ins can be written to the database. The state of providers does not count.
    pub async fn ready(&self) -> Result<(), NotReady> {
        self.store.ready().await
    }

    /// Closes the database when the server has stopped. An SQLite file alone has everything then.
    pub async fn close(&self) {
        if let Err(error) = self.store.empty_log().await {
            log::warn!("the write-ahead log beside the SQLite file still has changes: {}", error_chain(&error));
        }
        self.store.close().await;
    }

    /// Logs why a request failed, with the request id that the response has.
    #[must_use]
    pub fn log_failure(&self, context: &RequestContext, error: &StoreError) -> LoggedFailure {
        self.failure_log.log(context, error)
    }

    /// As [`Services::log_failure`], if a caller has stopped waiting for the database.
    #[must_use]
    pub fn log_timeout(&self, context: &RequestContext) -> LoggedFailure {
        self.failure_log.log(context, &StoreError::TimedOut)
    }

    /// As [`Services::log_failure`], for an assertion or its keys.
    #[must_use]
    pub fn log_assertion_failure(&self, context: &RequestContext, error: &AssertionError) -> LoggedFailure {
        match error {
            AssertionError::Store(error) => self.failure_log.log(context, error),
            AssertionError::Random => FailureLog::log_internal(error),
        }
    }

    /// As [`Services::log_failure`], with other words than the code for what failed.
    #[must_use]
    pub fn log_failure_as(&self, context: &RequestContext, what: &str, error: &StoreError) -> LoggedFailure {
        self.failure_log.log_as(context, what, error)
    }
}

//! Assembles the server at the start, and at each reload again around the same database and caches.

use std::sync::{Arc, Mutex, PoisonError};

use chrono::{DateTime, Utc};

use super::check_target::check_target;
use super::database_start;
use super::failure::Failure;
use crate::config::Settings;
use crate::doctor::Doctor;
use crate::domain::{CheckDepth, Clock, DatabaseUrl, SessionSecrets, error_chain};
use crate::flow::{BackgroundTasks, Policies, Seal, Services, random, removed_providers, secret_rotation, webhook};
use crate::http::{App, AppSettings, LiveConfig};
use crate::oidc::Providers;
use crate::session_secret;
use crate::store::Store;

/// A server, with what a reload needs to know about its start.
pub(super) struct RunningServer {
    /// The configuration that answers requests. A reload replaces it.
    pub(super) current: Arc<LiveConfig>,
    /// When the server started.
    pub(super) started_at: DateTime<Utc>,
    /// The time of the server.
    pub(super) clock: Clock,
    /// The checks of the current configuration.
    doctor: Mutex<Arc<Doctor>>,
    started_with: Settings,
    session_secrets: SessionSecrets,
    /// Held during a reload.
    reloading: Mutex<()>,
}

/// Opens the database and assembles a server that does not reload. Fails if the database cannot be opened, or the
/// session secret can be neither read nor created.
pub fn assemble(settings: Settings, clock: Clock) -> Result<Arc<LiveConfig>, Failure> {
    Ok(RunningServer::start(settings, clock)?.current)
}

/// What the operator has to know after a reload.
pub(super) struct Reloaded {
    /// The changed keys that take effect after a restart.
    pub(super) waiting: Vec<String>,
    /// The providers that are blocked because of another issuer, each with the line that confirms the change.
    pub(super) issuer_changes: Vec<String>,
}

impl RunningServer {
    /// Opens the database and assembles the server. Fails if the database cannot be opened, or the session secret can
    /// be neither read nor created.
    pub(super) fn start(settings: Settings, clock: Clock) -> Result<Self, Failure> {
        let store = database_start::open(&settings, settings.database_pool_size)?;
        let store = if settings.keeps_sessions { store.with_session_cache() } else { store };
        database_start::compare_clocks(&store, &clock)?;
        let session_secrets = match (&settings.session_secrets, &settings.database_url) {
            (Some(secrets), _) => secrets.clone(),
            (None, DatabaseUrl::Sqlite(path)) => {
                SessionSecrets::only(session_secret::read_or_create(path).map_err(Failure::SessionSecret)?)
            }
            (None, DatabaseUrl::Postgres(_)) => return Err(Failure::NoSessionSecret),
        };
        let (background, urls) = (background_tasks()?, &settings.return_policy.urls);
        let providers = Providers::new(settings.providers.clone(), urls, &clock, random::secret, background.runtime())?;
        let services = services(&settings, store, providers, background, &session_secrets)?;
        secret_rotation::seal_again(&services)?;
        webhook::apply(&services)?;
        let app = App::new(services, app_settings(settings.clone(), session_secrets.clone()), Arc::clone(&clock));
        Ok(Self {
            current: Arc::new(LiveConfig::new(app)),
            started_at: clock(),
            doctor: Mutex::new(doctor(&settings, &clock)),
            clock,
            started_with: settings,
            session_secrets,
            reloading: Mutex::default(),
        })
    }

    /// The checks of the current configuration.
    pub(super) fn doctor(&self) -> Arc<Doctor> {
        Arc::clone(&self.doctor.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Applies a changed configuration, except the keys that need a restart. Providers whose settings are unchanged
    /// keep their caches. Sessions of providers that are gone end. If the configuration is invalid or the database does
    /// not answer, nothing changes.
    pub(super) fn reload(&self, read: impl FnOnce() -> Result<Settings, Failure>) -> Result<Reloaded, Failure> {
        let _one_at_a_time = self.reloading.lock().unwrap_or_else(PoisonError::into_inner);
        let (settings, waiting) = read()?.for_reload(&self.started_with);
        let previous = self.current.services();
        let urls = &settings.return_policy.urls;
        let providers = previous.provider_registry();
        let runtime = previous.background().runtime();
        let providers =
            providers.with_settings(settings.providers.clone(), urls, &self.clock, random::secret, runtime)?;
        let services = Arc::new(previous.with_configuration(providers, policies(&settings))?);
        webhook::apply(&services)?;
        log_issuer_changes(&services);
        let issuer_changes = services.issuer_changes().map(ToString::to_string).collect();
        *self.doctor.lock().unwrap_or_else(PoisonError::into_inner) = doctor(&settings, &self.clock);
        self.current.replace(Arc::clone(&services), app_settings(settings, self.session_secrets.clone()));
        if let Err(error) = removed_providers::end_sessions(&services, (self.clock)()) {
            let why = error_chain(&error);
            log::warn!("could not end the sessions of removed providers; retrying at the next cleanup: {why}");
        }
        Ok(Reloaded { waiting, issuer_changes })
    }
}

/// The runtime that outlives the workers of the server.
pub(super) fn background_tasks() -> Result<Arc<BackgroundTasks>, Failure> {
    BackgroundTasks::start().map(Arc::new).map_err(Failure::Server)
}

/// What every use case needs, from the configuration. Logs the providers that are blocked because of another issuer.
pub(super) fn services(
    settings: &Settings,
    store: Store,
    providers: Providers,
    background: Arc<BackgroundTasks>,
    session_secrets: &SessionSecrets,
) -> Result<Arc<Services>, Failure> {
    let seal = Seal::new(session_secrets).map_err(|_| Failure::Seal)?;
    let services = Services::new(store, providers, seal, policies(settings), background)?;
    log_issuer_changes(&services);
    Ok(Arc::new(services))
}

fn policies(settings: &Settings) -> Policies {
    Policies {
        lifetimes: settings.lifetimes,
        max_sessions_per_user: settings.max_sessions_per_user,
        sign_in_attempt: settings.sign_in_attempt,
        sign_up: settings.sign_up.clone(),
        audit_kept: settings.audit_kept,
        has_applications: !settings.applications.is_empty(),
        tokens_sign_in_within: settings.tokens_sign_in_within,
        webhook: settings.webhook.clone(),
    }
}

fn log_issuer_changes(services: &Services) {
    services.issuer_changes().for_each(|change| log::warn!("{change}"));
}

fn doctor(settings: &Settings, clock: &Clock) -> Arc<Doctor> {
    let depth = settings.checks_at_start.unwrap_or(CheckDepth::Passive);
    Arc::new(Doctor::new(check_target(settings, depth), Arc::clone(clock)))
}

fn app_settings(settings: Settings, session_secrets: SessionSecrets) -> AppSettings {
    AppSettings {
        return_policy: settings.return_policy,
        trusted_proxies: settings.trusted_proxies,
        forwarded: settings.forwarded,
        hsts_include_subdomains: settings.hsts_include_subdomains,
        sign_in_starts_per_minute: settings.sign_in_starts_per_minute,
        session_secrets,
        skip_sign_in_page: settings.skip_sign_in_page,
        applications: settings.applications,
        branding: settings.branding,
    }
}

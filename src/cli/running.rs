//! A running server: put together at the start, and again, around the same database and caches, at each reload.

use std::sync::{Arc, Mutex, PoisonError};

use secrecy::SecretString;

use super::Failure;
use super::check::patient;
use crate::config::Settings;
use crate::doctor::Doctor;
use crate::domain::{Clock, DatabaseUrl};
use crate::flow::{Policies, Seal, Services, random};
use crate::http::{App, AppSettings, LiveConfig};
use crate::oidc::Providers;
use crate::session_secret;
use crate::store::Store;

/// What a reload needs to know of the start.
pub(super) struct Running {
    /// By which requests are answered.
    pub(super) current: Arc<LiveConfig>,
    started_with: Settings,
    session_secret: SecretString,
    /// One reload at a time, whoever asked for it.
    reloading: Mutex<()>,
    clock: Clock,
}

/// Puts the house together: opens the database and makes everything that the front door needs.
///
/// # Errors
/// When the database cannot be opened, or the secret of the cookies cannot be had.
pub fn assemble(settings: Settings, clock: Clock) -> Result<Arc<LiveConfig>, Failure> {
    Ok(Running::start(settings, clock)?.current)
}

/// What an operator has to know after a reload.
pub(super) struct Reloaded {
    /// The keys that wait for the next start.
    pub(super) waiting: Vec<String>,
    /// By which providers nobody can sign in, and the line that mends it.
    pub(super) locked_out: Vec<String>,
}

impl Running {
    /// Opens the database, and makes everything that the front door needs.
    ///
    /// # Errors
    /// When the database cannot be opened, or the secret of the cookies cannot be had.
    pub(super) fn start(settings: Settings, clock: Clock) -> Result<Self, Failure> {
        let store = Store::open(&settings.database_url, settings.database_pool_size)?;
        let session_secret = match (&settings.session_secret, &settings.database_url) {
            (Some(secret), _) => secret.clone(),
            (None, DatabaseUrl::Sqlite(path)) => session_secret::beside(path).map_err(Failure::SessionSecret)?,
            (None, DatabaseUrl::Postgres(_)) => return Err(Failure::NoSessionSecret),
        };
        let providers =
            Providers::new(settings.providers.clone(), &settings.return_policy.urls, &clock, random::secret)?;
        let services = services(&settings, store, providers, &session_secret)?;
        let app =
            App::new(services, app_settings(settings.clone(), session_secret.clone(), &clock), Arc::clone(&clock));
        let current = Arc::new(LiveConfig::new(app));
        Ok(Self { current, started_with: settings, session_secret, reloading: Mutex::default(), clock })
    }

    /// Takes over a changed configuration as far as a running server can, and says what else there is to say. What is known of
    /// a provider whose settings are the same stays known.
    ///
    /// # Errors
    /// When the configuration is bad or the database does not answer; everything stays as it was then.
    pub(super) fn reload(&self, read: impl FnOnce() -> Result<Settings, Failure>) -> Result<Reloaded, Failure> {
        let _one_at_a_time = self.reloading.lock().unwrap_or_else(PoisonError::into_inner);
        let (settings, waiting) = read()?.for_reload(&self.started_with);
        let before = self.current.services();
        let urls = &settings.return_policy.urls;
        let providers = before.provider_registry();
        let providers = providers.with_settings(settings.providers.clone(), urls, &self.clock, random::secret)?;
        let services = Arc::new(before.with_configuration(providers, policies(&settings))?);
        warn_of_issuer_changes(&services);
        let locked_out = services.issuer_changes().map(ToString::to_string).collect();
        self.current.replace(services, app_settings(settings, self.session_secret.clone(), &self.clock));
        Ok(Reloaded { waiting, locked_out })
    }
}

pub(super) fn services(
    settings: &Settings,
    store: Store,
    providers: Providers,
    session_secret: &SecretString,
) -> Result<Arc<Services>, Failure> {
    let seal = Seal::new(session_secret).map_err(|_| Failure::Seal)?;
    let services = Services::new(store, providers, seal, policies(settings), Arc::default())?;
    warn_of_issuer_changes(&services);
    Ok(Arc::new(services))
}

fn policies(settings: &Settings) -> Policies {
    Policies {
        lifetimes: settings.lifetimes,
        sign_in_attempt: settings.sign_in_attempt,
        sign_up: settings.sign_up.clone(),
        audit_kept: settings.audit_kept,
    }
}

fn warn_of_issuer_changes(services: &Services) {
    services.issuer_changes().for_each(|change| log::warn!("{change}"));
}

fn app_settings(settings: Settings, session_secret: SecretString, clock: &Clock) -> AppSettings {
    let doctor = Arc::new(Doctor::new(patient(&settings), Arc::clone(clock)));
    AppSettings {
        return_policy: settings.return_policy,
        trusted_proxies: settings.trusted_proxies,
        sign_in_starts_per_minute: settings.sign_in_starts_per_minute,
        cookie_domain: settings.cookie_domain,
        session_secret,
        skip_sign_in_page: settings.skip_sign_in_page,
        branding: settings.branding,
        doctor,
    }
}

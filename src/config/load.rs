//! Loads [`Settings`] from the configuration file and the environment.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use super::diagnostics::{ConfigProblems, Diagnostics, Notices, Reported};
use super::effective::{self, EffectiveConfig};
use super::environment::{ENV_FILE_VARIABLE, Environment};
use super::settings::Settings;
use super::sources::Sources;
use super::{
    applications, audit, branding, database, doctor, keys, limits, logging, metrics, plain_text, provider, server,
    session, sign_up, tokens,
};
use crate::domain::ListenAddress;

/// The first of these that exists: the one of a checkout, else the one of the Debian package, so that its commands read what its server
/// does.
const DEFAULT_FILES: [&str; 2] = ["config/kaimu.toml", "/etc/kaimu/kaimu.toml"];

/// Reads the configuration.
///
/// The file is `file` (from `--config`), else the one that `KAIMU_CONFIG` names, else `config/kaimu.toml` or
/// `/etc/kaimu/kaimu.toml` if one of them exists.
/// The variables of the file that `KAIMU_ENV_FILE` names take precedence over it, and `environment` over both.
///
/// # Errors
/// Returns every problem, not only the first.
pub fn load(file: Option<&Path>, environment: &BTreeMap<String, String>) -> Result<Settings, ConfigProblems> {
    load_or(file, &DEFAULT_FILES.map(Path::new), environment)
}

/// Reads the configuration as [`load`] does, and returns each value with its source, also if the configuration is invalid.
#[must_use]
pub fn load_effective(file: Option<&Path>, environment: &BTreeMap<String, String>) -> EffectiveConfig {
    let mut diagnostics = Diagnostics::default();
    let sources = Sources::gather(file, &DEFAULT_FILES.map(Path::new), environment, &mut diagnostics);
    let settings = settings(&sources, &mut diagnostics);
    let values = effective::values(&sources, &diagnostics);
    let (warnings, problems) = match diagnostics.finish(settings) {
        Ok((_, notices)) => (notices.warnings, None),
        Err(problems) => (Vec::new(), Some(problems)),
    };
    let env_file = environment.get(ENV_FILE_VARIABLE).filter(|path| plain_text::checked(path).is_ok()).cloned();
    EffectiveConfig { file: sources.file_name().map(str::to_owned), env_file, values, warnings, problems }
}

/// Reads the addresses that the server listens on, and nothing else: a health check must not fail because of a wrong value that a
/// running server has not read yet, or has refused.
///
/// # Errors
/// Returns every problem if these addresses cannot be read.
pub fn load_listen(
    file: Option<&Path>,
    environment: &BTreeMap<String, String>,
) -> Result<Vec<ListenAddress>, ConfigProblems> {
    let mut diagnostics = Diagnostics::default();
    let sources = Sources::gather(file, &DEFAULT_FILES.map(Path::new), environment, &mut diagnostics);
    match server::listen(&sources, &mut diagnostics) {
        Ok(listen) => Ok(listen),
        Err(reported) => diagnostics.finish(Err(reported)).map(|(listen, _)| listen),
    }
}

/// Returns `RUST_LOG`, which is needed before the rest is read. Problems with the environment file are ignored here:
/// [`load`] reports them.
#[must_use]
pub fn log_filter(environment: &BTreeMap<String, String>) -> Option<String> {
    let environment = Environment::gather(environment, &mut Diagnostics::default());
    environment.find(|variables| Ok(variables.get("RUST_LOG").map(|it| it.text.clone()))).ok().flatten()
}

/// [`load`] with other default files.
pub(super) fn load_or(
    file: Option<&Path>,
    default_files: &[&Path],
    environment: &BTreeMap<String, String>,
) -> Result<Settings, ConfigProblems> {
    let mut diagnostics = Diagnostics::default();
    let sources = Sources::gather(file, default_files, environment, &mut diagnostics);
    let settings = settings(&sources, &mut diagnostics);
    diagnostics.finish(settings).map(|(settings, Notices { warnings, secret_files })| Settings {
        warnings,
        secret_files,
        ..settings
    })
}

fn settings(sources: &Sources, diagnostics: &mut Diagnostics) -> Result<Settings, Reported> {
    // Every section is read before the first `?`, so that all problems are reported.
    let server = server::read(sources, diagnostics);
    let database_url = database::url(sources, diagnostics);
    let database_pool_size = database::pool_size(sources, diagnostics);
    let database_wait = database::wait(sources, diagnostics);
    let lifetimes = session::lifetimes(sources, diagnostics);
    let max_sessions_per_user = session::max_per_user(sources, diagnostics);
    let keeps_sessions = session::cache(sources, diagnostics);
    let session_secrets = session::secrets(sources, database_url.as_ref().ok(), diagnostics);
    let sign_in_attempt = session::sign_in_attempt(sources, diagnostics);
    let skip_sign_in_page = session::skip_page(sources, diagnostics);
    let sign_up = sign_up::policy(sources, diagnostics);
    let audit_kept = audit::keep(sources, diagnostics);
    let webhook = audit::webhook(sources, diagnostics);
    let tokens_sign_in_within = tokens::sign_in_within(sources, diagnostics);
    let branding = branding::read(sources, diagnostics);
    let sign_in_starts_per_minute = limits::sign_in_starts_per_minute(sources, diagnostics);
    let checks_at_start = doctor::at_start(sources, diagnostics);
    let log_format = logging::format(sources, diagnostics);
    let public = server.as_ref().ok().map(|server| &*server.listen);
    let metrics_listen = metrics::listen(sources, public, diagnostics);
    let providers = provider::all(sources, diagnostics);
    if let (Ok(true), Ok([_, _, ..])) = (skip_sign_in_page, providers.as_deref()) {
        let message = "has no effect with several providers, because the user has to choose one; remove it, or configure a \
                       single provider";
        diagnostics.warning(keys::SKIP_PAGE.label(), message);
    }
    let applications = match (&providers, &sign_up, &server) {
        (Ok(providers), Ok(sign_up), Ok(server)) => {
            let settings = applications::SignInSettings { providers, sign_up, urls: &server.return_policy.urls };
            Some(applications::all(sources, &settings, diagnostics))
        }
        // What a rule names is not known.
        _ => None,
    };
    let mut server = server?;
    let providers = providers?;
    let applications = applications.transpose()?.unwrap_or_default();
    server.return_policy.application_origins = applications.addresses().map(|found| found.url.origin()).collect();
    Ok(Settings {
        listen: server.listen,
        return_policy: server.return_policy,
        trusted_proxies: server.trusted_proxies,
        forwarded: server.forwarded,
        keep_alive: server.keep_alive,
        drain: server.drain,
        hsts_include_subdomains: server.hsts_include_subdomains,
        database_url: database_url?,
        database_pool_size: database_pool_size?,
        database_wait: database_wait?,
        lifetimes: lifetimes?,
        max_sessions_per_user: max_sessions_per_user?,
        keeps_sessions: keeps_sessions?,
        session_secrets: session_secrets?,
        sign_in_attempt: sign_in_attempt?,
        skip_sign_in_page: skip_sign_in_page?,
        sign_up: sign_up?,
        audit_kept: audit_kept?,
        webhook: webhook?.map(Arc::new),
        tokens_sign_in_within: tokens_sign_in_within?,
        branding: branding?,
        sign_in_starts_per_minute: sign_in_starts_per_minute?,
        checks_at_start: checks_at_start?,
        log_format: log_format?,
        metrics_listen: metrics_listen?,
        providers,
        applications,
        warnings: Vec::new(),
        secret_files: Vec::new(),
    })
}

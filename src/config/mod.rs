//! Configuration: defaults, then the file, then the environment (its own file, then the process's), turned into checked
//! domain types.
//!
//! Every key is read on its own, so that an operator sees everything that is wrong at once. No message repeats a value.

mod address;
mod admission;
mod at_run_time;
mod branding;
mod database;
mod env_file;
mod environment;
mod file;
mod keys;
mod limits;
mod problem;
mod provider;
mod read;
mod server;
mod session;
mod source;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;

use ipnet::IpNet;
use secrecy::SecretString;

use self::environment::Environment;
pub use self::problem::Problems;
use self::problem::{Asides, Noted, Report};
use self::source::Sources;
use crate::domain::{Branding, DatabaseUrl, Lifetimes, ProviderSettings, ReturnPolicy, SignUpPolicy};

const DEFAULT_FILE: &str = "config/kaimu.toml";

/// Everything an operator can set, checked.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The addresses to listen on; every route is served on each. Port 0 is one that the system chooses.
    pub listen: Vec<SocketAddr>,
    /// Our public URLs, and where a sign-in may end.
    pub return_policy: ReturnPolicy,
    /// Whose forwarded headers are believed.
    pub trusted_proxies: Vec<IpNet>,
    /// Where the database is.
    pub database_url: DatabaseUrl,
    /// How many connections to keep to Postgres.
    pub database_pool_size: u32,
    /// How long a session lives.
    pub lifetimes: Lifetimes,
    /// The domain of the session cookie; `None` keeps it on the one host that set it.
    pub cookie_domain: Option<String>,
    /// Seals the sign-in cookies; 32 bytes or more. `None`, only with an embedded database: one is made beside it.
    pub session_secret: Option<SecretString>,
    /// How long a sign-in may take at the provider.
    pub sign_in_attempt: Duration,
    /// With a single provider the sign-in page is passed over.
    pub skip_sign_in_page: bool,
    /// Who may become a user.
    pub sign_up: SignUpPolicy,
    /// How long the audit log reaches back.
    pub audit_kept: Duration,
    /// How the pages look.
    pub branding: Branding,
    /// How many sign-ins may start in a minute from one address; 0 is no limit.
    pub sign_in_starts_per_minute: u32,
    /// The providers, in the order of their buttons.
    pub providers: Vec<ProviderSettings>,
    /// What starts all the same, to be logged at each start.
    pub warnings: Vec<String>,
    /// The files from which secrets were read, and what named each.
    pub secret_files: Vec<(String, PathBuf)>,
}

/// Reads the configuration: `file` (from `--config`), else the file that `KAIMU_CONFIG` names, else
/// `config/kaimu.toml` if it exists; over it the file that `KAIMU_ENV_FILE` names, and `environment` itself over both.
///
/// # Errors
/// Everything that is wrong, not the first alone.
pub fn load(file: Option<&Path>, environment: &BTreeMap<String, String>) -> Result<Settings, Problems> {
    load_or(file, Path::new(DEFAULT_FILE), environment)
}

/// How much to log (`RUST_LOG`), which has to be known before the rest is read, and what is wrong with it told.
#[must_use]
pub fn log_filter(environment: &BTreeMap<String, String>) -> Option<String> {
    let environment = Environment::gather(environment, &mut Report::default());
    environment.ask(|layer| Ok(layer.get("RUST_LOG").map(|it| it.text.clone()))).ok().flatten()
}

fn load_or(
    file: Option<&Path>,
    default_file: &Path,
    environment: &BTreeMap<String, String>,
) -> Result<Settings, Problems> {
    let mut report = Report::default();
    let sources = Sources::gather(file, default_file, environment, &mut report);
    let settings = settings(&sources, &mut report);
    report.finish(settings).map(|(settings, Asides { warnings, secret_files })| Settings {
        warnings,
        secret_files,
        ..settings
    })
}

fn settings(sources: &Sources, report: &mut Report) -> Result<Settings, Noted> {
    let server = server::read(sources, report);
    let database_url = database::url(sources, report);
    let database_pool_size = database::pool_size(sources, report);
    let lifetimes = session::lifetimes(sources, report);
    let session_secret = session::secret(sources, database_url.as_ref().ok(), report);
    let sign_in_attempt = session::sign_in_attempt(sources, report);
    let skip_sign_in_page = session::skip_page(sources, report);
    let sign_up = admission::sign_up(sources, report);
    let audit_kept = admission::audit_kept(sources, report);
    let branding = branding::read(sources, report);
    let sign_in_starts_per_minute = limits::sign_in_starts_per_minute(sources, report);
    let providers = provider::all(sources, report);
    if let (Ok(true), Ok([_, _, ..])) = (skip_sign_in_page, providers.as_deref()) {
        report.warning(keys::SKIP_PAGE.names(), "has no effect with several providers: people have to choose one");
    }
    let server = server?;
    Ok(Settings {
        listen: server.listen,
        return_policy: server.return_policy,
        trusted_proxies: server.trusted_proxies,
        database_url: database_url?,
        database_pool_size: database_pool_size?,
        lifetimes: lifetimes?,
        cookie_domain: server.cookie_domain,
        session_secret: session_secret?,
        sign_in_attempt: sign_in_attempt?,
        skip_sign_in_page: skip_sign_in_page?,
        sign_up: sign_up?,
        audit_kept: audit_kept?,
        branding: branding?,
        sign_in_starts_per_minute: sign_in_starts_per_minute?,
        providers: providers?,
        warnings: Vec::new(),
        secret_files: Vec::new(),
    })
}

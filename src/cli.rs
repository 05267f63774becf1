//! The commands. Here the world comes in: arguments, environment, clock; everything within takes them as values.

mod audit;
mod check;
mod control;
mod demo;
mod directory;
mod operator;
mod reload;
mod running;
mod serve;
mod sign_in_link;
mod trial;
mod users;

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use clap::{Parser, Subcommand};

pub use check::CheckFailure;
pub use demo::DemoFailure;
pub use operator::OperatorFailure;
pub use reload::ReloadFailure;
pub use running::assemble;

use crate::config::{self, Settings};
use crate::domain::{Clock, error_chain};
use crate::store::StoreError;

/// Exit status for a bad configuration or bad arguments; clap uses the same.
const BAD_CONFIGURATION: u8 = 2;

/// The front door of a self-hosted application: people sign in with any OpenID Provider.
#[derive(Parser)]
#[command(version, about, long_about = None, after_help = "Example: OIDC_PROVIDERS='[{\"name\":\"Okta\", …}]' kaimu serve")]
struct Arguments {
    /// The configuration file [default: config/kaimu.toml, if it is there]
    #[arg(long, global = true, value_name = "FILE")]
    config: Option<PathBuf>,
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Subcommand, Clone)]
enum Command {
    /// Serve until SIGTERM or SIGINT (the default)
    #[command(after_help = "Example: kaimu serve --config /etc/kaimu.toml")]
    Serve,
    /// Have the running server read its configuration again, if that is good; nobody is interrupted
    #[command(after_help = "Example: kaimu reload --config /etc/kaimu.toml")]
    Reload,
    /// Bring the tables of the database up to date, and stop
    #[command(after_help = "Example: kaimu migrate --config /etc/kaimu.toml")]
    Migrate,
    /// Ask every provider and look at everything, without starting: what is wrong, and what to register
    #[command(after_help = "Example: kaimu check && systemctl restart kaimu")]
    Check(check::Options),
    /// Show everything on this machine alone, with a provider to try it out
    #[command(after_help = "Example: kaimu demo")]
    Demo {
        /// Where to listen, on loopback addresses: Kaimu twice, then the provider
        #[arg(long, value_name = "ADDRESS,ADDRESS,ADDRESS", default_value = demo::DEFAULT, value_parser = demo::Addresses::parse)]
        listen: demo::Addresses,
    },
    /// Look after the people who sign in
    #[command(subcommand, after_help = "Example: kaimu users list")]
    Users(users::Command),
    /// Look into the audit log
    #[command(subcommand, after_help = "Example: kaimu audit list --since 24h")]
    Audit(audit::Command),
    /// Make a link that signs a user in once, within ten minutes: for the day on which every provider is down
    #[command(after_help = "Example: kaimu sign-in-link ada")]
    SignInLink {
        /// Their username, id or proven e-mail address
        user: String,
    },
}

/// Why a command failed, in words for the operator.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// Something that an operator set is wrong.
    #[error("the configuration is bad:\n{0}")]
    Configuration(#[from] config::ConfigProblems),
    /// The database cannot be opened.
    #[error("the database: {}", error_chain(.0))]
    Store(#[from] StoreError),
    /// An address is taken, or not ours.
    #[error("cannot listen on {address}: {source}; set server.listen or PORT to another address")]
    Listen {
        /// Which one.
        address: std::net::SocketAddr,
        /// Why.
        source: io::Error,
    },
    /// The secret of the cookies can be neither read nor made.
    #[error(
        "the session secret beside the database file: {0}; remove it to have a new one made, or set SESSION_SECRET"
    )]
    SessionSecret(io::Error),
    /// There is no secret of the cookies, and no place to keep one.
    #[error("session.secret (SESSION_SECRET) is required with Postgres")]
    NoSessionSecret,
    /// No key can be derived from the secret.
    #[error("no key can be derived from the session secret")]
    Seal,
    /// The HTTP client for providers cannot be made.
    #[error("the HTTP client: {}", error_chain(.0))]
    Client(#[from] crate::oidc::ClientError),
    /// The check came to no good end.
    #[error(transparent)]
    Check(#[from] CheckFailure),
    /// The demo cannot be shown.
    #[error(transparent)]
    Demo(#[from] DemoFailure),
    /// An operator's command did not do what it was asked.
    #[error(transparent)]
    Operator(#[from] OperatorFailure),
    /// The running server did not reload.
    #[error(transparent)]
    Reload(#[from] ReloadFailure),
    /// The server stopped by itself.
    #[error("the server failed: {0}")]
    Server(io::Error),
}

/// Runs the command that the arguments name: exit status 0 good, 1 failed at work, 2 bad configuration or arguments.
#[must_use]
#[expect(clippy::print_stderr, reason = "a command's last word goes to its terminal, whatever the log filter says")]
pub fn run() -> ExitCode {
    begin_log();
    let arguments = Arguments::parse();
    match execute(&arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("kaimu: {failure}");
            match failure {
                Failure::Configuration(_)
                | Failure::Check(CheckFailure::NoProvider { .. })
                | Failure::Demo(DemoFailure::TakesNoConfiguration)
                | Failure::Operator(OperatorFailure::NobodyToAsk)
                | Failure::Reload(ReloadFailure::Refused(_)) => ExitCode::from(BAD_CONFIGURATION),
                _ => ExitCode::FAILURE,
            }
        }
    }
}

fn execute(arguments: &Arguments) -> Result<(), Failure> {
    match arguments.command.as_ref().unwrap_or(&Command::Serve) {
        Command::Serve => serve::serve(&settings(arguments)?, arguments.config.clone()),
        Command::Reload => reload::run(&settings(arguments)?),
        Command::Migrate => serve::migrate(&settings(arguments)?),
        Command::Check(options) => check::run(options, &settings(arguments)?),
        Command::Demo { .. } if arguments.config.is_some() => Err(DemoFailure::TakesNoConfiguration.into()),
        Command::Demo { listen } => demo::run(*listen),
        Command::Users(command) => users::run(command, &settings(arguments)?),
        Command::Audit(command) => audit::run(command, &settings(arguments)?),
        Command::SignInLink { user } => sign_in_link::run(user, &settings(arguments)?),
    }
}

fn begin_log() {
    let mut builder = env_logger::Builder::new();
    builder
        .filter_level(log::LevelFilter::Info)
        .filter_module("actix_server", log::LevelFilter::Warn)
        // It warns about every cookie that is not its own, which anybody could use to fill the log.
        .filter_module("actix_session", log::LevelFilter::Error)
        .parse_default_env();
    if let Some(filter) = config::log_filter(&environment()) {
        builder.parse_filters(&filter);
    }
    builder.init();
}

/// The environment of the process. What is no Unicode text gets replacement characters, which no setting but a secret
/// accepts.
fn environment() -> BTreeMap<String, String> {
    std::env::vars_os()
        .map(|(name, value)| (name.to_string_lossy().into_owned(), value.to_string_lossy().into_owned()))
        .collect()
}

fn settings(arguments: &Arguments) -> Result<Settings, Failure> {
    read_settings(arguments.config.as_deref())
}

fn read_settings(file: Option<&Path>) -> Result<Settings, Failure> {
    let settings = config::load(file, &environment())?;
    for warning in &settings.warnings {
        log::warn!("{warning}");
    }
    Ok(settings)
}

#[expect(clippy::disallowed_methods, reason = "the one place that reads the clock")]
fn system_clock() -> Clock {
    Arc::new(chrono::Utc::now)
}

//! Why a command failed: the messages for the operator, and the exit statuses.

use std::io;
use std::net::SocketAddr;
use std::path::PathBuf;

use super::backup_failure::BackupFailure;
use crate::config;
use crate::doctor::ProxyCheckError;
use crate::domain::{ListenAddress, UnclearPath, error_chain};
use crate::flow::operator::OperatorError;
use crate::oidc::ClientError;
use crate::store::StoreError;
use crate::store::downgrade::DowngradeError;

/// The exit status for any other failure.
const FAILED: u8 = 1;
/// The exit status for an invalid configuration or invalid arguments. clap uses the same.
const INVALID: u8 = 2;

/// Why a command failed.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// The configuration is invalid.
    #[error("the configuration is invalid:\n{0}")]
    Configuration(#[from] config::ConfigProblems),
    /// The database cannot be used.
    #[error("cannot use the database (database.url or DATABASE_URL): {}", error_chain(.0))]
    Store(#[from] StoreError),
    /// The server cannot listen on an address.
    #[error(
        "cannot listen on {address}: {source}; stop the program that uses this address, or set server.listen or PORT to \
         another one"
    )]
    Listen {
        /// The configured address.
        address: ListenAddress,
        /// The error of the system.
        source: io::Error,
    },
    /// An address of `metrics.listen` is in use, or is not an address of this machine.
    #[error(
        "cannot listen on {address} for metrics: {source}; stop the program that uses this address, or change metrics.listen \
         (KAIMU_METRICS__LISTEN)"
    )]
    ListenForMetrics {
        /// The configured address.
        address: ListenAddress,
        /// The error of the system.
        source: io::Error,
    },
    /// A socket of systemd cannot be used.
    #[error(
        "cannot listen on a socket that systemd has opened: {0}; use ListenStream= in the socket unit, with an address or the \
         path of a Unix socket"
    )]
    SystemdSocket(io::Error),
    /// The session secret can be neither read nor created.
    #[error(
        "cannot read or create the file of the session secret beside the database file: {0}; delete the file, so that \
         Kaimu creates a new one, or set session.secret (SESSION_SECRET)"
    )]
    SessionSecret(io::Error),
    /// The session secret is not set, and there is no place for a file.
    #[error(
        "session.secret (SESSION_SECRET) is not set, which Postgres requires because all instances share the secret: set \
         it to 32 random bytes or more"
    )]
    NoSessionSecret,
    /// No key can be derived from the session secret.
    #[error("cannot derive a key from session.secret (SESSION_SECRET)")]
    Seal,
    /// The HTTP client for providers cannot be created.
    #[error("cannot create the HTTP client for providers: {}", error_chain(.0))]
    Client(#[from] ClientError),
    /// `kaimu check` failed.
    #[error(transparent)]
    Check(#[from] CheckFailure),
    /// The running server is not healthy.
    #[error(transparent)]
    Health(#[from] HealthFailure),
    /// `kaimu migrate --to` reverted nothing.
    #[error("nothing was reverted: {}", error_chain(.0))]
    Downgrade(#[from] DowngradeError),
    /// `kaimu backup` or `kaimu restore` failed.
    #[error(transparent)]
    Backup(#[from] BackupFailure),
    /// `kaimu demo` failed.
    #[error(transparent)]
    Demo(#[from] DemoFailure),
    /// `kaimu echo` failed.
    #[error(transparent)]
    Echo(#[from] EchoFailure),
    /// A command on the database failed.
    #[error(transparent)]
    Operator(#[from] OperatorFailure),
    /// `kaimu reload` failed.
    #[error(transparent)]
    Reload(#[from] ReloadFailure),
    /// `kaimu status` failed, or something is broken.
    #[error(transparent)]
    Status(#[from] StatusFailure),
    /// The server cannot start, or stopped because of an error.
    #[error("the server failed: {0}")]
    Server(io::Error),
}

impl Failure {
    /// The exit status: 2 for an invalid configuration or invalid arguments, otherwise 1.
    pub(super) fn exit_status(&self) -> u8 {
        match self {
            Self::Configuration(_)
            | Self::Check(CheckFailure::UnknownProvider { .. } | CheckFailure::NoUrl)
            | Self::Backup(BackupFailure::PostgresBackup | BackupFailure::PostgresRestore)
            | Self::Demo(DemoFailure::TakesNoConfiguration)
            | Self::Operator(OperatorFailure::NoTerminal | OperatorFailure::UnknownProvider { .. })
            | Self::Reload(ReloadFailure::Refused(_)) => INVALID,
            _ => FAILED,
        }
    }
}

/// Why `kaimu check` or a test sign-in failed.
#[derive(Debug, thiserror::Error)]
pub enum CheckFailure {
    /// A finding has the verdict "broken".
    #[error("something is broken: see {0}")]
    Broken(&'static str),
    /// No provider has this slug.
    #[error("no provider has the slug {slug}; set --sign-in to a configured one: {known}")]
    UnknownProvider {
        /// The slug in the arguments.
        slug: String,
        /// The configured slugs.
        known: String,
    },
    /// A test sign-in cannot listen on the server's own address.
    #[error(
        "cannot listen on {address}: {source}; a test sign-in needs Kaimu's own address for the redirect of the provider, \
         so stop the running Kaimu during the test"
    )]
    Listen {
        /// The configured address.
        address: ListenAddress,
        /// The error of the system.
        source: io::Error,
    },
    /// The database of a test sign-in cannot be created.
    #[error("cannot create a temporary folder: {0}; set TMPDIR to a folder with write access")]
    Folder(io::Error),
    /// The test sign-in cannot start.
    #[error("the test sign-in cannot start: {0}; `kaimu check` shows what is wrong with the provider")]
    NotStarted(String),
    /// The operator stopped the command before the browser returned.
    #[error("stopped before a browser returned from the provider")]
    Stopped,
    /// The browser did not return in time.
    #[error(
        "no browser returned from the provider within {minutes} min (sign_in.attempt_minutes); run the command again, and \
         if the provider shows an error, run `kaimu check`"
    )]
    TimedOut {
        /// The time limit.
        minutes: u64,
    },
    /// The sign-in would be refused.
    #[error("the sign-in would be refused: see ✗ above")]
    NotAdmitted,
    /// The address of `--access` is no URL.
    #[error("--access needs the absolute URL of a page, such as https://wiki.example.org/admin")]
    NoUrl,
    /// The path of `--access` is refused, whatever the rules say.
    #[error("refused (verify.bad_request): the path can be read in several ways: {0}; write it plainly")]
    UnclearPath(UnclearPath),
    /// No application has the address of `--access`.
    #[error(
        "refused (verify.unknown_application): no application has this address; `kaimu applications list` shows all, and \
         [[applications]] adds one"
    )]
    NoApplication,
    /// The user may not open the address of `--access`.
    #[error("the user may not open this address: see Decision above")]
    AccessRefused,
    /// The asynchronous runtime cannot start.
    #[error("the checks cannot start: {0}")]
    Runtime(io::Error),
}

/// Why `kaimu demo` failed.
#[derive(Debug, thiserror::Error)]
pub enum DemoFailure {
    /// `--config` has no meaning for the demo.
    #[error("kaimu demo does not accept --config: it uses a configuration of its own, and does not touch yours")]
    TakesNoConfiguration,
    /// The demo cannot listen on an address.
    #[error(
        "cannot listen on {address}: {source}; stop the program that uses this address, or set --listen to four other \
         loopback addresses"
    )]
    Listen {
        /// The address in the arguments.
        address: SocketAddr,
        /// The error of the system.
        source: io::Error,
    },
    /// The folder of the demo cannot be created.
    #[error("cannot create a temporary folder for the demo: {0}; set TMPDIR to a folder with write access")]
    Folder(io::Error),
    /// The provider of the demo cannot start.
    #[error("the provider of the demo cannot start: {0}")]
    Provider(io::Error),
}

/// Why a server is not healthy.
#[derive(Debug, thiserror::Error)]
pub enum HealthFailure {
    /// No server answers.
    #[error("no running Kaimu answers at {address}: {source}; start it, or use the configuration of the server")]
    NoAnswer {
        /// The configured address.
        address: ListenAddress,
        /// The error of the system.
        source: io::Error,
    },
    /// The server says so.
    #[error("the running Kaimu is not healthy: {0}")]
    NotHealthy(String),
}

/// Why `kaimu echo` cannot listen.
#[derive(Debug, thiserror::Error)]
#[error(
    "cannot listen on {address}: {source}; stop the application, so that `kaimu echo` can take its place, or set --listen to \
     another address"
)]
pub struct EchoFailure {
    /// The address in the arguments.
    pub address: SocketAddr,
    /// The error of the system.
    pub source: io::Error,
}

/// Why a command on the database failed.
#[derive(Debug, thiserror::Error)]
pub enum OperatorFailure {
    /// The command cannot be carried out.
    #[error("{}", error_chain(.0))]
    Refused(#[from] OperatorError),
    /// An application cannot be asked through the proxy.
    #[error("{}", error_chain(.0))]
    ProxyCheck(#[from] ProxyCheckError),
    /// No provider has this slug.
    #[error("no provider has the slug {slug}; set --provider to a configured one: {known}")]
    UnknownProvider {
        /// The slug in the arguments.
        slug: String,
        /// The configured slugs.
        known: String,
    },
    /// A confirmation is needed, and there is no terminal.
    #[error(
        "kaimu users delete asks for a confirmation, but standard input is not a terminal; add --yes to delete without a \
         question"
    )]
    NoTerminal,
    /// The operator did not confirm.
    #[error("not confirmed: nothing was deleted")]
    NotConfirmed,
    /// The output cannot be written.
    #[error("cannot write the output: {0}")]
    Output(#[from] io::Error),
    /// The manual pages cannot be written.
    #[error("cannot write the manual pages to {}: {source}; name a folder that exists and that you may write to", .folder.display())]
    ManPages {
        /// The folder in the arguments.
        folder: PathBuf,
        /// The error of the system.
        source: io::Error,
    },
}

/// Why `kaimu reload` changed nothing.
#[derive(Debug, thiserror::Error)]
pub enum ReloadFailure {
    /// No server answers at the socket.
    #[error(
        "no running Kaimu answers at {path}: {source}; start it, or if it runs, use `systemctl reload kaimu` under systemd \
         and elsewhere `kill -HUP` with its process id (the log shows the result)"
    )]
    NoServer {
        /// The path of the socket.
        path: String,
        /// The error of the system.
        source: io::Error,
    },
    /// The server reads a configuration that is invalid. It is not the one that this command has read.
    #[error("the running Kaimu refused the new configuration, and continues with the previous one: {0}")]
    Refused(String),
    /// The server could not apply a valid configuration.
    #[error("the running Kaimu could not reload, and continues with the previous configuration: {0}")]
    Failed(String),
}

/// Why `kaimu status` has no good status to show.
#[derive(Debug, thiserror::Error)]
pub enum StatusFailure {
    /// No server answers at the socket.
    #[error(
        "no running Kaimu answers at {path}: {source}; start it, or if it runs, run this command as the same user, in the \
         same container, with the same configuration"
    )]
    NoServer {
        /// The path of the socket.
        path: String,
        /// The error of the system.
        source: io::Error,
    },
    /// The answer is not that of this version.
    #[error("the running Kaimu is of another version than this command; restart it")]
    OtherVersion,
    /// The database does not answer, or a finding has the verdict "broken".
    #[error("something is broken: see the status, and `kaimu check` for all findings")]
    Broken,
}

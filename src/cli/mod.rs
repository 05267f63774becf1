//! The command line: reads the arguments and runs the command that they name.

mod access;
mod application_text;
mod applications;
mod audit;
mod audit_entry;
mod audit_follow;
mod backup;
mod backup_failure;
mod check;
mod check_target;
mod control_socket;
mod database_start;
mod demo;
mod echo;
mod effective_config;
mod environment;
mod failure;
mod findings;
mod health;
mod help;
mod keys;
mod listen;
mod migrate;
mod on_store;
mod output;
mod proxy_check;
mod relink;
mod reload;
mod restore;
mod running_server;
mod serve;
mod service_manager;
mod sign_in_link;
mod sign_out;
mod socket_location;
mod status;
mod tokens;
mod trial;
mod unix_socket;
mod user_output;
mod users;

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{CommandFactory, Parser, Subcommand};
use clap_complete::Shell;

pub use backup_failure::BackupFailure;
pub use failure::{
    CheckFailure, DemoFailure, EchoFailure, Failure, HealthFailure, OperatorFailure, ReloadFailure, StatusFailure,
};
pub use running_server::assemble;

use crate::config::Settings;
use help::example;

/// Self-hosted sign-in server: adds sign-in through OpenID Connect providers to your web applications
#[derive(Parser)]
#[command(version, about, long_about = None, after_help = example!("OIDC_PROVIDERS='[{\"name\":\"Okta\", …}]' kaimu serve"))]
struct Arguments {
    /// The configuration file [default: config/kaimu.toml or /etc/kaimu/kaimu.toml, if one exists]
    #[arg(long, global = true, value_name = "FILE")]
    config: Option<PathBuf>,
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Subcommand, Clone)]
enum Command {
    /// Run the server until SIGTERM or SIGINT (the default)
    #[command(after_help = example!("kaimu serve --config /etc/kaimu.toml"))]
    Serve,
    /// Apply a changed configuration to the running server, without interrupting users
    #[command(after_help = example!(
        "kaimu reload --config /etc/kaimu.toml",
        "0 the new configuration is in use, 1 no server answers or it could not reload, 2 the configuration is invalid"
    ))]
    Reload,
    /// Show the running server: version, database, providers, and the problems that its checks found
    #[command(after_help = example!(
        "kaimu status --json",
        "0 the server runs and nothing is broken, 1 no server answers or something is broken, 2 the configuration or the arguments are invalid"
    ))]
    Status(status::StatusOptions),
    /// Ask the running server whether it works, for the health check of a container
    #[command(after_help = example!("kaimu health --ready"))]
    Health(health::HealthOptions),
    /// Apply the pending migrations to the database, or revert those after an older release, and exit
    #[command(after_help = example!("kaimu migrate --config /etc/kaimu.toml"))]
    Migrate(migrate::MigrateOptions),
    /// Write a backup of an SQLite database to a new file, while the server runs
    #[command(after_help = example!("kaimu backup /var/backups/kaimu.db"))]
    Backup {
        /// The file to create
        file: PathBuf,
    },
    /// Put a backup in the place of an SQLite database, and end all sessions; the server has to be stopped
    #[command(after_help = example!("kaimu restore /var/backups/kaimu.db"))]
    Restore {
        /// The file that `kaimu backup` wrote
        file: PathBuf,
    },
    /// Show each setting with its value and where it was set; secrets are hidden
    #[command(after_help = example!(
        "kaimu config --format json",
        "0 the configuration is valid, 2 the configuration or the arguments are invalid"
    ))]
    Config(effective_config::ConfigOptions),
    /// Check providers, database, cookies and files of secrets, and show the URIs to register at each provider
    #[command(after_help = example!(
        "kaimu check --access ada https://wiki.example.org/admin",
        "0 nothing is broken, 1 something is broken, or the test sign-in or the access would be refused, 2 the configuration or the arguments are invalid"
    ))]
    Check(check::CheckOptions),
    /// Try Kaimu on this machine, with a demonstration provider; changes neither your configuration nor your database
    #[command(after_help = example!("kaimu demo"))]
    Demo {
        /// The loopback addresses to listen on: two for Kaimu, one for the provider, one for an application
        #[arg(long, value_name = "ADDRESS,ADDRESS,ADDRESS,ADDRESS", default_value = demo::DEFAULT_ADDRESSES, value_parser = demo::DemoAddresses::parse)]
        listen: demo::DemoAddresses,
    },
    /// Stand in for an application behind the reverse proxy: shows each request as it arrived; reads no configuration
    #[command(after_help = example!("kaimu echo --listen 127.0.0.1:8080"))]
    Echo {
        /// The address to listen on: the one of the application
        #[arg(long, value_name = "ADDRESS", default_value = echo::DEFAULT_ADDRESS)]
        listen: SocketAddr,
    },
    /// List, show, export, disable, enable, sign out, invite and delete users
    #[command(subcommand, after_help = example!("kaimu users list"))]
    Users(users::UsersCommand),
    /// List and revoke personal access tokens
    #[command(subcommand, after_help = example!("kaimu tokens list"))]
    Tokens(tokens::TokensCommand),
    /// List the applications behind the reverse proxy
    #[command(subcommand, after_help = example!("kaimu applications list"))]
    Applications(applications::ApplicationsCommand),
    /// Show the audit log
    #[command(subcommand, after_help = example!("kaimu audit list --since 24h"))]
    Audit(audit::AuditCommand),
    /// Replace the keys that sign Kaimu-Jwt-Assertion
    #[command(subcommand, after_help = example!("kaimu keys rotate"))]
    Keys(keys::KeysCommand),
    /// Print the completions of a shell
    #[command(after_help = example!("kaimu completions bash > /usr/share/bash-completion/completions/kaimu"))]
    Completions {
        /// The shell
        shell: Shell,
    },
    /// Write the manual pages of all commands to a folder
    #[command(after_help = example!("kaimu man-pages /usr/local/share/man/man1"))]
    ManPages {
        /// The folder, which has to exist
        folder: PathBuf,
    },
    #[command(about = sign_in_link::about(), after_help = example!("kaimu sign-in-link ada"))]
    SignInLink {
        /// Username, id or proven e-mail address of the user
        user: String,
    },
}

/// Runs the command that the arguments name. Exit status: 0 success, 1 failure, 2 invalid configuration or arguments.
#[must_use]
#[expect(clippy::print_stderr, reason = "the error goes to standard error whatever the log filter is")]
pub fn run() -> ExitCode {
    environment::start_log();
    let arguments = Arguments::parse();
    match execute(&arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("kaimu: {failure}");
            ExitCode::from(failure.exit_status())
        }
    }
}

fn print_completions(shell: Shell) -> Result<(), Failure> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Arguments::command(), "kaimu", &mut script);
    output::print(String::from_utf8_lossy(&script).trim_end()).map_err(Failure::Operator)
}

fn write_man_pages(folder: &Path) -> Result<(), Failure> {
    clap_mangen::generate_to(Arguments::command(), folder)
        .map_err(|source| OperatorFailure::ManPages { folder: folder.to_owned(), source }.into())
}

fn execute(arguments: &Arguments) -> Result<(), Failure> {
    let settings = || -> Result<Settings, Failure> { environment::read_settings(arguments.config.as_deref()) };
    match arguments.command.as_ref().unwrap_or(&Command::Serve) {
        Command::Serve => serve::serve(&settings()?, arguments.config.clone()),
        Command::Reload => reload::run(&settings()?),
        Command::Status(options) => status::run(options, &settings()?),
        Command::Health(options) => health::run(options, &environment::read_listen(arguments.config.as_deref())?),
        Command::Migrate(options) => migrate::run(*options, &settings()?),
        Command::Backup { file } => backup::run(file, &settings()?),
        Command::Restore { file } => restore::run(file, &settings()?),
        Command::Config(options) => effective_config::run(*options, arguments.config.as_deref()),
        Command::Check(options) => check::run(options, &settings()?),
        Command::Demo { .. } if arguments.config.is_some() => Err(DemoFailure::TakesNoConfiguration.into()),
        Command::Demo { listen } => demo::run(*listen),
        Command::Echo { listen } => echo::run(*listen),
        Command::Users(command) => users::run(command, &settings()?),
        Command::Tokens(command) => tokens::run(command, &settings()?),
        Command::Applications(command) => applications::run(command, &settings()?),
        Command::Audit(command) => audit::run(command, &settings()?),
        Command::Keys(command) => keys::run(*command, &settings()?),
        Command::Completions { shell } => print_completions(*shell),
        Command::ManPages { folder } => write_man_pages(folder),
        Command::SignInLink { user } => sign_in_link::run(user, &settings()?),
    }
}

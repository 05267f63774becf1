//! `kaimu users`: looks after the people who sign in.

use std::io::{self, IsTerminal, Write};
use std::time::Duration;

use clap::Subcommand;

use super::Failure;
use super::directory;
use super::operator::{Format, OperatorFailure, count, moment, on_store, say};
use crate::config::Settings;
use crate::domain::{EmailAddress, RequestContext, SignUp, User, terminal_text};
use crate::flow::operator;
use crate::store::Store;
use crate::store::user_admin::UserSelector;

const USER: &str = "Their username, id or proven e-mail address";

/// What can be done.
#[derive(Subcommand, Clone)]
pub(super) enum Command {
    /// Show everybody, or everybody who is invited
    #[command(after_help = "Example: kaimu users list --format json")]
    List {
        /// Show the invitations that nobody has used yet
        #[arg(long)]
        invited: bool,
        /// How to write it
        #[arg(long, value_enum, default_value = "table")]
        format: Format,
    },
    /// Show a user, with identities and sessions
    #[command(after_help = "Example: kaimu users show ada@example.org")]
    Show {
        #[arg(help = USER)]
        user: String,
        /// How to write it
        #[arg(long, value_enum, default_value = "table")]
        format: Format,
    },
    /// Let a user sign in no more, and end all their sessions at once
    #[command(after_help = "Example: kaimu users disable ada")]
    Disable {
        #[arg(help = USER)]
        user: String,
    },
    /// Let a disabled user sign in again
    #[command(after_help = "Example: kaimu users enable ada")]
    Enable {
        #[arg(help = USER)]
        user: String,
    },
    /// End all sessions of a user at once; they may sign in again
    #[command(after_help = "Example: kaimu users sign-out ada")]
    SignOut {
        #[arg(help = USER)]
        user: String,
    },
    /// Invite an address: whoever signs in with it, and a provider that has proven it, becomes a user
    #[command(after_help = "Example: kaimu users invite grace@example.org --days 14")]
    Invite {
        /// The e-mail address
        #[arg(value_parser = address)]
        address: EmailAddress,
        /// How many days the invitation is good
        #[arg(long, default_value_t = 7, value_parser = clap::value_parser!(u16).range(1..=365))]
        days: u16,
    },
    /// Delete a user, with identities and sessions; the audit log stays
    #[command(after_help = "Example: kaimu users delete ada --yes")]
    Delete {
        #[arg(help = USER)]
        user: String,
        /// Do not ask first
        #[arg(long)]
        yes: bool,
    },
}

/// Does it.
pub(super) fn run(command: &Command, settings: &Settings) -> Result<(), Failure> {
    let lifetimes = settings.lifetimes;
    on_store(settings, async |store: Store, context: RequestContext| match command {
        Command::List { invited: false, format } => directory::list(&store, *format).await,
        Command::List { invited: true, format } => directory::list_invited(&store, *format, &context).await,
        Command::Show { user, format } => {
            let details = operator::show(&store, UserSelector::read(user), lifetimes, &context).await?;
            directory::show(&details, *format)
        }
        Command::Disable { user } => {
            let (user, ended) = operator::disable(&store, UserSelector::read(user), context).await?;
            say(&format!("{} is disabled; {} ended", user.username, count(ended, "session", "sessions")))
        }
        Command::Enable { user } => {
            let user = operator::enable(&store, UserSelector::read(user), context).await?;
            say(&format!("{} may sign in", user.username))
        }
        Command::SignOut { user } => {
            let (user, ended) = operator::sign_out(&store, UserSelector::read(user), context).await?;
            say(&format!("{} is signed out; {} ended", user.username, count(ended, "session", "sessions")))
        }
        Command::Invite { address, days } => invite(&store, settings, address, *days, context).await,
        Command::Delete { user, yes } => {
            let details = operator::show(&store, UserSelector::read(user), lifetimes, &context).await?;
            if !yes {
                confirm(&details)?;
            }
            let User { id, username, .. } = details.entry.user;
            operator::delete(&store, id, context).await?;
            say(&format!("{username} is deleted"))
        }
    })
}

async fn invite(
    store: &Store,
    settings: &Settings,
    address: &EmailAddress,
    days: u16,
    context: RequestContext,
) -> Result<(), OperatorFailure> {
    let lifetime = Duration::from_hours(24 * u64::from(days));
    let invitation = operator::invite(store, &settings.sign_up, address.clone(), lifetime, context).await?;
    let until = moment(invitation.expires_at);
    say(&format!("{} is invited until {until} UTC", terminal_text(invitation.email.as_str())))?;
    if settings.sign_up.sign_up == SignUp::Open {
        say("Anybody else may come in as well: sign_in.sign_up is \"open\".")?;
    }
    say(&format!("Tell them to sign in at {}", settings.return_policy.urls.login()))
}

/// Asks whether the user shall go.
fn confirm(details: &operator::UserDetails) -> Result<(), OperatorFailure> {
    if !io::stdin().is_terminal() {
        return Err(OperatorFailure::NobodyToAsk);
    }
    let identities = count(details.identities.len(), "identity", "identities");
    let sessions = count(details.sessions.len(), "session", "sessions");
    let username = &details.entry.user.username;
    let mut terminal = io::stderr().lock();
    write!(terminal, "Delete {username}, with {identities} and {sessions}? This cannot be undone. [y/N] ")?;
    terminal.flush()?;
    let mut answer = String::new();
    io::stdin().read_line(&mut answer)?;
    match answer.trim().to_ascii_lowercase().as_str() {
        "y" | "yes" => Ok(()),
        _ => Err(OperatorFailure::NotConfirmed),
    }
}

fn address(text: &str) -> Result<EmailAddress, String> {
    EmailAddress::parse(text).map_err(|_| "expected an e-mail address, such as grace@example.org".to_owned())
}

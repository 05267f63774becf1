//! `kaimu users`: lists, shows, exports, disables, enables, signs out, unlinks, relinks, renames, invites and deletes users.

use std::io::{self, IsTerminal, Write};
use std::time::Duration;

use clap::Subcommand;

use super::environment::system_clock;
use super::failure::{Failure, OperatorFailure};
use super::help::{USER, example};
use super::on_store::{on_store, report};
use super::output::{OutputFormat, count, minute, print, print_json};
use super::relink::{self, RelinkArguments};
use super::sign_out::{self, SignOutArguments};
use super::user_output;
use crate::config::Settings;
use crate::domain::{EmailAddress, RequestContext, SignUp, User, is_username, terminal_text};
use crate::flow::operator::{self, Disabled};
use crate::flow::operator_unlink::{self, Unlinked};
use crate::store::Store;
use crate::store::user_admin::UserSelector;

/// The subcommands of `kaimu users`.
#[derive(Subcommand, Clone)]
pub(super) enum UsersCommand {
    /// List all users, or the open invitations
    #[command(after_help = example!("kaimu users list --format json"))]
    List {
        /// List the invitations that have not been used
        #[arg(long)]
        invited: bool,
        /// Output format
        #[arg(long, value_enum, default_value = "table")]
        format: OutputFormat,
    },
    /// Show a user with their identities and sessions
    #[command(after_help = example!("kaimu users show ada@example.org"))]
    Show {
        #[arg(help = USER)]
        user: String,
        /// Output format
        #[arg(long, value_enum, default_value = "table")]
        format: OutputFormat,
    },
    /// Print everything that is stored about a user as JSON, without secrets, for a request for information
    #[command(after_help = example!("kaimu users export ada >ada.json"))]
    Export {
        #[arg(help = USER)]
        user: String,
    },
    /// Disable a user: ends all their sessions at once, revokes their access tokens, and refuses their sign-ins
    #[command(after_help = example!("kaimu users disable ada"))]
    Disable {
        #[arg(help = USER)]
        user: String,
    },
    /// Enable a disabled user, who may then sign in again
    #[command(after_help = example!("kaimu users enable ada"))]
    Enable {
        #[arg(help = USER)]
        user: String,
    },
    /// End sessions at once: of a user, of a provider, or all; the users may sign in again
    #[command(after_help = example!("kaimu users sign-out ada"))]
    SignOut(SignOutArguments),
    /// Unlink an identity of a user, and end the sessions that it began
    #[command(after_help = example!("kaimu users unlink ada okta"))]
    Unlink {
        #[arg(help = USER)]
        user: String,
        /// Id of the identity, or the slug of its provider if the user has only one there
        identity: String,
    },
    /// Relink users after their provider has given them new subjects: shows what it would do, and does it with --yes
    #[command(after_help = example!("kaimu users relink --provider entra --by email --yes"))]
    Relink(RelinkArguments),
    /// Change the username of a user
    #[command(after_help = example!("kaimu users rename admin ada"))]
    Rename {
        #[arg(help = USER)]
        user: String,
        /// New username
        #[arg(value_parser = username)]
        name: String,
    },
    /// Invite an e-mail address: a person who signs in with it becomes a user, if their provider has proven it
    #[command(after_help = example!("kaimu users invite grace@example.org --days 14"))]
    Invite {
        /// E-mail address to invite
        #[arg(value_parser = address)]
        address: EmailAddress,
        /// Days until the invitation expires
        #[arg(long, default_value_t = 7, value_parser = clap::value_parser!(u16).range(1..=365))]
        days: u16,
    },
    /// Delete a user with their identities and sessions; keeps their audit entries
    #[command(after_help = example!("kaimu users delete ada --yes"))]
    Delete {
        #[arg(help = USER)]
        user: String,
        /// Delete without a confirmation
        #[arg(long)]
        yes: bool,
    },
}

/// Runs a subcommand.
pub(super) fn run(command: &UsersCommand, settings: &Settings) -> Result<(), Failure> {
    let lifetimes = settings.lifetimes;
    on_store(settings, async |store: Store, context: RequestContext| match command {
        UsersCommand::List { invited: false, format } => user_output::list(&store, *format).await,
        UsersCommand::List { invited: true, format } => user_output::list_invited(&store, *format, &context).await,
        UsersCommand::Show { user, format } => {
            let details = operator::show(&store, UserSelector::read(user), lifetimes, &context).await?;
            user_output::show(&details, *format)
        }
        UsersCommand::Export { user } => print_json(&operator::export(&store, UserSelector::read(user)).await?),
        UsersCommand::Disable { user } => {
            let (user, Disabled { sessions, tokens }) =
                operator::disable(&store, UserSelector::read(user), context).await?;
            let sessions = count(sessions, "session", "sessions");
            let revoked = match tokens {
                0 => String::new(),
                tokens => format!(", {} revoked", count(tokens, "access token", "access tokens")),
            };
            report(&store, &format!("{} is disabled; {sessions} ended{revoked}", user.username)).await
        }
        UsersCommand::Enable { user } => {
            let user = operator::enable(&store, UserSelector::read(user), context).await?;
            print(&format!("{} is enabled and may sign in", user.username))
        }
        UsersCommand::SignOut(arguments) => sign_out::run(arguments, &store, context).await,
        UsersCommand::Unlink { user, identity } => unlink(&store, user, identity, context).await,
        UsersCommand::Relink(arguments) => relink::run(arguments, &settings.providers, &store, context).await,
        UsersCommand::Rename { user, name } => {
            let before = operator::rename(&store, UserSelector::read(user), name.clone(), context).await?;
            report(&store, &format!("{} is now {name}", before.username)).await
        }
        UsersCommand::Invite { address, days } => invite(&store, settings, address, *days, context).await,
        UsersCommand::Delete { user, yes } => {
            let details = operator::show(&store, UserSelector::read(user), lifetimes, &context).await?;
            if !yes {
                confirm(&details)?;
            }
            // The operator may answer late. `kaimu audit follow` misses an entry with a time of long ago.
            let context = RequestContext { now: (system_clock())(), ..context };
            let User { id, username, .. } = details.entry.user;
            operator::delete(&store, id, context).await?;
            report(&store, &format!("{username} is deleted")).await
        }
    })
}

async fn unlink(store: &Store, user: &str, identity: &str, context: RequestContext) -> Result<(), OperatorFailure> {
    let unlinked = operator_unlink::unlink(store, UserSelector::read(user), identity.to_owned(), context).await?;
    let (User { username, .. }, Unlinked { provider, sessions, was_last }) = unlinked;
    let sessions = count(sessions, "session", "sessions");
    report(store, &format!("the identity of {username} at {provider} is unlinked; {sessions} ended")).await?;
    if was_last {
        print(&format!("{username} has no way to sign in left; `kaimu sign-in-link {username}` makes a link"))?;
    }
    Ok(())
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
    let until = minute(invitation.expires_at);
    print(&format!("{} is invited until {until} UTC", terminal_text(invitation.email.as_str())))?;
    if settings.sign_up.sign_up == SignUp::Open {
        print("Other people can become users without an invitation, because sign_in.sign_up is \"open\".")?;
    }
    print(&format!("Tell this person to sign in at {}", settings.return_policy.urls.login()))
}

/// Asks for a confirmation at the terminal.
fn confirm(details: &operator::UserDetails) -> Result<(), OperatorFailure> {
    if !io::stdin().is_terminal() {
        return Err(OperatorFailure::NoTerminal);
    }
    let identities = count(details.identities.len(), "identity", "identities");
    let sessions = count(details.sessions.len(), "session", "sessions");
    let username = &details.entry.user.username;
    let mut terminal = io::stderr().lock();
    write!(terminal, "Delete {username} with {identities} and {sessions}? This cannot be undone. [y/N] ")?;
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

fn username(text: &str) -> Result<String, String> {
    if is_username(text) {
        return Ok(text.to_owned());
    }
    Err("expected 1 to 32 lower-case letters, digits, `.`, `_` and single `-`, with a letter or digit at both ends"
        .to_owned())
}

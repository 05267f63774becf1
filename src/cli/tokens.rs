//! `kaimu tokens`: lists and revokes personal access tokens.

use clap::{Args, Subcommand};
use serde::Serialize;
use uuid::Uuid;

use super::failure::{Failure, OperatorFailure};
use super::help::{USER, example};
use super::on_store::on_store;
use super::output::{OutputFormat, count, minute, name_value_lines, print, print_json, timestamp};
use crate::config::Settings;
use crate::domain::{RequestContext, TokenDetails};
use crate::flow::token_management::{self, TokenSelector};
use crate::store::Store;
use crate::store::user_admin::UserSelector;

/// The subcommands of `kaimu tokens`.
#[derive(Subcommand, Clone)]
pub(super) enum TokensCommand {
    /// List the tokens that have not expired, of one user or of all
    #[command(after_help = example!("kaimu tokens list --user ada"))]
    List {
        #[arg(long, help = USER)]
        user: Option<String>,
        /// Output format
        #[arg(long, value_enum, default_value = "table")]
        format: OutputFormat,
    },
    /// Revoke a token, all tokens of a user, or all tokens: they open no application any more
    #[command(after_help = example!("kaimu tokens revoke 019dd4a3-7d1b-7c41-9a6e-3f1f6b0a4c55"))]
    Revoke(RevokeArguments),
}

/// Which tokens to revoke.
#[derive(Args, Clone)]
pub(super) struct RevokeArguments {
    /// Id of the token; `kaimu tokens list` shows it
    #[arg(value_name = "ID", required_unless_present_any = ["user", "all"])]
    id: Option<Uuid>,
    /// Revoke all tokens of this user: username, id or proven e-mail address
    #[arg(long, conflicts_with_all = ["id", "all"])]
    user: Option<String>,
    /// Revoke all tokens of all users
    #[arg(long, conflicts_with_all = ["id", "user"])]
    all: bool,
}

impl RevokeArguments {
    fn selector(&self) -> TokenSelector {
        match (self.id, &self.user) {
            (Some(id), _) => TokenSelector::Id(id),
            (None, Some(user)) => TokenSelector::OfUser(UserSelector::read(user)),
            // clap accepts no other arguments than --all here.
            (None, None) => TokenSelector::All,
        }
    }
}

/// Runs a subcommand.
pub(super) fn run(command: &TokensCommand, settings: &Settings) -> Result<(), Failure> {
    on_store(settings, async |store: Store, context: RequestContext| match command {
        TokensCommand::List { user, format } => {
            let selector = user.as_deref().map(UserSelector::read);
            let tokens = token_management::list(&store, selector, &context).await?;
            print_list(&tokens, *format)
        }
        TokensCommand::Revoke(arguments) => {
            let revoked = token_management::revoke(&store, arguments.selector(), context).await?;
            print(&format!("{} revoked", count(revoked, "access token", "access tokens")))
        }
    })
}

fn print_list(tokens: &[TokenDetails], format: OutputFormat) -> Result<(), OperatorFailure> {
    match format {
        OutputFormat::Json => print_json(&tokens.iter().map(TokenJson::new).collect::<Vec<_>>()),
        OutputFormat::Table if tokens.is_empty() => print("No access tokens."),
        OutputFormat::Table => print(&tokens.iter().map(token_text).collect::<Vec<_>>().join("\n\n")),
    }
}

fn token_text(token: &TokenDetails) -> String {
    let utc = |time| format!("{} UTC", minute(time));
    name_value_lines([
        ("Token", token.name.clone()),
        ("Id", token.id.to_string()),
        ("User", token.username.clone()),
        ("For", token.applications.join(" ")),
        ("Created", utc(token.created_at)),
        ("Expires", utc(token.expires_at)),
        ("Last used", token.last_used_at.map_or_else(|| "never".to_owned(), utc)),
    ])
}

/// A token in JSON.
#[derive(Serialize)]
struct TokenJson<'a> {
    id: String,
    user: &'a str,
    name: &'a str,
    applications: &'a [String],
    created_at: String,
    expires_at: String,
    last_used_at: Option<String>,
}

impl<'a> TokenJson<'a> {
    fn new(token: &'a TokenDetails) -> Self {
        Self {
            id: token.id.to_string(),
            user: &token.username,
            name: &token.name,
            applications: &token.applications,
            created_at: timestamp(token.created_at),
            expires_at: timestamp(token.expires_at),
            last_used_at: token.last_used_at.map(timestamp),
        }
    }
}

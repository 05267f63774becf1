//! `kaimu users sign-out`: ends one session of a user, all of them, those of a provider, or those of all users.

use clap::Args;
use uuid::Uuid;

use super::failure::OperatorFailure;
use super::help::USER;
use super::on_store::report;
use super::output::count;
use crate::domain::{RequestContext, Slug};
use crate::flow::end_sessions::{self, EndedSessions};
use crate::flow::operator;
use crate::store::Store;
use crate::store::user_admin::UserSelector;

/// Whose sessions to end.
#[derive(Args, Clone)]
pub(super) struct SignOutArguments {
    #[arg(help = USER, required_unless_present_any = ["all", "provider"])]
    user: Option<String>,
    /// End only this session of the user; `kaimu users show` lists the ids
    #[arg(long, value_name = "ID", requires = "user", conflicts_with_all = ["provider", "all"])]
    session: Option<Uuid>,
    /// End the sessions that began at the provider with this slug, for all users
    #[arg(long, value_name = "SLUG", value_parser = slug, conflicts_with_all = ["user", "all"])]
    provider: Option<Slug>,
    /// End all sessions of all users, and make all sign-in links invalid
    #[arg(long, conflicts_with_all = ["user", "provider"])]
    all: bool,
}

/// Ends the sessions and prints how many.
pub(super) async fn run(
    arguments: &SignOutArguments,
    store: &Store,
    context: RequestContext,
) -> Result<(), OperatorFailure> {
    match arguments {
        SignOutArguments { user: Some(user), session: Some(session), .. } => {
            let user = end_sessions::end_one(store, UserSelector::read(user), *session, context).await?;
            report(store, &format!("this session of {} has ended", user.username)).await
        }
        SignOutArguments { user: Some(user), .. } => {
            let (user, ended) = operator::sign_out(store, UserSelector::read(user), context).await?;
            let ended = count(ended, "session", "sessions");
            report(store, &format!("{} is signed out; {ended} ended", user.username)).await
        }
        SignOutArguments { provider: Some(provider), .. } => {
            report_ended(store, end_sessions::end_of_provider(store, provider.clone(), context).await?).await
        }
        // clap accepts no other arguments than --all here.
        SignOutArguments { .. } => report_ended(store, end_sessions::end_all(store, context).await?).await,
    }
}

async fn report_ended(store: &Store, ended: EndedSessions) -> Result<(), OperatorFailure> {
    let (sessions, users) = (count(ended.sessions, "session", "sessions"), count(ended.users, "user", "users"));
    report(store, &format!("{sessions} of {users} ended")).await
}

fn slug(text: &str) -> Result<Slug, String> {
    Slug::parse(text).map_err(|error| error.to_string())
}

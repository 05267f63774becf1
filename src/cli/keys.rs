//! `kaimu keys`: replaces the keys that sign `Kaimu-Jwt-Assertion`.

use clap::Subcommand;

use super::failure::Failure;
use super::help::example;
use super::on_store::on_store;
use super::output::{count, print};
use crate::config::Settings;
use crate::domain::RequestContext;
use crate::flow::assertion::delete_keys;
use crate::flow::operator::OperatorError;
use crate::store::Store;

/// The commands below `kaimu keys`.
#[derive(Subcommand, Clone, Copy)]
pub(super) enum KeysCommand {
    /// Replace the keys at once, because they may have leaked; Kaimu replaces them every 30 days without this
    #[command(after_help = example!("kaimu keys rotate"))]
    Rotate,
}

/// Runs the command.
pub(super) fn run(command: KeysCommand, settings: &Settings) -> Result<(), Failure> {
    let KeysCommand::Rotate = command;
    let deleted = on_store(settings, async |store: Store, context: RequestContext| {
        delete_keys(&store, context).await.map_err(OperatorError::from)
    })?;
    let (keys, address) = (count(deleted, "key", "keys"), settings.return_policy.urls.jwks());
    let lines = format!(
        "{keys} deleted; a running Kaimu uses a new one within a minute\n\
         Applications accept the new key, and refuse the old ones, when they have read {address} again: after 5 minutes, \
         or at once if they read it for each unknown kid"
    );
    Ok(print(&lines)?)
}

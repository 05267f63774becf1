//! `kaimu reload`, and what a running server does at it and at SIGHUP.

use std::io;
use std::path::PathBuf;
use std::sync::Arc;

use super::control::{self, Control, NotReloaded, Outcome, Place};
use super::operator::say;
use super::running::{Reloaded, Running};
use super::{Failure, read_settings};
use crate::config::Settings;
use crate::http;

/// Why `kaimu reload` changed nothing.
#[derive(Debug, thiserror::Error)]
pub enum ReloadFailure {
    /// Nobody is there to be told.
    #[error(
        "no running Kaimu answers at {path}: {source}. Under systemd use `systemctl reload kaimu`, elsewhere `kill -HUP` with its \
         process id; the log says what came of it"
    )]
    NobodyThere {
        /// Where its socket would be.
        path: String,
        /// What the system says.
        source: io::Error,
    },
    /// The server reads another configuration than this command does, and that is bad.
    #[error("the running Kaimu refused, and goes on as before: {0}")]
    Refused(String),
    /// The server cannot use it at the moment.
    #[error("the running Kaimu failed, and goes on as before: {0}")]
    Failed(String),
}

/// `kaimu reload`: the caller has read the configuration, and found it good.
pub(super) fn run(settings: &Settings) -> Result<(), Failure> {
    let place = Place::of(settings);
    let nobody = |source| ReloadFailure::NobodyThere { path: place.path().display().to_string(), source };
    let asked = control::ask(&place).map_err(nobody)?;
    say(&asked.map_err(|not| match not {
        NotReloaded::Refused(why) => ReloadFailure::Refused(why),
        NotReloaded::Failed(why) => ReloadFailure::Failed(why),
    })?)?;
    Ok(())
}

/// Lets a server reload, at SIGHUP and when `kaimu reload` asks for it. Must be called within the actix system.
///
/// # Errors
/// When the signal cannot be listened to.
pub(super) fn enable(running: Arc<Running>, settings: &Settings, file: Option<PathBuf>) -> io::Result<Option<Control>> {
    let reload = move || reload(&running, file.as_deref());
    let at_signal = reload.clone();
    http::on_hangup(move || drop(at_signal()))?;
    let place = Place::of(settings);
    let name = place.path().display().to_string();
    let control = control::listen(place, reload);
    Ok(control
        .inspect_err(|error| log::warn!("`kaimu reload` cannot reach this server at {name} ({error}); SIGHUP can"))
        .ok())
}

/// Reloads, and logs what came of it.
fn reload(running: &Running, file: Option<&std::path::Path>) -> Outcome {
    match running.reload(|| read_settings(file)) {
        Ok(Reloaded { waiting, locked_out }) => {
            let mut words = vec!["the new configuration is in use".to_owned()];
            log::info!("reload: {}", words[0]);
            if !waiting.is_empty() {
                let waiting = format!("takes effect at the next start: {}", waiting.join(", "));
                log::warn!("reload: {waiting}");
                words.push(waiting);
            }
            // The log has these already.
            words.extend(locked_out);
            Ok(words.join("\n"))
        }
        Err(failure) => {
            log::error!("reload: refused, the configuration before stays in use: {failure}");
            Err(match failure {
                Failure::Configuration(_) => NotReloaded::Refused(failure.to_string()),
                _ => NotReloaded::Failed(failure.to_string()),
            })
        }
    }
}

//! `kaimu reload`, and the reload of a running server by it and by SIGHUP. Also opens the control socket.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use tokio::runtime::Handle;

use super::control_socket::{self, Answers, ControlSocket, NotReloaded, ReloadResult};
use super::environment::read_settings;
use super::failure::{Failure, ReloadFailure};
use super::output::print;
use super::running_server::{Reloaded, RunningServer};
use super::service_manager;
use super::socket_location::SocketLocation;
use super::status;
use crate::config::Settings;
use crate::http;

/// `kaimu reload`: asks the running server to reload. The caller has read the configuration, so that it is valid.
pub(super) fn run(settings: &Settings) -> Result<(), Failure> {
    let location = SocketLocation::new(settings);
    let no_server = |source| ReloadFailure::NoServer { path: location.path().display().to_string(), source };
    let result = control_socket::request_reload(&location).map_err(no_server)?;
    print(&result.map_err(|not_reloaded| match not_reloaded {
        NotReloaded::Refused(message) => ReloadFailure::Refused(message),
        NotReloaded::Failed(message) => ReloadFailure::Failed(message),
    })?)?;
    Ok(())
}

/// Makes a server reload at SIGHUP and when `kaimu reload` asks for it, and answer `kaimu status`. Must be called within
/// the actix system. Fails if the signal cannot be received; without the socket, only a warning is logged.
pub(super) fn enable(
    server: Arc<RunningServer>,
    settings: &Settings,
    file: Option<PathBuf>,
) -> io::Result<Option<ControlSocket>> {
    let (runtime, asked) = (Handle::current(), Arc::clone(&server));
    // The socket has a thread of its own. The asynchronous work of the status runs on the runtime of the server.
    let status = move || runtime.block_on(status::of_server(&asked));
    let reload = move || reload(&server, file.as_deref());
    let at_signal = reload.clone();
    http::on_hangup(move || drop(at_signal()))?;
    let location = SocketLocation::new(settings);
    let path = location.path().display().to_string();
    let socket = control_socket::listen(location, Answers { reload, status });
    let warn = |error: &io::Error| {
        log::warn!(
            "`kaimu reload` and `kaimu status` will not work: cannot create the socket {path}: {error}; use SIGHUP to reload"
        );
    };
    Ok(socket.inspect_err(warn).ok())
}

/// Reloads, and logs the result.
fn reload(server: &RunningServer, file: Option<&Path>) -> ReloadResult {
    service_manager::reloading();
    let reloaded = server.reload(|| read_settings(file));
    service_manager::ready();
    match reloaded {
        Ok(Reloaded { waiting, issuer_changes }) => {
            let mut lines = vec!["the new configuration is in use".to_owned()];
            log::info!("reload: {}", lines[0]);
            if !waiting.is_empty() {
                let waiting = format!("takes effect after a restart: {}", waiting.join(", "));
                log::warn!("reload: {waiting}");
                lines.push(waiting);
            }
            // These are in the log already.
            lines.extend(issuer_changes);
            Ok(lines.join("\n"))
        }
        Err(failure) => {
            log::error!("reload: failed, the previous configuration stays in use: {failure}");
            Err(match failure {
                Failure::Configuration(_) => NotReloaded::Refused(failure.to_string()),
                _ => NotReloaded::Failed(failure.to_string()),
            })
        }
    }
}

//! `kaimu serve` runs the server.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use super::environment::system_clock;
use super::failure::Failure;
use super::listen::{self, LISTENING, OpenAddresses};
use super::reload;
use super::running_server::RunningServer;
use super::service_manager;
use crate::config::Settings;
use crate::http::{self, ServerTimes};

/// How long the database may take to close after the server has stopped. Together with `MAX_STOP` of the server, that is less
/// than the time after which containers are killed.
const MAX_CLOSE: Duration = Duration::from_secs(4);

/// Runs the server until it receives a signal to stop.
pub(super) fn serve(settings: &Settings, file: Option<PathBuf>) -> Result<(), Failure> {
    let OpenAddresses { listeners, files: _files } = listen(settings)?;
    let OpenAddresses { listeners: for_metrics, files: _metrics_files } = listen_for_metrics(settings)?;
    let sign_in_page = settings.return_policy.urls.login();
    let server = Arc::new(RunningServer::start(settings.clone(), system_clock())?);
    actix_web::rt::System::new()
        .block_on(async {
            let signal = http::signal_to_stop()?;
            let stop = async move {
                let signal = signal.await;
                service_manager::stopping();
                signal
            };
            let current = Arc::clone(&server.current);
            let metrics = http::serve_metrics(Arc::clone(&current), for_metrics)?;
            let _socket = reload::enable(Arc::clone(&server), settings, file)?;
            // After the signals are handled: a program that waits for this line may send one at once.
            log::info!("ready: open {sign_in_page} in a browser");
            service_manager::ready();
            // In the background, so that the start does not wait for a provider.
            if settings.checks_at_start.is_some() {
                let doctor = server.doctor();
                actix_web::rt::spawn(async move { doctor.check_and_log().await });
            }
            let times = ServerTimes { keep_alive: settings.keep_alive, drain: settings.drain };
            let ended = http::serve(current, listeners, times, stop).await;
            // Until the last request is counted.
            metrics.stop().await;
            // check: the file alone has everything after a stop
            let _ = tokio::time::timeout(MAX_CLOSE, server.current.services().close()).await;
            ended
        })
        .map_err(Failure::Server)
}

/// Takes the sockets of systemd, or else opens the configured addresses.
fn listen(settings: &Settings) -> Result<OpenAddresses, Failure> {
    let listeners = listen::take_from_systemd().map_err(Failure::SystemdSocket)?;
    if !listeners.is_empty() {
        return Ok(OpenAddresses { listeners, files: Vec::new() });
    }
    listen::open(&settings.listen, LISTENING, |address, source| Failure::Listen { address, source })
}

/// Opens the addresses of `metrics.listen`.
fn listen_for_metrics(settings: &Settings) -> Result<OpenAddresses, Failure> {
    let what = "serving metrics on";
    listen::open(&settings.metrics_listen, what, |address, source| Failure::ListenForMetrics { address, source })
}

//! `kaimu serve` runs the server; `kaimu migrate` only applies the migrations.

use std::net::{SocketAddr, TcpListener};
use std::path::PathBuf;
use std::sync::Arc;

use super::environment::system_clock;
use super::failure::Failure;
use super::reload;
use super::running_server::RunningServer;
use crate::config::Settings;
use crate::http;
use crate::store::Store;

/// Runs the server until it receives a signal to stop.
pub(super) fn serve(settings: &Settings, file: Option<PathBuf>) -> Result<(), Failure> {
    let listeners = listen(settings)?;
    let sign_in_page = settings.return_policy.urls.login();
    let server = Arc::new(RunningServer::start(settings.clone(), system_clock())?);
    actix_web::rt::System::new()
        .block_on(async {
            let stop = http::signal_to_stop()?;
            let current = Arc::clone(&server.current);
            let _socket = reload::enable(Arc::clone(&server), settings, file)?;
            // After the signals are handled: a program that waits for this line may send one at once.
            log::info!("ready: open {sign_in_page} in a browser");
            // In the background, so that the start does not wait for a provider.
            if settings.checks_at_start.is_some() {
                let doctor = server.doctor();
                actix_web::rt::spawn(async move { doctor.check_and_log().await });
            }
            http::serve(current, listeners, stop).await
        })
        .map_err(Failure::Server)
}

/// Opens the configured addresses, and logs each.
fn listen(settings: &Settings) -> Result<Vec<TcpListener>, Failure> {
    let listen = |address: &SocketAddr| {
        let failure = |source| Failure::Listen { address: *address, source };
        let listener = TcpListener::bind(address).map_err(failure)?;
        // The local address has the port that the system chose for port 0.
        log::info!("listening on {}", listener.local_addr().map_err(failure)?);
        Ok(listener)
    };
    settings.listen.iter().map(listen).collect()
}

/// Applies the pending migrations.
pub(super) fn migrate(settings: &Settings) -> Result<(), Failure> {
    Store::open(&settings.database_url, 1)?;
    log::info!("the database is up to date");
    Ok(())
}

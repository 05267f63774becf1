//! `kaimu serve` and `kaimu migrate`: opens the doors, and the database alone.

use std::net::{SocketAddr, TcpListener};
use std::path::PathBuf;
use std::sync::Arc;

use super::running::Running;
use super::{Failure, reload, system_clock};
use crate::config::Settings;
use crate::http;
use crate::store::Store;

/// Serves until it is told to stop.
pub(super) fn serve(settings: &Settings, file: Option<PathBuf>) -> Result<(), Failure> {
    let listeners = listen(settings)?;
    let sign_in_page = settings.return_policy.urls.login();
    let running = Arc::new(Running::start(settings.clone(), system_clock())?);
    actix_web::rt::System::new()
        .block_on(async {
            let stop = http::signal_to_stop()?;
            let current = Arc::clone(&running.current);
            let _control = reload::enable(running, settings, file)?;
            // Whoever reads this may send a signal at once.
            log::info!("ready: open {sign_in_page} in a browser");
            // Whichever provider is down, nobody waits for it.
            let doctor = current.doctor();
            actix_web::rt::spawn(async move { doctor.examine_and_log().await });
            http::serve(current, listeners, stop).await
        })
        .map_err(Failure::Server)
}

fn listen(settings: &Settings) -> Result<Vec<TcpListener>, Failure> {
    let listen = |address: &SocketAddr| {
        let failure = |source| Failure::Listen { address: *address, source };
        let listener = TcpListener::bind(address).map_err(failure)?;
        // Says which port the system chose for port 0.
        log::info!("listening on {}", listener.local_addr().map_err(failure)?);
        Ok(listener)
    };
    settings.listen.iter().map(listen).collect()
}

/// Brings the database up to date.
pub(super) fn migrate(settings: &Settings) -> Result<(), Failure> {
    Store::open(&settings.database_url, 1)?;
    log::info!("the database is up to date");
    Ok(())
}

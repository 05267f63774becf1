//! Listening, and stopping.

use std::io;
use std::net::TcpListener;
use std::sync::Arc;
use std::time::Duration;

use actix_web::middleware::{Compress, from_fn};
use actix_web::web::Data;
use actix_web::{App as ActixApp, HttpServer};
use tokio::signal::unix::{SignalKind, signal};

use super::addresses::routes;
use super::{App, guard, observe};
use crate::flow::session::sweep_for_ever;

/// How often expired sessions are removed.
const SWEEP_PERIOD: Duration = Duration::from_mins(5);
/// For database work and name resolution, in each worker; more would only wait for a connection in another place.
const BLOCKING_THREADS: usize = 32;
/// How long requests in flight may take to finish when we stop; longer than any provider lets one wait.
const SHUTDOWN_SECONDS: u64 = 20;

/// Serves on these listeners until `stop`; then takes no new connections and lets requests in flight finish.
///
/// # Errors
/// When a listener cannot be used.
pub async fn serve(app: App, listeners: Vec<TcpListener>, stop: impl Future<Output = ()> + 'static) -> io::Result<()> {
    let sweeper = tokio::task::spawn(sweep_for_ever(Arc::clone(&app.services), Arc::clone(&app.clock), SWEEP_PERIOD));
    let app = Data::new(app);
    let mut server = HttpServer::new(move || {
        ActixApp::new()
            .configure(|config| routes(&app, config))
            .wrap(from_fn(guard::guard))
            .wrap(Compress::default())
            .wrap(from_fn(observe::observe))
    })
    // actix's own handling would cut requests off at SIGINT; see signal_to_stop.
    .disable_signals()
    .worker_max_blocking_threads(BLOCKING_THREADS)
    .shutdown_timeout(SHUTDOWN_SECONDS);
    for listener in listeners {
        server = server.listen(listener)?;
    }
    let server = server.run();
    let handle = server.handle();
    let stopper = actix_web::rt::spawn(async move {
        stop.await;
        log::info!("stopping: requests in flight may finish");
        handle.stop(true).await;
    });
    let result = server.await;
    stopper.abort();
    sweeper.abort();
    result
}

/// Ends at SIGTERM (systemd, containers) or SIGINT (Ctrl-C). Must be called within the actix system.
///
/// # Errors
/// When the signals cannot be listened to.
pub fn signal_to_stop() -> io::Result<impl Future<Output = ()>> {
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    Ok(async move {
        tokio::select! { _ = terminate.recv() => {}, _ = interrupt.recv() => {} }
    })
}

//! Listening, and stopping.

pub(super) mod cors;
pub(super) mod error_page;
pub(super) mod limits;
pub(super) mod live_config;
pub(super) mod middleware;
pub(super) mod misconfiguration_warnings;
pub(super) mod same_origin;
pub(super) mod security_headers;

use std::io::{self, IsTerminal};
use std::net::TcpListener;
use std::sync::Arc;
use std::time::Duration;

use actix_web::middleware::{Compress, from_fn};
use actix_web::web::Data;
use actix_web::{App as ActixApp, HttpServer};
use tokio::signal::unix::{SignalKind, signal};

use crate::flow::cleanup::run_cleanup;
use crate::http::routes::routes;
use crate::http::server::live_config::LiveConfig;

/// How often expired sessions are removed.
const CLEANUP_PERIOD: Duration = Duration::from_mins(5);
/// For database work and name resolution, in each worker; more would only wait for a connection in another place.
const BLOCKING_THREADS: usize = 32;
/// How long requests in flight may take to finish when we stop; longer than any provider lets one wait.
const SHUTDOWN_SECONDS: u64 = 20;
/// How long a provider may still take to answer whether somebody is welcome: a new refresh token may come with it.
const MAX_RECHECK_WAIT: Duration = Duration::from_secs(9);

/// Serves on these listeners until `stop`; then takes no new connections and lets requests in flight finish.
///
/// # Errors
/// When a listener cannot be used.
pub async fn serve(
    live_config: Arc<LiveConfig>,
    listeners: Vec<TcpListener>,
    stop: impl Future<Output = ()> + 'static,
) -> io::Result<()> {
    let background = Arc::clone(&live_config.services().background());
    let (clock, for_cleanup) = (live_config.clock(), Arc::clone(&live_config));
    let cleanup = tokio::task::spawn(run_cleanup(move || for_cleanup.services(), clock, CLEANUP_PERIOD));
    let live_config = Data::from(live_config);
    let mut server = HttpServer::new(move || {
        ActixApp::new()
            .configure(|config| routes(&live_config, config))
            .wrap(from_fn(same_origin::require_same_origin))
            .wrap(Compress::default())
            .wrap(from_fn(middleware::handle_request))
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
        background.finish(MAX_RECHECK_WAIT).await;
        handle.stop(true).await;
    });
    let result = server.await;
    stopper.abort();
    cleanup.abort();
    result
}

/// Ends at SIGTERM (systemd, containers), SIGINT (Ctrl-C), or when the terminal goes at which we were started. Must be
/// called within the actix system.
///
/// # Errors
/// When the signals cannot be listened to.
pub fn signal_to_stop() -> io::Result<impl Future<Output = ()>> {
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut hang_up = signal(SignalKind::hangup())?;
    let at_terminal = io::stderr().is_terminal();
    Ok(async move {
        let terminal_gone = async {
            loop {
                let signal = hang_up.recv().await;
                if signal.is_none() || at_terminal && !io::stderr().is_terminal() {
                    break;
                }
            }
        };
        tokio::select! { _ = terminate.recv() => {}, _ = interrupt.recv() => {}, () = terminal_gone => {} }
    })
}

/// Does this at each SIGHUP. Must be called within the actix system.
///
/// # Errors
/// When the signal cannot be listened to.
pub fn on_hangup(act: impl Fn() + Clone + Send + 'static) -> io::Result<()> {
    let mut hang_up = signal(SignalKind::hangup())?;
    actix_web::rt::spawn(async move {
        while hang_up.recv().await.is_some() {
            // It may wait for the database; whoever listens here hears the signals to stop as well.
            let _ = tokio::task::spawn_blocking(act.clone()).await;
        }
    });
    Ok(())
}

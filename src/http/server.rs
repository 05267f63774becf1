//! Listening, and stopping.

use std::io::{self, IsTerminal};
use std::net::TcpListener;
use std::sync::Arc;
use std::time::Duration;

use actix_web::middleware::{Compress, from_fn};
use actix_web::web::Data;
use actix_web::{App as ActixApp, HttpServer};
use tokio::signal::unix::{SignalKind, signal};

use super::addresses::routes;
use super::{Current, guard, observe};
use crate::flow::cleanup::run_cleanup;

/// How often expired sessions are removed.
const SWEEP_PERIOD: Duration = Duration::from_mins(5);
/// For database work and name resolution, in each worker; more would only wait for a connection in another place.
const BLOCKING_THREADS: usize = 32;
/// How long requests in flight may take to finish when we stop; longer than any provider lets one wait.
const SHUTDOWN_SECONDS: u64 = 20;
/// How long a provider may still take to answer whether somebody is welcome: a new refresh token may come with it.
const MAX_QUESTION: Duration = Duration::from_secs(9);

/// Serves on these listeners until `stop`; then takes no new connections and lets requests in flight finish.
///
/// # Errors
/// When a listener cannot be used.
pub async fn serve(
    current: Arc<Current>,
    listeners: Vec<TcpListener>,
    stop: impl Future<Output = ()> + 'static,
) -> io::Result<()> {
    let background = Arc::clone(current.services().background());
    let (clock, to_sweep) = (current.clock(), Arc::clone(&current));
    let sweeper = tokio::task::spawn(run_cleanup(move || to_sweep.services(), clock, SWEEP_PERIOD));
    let current = Data::from(current);
    let mut server = HttpServer::new(move || {
        ActixApp::new()
            .configure(|config| routes(&current, config))
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
        background.finish(MAX_QUESTION).await;
        handle.stop(true).await;
    });
    let result = server.await;
    stopper.abort();
    sweeper.abort();
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

//! Listens, and stops without cutting off requests in progress.

pub(super) mod configured_host;
pub(super) mod cors;
pub(super) mod error_page;
pub(super) mod limits;
pub(super) mod live_config;
pub(super) mod log_limit;
pub(super) mod middleware;
pub(super) mod misconfiguration_warnings;
pub(super) mod same_origin;
pub(super) mod security_headers;
pub(super) mod signals;

use std::io;
use std::net::TcpListener;
use std::sync::Arc;
use std::time::Duration;

use actix_web::middleware::{Compress, from_fn};
use actix_web::web::Data;
use actix_web::{App as ActixApp, HttpServer};

use crate::flow::cleanup::run_cleanup;
use crate::http::routes::routes;
use crate::http::server::live_config::LiveConfig;

/// How often expired rows are deleted.
const CLEANUP_PERIOD: Duration = Duration::from_mins(5);
/// Threads of each worker for database work and name resolution. More would only wait for a database connection.
const BLOCKING_THREADS: usize = 32;
/// How long a client may take to send the head of a request: longer than any delay of a slow network or a busy machine.
const REQUEST_HEAD_TIMEOUT: Duration = Duration::from_secs(15);
/// How long requests in progress may take when the server stops: longer than the time limit of requests to providers.
const SHUTDOWN_SECONDS: u64 = 20;
/// How long a stopping server waits for rechecks in the background, whose responses may contain new refresh tokens.
const MAX_BACKGROUND_WAIT: Duration = Duration::from_secs(9);

/// Serves on these listeners until `stop` completes. Then waits for rechecks, accepts no new connections, and lets
/// requests in progress finish.
pub async fn serve(
    live_config: Arc<LiveConfig>,
    listeners: Vec<TcpListener>,
    stop: impl Future<Output = ()> + 'static,
) -> io::Result<()> {
    let background = Arc::clone(live_config.services().background());
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
    // At SIGINT, the handling of actix would cut requests off. See `signals::signal_to_stop`.
    .disable_signals()
    .worker_max_blocking_threads(BLOCKING_THREADS)
    .client_request_timeout(REQUEST_HEAD_TIMEOUT)
    .shutdown_timeout(SHUTDOWN_SECONDS);
    for listener in listeners {
        server = server.listen(listener)?;
    }
    let server = server.run();
    let handle = server.handle();
    let stopper = actix_web::rt::spawn(async move {
        stop.await;
        log::info!("stopping: waiting for requests in progress to finish");
        background.finish(MAX_BACKGROUND_WAIT).await;
        handle.stop(true).await;
    });
    let result = server.await;
    stopper.abort();
    cleanup.abort();
    result
}

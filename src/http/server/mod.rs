//! Listens, and stops without cutting off requests in progress.

pub(super) mod configured_host;
pub(super) mod cors;
pub(super) mod error_page;
pub(super) mod limits;
pub(super) mod listener;
pub(super) mod live_config;
pub(super) mod log_limit;
pub(super) mod metrics;
pub(super) mod middleware;
pub(super) mod misconfiguration_warnings;
pub(super) mod same_origin;
pub(super) mod security_headers;
pub(super) mod signals;
mod stop;

use std::future::ready;
use std::io;
use std::sync::Arc;
use std::time::Duration;

use actix_web::body::MessageBody;
use actix_web::dev::{Service, ServiceFactory, ServiceRequest, ServiceResponse};
use actix_web::middleware::{Compress, from_fn};
use actix_web::web::Data;
use actix_web::{App as ActixApp, Error, HttpServer};
use tokio_util::either::Either;

use crate::flow::cleanup::run_cleanup;
use crate::flow::session_uses::{record_last_uses, run_recording};
use crate::flow::webhook::run_sending;
use crate::http::routes::routes;
use crate::http::server::listener::Listener;
use crate::http::server::live_config::LiveConfig;
use crate::http::server::signals::StopSignal;

/// How often expired rows are deleted.
const CLEANUP_PERIOD: Duration = Duration::from_mins(5);
/// Threads of each worker for name resolution and other blocking work. The database has threads of its own.
const BLOCKING_THREADS: usize = 32;
/// How long a client may take to send the head of a request: longer than any delay of a slow network or a busy machine.
const REQUEST_HEAD_TIMEOUT: Duration = Duration::from_secs(15);

/// How long the server keeps connections.
#[derive(Debug, Clone, Copy)]
pub struct ServerTimes {
    /// How long a connection without a request is kept.
    pub keep_alive: Duration,
    /// How long the server still accepts connections after SIGTERM.
    pub drain: Duration,
}

/// What answers each request, with all routes and middleware.
pub fn application(
    live_config: &Data<LiveConfig>,
) -> ActixApp<
    impl ServiceFactory<
        ServiceRequest,
        Config = (),
        Response = ServiceResponse<impl MessageBody + use<>>,
        Error = Error,
        InitError = (),
    > + use<>,
> {
    ActixApp::new()
        .configure(|config| routes(live_config, config))
        .wrap(from_fn(same_origin::require_same_origin))
        .wrap(Compress::default())
        .wrap(from_fn(middleware::handle_request))
        .wrap_fn(|request, service| match middleware::respond_from_memory(&request) {
            Some(response) => Either::Left(ready(Ok(request.into_response(response)))),
            // Each connection has room for the larger of the two, and an answer from memory would be moved in all of it.
            None => Either::Right(Box::pin(service.call(request))),
        })
}

/// Serves on these listeners until `stop` completes. Then drains, accepts no new connections, and lets requests in
/// progress and rechecks finish.
pub async fn serve(
    live_config: Arc<LiveConfig>,
    listeners: Vec<Listener>,
    times: ServerTimes,
    stop: impl Future<Output = StopSignal> + 'static,
) -> io::Result<()> {
    let background = Arc::clone(live_config.services().background());
    let (clock, for_cleanup) = (live_config.clock(), Arc::clone(&live_config));
    let cleanup = tokio::task::spawn(run_cleanup(move || for_cleanup.services(), clock, CLEANUP_PERIOD));
    let for_uses = Arc::clone(&live_config);
    let services = move || for_uses.services();
    let uses = tokio::task::spawn(run_recording(services.clone()));
    let for_webhook = Arc::clone(&live_config);
    let webhook = tokio::task::spawn(run_sending(move || for_webhook.services(), live_config.clock()));
    let live_config = Data::from(live_config);
    let mut server = HttpServer::new(move || application(&live_config))
        // At SIGINT, the handling of actix would cut requests off. See `signals::signal_to_stop`.
        .disable_signals()
        .worker_max_blocking_threads(BLOCKING_THREADS)
        .client_request_timeout(REQUEST_HEAD_TIMEOUT)
        // check: idle connections are kept
        .keep_alive(times.keep_alive)
        .shutdown_timeout(stop::longest_wait(times.drain).as_secs());
    for listener in listeners {
        server = match listener {
            Listener::Tcp(listener) => server.listen(listener)?,
            Listener::Unix(listener) => server.listen_uds(listener)?,
        };
    }
    let server = server.run();
    let handle = server.handle();
    let stopper = actix_web::rt::spawn(async move { stop::stop_at(stop, times.drain, &background, handle).await });
    let result = server.await;
    match &result {
        // Rechecks may take longer than the requests.
        Ok(()) => drop(stopper.await),
        Err(_) => stopper.abort(),
    }
    cleanup.abort();
    webhook.abort();
    uses.abort();
    // Until it has ended, what it was writing does not wait again.
    let _ = uses.await;
    record_last_uses(&services()).await;
    result
}

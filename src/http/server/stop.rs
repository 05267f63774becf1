//! Stops the server, so that no request fails: load balancers learn it first, and requests in progress finish.

use std::time::Duration;

use actix_web::dev::ServerHandle;
use actix_web::http::ConnectionType;
use actix_web::{HttpResponse, rt};

use crate::flow::BackgroundTasks;
use crate::http::app::App;
use crate::http::server::signals::StopSignal;

/// How long a stop may take, before the database is closed. `deploy/compose.yml` and Kubernetes kill a process after 30
/// seconds.
const MAX_STOP: Duration = Duration::from_secs(21);

/// How long a stopping server waits for requests in progress and for tasks, after it has drained for this long. The longest
/// drain leaves 15 seconds, and no callback takes longer.
pub(super) fn longest_wait(drain: Duration) -> Duration {
    MAX_STOP.saturating_sub(drain)
}

/// At the signal, `/readyz` answers 503. After SIGTERM the server goes on accepting connections for the time of `drain`.
/// Then it accepts none, and waits for requests in progress and for rechecks, whose responses may contain new tokens.
pub(super) async fn stop_at(
    stop: impl Future<Output = StopSignal>,
    drain: Duration,
    background: &BackgroundTasks,
    server: ServerHandle,
) {
    let signal = stop.await;
    background.begin_stop();
    // check: a stopping server still accepts connections
    if signal == StopSignal::Terminate && !drain.is_zero() {
        log::info!("stopping: /readyz answers 503; new connections are accepted for another {drain:?}");
        rt::time::sleep(drain).await;
    }
    log::info!("stopping: waiting for requests in progress to finish");
    tokio::join!(server.stop(true), background.finish(longest_wait(drain)));
}

/// Has the client open another connection for its next request, which then reaches another instance.
pub(super) fn close_connection_while_stopping(app: &App, response: &mut HttpResponse) {
    // check: a stopping server keeps no connection
    if app.services.background().is_stopping() {
        response.head_mut().set_connection_type(ConnectionType::Close);
    }
}

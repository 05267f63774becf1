//! The server of `metrics.listen`: Prometheus asks it for the metrics. It has one route, and no middleware of Kaimu's: nothing
//! that it answers belongs to a user.

use std::io;
use std::sync::Arc;

use actix_web::dev::ServerHandle;
use actix_web::http::header;
use actix_web::web::{self, Data};
use actix_web::{App as ActixApp, HttpResponse, HttpServer};

use crate::flow::measurements;
use crate::http::server::listener::Listener;
use crate::http::server::live_config::LiveConfig;

/// The text format of Prometheus.
const CONTENT_TYPE: &str = "text/plain; version=0.0.4; charset=utf-8";
const PATH: &str = "/metrics";

/// Runs until it is stopped.
#[derive(Debug)]
pub struct MetricsServer(Option<ServerHandle>);

impl MetricsServer {
    /// Ends after the scrapes in progress.
    pub async fn stop(self) {
        if let Some(server) = self.0 {
            server.stop(true).await;
        }
    }
}

/// Serves `GET /metrics`, and nothing else, on these listeners. Without any, there is no server.
///
/// # Errors
/// If a listener cannot be used.
pub fn serve_metrics(live_config: Arc<LiveConfig>, listeners: Vec<Listener>) -> io::Result<MetricsServer> {
    if listeners.is_empty() {
        return Ok(MetricsServer(None));
    }
    let live_config = Data::from(live_config);
    let application = move || {
        let metrics = web::resource(PATH).route(web::get().to(scrape));
        ActixApp::new().app_data(live_config.clone()).service(metrics)
    };
    let mut server = HttpServer::new(application).workers(1).disable_signals().shutdown_timeout(1);
    for listener in listeners {
        server = match listener {
            Listener::Tcp(listener) => server.listen(listener)?,
            Listener::Unix(listener) => server.listen_uds(listener)?,
        };
    }
    let server = server.run();
    let handle = server.handle();
    actix_web::rt::spawn(server);
    Ok(MetricsServer(Some(handle)))
}

/// `GET /metrics`: all series. While the database does not answer, all but those that only it has.
async fn scrape(live_config: Data<LiveConfig>) -> HttpResponse {
    let now = (live_config.clock())();
    let text = measurements::metrics_text(&live_config.services(), now).await;
    let no_cache = (header::CACHE_CONTROL, "no-store");
    HttpResponse::Ok().content_type(CONTENT_TYPE).insert_header(no_cache).body(text)
}

//! The HTTP servers of the demo: the provider's routes, security headers, start and stop.

use std::collections::BTreeSet;
use std::io;
use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;
use std::time::Duration;

use actix_web::dev::ServerHandle;
use actix_web::http::header;
use actix_web::middleware::DefaultHeaders;
use actix_web::web::{self, Data, ServiceConfig};
use actix_web::{App, HttpServer, rt};

use super::clock::DemoClock;
use super::issuer_state::IssuerState;
use super::registration::DemoClient;
use super::{authorize, crypto, logout, metadata, pages, token, userinfo};

/// How long a client may take to send the head of a request, as at the server of Kaimu itself.
const REQUEST_HEAD_TIMEOUT: Duration = Duration::from_secs(15);
/// How long a stop waits for requests in progress. No handler waits for anything.
const SHUTDOWN_SECONDS: u64 = 2;

/// A running server of the demo. It runs until it is stopped, also if this value is dropped.
#[expect(missing_debug_implementations, reason = "a server handle has nothing to show")]
pub struct DemoServer(ServerHandle);

impl DemoServer {
    /// Accepts no new connections and stops.
    pub async fn stop(self) {
        self.0.stop(true).await;
    }
}

/// Starts the provider. Must be called within the actix system.
///
/// # Errors
/// Fails if the listener is not on a loopback address, or if the system's random number generator fails.
pub fn start(listener: TcpListener, clients: Vec<DemoClient>, clock: &DemoClock) -> io::Result<DemoServer> {
    let address = loopback_address(&listener)?;
    let security_policy = content_security_policy(&clients);
    let issuers: Vec<Arc<IssuerState>> = clients
        .into_iter()
        .map(|client| IssuerState::new(address, client, Arc::clone(clock)).map(Arc::new))
        .collect::<Result<_, _>>()
        .map_err(crypto::random_failed)?;
    serve(listener, security_policy, move |config: &mut ServiceConfig| routes(&issuers, config))
}

/// The address of a listener that only this machine can reach.
pub(super) fn loopback_address(listener: &TcpListener) -> io::Result<SocketAddr> {
    let address = listener.local_addr()?;
    if !address.ip().is_loopback() {
        let message = format!("the demo protects nothing and cannot listen on {address}; use 127.0.0.1");
        return Err(io::Error::new(io::ErrorKind::InvalidInput, message));
    }
    Ok(address)
}

/// Starts a server with these routes.
pub(super) fn serve(
    listener: TcpListener,
    security_policy: String,
    routes: impl Fn(&mut ServiceConfig) + Clone + Send + 'static,
) -> io::Result<DemoServer> {
    let server = HttpServer::new(move || {
        App::new().configure(routes.clone()).wrap(
            DefaultHeaders::new()
                .add((header::CONTENT_SECURITY_POLICY, security_policy.clone()))
                .add((header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
                .add((header::X_FRAME_OPTIONS, "DENY"))
                .add((header::REFERRER_POLICY, "same-origin"))
                .add((header::CACHE_CONTROL, "no-store")),
        )
    });
    let server = server.workers(1).disable_signals().client_request_timeout(REQUEST_HEAD_TIMEOUT);
    let server = server.shutdown_timeout(SHUTDOWN_SECONDS).listen(listener)?.run();
    let handle = server.handle();
    rt::spawn(server);
    Ok(DemoServer(handle))
}

fn routes(issuers: &[Arc<IssuerState>], config: &mut ServiceConfig) {
    for issuer in issuers {
        config.service(
            web::scope(&format!("/{}", issuer.client.issuer.path))
                .app_data(Data::from(Arc::clone(issuer)))
                .route("/.well-known/openid-configuration", web::get().to(metadata::discovery))
                .route("/keys", web::get().to(metadata::jwks))
                .route("/authorize", web::get().to(authorize::from_query))
                .route("/authorize", web::post().to(authorize::from_body))
                .route("/choose", web::post().to(authorize::choose))
                .route("/token", web::post().to(token::token))
                .route("/userinfo", web::get().to(userinfo::userinfo))
                .route("/userinfo", web::post().to(userinfo::userinfo))
                .route("/logout", web::get().to(logout::from_query))
                .route("/logout", web::post().to(logout::from_body))
                .route("/pictures/{person}.svg", web::get().to(pages::picture)),
        );
    }
    config
        .route("/demo.css", web::get().to(pages::style_sheet))
        .route("/demo.svg", web::get().to(pages::icon))
        .default_service(web::to(pages::not_found));
}

/// Allows only our own resources. `form-action` also lists the client's origins, because Chromium checks every redirect
/// that follows a POST: first to the client's callback, then to its pages, or to an application that the user wanted.
fn content_security_policy(clients: &[DemoClient]) -> String {
    let targets: BTreeSet<String> = clients
        .iter()
        .flat_map(|client| {
            [&client.redirect_uri, &client.post_logout_redirect_uri].into_iter().chain(&client.applications)
        })
        .map(|url| url.origin().ascii_serialization())
        .collect();
    format!(
        "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self' {}; base-uri 'none'; \
         frame-ancestors 'none'",
        Vec::from_iter(targets).join(" ")
    )
}

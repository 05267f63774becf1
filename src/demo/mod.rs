//! The OpenID Provider behind `kaimu demo`: correct, on this machine alone, and without a password.
//!
//! It shares nothing with the relying party, which treats it like any other provider. One server plays several issuers,
//! each below a path of its own with its own keys. Nothing is kept but in memory, and nobody stays signed in: every
//! authentication request asks who one wants to be, so `prompt` and `max_age` hold by themselves.

mod authorization;
mod choice;
mod issuer;
mod key;
mod logout;
mod metadata;
mod pages;
mod parameters;
mod people;
mod shelf;
mod token;
mod userinfo;

use std::collections::BTreeSet;
use std::io;
use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;

use actix_web::dev::ServerHandle;
use actix_web::http::header;
use actix_web::middleware::DefaultHeaders;
use actix_web::web::{self, Data, ServiceConfig};
use actix_web::{App, HttpServer, rt};
use chrono::{DateTime, Utc};
use ring::error::Unspecified;
use secrecy::SecretString;
use url::Url;

use issuer::Issuer;

/// The provider's clock.
pub type Clock = Arc<dyn Fn() -> DateTime<Utc> + Send + Sync>;

/// How long requests in flight may take when we stop; none of ours waits for anything.
const SHUTDOWN_SECONDS: u64 = 2;

/// A provider that is played.
#[derive(Debug)]
pub struct Role {
    /// Below which path.
    pub path: &'static str,
    /// What it calls itself.
    pub name: &'static str,
    /// Whether the ID token itself tells who the person is. Otherwise only userinfo does, as at Okta.
    claims_in_id_token: bool,
}

/// Everybody we play.
pub static ROLES: [Role; 2] = [
    Role { path: "okta", name: "Okta (demo)", claims_in_id_token: false },
    Role { path: "google", name: "Google (demo)", claims_in_id_token: true },
];

/// The one client of an issuer.
#[derive(Debug)]
pub struct Registration {
    /// At whom it is registered.
    pub role: &'static Role,
    /// Its identifier.
    pub client_id: String,
    /// Its secret.
    pub client_secret: SecretString,
    /// Where a response goes, compared to the letter.
    pub redirect_uri: Url,
    /// Where a sign-out may end, compared to the letter.
    pub post_logout_redirect_uri: Url,
}

/// The issuer that plays this role at this address.
#[must_use]
pub fn issuer_url(address: SocketAddr, role: &Role) -> String {
    format!("http://{address}/{}", role.path)
}

/// A new client secret.
///
/// # Errors
/// When the system has no randomness.
pub fn client_secret() -> io::Result<String> {
    key::random_text().map_err(no_randomness)
}

/// A running provider; it goes on until it is stopped.
#[expect(missing_debug_implementations, reason = "there is nothing to show")]
pub struct Running(ServerHandle);

impl Running {
    /// Takes no new connections and ends.
    pub async fn stop(self) {
        self.0.stop(true).await;
    }
}

/// Starts the provider. Must be called within the actix system.
///
/// # Errors
/// When the listener is reachable from elsewhere, or there is no randomness for keys.
pub fn start(listener: TcpListener, registrations: Vec<Registration>, clock: &Clock) -> io::Result<Running> {
    let address = listener.local_addr()?;
    if !address.ip().is_loopback() {
        return Err(io::Error::new(io::ErrorKind::InvalidInput, "the demo provider is for this machine alone"));
    }
    let security_policy = content_security_policy(&registrations);
    let issuers: Vec<Arc<Issuer>> = registrations
        .into_iter()
        .map(|client| Issuer::new(address, client, Arc::clone(clock)).map(Arc::new))
        .collect::<Result<_, _>>()
        .map_err(no_randomness)?;
    let server = HttpServer::new(move || {
        App::new().configure(|config| routes(&issuers, config)).wrap(
            DefaultHeaders::new()
                .add((header::CONTENT_SECURITY_POLICY, security_policy.clone()))
                .add((header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
                .add((header::X_FRAME_OPTIONS, "DENY"))
                .add((header::REFERRER_POLICY, "same-origin"))
                .add((header::CACHE_CONTROL, "no-store")),
        )
    });
    let server = server.workers(1).disable_signals().shutdown_timeout(SHUTDOWN_SECONDS).listen(listener)?.run();
    let handle = server.handle();
    rt::spawn(server);
    Ok(Running(handle))
}

fn routes(issuers: &[Arc<Issuer>], config: &mut ServiceConfig) {
    for issuer in issuers {
        config.service(
            web::scope(&format!("/{}", issuer.client.role.path))
                .app_data(Data::from(Arc::clone(issuer)))
                .route("/.well-known/openid-configuration", web::get().to(metadata::discovery))
                .route("/keys", web::get().to(metadata::keys))
                .route("/authorize", web::get().to(choice::from_query))
                .route("/authorize", web::post().to(choice::from_body))
                .route("/choose", web::post().to(choice::choose))
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

/// Everything from ourselves. `form-action` covers the redirects that follow a POST, each of which Chromium checks: back to
/// the client's callback, and from there to its pages.
fn content_security_policy(registrations: &[Registration]) -> String {
    let targets: BTreeSet<String> = registrations
        .iter()
        .flat_map(|client| [&client.redirect_uri, &client.post_logout_redirect_uri])
        .map(|url| url.origin().ascii_serialization())
        .collect();
    format!(
        "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self' {}; base-uri 'none'; \
         frame-ancestors 'none'",
        Vec::from_iter(targets).join(" ")
    )
}

/// ring does not say what is wrong; with our keys it can be nothing else.
fn no_randomness(_: Unspecified) -> io::Error {
    io::Error::other("the system has no randomness")
}

//! The server of a test sign-in (`kaimu check --sign-in`): two routes, until one browser has completed it.

use std::io;
use std::sync::{Arc, Mutex, PoisonError};

use actix_web::http::header;
use actix_web::web::{self, Data, Payload};
use actix_web::{App as ActixApp, HttpRequest, HttpResponse, HttpResponseBuilder, HttpServer};
use secrecy::ExposeSecret;
use sha2::{Digest, Sha256};
use tokio::sync::mpsc;
use url::Url;

use crate::domain::{AuthorizationResponse, Clock, RequestContext};
use crate::flow::attempt::Attempt;
use crate::flow::trial::{self, Trial};
use crate::flow::{Services, random};
use crate::http::request::{body, prefetch};
use crate::http::server::listener::Listener;

/// The same limit as for the callback of the server.
const MAX_FORM_BYTES: usize = 64 * 1024;

/// What a test sign-in needs.
#[expect(missing_debug_implementations, reason = "it holds the secrets of a sign-in")]
pub struct TrialSetup {
    /// The services. Nothing is saved.
    pub services: Arc<Services>,
    /// The attempt that has been started.
    pub attempt: Attempt,
    /// The URL at the provider's authorization endpoint.
    pub at_provider: Url,
    /// The current time.
    pub clock: Clock,
}

struct TrialState {
    services: Arc<Services>,
    /// Until a response with its state arrives.
    attempt: Mutex<Option<Attempt>>,
    at_provider: Url,
    clock: Clock,
    done: mpsc::Sender<Trial>,
}

/// Serves the path `start`, which is secret, and the callback, until the callback is complete or `stop` completes.
pub async fn serve_trial<E>(
    setup: TrialSetup,
    listeners: Vec<Listener>,
    start: &str,
    stop: impl Future<Output = E>,
) -> io::Result<Result<Trial, E>> {
    let (done, mut completed) = mpsc::channel(1);
    let callback = format!("/auth/oidc/{}/callback", setup.attempt.provider);
    let TrialSetup { services, attempt, at_provider, clock } = setup;
    let state = Data::new(TrialState { services, attempt: Mutex::new(Some(attempt)), at_provider, clock, done });
    let start = start.to_owned();
    let mut server = HttpServer::new(move || {
        ActixApp::new()
            .app_data(state.clone())
            .route(&start, web::get().to(redirect_to_provider))
            .route(&callback, web::get().to(callback_query))
            .route(&callback, web::post().to(callback_form))
            .default_service(web::to(async || {
                plain_text(HttpResponse::NotFound(), "This server is only for a test sign-in.")
            }))
    })
    .workers(1)
    .disable_signals()
    .shutdown_timeout(2);
    for listener in listeners {
        server = match listener {
            Listener::Tcp(listener) => server.listen(listener)?,
            Listener::Unix(listener) => server.listen_uds(listener)?,
        };
    }
    let server = server.run();
    let handle = server.handle();
    let running = actix_web::rt::spawn(server);
    let trial = tokio::select! { Some(trial) = completed.recv() => Ok(trial), end = stop => Err(end) };
    // Waits for the response to the browser.
    handle.stop(true).await;
    let _ = running.await;
    Ok(trial)
}

async fn redirect_to_provider(state: Data<TrialState>) -> HttpResponse {
    let mut redirect = HttpResponse::SeeOther();
    redirect.insert_header((header::LOCATION, state.at_provider.as_str()));
    redirect.insert_header((header::REFERRER_POLICY, "no-referrer"));
    plain_text(redirect, "")
}

async fn callback_query(state: Data<TrialState>, request: HttpRequest) -> HttpResponse {
    if prefetch::is_prefetch(request.headers()) {
        return HttpResponse::NoContent().finish();
    }
    complete(&state, request.query_string()).await
}

async fn callback_form(state: Data<TrialState>, body: Payload) -> HttpResponse {
    complete(&state, &body::read_text(body, MAX_FORM_BYTES).await.unwrap_or_default()).await
}

async fn complete(state: &TrialState, encoded: &str) -> HttpResponse {
    let response = AuthorizationResponse::read(encoded);
    let matched = response.map(|response| (state.take(&response), response));
    let (attempt, response) = match matched {
        Ok((Some(attempt), response)) => (attempt, response),
        Ok((None, _)) => {
            return plain_text(
                HttpResponse::BadRequest(),
                "This response does not belong to the test sign-in, or it was used already.",
            );
        }
        Err(error) => {
            return plain_text(HttpResponse::BadRequest(), &format!("The provider's response is not valid: {error}."));
        }
    };
    let context = RequestContext { request_id: random::request_id(), address: None, now: (state.clock)() };
    let trial = trial::complete(&state.services, &attempt, response, &context).await;
    let text = format!("This was a test sign-in: no user was signed in, and nothing was saved.\n\n{trial}\n");
    let _ = state.done.try_send(trial);
    plain_text(HttpResponse::Ok(), &text)
}

impl TrialState {
    /// The attempt to which the response belongs. Works once.
    fn take(&self, response: &AuthorizationResponse) -> Option<Attempt> {
        let mut attempt = self.attempt.lock().unwrap_or_else(PoisonError::into_inner);
        // Compares hashes, so that the time does not depend on how much of a guess is right.
        let hash = |secret: &str| Sha256::digest(secret.as_bytes());
        let is_ours = |it: &mut Attempt| hash(it.secrets.state.expose_secret()) == hash(response.state.expose_secret());
        attempt.take_if(is_ours)
    }
}

fn plain_text(mut response: HttpResponseBuilder, text: &str) -> HttpResponse {
    response
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .insert_header((header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .insert_header((header::CONTENT_SECURITY_POLICY, "default-src 'none'; frame-ancestors 'none'"))
        .content_type("text/plain; charset=utf-8")
        .body(text.to_owned())
}

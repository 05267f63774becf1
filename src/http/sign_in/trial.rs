//! The doors of a trial sign-in: two addresses in place of all others, until one browser has come back.

use std::io;
use std::net::TcpListener;
use std::sync::{Arc, Mutex, PoisonError};

use actix_web::http::header;
use actix_web::web::{self, Data, Payload};
use actix_web::{App as ActixApp, HttpRequest, HttpResponse, HttpServer};
use secrecy::ExposeSecret;
use sha2::{Digest, Sha256};
use tokio::sync::mpsc;
use url::Url;

use crate::domain::{AuthorizationResponse, Clock, RequestContext, RequestId};
use crate::flow::attempt::Attempt;
use crate::flow::trial::{self, Trial};
use crate::flow::{Services, random};
use crate::http::request::body;

const MAX_FORM_BYTES: usize = 64 * 1024;

/// What a trial needs.
#[expect(missing_debug_implementations, reason = "it holds the secrets of a sign-in")]
pub struct TrialSetup {
    /// What the stories need; nothing is kept.
    pub services: Arc<Services>,
    /// The sign-in, begun.
    pub attempt: Attempt,
    /// Where the provider is asked.
    pub at_provider: Url,
    /// What time it is.
    pub clock: Clock,
}

struct TrialState {
    services: Arc<Services>,
    /// Taken by the first response with its state.
    attempt: Mutex<Option<Attempt>>,
    at_provider: Url,
    clock: Clock,
    done: mpsc::Sender<Trial>,
}

/// Listens at the address where the trial begins (its path, which nobody else knows) and at the one where the provider
/// sends the browser back to, until that has happened or `stop` ends, with which it ends then.
///
/// # Errors
/// When a listener cannot be used.
pub async fn serve_trial<E>(
    state: TrialSetup,
    listeners: Vec<TcpListener>,
    start: &str,
    stop: impl Future<Output = E>,
) -> io::Result<Result<Trial, E>> {
    let (done, mut came) = mpsc::channel(1);
    let callback = format!("/auth/oidc/{}/callback", state.attempt.provider);
    let TrialSetup { services, attempt, at_provider, clock } = state;
    let state = Data::new(TrialState { services, attempt: Mutex::new(Some(attempt)), at_provider, clock, done });
    let start = start.to_owned();
    let mut server = HttpServer::new(move || {
        ActixApp::new()
            .app_data(state.clone())
            .route(&start, web::get().to(redirect_to_provider))
            .route(&callback, web::get().to(callback_query))
            .route(&callback, web::post().to(callback_form))
            .default_service(web::to(async || {
                plain_text(HttpResponse::NotFound(), "Only a trial sign-in is going on here.")
            }))
    })
    .workers(1)
    .disable_signals()
    .shutdown_timeout(2);
    for listener in listeners {
        server = server.listen(listener)?;
    }
    let server = server.run();
    let handle = server.handle();
    let running = actix_web::rt::spawn(server);
    let trial = tokio::select! { Some(trial) = came.recv() => Ok(trial), end = stop => Err(end) };
    // The answer to the browser leaves first.
    handle.stop(true).await;
    let _ = running.await;
    Ok(trial)
}

async fn redirect_to_provider(state: Data<TrialState>) -> HttpResponse {
    let mut answer = HttpResponse::SeeOther();
    answer.insert_header((header::LOCATION, state.at_provider.as_str()));
    answer.insert_header((header::REFERRER_POLICY, "no-referrer"));
    plain_text(answer, "")
}

async fn callback_query(state: Data<TrialState>, request: HttpRequest) -> HttpResponse {
    complete(&state, request.query_string()).await
}

async fn callback_form(state: Data<TrialState>, body: Payload) -> HttpResponse {
    complete(&state, &body::read_text(body, MAX_FORM_BYTES).await.unwrap_or_default()).await
}

async fn complete(state: &TrialState, encoded: &str) -> HttpResponse {
    let response = AuthorizationResponse::read(encoded);
    let answered = response.map(|response| (state.take(&response), response));
    let (attempt, response) = match answered {
        Ok((Some(attempt), response)) => (attempt, response),
        Ok((None, _)) => {
            return plain_text(HttpResponse::BadRequest(), "This answers no trial sign-in that is going on.");
        }
        Err(error) => {
            return plain_text(HttpResponse::BadRequest(), &format!("The provider's answer is none: {error}."));
        }
    };
    let context =
        RequestContext { request: RequestId::from_random(random::bytes()), address: None, now: (state.clock)() };
    let trial = trial::complete(&state.services, &attempt, response, &context).await;
    let text = format!("A trial: nobody was signed in, and nothing was kept.\n\n{trial}\n");
    let _ = state.done.try_send(trial);
    plain_text(HttpResponse::Ok(), &text)
}

impl TrialState {
    /// The sign-in that this answers; once.
    fn take(&self, response: &AuthorizationResponse) -> Option<Attempt> {
        let mut attempt = self.attempt.lock().unwrap_or_else(PoisonError::into_inner);
        // Hashes take the same time to compare whatever a stranger has guessed.
        let hash = |secret: &str| Sha256::digest(secret.as_bytes());
        let is_ours = |it: &mut Attempt| hash(it.secrets.state.expose_secret()) == hash(response.state.expose_secret());
        attempt.take_if(is_ours)
    }
}

fn plain_text(mut answer: actix_web::HttpResponseBuilder, text: &str) -> HttpResponse {
    answer
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .insert_header((header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .insert_header((header::CONTENT_SECURITY_POLICY, "default-src 'none'; frame-ancestors 'none'"))
        .content_type("text/plain; charset=utf-8")
        .body(text.to_owned())
}

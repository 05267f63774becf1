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

const MAX_FORM: usize = 64 * 1024;

/// What a trial needs.
#[expect(missing_debug_implementations, reason = "it holds the secrets of a sign-in")]
pub struct TrialDoor {
    /// What the stories need; nothing is kept.
    pub services: Arc<Services>,
    /// The sign-in, begun.
    pub attempt: Attempt,
    /// Where the provider is asked.
    pub at_provider: Url,
    /// What time it is.
    pub clock: Clock,
}

struct Door {
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
    door: TrialDoor,
    listeners: Vec<TcpListener>,
    start: &str,
    stop: impl Future<Output = E>,
) -> io::Result<Result<Trial, E>> {
    let (done, mut came) = mpsc::channel(1);
    let callback = format!("/auth/oidc/{}/callback", door.attempt.provider);
    let TrialDoor { services, attempt, at_provider, clock } = door;
    let door = Data::new(Door { services, attempt: Mutex::new(Some(attempt)), at_provider, clock, done });
    let start = start.to_owned();
    let mut server = HttpServer::new(move || {
        ActixApp::new()
            .app_data(door.clone())
            .route(&start, web::get().to(leave))
            .route(&callback, web::get().to(from_query))
            .route(&callback, web::post().to(from_body))
            .default_service(web::to(async || {
                plain(HttpResponse::NotFound(), "Only a trial sign-in is going on here.")
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

async fn leave(door: Data<Door>) -> HttpResponse {
    let mut answer = HttpResponse::SeeOther();
    answer.insert_header((header::LOCATION, door.at_provider.as_str()));
    answer.insert_header((header::REFERRER_POLICY, "no-referrer"));
    plain(answer, "")
}

async fn from_query(door: Data<Door>, request: HttpRequest) -> HttpResponse {
    back(&door, request.query_string()).await
}

async fn from_body(door: Data<Door>, body: Payload) -> HttpResponse {
    back(&door, &body::text(body, MAX_FORM).await.unwrap_or_default()).await
}

async fn back(door: &Door, encoded: &str) -> HttpResponse {
    let response = AuthorizationResponse::read(encoded);
    let answered = response.map(|response| (door.take(&response), response));
    let (attempt, response) = match answered {
        Ok((Some(attempt), response)) => (attempt, response),
        Ok((None, _)) => return plain(HttpResponse::BadRequest(), "This answers no trial sign-in that is going on."),
        Err(error) => return plain(HttpResponse::BadRequest(), &format!("The provider's answer is none: {error}.")),
    };
    let context =
        RequestContext { request: RequestId::from_random(random::bytes()), address: None, now: (door.clock)() };
    let trial = trial::complete(&door.services, &attempt, response, &context).await;
    let text = format!("A trial: nobody was signed in, and nothing was kept.\n\n{trial}\n");
    let _ = door.done.try_send(trial);
    plain(HttpResponse::Ok(), &text)
}

impl Door {
    /// The sign-in that this answers; once.
    fn take(&self, response: &AuthorizationResponse) -> Option<Attempt> {
        let mut attempt = self.attempt.lock().unwrap_or_else(PoisonError::into_inner);
        // Hashes take the same time to compare whatever a stranger has guessed.
        let hash = |secret: &str| Sha256::digest(secret.as_bytes());
        let is_ours = |it: &mut Attempt| hash(it.secrets.state.expose_secret()) == hash(response.state.expose_secret());
        attempt.take_if(is_ours)
    }
}

fn plain(mut answer: actix_web::HttpResponseBuilder, text: &str) -> HttpResponse {
    answer
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .insert_header((header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .insert_header((header::CONTENT_SECURITY_POLICY, "default-src 'none'; frame-ancestors 'none'"))
        .content_type("text/plain; charset=utf-8")
        .body(text.to_owned())
}

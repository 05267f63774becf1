//! A receiver of `audit.webhook`: an HTTP server that answers as a test wants, and keeps what it gets. The library of the standard
//! verifies the signatures.

use std::collections::VecDeque;
use std::net::TcpListener;
use std::sync::{Arc, Mutex, MutexGuard};

use actix_web::http::StatusCode;
use actix_web::web::{Bytes, Data};
use actix_web::{App, HttpRequest, HttpResponse, HttpServer, web};
use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use serde_json::Value;

use crate::secrets;
use crate::waiting::until;

/// Part of the URL: many receivers have a token there.
const TOKEN: &str = "a-token-in-the-url-of-the-receiver";

pub const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
pub const OTHER_SECRET: &str = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD";

/// A request that the receiver got.
#[derive(Clone)]
pub struct Received {
    pub id: String,
    pub event: Value,
    headers: HeaderMap,
    body: Vec<u8>,
}

impl Received {
    /// Whether the library of the standard accepts the signature with this secret.
    pub fn is_signed_with(&self, secret: &str) -> bool {
        standardwebhooks::Webhook::new(secret).unwrap().verify(&self.body, &self.headers).is_ok()
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers[name].to_str().unwrap()
    }

    pub fn kind(&self) -> &str {
        self.event["type"].as_str().unwrap()
    }
}

#[derive(Default)]
struct State {
    received: Vec<Received>,
    /// The next answers. Then comes `otherwise`.
    answers: VecDeque<StatusCode>,
    otherwise: StatusCode,
    is_held: bool,
}

#[derive(Clone)]
pub struct Receiver {
    port: u16,
    state: Arc<Mutex<State>>,
}

impl Receiver {
    /// Starts a receiver that accepts everything.
    pub fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let state = Arc::<Mutex<State>>::default();
        let data = Data::new(Arc::clone(&state));
        std::thread::spawn(move || {
            let app = move || App::new().app_data(data.clone()).default_service(web::to(receive));
            let server = HttpServer::new(app).workers(1).disable_signals();
            actix_web::rt::System::new().block_on(server.listen(listener).unwrap().run()).unwrap();
        });
        for secret in [TOKEN, SECRET, OTHER_SECRET].into_iter().chain([SECRET, OTHER_SECRET].map(|it| &it[6..])) {
            secrets::watch_for(secret);
        }
        Self { port, state }
    }

    /// The value of `audit.webhook`.
    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}/{TOKEN}?token={TOKEN}", self.port)
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap()
    }

    /// Answers so from now on.
    pub fn answers(&self, status: u16) {
        self.state().otherwise = StatusCode::from_u16(status).unwrap();
    }

    /// Answers the next requests so.
    pub fn answers_next(&self, statuses: &[u16]) {
        let statuses = statuses.iter().map(|status| StatusCode::from_u16(*status).unwrap());
        self.state().answers.extend(statuses);
    }

    /// Answers nothing until [`Receiver::go_on`].
    pub fn hold(&self) {
        self.state().is_held = true;
    }

    /// Answers again.
    pub fn go_on(&self) {
        self.state().is_held = false;
    }

    /// The requests so far.
    pub fn received(&self) -> Vec<Received> {
        self.state().received.clone()
    }

    /// The types of the events so far, in their order.
    pub fn kinds(&self) -> Vec<String> {
        self.received().iter().map(|it| it.kind().to_owned()).collect()
    }

    /// Waits for this many requests, and returns all.
    pub async fn wait_for(&self, count: usize) -> Vec<Received> {
        until("the receiver gets the events", async || self.state().received.len() >= count).await;
        self.received()
    }
}

async fn receive(request: HttpRequest, body: Bytes, state: Data<Arc<Mutex<State>>>) -> HttpResponse {
    let headers = request.headers().iter().map(|(name, value)| {
        let name = HeaderName::from_bytes(name.as_str().as_bytes()).unwrap();
        (name, HeaderValue::from_bytes(value.as_bytes()).unwrap())
    });
    let headers: HeaderMap = headers.collect();
    let received = Received {
        id: headers["webhook-id"].to_str().unwrap().to_owned(),
        event: serde_json::from_slice(&body).unwrap(),
        headers,
        body: body.to_vec(),
    };
    state.lock().unwrap().received.push(received);
    until("the receiver goes on", async || !state.lock().unwrap().is_held).await;
    let mut state = state.lock().unwrap();
    let otherwise = state.otherwise;
    let mut answer = HttpResponse::build(state.answers.pop_front().unwrap_or(otherwise));
    answer.insert_header(("location", "/elsewhere")).finish()
}

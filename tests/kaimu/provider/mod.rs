//! A scripted OpenID Provider: correct by default, and a test can alter each of its answers.

mod client;
mod endpoints;
mod fault;
mod keys;
mod script;

use std::collections::{HashMap, HashSet};
use std::net::{SocketAddr, TcpListener};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use actix_web::middleware::from_fn;
use actix_web::web::{self, Data};
use actix_web::{App, HttpRequest, HttpServer};
use chrono::TimeDelta;
use serde_json::{Value, json};

pub use client::ClientKey;
pub use fault::{Fault, Gate};
pub use keys::{Algorithm, SigningKey};
pub use script::{Alteration, ClientCheck, Draft, PushedRequests, Script, Signature, alter, hold};

use crate::secrets;
use crate::waiting::until;

pub const CLIENT_ID: &str = "kaimu";
pub const CLIENT_SECRET: &str = "a secret+with/specials%&=:\"ä";

/// The paths of the endpoints that the Kaimu server calls.
pub const DISCOVERY: &str = "/.well-known/openid-configuration";
pub const TOKEN: &str = "/token";
pub const KEYS: &str = "/keys";
pub const USERINFO: &str = "/userinfo";
pub const REVOKE: &str = "/revoke";
pub const PAR: &str = "/par";

pub struct Provider {
    pub issuer: String,
    port: u16,
    shared: Arc<Mutex<State>>,
}

struct State {
    issuer: String,
    person: Value,
    script: Script,
    grants: HashMap<String, Grant>,
    /// The pushed authorization requests, by their references.
    pushed: HashMap<String, HashMap<String, String>>,
    /// The valid refresh tokens, each with the nonce of its ID tokens.
    refresh_tokens: HashMap<String, Option<String>>,
    /// The tokens that the client has revoked.
    revoked: Vec<String>,
    key: SigningKey,
    requests: HashMap<String, usize>,
    /// The addresses from which requests came: one for each connection.
    peers: HashSet<SocketAddr>,
    logout_tokens: usize,
    /// How many seconds its clock is ahead of the real time.
    ahead: i64,
    assertions: HashSet<String>,
}

struct Grant {
    nonce: Option<String>,
    offline: bool,
    challenge: String,
    redirect_uri: String,
}

impl Provider {
    /// Starts a provider on a free port. Ada signs in there, and the ID token has all her claims.
    pub fn start() -> Self {
        Self::start_below("")
    }

    /// Starts a provider whose issuer has this path.
    pub fn start_below(path: &str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let issuer = format!("http://127.0.0.1:{port}{path}");
        let discovery = format!("{}{DISCOVERY}", path.trim_end_matches('/'));
        let person = json!({
            "sub": "ada-1", "email": "ada@example.org", "email_verified": true, "name": "Ada Lovelace",
            "preferred_username": "ada", "picture": "https://example.org/ada.png"
        });
        let state = State {
            issuer: issuer.clone(),
            person,
            script: Script::default(),
            grants: HashMap::new(),
            pushed: HashMap::new(),
            refresh_tokens: HashMap::new(),
            revoked: Vec::new(),
            key: SigningKey::new(Algorithm::Es256),
            requests: HashMap::new(),
            peers: HashSet::new(),
            logout_tokens: 0,
            ahead: 0,
            assertions: HashSet::new(),
        };
        let shared = Arc::new(Mutex::new(state));
        let data = Data::new(Arc::clone(&shared));
        std::thread::spawn(move || {
            let server = HttpServer::new(move || {
                App::new()
                    .app_data(data.clone())
                    .route(&discovery, web::get().to(endpoints::discovery))
                    .route("/authorize", web::get().to(endpoints::authorize))
                    .route(TOKEN, web::post().to(endpoints::token))
                    .route(KEYS, web::get().to(endpoints::keys))
                    .route(USERINFO, web::get().to(endpoints::userinfo))
                    .route(REVOKE, web::post().to(endpoints::revoke))
                    .route(PAR, web::post().to(endpoints::push))
                    .wrap(from_fn(fault::inject_fault))
            });
            // On a busy machine a client may take long to send its request.
            let server = server.client_request_timeout(Duration::ZERO).workers(1);
            actix_web::rt::System::new().block_on(server.listen(listener).unwrap().run()).unwrap();
        });
        secrets::watch_for(CLIENT_SECRET);
        secrets::watch_for("ada@example.org");
        Self { issuer, port, shared }
    }

    /// An issuer at a port on which no process listens.
    pub fn unreachable_issuer() -> String {
        format!("http://{}", TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap())
    }

    /// The port on which it listens.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// Changes its issuer, for tests that reach it through another host or a TLS proxy.
    pub fn set_issuer(&mut self, issuer: &str) {
        issuer.clone_into(&mut self.issuer);
        issuer.clone_into(&mut self.shared.lock().unwrap().issuer);
    }

    /// Its element of `OIDC_PROVIDERS`.
    pub fn settings(&self, slug: &str) -> Value {
        settings(slug, &self.issuer)
    }

    /// Changes the claims of the person who signs in. A null removes a claim.
    pub fn person(&self, claims: Value) {
        if let Some(email) = claims["email"].as_str().filter(|email| email.contains('@')) {
            secrets::watch_for(email);
        }
        let mut state = self.shared.lock().unwrap();
        for (name, value) in claims.as_object().unwrap() {
            state.person[name] = value.clone();
        }
        state.person.as_object_mut().unwrap().retain(|_, value| !value.is_null());
    }

    /// Sends `auth_time`: the person has just authenticated. Without it, a sign-in proves nothing about its age.
    pub fn person_has_just_authenticated(&self) {
        self.person(json!({ "auth_time": endpoints::now() }));
    }

    /// Changes the script, for all following requests.
    pub fn script(&self, change: impl FnOnce(&mut Script)) {
        change(&mut self.shared.lock().unwrap().script);
    }

    /// Injects a fault into one of its endpoints, for all following requests.
    pub fn inject(&self, path: &'static str, fault: Fault) {
        self.script(|script| drop(script.faults.insert(path, fault)));
    }

    /// Removes all faults and alterations.
    pub fn recover(&self) {
        self.script(|script| *script = Script::default());
    }

    /// Replaces its signing key.
    pub fn rotate_keys(&self) {
        self.sign_with(Algorithm::Es256);
    }

    /// Replaces its signing key with one for this algorithm.
    pub fn sign_with(&self, algorithm: Algorithm) -> SigningKey {
        let key = SigningKey::new(algorithm);
        self.sign_with_key(&key);
        key
    }

    /// Replaces its signing key with this one.
    pub fn sign_with_key(&self, key: &SigningKey) {
        self.shared.lock().unwrap().key = key.clone();
    }

    /// A logout token for Ada, after `change` has altered it.
    pub fn logout_token(&self, change: impl FnOnce(&mut Draft)) -> String {
        let state = &mut *self.shared.lock().unwrap();
        let now = endpoints::now();
        state.logout_tokens += 1;
        let claims = json!({
            "iss": state.issuer, "aud": CLIENT_ID, "iat": now, "exp": now + 120, "sub": state.person["sub"],
            "jti": format!("logout-{}", state.logout_tokens),
            "events": { "http://schemas.openid.net/event/backchannel-logout": {} }
        });
        let mut header = state.key.header();
        header["typ"] = "logout+jwt".into();
        let mut draft = Draft { header, claims, signature: Signature::Right };
        change(&mut draft);
        state.sign(draft)
    }

    /// Its current signing key.
    pub fn key(&self) -> SigningKey {
        self.shared.lock().unwrap().key.clone()
    }

    /// Moves its clock forward, as [`crate::app::TestClock::advance`] moves that of Kaimu.
    pub fn advance(&self, by: TimeDelta) {
        self.shared.lock().unwrap().ahead += by.num_seconds();
    }

    /// Invalidates all refresh tokens.
    pub fn revoke(&self) {
        self.shared.lock().unwrap().refresh_tokens.clear();
    }

    /// Takes a refresh token of an earlier test provider as its own.
    pub fn adopt_refresh_token(&self, token: &str) {
        self.shared.lock().unwrap().refresh_tokens.insert(token.to_owned(), None);
    }

    /// The refresh tokens that it has issued and that are still valid.
    pub fn valid_refresh_tokens(&self) -> Vec<String> {
        let mut valid: Vec<String> = self.shared.lock().unwrap().refresh_tokens.keys().cloned().collect();
        valid.sort();
        valid
    }

    /// The refresh tokens that Kaimu has revoked.
    pub fn revoked(&self) -> Vec<String> {
        let mut revoked = self.shared.lock().unwrap().revoked.clone();
        revoked.sort();
        revoked
    }

    /// Waits for a request to this path.
    pub async fn wait_for_request(&self, path: &str) {
        until(&format!("a request for {path}"), async || self.requests(path) > 0).await;
    }

    /// The number of requests to this path.
    pub fn requests(&self, path: &str) -> usize {
        self.shared.lock().unwrap().requests.get(path).copied().unwrap_or_default()
    }

    /// The number of connections that Kaimu has opened. Browsers use others, for the authorization endpoint.
    pub fn connections(&self) -> usize {
        self.shared.lock().unwrap().peers.len()
    }
}

/// The element of `OIDC_PROVIDERS` for a scripted provider with this issuer.
pub fn settings(slug: &str, issuer: &str) -> Value {
    json!({
        "name": format!("The {slug}"), "slug": slug, "issuer_url": issuer, "client_id": CLIENT_ID,
        "client_secret": CLIENT_SECRET
    })
}

type Shared = Data<Arc<Mutex<State>>>;

fn count_request(shared: &Shared, request: &HttpRequest) {
    let state = &mut *shared.lock().unwrap();
    *state.requests.entry(request.path().to_owned()).or_default() += 1;
    if request.path() != "/authorize" {
        state.peers.extend(request.peer_addr());
    }
}

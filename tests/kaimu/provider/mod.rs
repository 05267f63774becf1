//! An OpenID Provider that does what a test says: correct by default, and every answer of it can be changed.

mod client;
mod endpoints;
mod keys;
mod script;
mod trouble;

use std::collections::{HashMap, HashSet};
use std::net::TcpListener;
use std::sync::{Arc, Mutex};

use actix_web::middleware::from_fn;
use actix_web::web::{self, Data};
use actix_web::{App, HttpRequest, HttpServer};
use chrono::TimeDelta;
use serde_json::{Value, json};

pub use client::ClientKey;
pub use keys::{Algorithm, SigningKey};
pub use script::{Draft, Lie, Script, Signature, hold, lie};
pub use trouble::Trouble;

use crate::secrets;
use crate::waiting::until;

pub const CLIENT_ID: &str = "kaimu";
pub const CLIENT_SECRET: &str = "a secret+with/specials%&=:\"ä";

/// The paths of the endpoints that Kaimu itself calls.
pub const DISCOVERY: &str = "/.well-known/openid-configuration";
pub const TOKEN: &str = "/token";
pub const KEYS: &str = "/keys";
pub const USERINFO: &str = "/userinfo";

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
    /// Those that work, and the nonce that their ID tokens repeat.
    refresh_tokens: HashMap<String, Option<String>>,
    key: SigningKey,
    requests: HashMap<String, usize>,
    logout_tokens: usize,
    /// By how many seconds its clock is ahead.
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
    /// Starts one on a free port. Who signs in is Ada, with everything in the ID token.
    pub fn start() -> Self {
        Self::start_below("")
    }

    /// Starts one whose issuer is at this path.
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
            refresh_tokens: HashMap::new(),
            key: SigningKey::new(Algorithm::Es256),
            requests: HashMap::new(),
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
                    .wrap(from_fn(trouble::instead))
            });
            actix_web::rt::System::new().block_on(server.workers(1).listen(listener).unwrap().run()).unwrap();
        });
        secrets::note(CLIENT_SECRET);
        secrets::note("ada@example.org");
        Self { issuer, port, shared }
    }

    /// An issuer at whose address nobody listens.
    pub fn dead_issuer() -> String {
        format!("http://{}", TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap())
    }

    /// The port where it listens.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// Changes its issuer, for a front that it is reached through.
    pub fn call_itself(&mut self, issuer: &str) {
        issuer.clone_into(&mut self.issuer);
        issuer.clone_into(&mut self.shared.lock().unwrap().issuer);
    }

    /// The member of `OIDC_PROVIDERS` for it.
    pub fn settings(&self, slug: &str) -> Value {
        settings(slug, &self.issuer)
    }

    /// Who signs in from now on: these claims replace Ada's; null removes one.
    pub fn person(&self, claims: Value) {
        if let Some(email) = claims["email"].as_str().filter(|email| email.contains('@')) {
            secrets::note(email);
        }
        let mut state = self.shared.lock().unwrap();
        for (name, value) in claims.as_object().unwrap() {
            state.person[name] = value.clone();
        }
        state.person.as_object_mut().unwrap().retain(|_, value| !value.is_null());
    }

    /// What it does wrong from now on.
    pub fn script(&self, change: impl FnOnce(&mut Script)) {
        change(&mut self.shared.lock().unwrap().script);
    }

    /// What one of its endpoints does in place of answering, from now on.
    pub fn trouble(&self, path: &'static str, trouble: Trouble) {
        self.script(|script| drop(script.trouble.insert(path, trouble)));
    }

    /// Everything is well again.
    pub fn recover(&self) {
        self.script(|script| *script = Script::default());
    }

    /// Replaces its signing key.
    pub fn rotate_keys(&self) {
        self.sign_with(Algorithm::Es256);
    }

    /// Replaces its signing key by one for this algorithm.
    pub fn sign_with(&self, algorithm: Algorithm) -> SigningKey {
        let key = SigningKey::new(algorithm);
        self.shared.lock().unwrap().key = key.clone();
        key
    }

    /// What it sends to our server when Ada signs out, once `change` is done with it.
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

    /// The key in its key set.
    pub fn key(&self) -> SigningKey {
        self.shared.lock().unwrap().key.clone()
    }

    /// Moves its time on, as [`crate::app::TestClock::advance`] moves ours.
    pub fn advance(&self, by: TimeDelta) {
        self.shared.lock().unwrap().ahead += by.num_seconds();
    }

    /// No refresh token works any more.
    pub fn revoke(&self) {
        self.shared.lock().unwrap().refresh_tokens.clear();
    }

    /// Waits until somebody has asked for a path.
    pub async fn was_asked(&self, path: &str) {
        until(&format!("a request for {path}"), async || self.requests(path) > 0).await;
    }

    /// How often a path was asked for.
    pub fn requests(&self, path: &str) -> usize {
        self.shared.lock().unwrap().requests.get(path).copied().unwrap_or_default()
    }
}

/// The member of `OIDC_PROVIDERS` for a scripted provider with this issuer.
pub fn settings(slug: &str, issuer: &str) -> Value {
    json!({
        "name": format!("The {slug}"), "slug": slug, "issuer_url": issuer, "client_id": CLIENT_ID,
        "client_secret": CLIENT_SECRET
    })
}

type Shared = Data<Arc<Mutex<State>>>;

fn note(shared: &Shared, request: &HttpRequest) {
    *shared.lock().unwrap().requests.entry(request.path().to_owned()).or_default() += 1;
}

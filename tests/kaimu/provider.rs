//! An OpenID Provider that does what a test says: correct by default, and every answer of it can be changed.

use std::collections::HashMap;
use std::net::TcpListener;
use std::sync::{Arc, Mutex, mpsc};
use std::time::Duration;

use actix_web::web::{self, Data};
use actix_web::{App, HttpRequest, HttpResponse, HttpServer};
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use chrono::Utc;
use ring::rand::SystemRandom;
use ring::signature::{
    ECDSA_P256_SHA256_FIXED_SIGNING, ECDSA_P384_SHA384_FIXED_SIGNING, EcdsaKeyPair, EcdsaSigningAlgorithm, KeyPair,
};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

pub const CLIENT_ID: &str = "kaimu";
const CLIENT_SECRET: &str = "a secret+with/specials%";

/// What the provider does other than a correct one. A closure changes an answer just before it leaves.
#[derive(Default)]
pub struct Script {
    /// The parameters with which the browser is sent back.
    pub response: Lie<Vec<(String, String)>>,
    /// The ID token, before it is signed.
    pub id_token: Lie<Draft>,
    /// The answer of the token endpoint.
    pub tokens: Lie<Value>,
    /// The answer of userinfo.
    pub userinfo: Lie<Value>,
    /// Userinfo is a signed token.
    pub sign_userinfo: bool,
    /// The discovery document.
    pub discovery: Lie<Value>,
}

/// A change to an answer, if any.
pub type Lie<T> = Option<Box<dyn FnMut(&mut T) + Send>>;

/// Makes a [`Lie`].
pub fn lie<T>(change: impl FnMut(&mut T) + Send + 'static) -> Lie<T> {
    Some(Box::new(change))
}

/// A [`Lie`] that changes nothing and keeps the asker waiting until the test lets go.
pub fn hold<T: 'static>() -> (Lie<T>, Held) {
    let (arrive, arrived) = mpsc::channel();
    let (release, released) = mpsc::channel::<()>();
    let held = Held { arrived, _release: release };
    (
        lie(move |_| {
            let _ = arrive.send(());
            // Ends when the test drops its end.
            let _ = released.recv();
        }),
        held,
    )
}

/// An answer that is held back as long as this lives.
pub struct Held {
    arrived: mpsc::Receiver<()>,
    _release: mpsc::Sender<()>,
}

impl Held {
    /// Waits until somebody has asked.
    pub fn wait_for_the_question(&self) {
        self.arrived.recv_timeout(Duration::from_secs(30)).expect("nobody asked");
    }
}

/// An ID token to be.
pub struct Draft {
    pub header: Value,
    pub claims: Value,
    pub signature: Signature,
}

/// How a token gets its signature.
pub enum Signature {
    /// By the key in the key set.
    Right,
    /// By a key that nobody published, under the published key's id.
    OtherKey,
    /// By another key in the key set, with ES384.
    OtherAlgorithm,
    /// Not at all.
    Empty,
}

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
    key: SigningKey,
    other_key: SigningKey,
    requests: HashMap<String, usize>,
    logout_tokens: usize,
}

struct Grant {
    nonce: Option<String>,
    challenge: String,
    redirect_uri: String,
}

impl Provider {
    /// Starts one on a free port. Who signs in is Ada, with everything in the ID token.
    pub fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let issuer = format!("http://127.0.0.1:{port}");
        let person = json!({
            "sub": "ada-1", "email": "ada@example.org", "email_verified": true, "name": "Ada Lovelace",
            "preferred_username": "ada", "picture": "https://example.org/ada.png"
        });
        let state = State {
            issuer: issuer.clone(),
            person,
            script: Script::default(),
            grants: HashMap::new(),
            key: SigningKey::new(),
            other_key: SigningKey::on("P-384", &ECDSA_P384_SHA384_FIXED_SIGNING),
            requests: HashMap::new(),
            logout_tokens: 0,
        };
        let shared = Arc::new(Mutex::new(state));
        let data = Data::new(Arc::clone(&shared));
        std::thread::spawn(move || {
            let server = HttpServer::new(move || {
                App::new()
                    .app_data(data.clone())
                    .route("/.well-known/openid-configuration", web::get().to(discovery))
                    .route("/authorize", web::get().to(authorize))
                    .route("/token", web::post().to(token))
                    .route("/keys", web::get().to(keys))
                    .route("/userinfo", web::get().to(userinfo))
            });
            actix_web::rt::System::new().block_on(server.workers(1).listen(listener).unwrap().run()).unwrap();
        });
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

    /// Replaces its signing key.
    pub fn rotate_keys(&self) {
        self.shared.lock().unwrap().key = SigningKey::new();
    }

    /// What it sends to our server when Ada signs out, once `change` is done with it.
    pub fn logout_token(&self, change: impl FnOnce(&mut Draft)) -> String {
        let state = &mut *self.shared.lock().unwrap();
        let now = now();
        state.logout_tokens += 1;
        let claims = json!({
            "iss": state.issuer, "aud": CLIENT_ID, "iat": now, "exp": now + 120, "sub": state.person["sub"],
            "jti": format!("logout-{}", state.logout_tokens),
            "events": { "http://schemas.openid.net/event/backchannel-logout": {} }
        });
        let header = json!({ "alg": "ES256", "kid": state.key.id, "typ": "logout+jwt" });
        let mut draft = Draft { header, claims, signature: Signature::Right };
        change(&mut draft);
        state.sign(draft)
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

fn changed<T>(lie: &mut Lie<T>, mut answer: T) -> T {
    if let Some(change) = lie {
        change(&mut answer);
    }
    answer
}

async fn discovery(shared: Shared, request: HttpRequest) -> HttpResponse {
    note(&shared, &request);
    let state = &mut *shared.lock().unwrap();
    let at = |path: &str| format!("{}{path}", state.issuer);
    let document = json!({
        "issuer": state.issuer, "authorization_endpoint": at("/authorize"), "token_endpoint": at("/token"),
        "userinfo_endpoint": at("/userinfo"), "jwks_uri": at("/keys"), "response_types_supported": ["code"],
        "subject_types_supported": ["public"], "id_token_signing_alg_values_supported": ["ES256"]
    });
    HttpResponse::Ok().json(changed(&mut state.script.discovery, document))
}

async fn authorize(shared: Shared, request: HttpRequest) -> HttpResponse {
    note(&shared, &request);
    let state = &mut *shared.lock().unwrap();
    let query: HashMap<String, String> =
        url::form_urlencoded::parse(request.query_string().as_bytes()).into_owned().collect();
    assert_eq!(query["code_challenge_method"], "S256");
    assert_eq!((query["response_type"].as_str(), query["client_id"].as_str()), ("code", CLIENT_ID));
    let code = format!("code-{}", state.requests["/authorize"]);
    let grant = Grant {
        nonce: query.get("nonce").cloned(),
        challenge: query["code_challenge"].clone(),
        redirect_uri: query["redirect_uri"].clone(),
    };
    state.grants.insert(code.clone(), grant);
    let response = vec![("code".to_owned(), code), ("state".to_owned(), query["state"].clone())];
    let response = changed(&mut state.script.response, response);
    let location = url::Url::parse_with_params(&query["redirect_uri"], response).unwrap();
    HttpResponse::SeeOther().insert_header(("Location", location.as_str())).finish()
}

async fn token(shared: Shared, request: HttpRequest, form: web::Form<HashMap<String, String>>) -> HttpResponse {
    note(&shared, &request);
    let state = &mut *shared.lock().unwrap();
    if !authenticates(&request, &form) {
        return HttpResponse::Unauthorized().json(json!({ "error": "invalid_client" }));
    }
    let Some(grant) = state.grants.remove(form["code"].as_str()) else {
        return HttpResponse::BadRequest().json(json!({ "error": "invalid_grant" }));
    };
    assert_eq!(URL_SAFE_NO_PAD.encode(Sha256::digest(form["code_verifier"].as_bytes())), grant.challenge);
    assert_eq!(form["redirect_uri"], grant.redirect_uri);
    let access_token = "the access token";
    let id_token = state.id_token(grant.nonce);
    let tokens =
        json!({ "access_token": access_token, "token_type": "Bearer", "expires_in": 300, "id_token": id_token });
    HttpResponse::Ok().json(changed(&mut state.script.tokens, tokens))
}

/// Basic with both parts form-encoded (OAuth 2.0, section 2.3.1), or the body.
fn authenticates(request: &HttpRequest, form: &HashMap<String, String>) -> bool {
    let encoded: String = url::form_urlencoded::byte_serialize(CLIENT_SECRET.as_bytes()).collect();
    let basic = format!("Basic {}", STANDARD.encode(format!("{CLIENT_ID}:{encoded}")));
    let by_basic = request.headers().get("Authorization").is_some_and(|value| value.as_bytes() == basic.as_bytes());
    by_basic || form.get("client_secret").is_some_and(|secret| secret == CLIENT_SECRET)
}

async fn keys(shared: Shared, request: HttpRequest) -> HttpResponse {
    note(&shared, &request);
    let state = shared.lock().unwrap();
    HttpResponse::Ok().json(json!({ "keys": [state.key.jwk(), state.other_key.jwk()] }))
}

async fn userinfo(shared: Shared, request: HttpRequest) -> HttpResponse {
    note(&shared, &request);
    assert_eq!(request.headers().get("Authorization").unwrap(), "Bearer the access token");
    let state = &mut *shared.lock().unwrap();
    let mut claims = state.person.clone();
    if !state.script.sign_userinfo {
        return HttpResponse::Ok().json(changed(&mut state.script.userinfo, claims));
    }
    claims["iss"] = state.issuer.clone().into();
    claims["aud"] = CLIENT_ID.into();
    let claims = changed(&mut state.script.userinfo, claims);
    let header = json!({ "alg": "ES256", "kid": state.key.id });
    let token = state.sign(Draft { header, claims, signature: Signature::Right });
    HttpResponse::Ok().content_type("application/jwt").body(token)
}

impl State {
    fn id_token(&mut self, nonce: Option<String>) -> String {
        let now = now();
        let mut claims = json!({
            "iss": self.issuer, "aud": CLIENT_ID, "iat": now, "exp": now + 300, "nonce": nonce
        });
        claims.as_object_mut().unwrap().extend(self.person.as_object().unwrap().clone());
        let header = json!({ "alg": "ES256", "kid": self.key.id });
        let draft = changed(&mut self.script.id_token, Draft { header, claims, signature: Signature::Right });
        self.sign(draft)
    }

    fn sign(&self, mut draft: Draft) -> String {
        if let Signature::OtherAlgorithm = draft.signature {
            draft.header["alg"] = "ES384".into();
            draft.header["kid"] = self.other_key.id.clone().into();
        }
        let encode = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
        let signed = format!("{}.{}", encode(&draft.header), encode(&draft.claims));
        let signature = match draft.signature {
            Signature::Right => self.key.sign(signed.as_bytes()),
            Signature::OtherKey => SigningKey::new().sign(signed.as_bytes()),
            Signature::OtherAlgorithm => self.other_key.sign(signed.as_bytes()),
            Signature::Empty => Vec::new(),
        };
        format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature))
    }
}

#[allow(clippy::disallowed_methods, reason = "a provider has a clock of its own")]
fn now() -> i64 {
    Utc::now().timestamp()
}

struct SigningKey {
    id: String,
    curve: &'static str,
    pair: EcdsaKeyPair,
}

impl SigningKey {
    fn new() -> Self {
        Self::on("P-256", &ECDSA_P256_SHA256_FIXED_SIGNING)
    }

    fn on(curve: &'static str, algorithm: &'static EcdsaSigningAlgorithm) -> Self {
        let random = SystemRandom::new();
        let pkcs8 = EcdsaKeyPair::generate_pkcs8(algorithm, &random).unwrap();
        let pair = EcdsaKeyPair::from_pkcs8(algorithm, pkcs8.as_ref(), &random).unwrap();
        Self { id: URL_SAFE_NO_PAD.encode(&pair.public_key().as_ref()[1..9]), curve, pair }
    }

    fn sign(&self, message: &[u8]) -> Vec<u8> {
        self.pair.sign(&SystemRandom::new(), message).unwrap().as_ref().to_vec()
    }

    fn jwk(&self) -> Value {
        let point = &self.pair.public_key().as_ref()[1..];
        let (x, y) = point.split_at(point.len() / 2);
        let coordinate = |bytes: &[u8]| URL_SAFE_NO_PAD.encode(bytes);
        json!({
            "kty": "EC", "crv": self.curve, "use": "sig", "kid": self.id, "x": coordinate(x), "y": coordinate(y)
        })
    }
}

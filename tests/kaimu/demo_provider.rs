//! The OpenID Provider of the demo: what it answers and what it refuses.

mod requests;
mod tokens;

use std::net::{SocketAddr, TcpListener};

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use chrono::TimeDelta;
use kaimu::demo::{DEMO_ISSUERS, DemoClient, issuer_url, start};
use reqwest::StatusCode;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use tokio::sync::oneshot;
use url::Url;

use crate::app::TestClock;
use crate::browser::{Answer, Browser};

const CALLBACK: &str = "http://localhost:3000/auth/oidc/okta/callback";
const LOGIN: &str = "http://localhost:4321/login";
const SECRET: &str = "a secret+with/specials%&";
const VERIFIER: &str = "a-code-verifier-of-at-least-43-characters-0123456789";

/// Both issuers on a free port. Dropping this stops them.
struct Provider {
    address: SocketAddr,
    clock: TestClock,
    browser: Browser,
    _stop: oneshot::Sender<()>,
}

impl Provider {
    fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let clock = TestClock::default();
        let (stop, stopped) = oneshot::channel::<()>();
        let registrations = || {
            let registration = |issuer| DemoClient {
                issuer,
                client_id: "kaimu".to_owned(),
                client_secret: SECRET.to_owned().into(),
                redirect_uri: Url::parse(CALLBACK).unwrap(),
                post_logout_redirect_uri: Url::parse(LOGIN).unwrap(),
                applications: Vec::new(),
            };
            DEMO_ISSUERS.iter().map(registration).collect()
        };
        let (registrations, its_clock) = (registrations(), clock.clock());
        std::thread::spawn(move || {
            actix_web::rt::System::new().block_on(async {
                let running = start(listener, registrations, &its_clock).unwrap();
                drop(stopped.await);
                running.stop().await;
            });
        });
        Self { address, clock, browser: Browser::new(), _stop: stop }
    }

    fn issuer(&self, path: &str) -> String {
        issuer_url(self.address, DEMO_ISSUERS.iter().find(|issuer| issuer.path == path).unwrap())
    }

    /// A valid authorization request with these changes. An empty value removes a parameter.
    fn authorize(&self, changes: &[(&str, &str)]) -> Url {
        let challenge = URL_SAFE_NO_PAD.encode(Sha256::digest(VERIFIER));
        let usual = [
            ("response_type", "code"),
            ("client_id", "kaimu"),
            ("redirect_uri", CALLBACK),
            ("scope", "openid email profile"),
            ("state", "the state"),
            ("nonce", "the nonce"),
            ("code_challenge", &challenge),
            ("code_challenge_method", "S256"),
        ];
        let kept = usual.into_iter().filter(|(name, _)| !changes.iter().any(|(changed, _)| changed == name));
        let parameters = kept.chain(changes.iter().copied().filter(|(_, value)| !value.is_empty()));
        Url::parse_with_params(&format!("{}/authorize", self.issuer("okta")), parameters).unwrap()
    }

    /// A code for Alice.
    async fn code(&self, issuer: &str, changes: &[(&str, &str)]) -> String {
        let url = self.authorize(changes).as_str().replace("/okta/", &format!("/{issuer}/"));
        let page = self.browser.get(url).await;
        let (action, request) = form(&page);
        let fields = [("request", request.as_str()), ("person", "alice")];
        let response = self.post(action.as_str(), None, &fields).await.location().unwrap();
        assert_eq!(response.as_str().split('?').next().unwrap(), CALLBACK);
        assert_eq!(query(&response, "state").as_deref(), Some("the state"));
        assert_eq!(query(&response, "iss"), Some(self.issuer(issuer)));
        query(&response, "code").unwrap()
    }

    /// Redeems a code by a valid token request with these changes.
    async fn redeem(&self, issuer: &str, code: &str, secret: Option<&str>, changes: &[(&str, &str)]) -> Answer {
        let usual = [
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", CALLBACK),
            ("code_verifier", VERIFIER),
        ];
        let kept = usual.into_iter().filter(|(name, _)| !changes.iter().any(|(changed, _)| changed == name));
        let fields: Vec<_> = kept.chain(changes.iter().copied().filter(|(_, value)| !value.is_empty())).collect();
        self.post(&format!("{}/token", self.issuer(issuer)), secret, &fields).await
    }

    async fn post(&self, url: &str, secret: Option<&str>, fields: &[(&str, &str)]) -> Answer {
        let encoded = |text: &str| url::form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>();
        let basic = secret.map(|secret| format!("Basic {}", STANDARD.encode(format!("kaimu:{}", encoded(secret)))));
        let mut headers = vec![("Content-Type", "application/x-www-form-urlencoded")];
        headers.extend(basic.as_deref().map(|basic| ("Authorization", basic)));
        let body = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        self.browser.request("POST", url, &headers, &body).await
    }

    async fn userinfo(&self, issuer: &str, access_token: &str) -> Answer {
        let bearer = format!("Bearer {access_token}");
        let url = format!("{}/userinfo", self.issuer(issuer));
        self.browser.request("GET", url, &[("Authorization", &bearer)], "").await
    }
}

/// Presses the button of a person on the provider's page and follows redirects.
pub async fn choose(browser: &Browser, page: &Answer, person: &str) -> Answer {
    let (action, request) = form(page);
    assert!(person == "nobody" || page.body.contains(&format!("name=\"person\" value=\"{person}\"")), "{}", page.body);
    browser.submit(action, &page.url, &[("request", &request), ("person", person)]).await
}

/// The action of the page's form and the value of its `request` field.
fn form(page: &Answer) -> (Url, String) {
    let attribute = |before: &str| {
        let (_, rest) = page.body.split_once(before).unwrap_or_else(|| panic!("{before:?} is missing: {}", page.body));
        rest.split('"').next().unwrap()
    };
    let action = page.url.join(attribute("<form method=\"post\" action=\"")).unwrap();
    let escaped = attribute("name=\"request\" value=\"").to_owned();
    let request = [("&#34;", "\""), ("&#39;", "'"), ("&#60;", "<"), ("&#62;", ">"), ("&#38;", "&")]
        .iter()
        .fold(escaped, |text, (entity, character)| text.replace(entity, character));
    (action, request)
}

fn query(url: &Url, name: &str) -> Option<String> {
    url.query_pairs().find(|(key, _)| key == name).map(|(_, value)| value.into_owned())
}

fn claims(id_token: &Value) -> Value {
    let payload = id_token.as_str().unwrap().split('.').nth(1).unwrap();
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(payload).unwrap()).unwrap()
}

#[track_caller]
fn is_refused(answer: &Answer, status: StatusCode, error: &str) {
    assert_eq!((answer.status, answer.json()), (status, json!({ "error": error })));
    assert_eq!(answer.header("cache-control"), "no-store");
}

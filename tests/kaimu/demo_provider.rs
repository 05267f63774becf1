//! The OpenID Provider of the demo, by itself: what it answers, and what it refuses.

use std::net::{SocketAddr, TcpListener};

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use chrono::TimeDelta;
use kaimu::demo::{ROLES, Registration, issuer_url, start};
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

/// Both issuers on a free port, as long as this lives.
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
            let registration = |role| Registration {
                role,
                client_id: "kaimu".to_owned(),
                client_secret: SECRET.to_owned().into(),
                redirect_uri: Url::parse(CALLBACK).unwrap(),
                post_logout_redirect_uri: Url::parse(LOGIN).unwrap(),
            };
            ROLES.iter().map(registration).collect()
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
        issuer_url(self.address, ROLES.iter().find(|role| role.path == path).unwrap())
    }

    /// A right authentication request, but for these changes; an empty value leaves a parameter out.
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

    /// Redeems a code, with these changes to what is right.
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

/// Presses the button of a person on the provider's page, and follows.
pub async fn choose(browser: &Browser, page: &Answer, person: &str) -> Answer {
    let (action, request) = form(page);
    assert!(person == "nobody" || page.body.contains(&format!("name=\"person\" value=\"{person}\"")), "{}", page.body);
    browser.submit(action, &page.url, &[("request", &request), ("person", person)]).await
}

/// Where the page's form goes, and what it carries.
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

#[tokio::test(flavor = "multi_thread")]
async fn each_issuer_publishes_what_it_does_and_a_key_of_its_own() {
    let provider = Provider::start();
    let mut keys = Vec::new();
    for path in ["okta", "google"] {
        let issuer = provider.issuer(path);
        let metadata = provider.browser.get(format!("{issuer}/.well-known/openid-configuration")).await.json();
        assert_eq!(metadata["issuer"], issuer);
        assert_eq!(metadata["response_types_supported"], json!(["code"]));
        assert_eq!(metadata["code_challenge_methods_supported"], json!(["S256"]));
        assert_eq!(metadata["id_token_signing_alg_values_supported"], json!(["ES256"]));
        assert_eq!(metadata["authorization_response_iss_parameter_supported"], true);
        assert_eq!(metadata["end_session_endpoint"], format!("{issuer}/logout"));
        keys.push(provider.browser.get(metadata["jwks_uri"].as_str().unwrap()).await.json());
        assert_eq!(keys.last().unwrap()["keys"].as_array().unwrap().len(), 1);
        assert!(keys.last().unwrap()["keys"][0].get("d").is_none(), "the public part alone");
    }
    assert_ne!(keys[0], keys[1]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_of_nobody_we_know_goes_nowhere() {
    let provider = Provider::start();
    let longer = format!("{CALLBACK}/");
    for changes in [
        &[("redirect_uri", longer.as_str())][..],
        &[("redirect_uri", "https://elsewhere.example/")],
        &[("redirect_uri", "")],
        &[("redirect_uri", CALLBACK), ("redirect_uri", CALLBACK)],
        &[("client_id", "somebody")],
        &[("client_id", "")],
    ] {
        let page = provider.browser.get(provider.authorize(changes)).await;
        assert_eq!((page.status, page.location()), (StatusCode::BAD_REQUEST, None), "{changes:?}");
        assert!(page.body.contains("nothing here is protected"), "{}", page.body);
        assert!(!page.body.contains("elsewhere.example"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_that_is_wrong_goes_back_with_its_error() {
    let provider = Provider::start();
    for (changes, error) in [
        (&[("code_challenge", "")][..], "invalid_request"),
        (&[("code_challenge_method", "")], "invalid_request"),
        (&[("code_challenge_method", "plain")], "invalid_request"),
        (&[("code_challenge", "short")], "invalid_request"),
        (&[("response_type", "")], "invalid_request"),
        (&[("response_type", "code id_token")], "unsupported_response_type"),
        (&[("response_mode", "fragment")], "invalid_request"),
        (&[("scope", "profile email")], "invalid_scope"),
        (&[("nonce", "one"), ("nonce", "two")], "invalid_request"),
        (&[("request", "eyJ")], "request_not_supported"),
        (&[("request_uri", "https://example.org/")], "request_uri_not_supported"),
        (&[("prompt", "none")], "login_required"),
        (&[("prompt", "none login")], "invalid_request"),
    ] {
        let back = provider.browser.get(provider.authorize(changes)).await.location().unwrap();
        assert_eq!(back.as_str().split('?').next().unwrap(), CALLBACK);
        assert_eq!(query(&back, "error").as_deref(), Some(error), "{changes:?}");
        assert_eq!(query(&back, "state").as_deref(), Some("the state"));
        assert_eq!(query(&back, "iss"), Some(provider.issuer("okta")));
        assert_eq!(query(&back, "code"), None);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_page_asks_whoever_comes_and_suggests_whom_the_request_means() {
    let provider = Provider::start();
    for prompt in ["login", "select_account", "login consent"] {
        let page = provider.browser.get(provider.authorize(&[("prompt", prompt)])).await;
        assert_eq!((page.status, page.body.matches("name=\"person\"").count()), (StatusCode::OK, 7), "{prompt}");
        assert!(!page.body.contains("autofocus"));
        assert_eq!(page.header("cache-control"), "no-store");
        let policy = page.header("content-security-policy");
        assert!(policy.contains("form-action 'self' http://localhost:3000 http://localhost:4321;"), "{policy}");
    }
    for hint in ["bob", "bob@example.org"] {
        let page = provider.browser.get(provider.authorize(&[("login_hint", hint)])).await;
        let first = page.body.split_once("name=\"person\"").unwrap().1;
        assert!(first.starts_with(" value=\"bob\" autofocus>"), "{first}");
    }
    let request = provider.authorize(&[]);
    let page = provider.post(&format!("{}/authorize", provider.issuer("okta")), None, &[]).await;
    assert_eq!(page.status, StatusCode::BAD_REQUEST, "an empty one");
    let headers = [("Content-Type", "application/x-www-form-urlencoded")];
    let address = format!("{}/authorize", provider.issuer("okta"));
    let page = provider.browser.request("POST", address, &headers, request.query().unwrap()).await;
    assert_eq!(page.status, StatusCode::OK, "a request may come as a POST");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_page_shows_is_escaped() {
    let provider = Provider::start();
    let headers = [("Content-Type", "application/x-www-form-urlencoded")];
    let address = format!("{}/authorize", provider.issuer("okta"));
    let evil = "\"><script>alert('1')</script>&lt;";
    let request = format!("{}&login_hint={evil}", provider.authorize(&[("state", evil)]).query().unwrap());
    let page = provider.browser.request("POST", &address, &headers, &request).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(!page.body.contains("<script") && !page.body.contains("\">&#60;script"), "{}", page.body);
    let (action, carried) = form(&page);
    assert_eq!(carried, request, "nothing is lost on the way");
    let fields = [("request", carried.as_str()), ("person", "alice")];
    let response = provider.post(action.as_str(), None, &fields).await.location().unwrap();
    assert_eq!(query(&response, "state").as_deref(), Some(evil));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_gives_tokens_thin_at_okta_and_fat_at_google() {
    let provider = Provider::start();
    for (issuer, email) in [("okta", Value::Null), ("google", json!("alice@example.org"))] {
        let code = provider.code(issuer, &[]).await;
        let answer = provider.redeem(issuer, &code, Some(SECRET), &[]).await;
        assert_eq!((answer.status, answer.header("cache-control")), (StatusCode::OK, "no-store"), "{}", answer.body);
        let tokens = answer.json();
        assert_eq!((&tokens["token_type"], &tokens["scope"]), (&json!("Bearer"), &json!("openid profile email")));
        let claims = claims(&tokens["id_token"]);
        assert_eq!((&claims["iss"], &claims["aud"]), (&json!(provider.issuer(issuer)), &json!("kaimu")));
        assert_eq!((&claims["sub"], &claims["nonce"]), (&json!(format!("{issuer}-alice")), &json!("the nonce")));
        assert_eq!(claims["email"], email);
        let person = provider.userinfo(issuer, tokens["access_token"].as_str().unwrap()).await.json();
        assert_eq!((&person["sub"], &person["name"]), (&claims["sub"], &json!("Alice Example")));
        assert_eq!((&person["email"], &person["email_verified"]), (&json!("alice@example.org"), &json!(true)));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_scope_that_was_not_asked_for_stays_closed() {
    let provider = Provider::start();
    let code = provider.code("google", &[("scope", "openid email offline_access")]).await;
    let in_body = [("client_id", "kaimu"), ("client_secret", SECRET)];
    let tokens = provider.redeem("google", &code, None, &in_body).await.json();
    assert_eq!(tokens["scope"], "openid email");
    let person = provider.userinfo("google", tokens["access_token"].as_str().unwrap()).await.json();
    assert_eq!(person, json!({ "sub": "google-alice", "email": "alice@example.org", "email_verified": true }));
    assert_eq!(claims(&tokens["id_token"]).get("name"), None);
}

#[tokio::test(flavor = "multi_thread")]
async fn only_the_client_with_its_secret_gets_tokens_and_a_code_survives_others() {
    let provider = Provider::start();
    let code = provider.code("okta", &[]).await;
    for (basic, body) in [
        (Some("mistyped"), &[][..]),
        (None, &[]),
        (None, &[("client_id", "kaimu"), ("client_secret", "mistyped")]),
        (None, &[("client_id", "somebody"), ("client_secret", SECRET)]),
        (Some(SECRET), &[("client_id", "somebody")]),
    ] {
        let refused = provider.redeem("okta", &code, basic, body).await;
        is_refused(&refused, StatusCode::UNAUTHORIZED, "invalid_client");
        assert!(refused.header("www-authenticate").starts_with("Basic "));
    }
    let both = provider.redeem("okta", &code, Some(SECRET), &[("client_secret", SECRET)]).await;
    is_refused(&both, StatusCode::BAD_REQUEST, "invalid_request");
    assert_eq!(provider.redeem("okta", &code, Some(SECRET), &[]).await.status, StatusCode::OK);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_with_a_wrong_proof_is_refused_and_used_up() {
    let provider = Provider::start();
    let elsewhere = format!("{CALLBACK}/");
    for (issuer, changes, error) in [
        ("okta", &[("code_verifier", "another-code-verifier-of-at-least-43-characters-01")][..], "invalid_grant"),
        ("okta", &[("redirect_uri", elsewhere.as_str())], "invalid_grant"),
        ("okta", &[("code", "invented")], "invalid_grant"),
        ("google", &[], "invalid_grant"),
        ("okta", &[("code_verifier", "")], "invalid_request"),
        ("okta", &[("code", "one"), ("code", "two")], "invalid_request"),
        ("okta", &[("grant_type", "refresh_token")], "unsupported_grant_type"),
    ] {
        let code = provider.code("okta", &[]).await;
        let refused = provider.redeem(issuer, &code, Some(SECRET), changes).await;
        is_refused(&refused, StatusCode::BAD_REQUEST, error);
        let used_up =
            changes.iter().any(|(name, value)| error == "invalid_grant" && *name != "code" && !value.is_empty());
        let again = provider.redeem("okta", &code, Some(SECRET), &[]).await;
        assert_eq!(again.status == StatusCode::OK, !used_up, "{changes:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_works_once_and_using_it_again_ends_its_access_token() {
    let provider = Provider::start();
    let code = provider.code("okta", &[]).await;
    let tokens = provider.redeem("okta", &code, Some(SECRET), &[]).await.json();
    let access_token = tokens["access_token"].as_str().unwrap();
    assert_eq!(provider.userinfo("okta", access_token).await.status, StatusCode::OK);
    assert_eq!(provider.userinfo("google", access_token).await.status, StatusCode::UNAUTHORIZED);
    let again = provider.redeem("okta", &code, Some(SECRET), &[]).await;
    is_refused(&again, StatusCode::BAD_REQUEST, "invalid_grant");
    let refused = provider.userinfo("okta", access_token).await;
    assert_eq!(refused.status, StatusCode::UNAUTHORIZED);
    assert_eq!(refused.header("www-authenticate"), "Bearer error=\"invalid_token\"");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_lives_for_a_minute_and_an_access_token_for_five() {
    let provider = Provider::start();
    let code = provider.code("okta", &[]).await;
    provider.clock.advance(TimeDelta::seconds(60));
    let late = provider.redeem("okta", &code, Some(SECRET), &[]).await;
    is_refused(&late, StatusCode::BAD_REQUEST, "invalid_grant");
    let code = provider.code("okta", &[]).await;
    let tokens = provider.redeem("okta", &code, Some(SECRET), &[]).await.json();
    provider.clock.advance(TimeDelta::seconds(300));
    let late = provider.userinfo("okta", tokens["access_token"].as_str().unwrap()).await;
    assert_eq!(late.status, StatusCode::UNAUTHORIZED);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sign_out_returns_to_the_registered_page_and_nowhere_else() {
    let provider = Provider::start();
    let code = provider.code("okta", &[]).await;
    let tokens = provider.redeem("okta", &code, Some(SECRET), &[]).await.json();
    let address = format!("{}/logout", provider.issuer("okta"));
    let hint = tokens["id_token"].as_str().unwrap();
    let fields = [("id_token_hint", hint), ("post_logout_redirect_uri", LOGIN), ("state", "the state")];
    let by_link = provider.browser.get(Url::parse_with_params(&address, fields).unwrap()).await;
    let by_form = provider.post(&address, None, &fields).await;
    for answer in [by_link, by_form] {
        assert_eq!(answer.location().unwrap().as_str(), format!("{LOGIN}?state=the+state"));
    }
    let forged = hint.replacen('.', ".e", 1);
    for fields in [
        &[("post_logout_redirect_uri", "http://localhost:4321/")][..],
        &[("post_logout_redirect_uri", "https://elsewhere.example/login")],
        &[("post_logout_redirect_uri", LOGIN), ("client_id", "somebody")],
        &[("post_logout_redirect_uri", LOGIN), ("id_token_hint", &forged)],
        &[("post_logout_redirect_uri", LOGIN), ("state", "one"), ("state", "two")],
    ] {
        let refused = provider.post(&address, None, fields).await;
        assert_eq!((refused.status, refused.location()), (StatusCode::BAD_REQUEST, None), "{fields:?}");
        assert!(refused.body.contains("nothing here is protected"));
    }
    let page = provider.browser.get(&address).await;
    assert_eq!((page.status, page.location()), (StatusCode::OK, None));
    assert!(page.body.contains("You are signed out"));
}

#[tokio::test(flavor = "multi_thread")]
async fn its_other_addresses_say_what_it_is() {
    let provider = Provider::start();
    for path in ["/", "/okta", "/microsoft/authorize", "/okta/pictures/nobody.svg"] {
        let page = provider.browser.get(format!("http://{}{path}", provider.address)).await;
        assert_eq!(page.status, StatusCode::NOT_FOUND, "{path}");
        assert!(page.body.contains("nothing here is protected"), "{path}");
    }
    for (path, kind) in [("/demo.css", "text/css; charset=utf-8"), ("/demo.svg", "image/svg+xml")] {
        let file = provider.browser.get(format!("http://{}{path}", provider.address)).await;
        assert_eq!((file.status, file.header("content-type")), (StatusCode::OK, kind));
    }
}

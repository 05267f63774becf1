//! The HTTP part of a browser: keeps cookies, and follows redirects when a test asks for it.

use std::sync::Arc;

use kaimu::domain::AccessToken;
use reqwest::cookie::{CookieStore, Jar};
use reqwest::header::{HeaderMap, HeaderValue, LOCATION, SET_COOKIE};
use reqwest::{Client, RequestBuilder, StatusCode};
use serde_json::Value;
use url::{Origin, Url};

use crate::app::TestApp;
use crate::provider::Provider;
use crate::secrets;

pub struct Browser {
    client: Client,
    cookies: Arc<dyn CookieStore>,
    /// An origin, and the URL on this machine that serves it.
    resolved: Option<(Origin, Url)>,
}

impl Browser {
    /// A browser without any cookie.
    pub fn new() -> Self {
        Self::with_jar(Jar::default())
    }

    /// A browser that keeps no session cookie of this host.
    pub fn that_loses_the_session_of(host: &'static str) -> Self {
        Self::with_jar(LossyJar { jar: Jar::default(), host })
    }

    fn with_jar(jar: impl CookieStore + 'static) -> Self {
        let jar = Arc::new(jar);
        // The TLS library needs a cryptography provider, even for plain http.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let client = Client::builder()
            .cookie_provider(Arc::clone(&jar))
            .redirect(reqwest::redirect::Policy::none())
            .no_proxy()
            // On a busy machine the server may close an idle connection at the moment of its reuse.
            .pool_max_idle_per_host(0)
            // The two hosts of `Setup::with_two_hosts`.
            .resolve("kaimu.test", ([127, 0, 0, 1], 0).into())
            .resolve("api.kaimu.test", ([127, 0, 0, 1], 0).into())
            // The applications of `applications::visit`.
            .resolve("wiki.localhost", ([127, 0, 0, 1], 0).into())
            .resolve("git.localhost", ([127, 0, 0, 1], 0).into())
            .build()
            .unwrap();
        Self { client, cookies: jar, resolved: None }
    }

    /// A browser that reaches this provider on this machine, whatever its issuer is.
    pub fn resolving(provider: &Provider) -> Self {
        let origin = Url::parse(&provider.issuer).unwrap().origin();
        let address = Url::parse(&format!("http://127.0.0.1:{}", provider.port())).unwrap();
        Self { resolved: Some((origin, address)), ..Self::new() }
    }

    /// What it sends as `Cookie` to this URL.
    pub fn cookie(&self, url: &Url) -> String {
        self.cookies.cookies(url).unwrap().to_str().unwrap().to_owned()
    }

    fn resolve(&self, url: &str) -> Url {
        let mut url = Url::parse(url).unwrap();
        if let Some((_, address)) = self.resolved.as_ref().filter(|(origin, _)| *origin == url.origin()) {
            let path = url[url::Position::BeforePath..].to_owned();
            url = address.join(&path).unwrap();
        }
        url
    }

    /// Sends one GET request and does not follow redirects.
    pub async fn get(&self, url: impl AsRef<str>) -> Answer {
        send(self.client.get(self.resolve(url.as_ref()))).await
    }

    /// Sends one request with this method, these headers and this body.
    pub async fn request(&self, method: &str, url: impl AsRef<str>, headers: &[(&str, &str)], body: &str) -> Answer {
        let mut request = self.client.request(method.parse().unwrap(), url.as_ref()).body(body.to_owned());
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        send(request).await
    }

    /// Submits a form from a page at `origin` and follows redirects.
    pub async fn submit(&self, url: impl AsRef<str>, origin: &Url, fields: &[(&str, &str)]) -> Answer {
        let origin = origin.origin().ascii_serialization();
        let answer = send(self.client.post(url.as_ref()).header("Origin", origin).form(fields)).await;
        self.follow_redirects(answer).await
    }

    /// Sends a GET request and follows redirects.
    pub async fn follow(&self, url: impl AsRef<str>) -> Answer {
        let answer = self.get(url).await;
        self.follow_redirects(answer).await
    }

    async fn follow_redirects(&self, mut answer: Answer) -> Answer {
        for _ in 0..20 {
            match answer.location() {
                Some(next) => answer = self.get(next).await,
                None => return answer,
            }
        }
        panic!("too many redirects, the last one to {}", answer.url);
    }

    /// Status and JSON of `/auth/session`, as an application behind the same reverse proxy gets them.
    pub async fn session(&self, app: &TestApp) -> (StatusCode, Value) {
        let answer = self.get(app.api("/auth/session")).await;
        (answer.status, answer.json())
    }

    /// Presses the sign-out button of the dashboard.
    pub async fn sign_out(&self, app: &TestApp) -> Answer {
        self.submit(app.page("/logout"), &app.frontend, &[]).await
    }
}

/// A cookie jar with a hole.
struct LossyJar {
    jar: Jar,
    host: &'static str,
}

impl CookieStore for LossyJar {
    fn set_cookies(&self, headers: &mut dyn Iterator<Item = &HeaderValue>, url: &Url) {
        let is_lost = |header: &HeaderValue| {
            url.host_str() == Some(self.host) && header.as_bytes().starts_with(b"kaimu_session=")
        };
        let mut kept = headers.filter(|header| !is_lost(header));
        self.jar.set_cookies(&mut kept, url);
    }

    fn cookies(&self, url: &Url) -> Option<HeaderValue> {
        self.jar.cookies(url)
    }
}

async fn send(request: RequestBuilder) -> Answer {
    let response = request.send().await.unwrap();
    let (status, url, headers) = (response.status(), response.url().clone(), response.headers().clone());
    let answer = Answer { status, url, headers, body: response.text().await.unwrap() };
    for cookie in answer.set_cookies() {
        let value = cookie.split(';').next().and_then(|pair| pair.split_once('=')).map_or("", |(_, value)| value);
        secrets::watch_for(value);
    }
    // A page that shows a new access token.
    for text in answer.body.split(AccessToken::PREFIX).skip(1) {
        let random: String = text.chars().take_while(|c| c.is_ascii_alphanumeric() || "-_".contains(*c)).collect();
        secrets::watch_for(&random);
    }
    if answer.status.as_u16() >= 400 || answer.parameter("error").is_some() {
        // The account page shows the user's own address, also on a refusal.
        let is_own = |text: &&str| answer.url.path() == "/account" && text.contains('@');
        let texts = answer.body.split_inclusive(['<', '>']).filter(|text| !is_own(text));
        secrets::record_error_page(&texts.collect::<String>());
    }
    answer
}

pub struct Answer {
    pub status: StatusCode,
    pub url: Url,
    pub headers: HeaderMap,
    pub body: String,
}

impl Answer {
    /// The target of a redirect.
    pub fn location(&self) -> Option<Url> {
        let location = self.headers.get(LOCATION)?.to_str().unwrap();
        Some(self.url.join(location).unwrap())
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map(|value| value.to_str().unwrap()).unwrap_or_default()
    }

    pub fn set_cookies(&self) -> Vec<&str> {
        self.headers.get_all(SET_COOKIE).iter().map(|value| value.to_str().unwrap()).collect()
    }

    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|error| panic!("{error} in {:?}", self.body))
    }

    /// A query parameter of the URL of the request.
    pub fn parameter(&self, name: &str) -> Option<String> {
        self.url.query_pairs().find(|(key, _)| key == name).map(|(_, value)| value.into_owned())
    }

    /// Asserts that this is the sign-in page with this refusal code and its request id.
    #[track_caller]
    pub fn is_refused_with(&self, code: &str) {
        assert_eq!((self.url.path(), self.parameter("error").as_deref()), ("/login", Some(code)), "{}", self.url);
        assert_eq!(self.status, StatusCode::OK);
        assert!(self.body.contains(&format!("<code>{code}</code>")), "{}", self.body);
        let request = self.parameter("request").expect("the refusal names its request");
        assert!(self.body.contains(&request), "the page shows the request id");
    }

    /// Asserts that a sign-in of the user with this name ended here: at the dashboard, or on the account page that reports
    /// a link by the e-mail address.
    #[track_caller]
    pub fn is_signed_in_as(&self, name: &str) {
        if self.parameter("done").as_deref() != Some("linked_by_email") {
            return self.is_dashboard_of(name);
        }
        assert_eq!((self.status, self.url.path()), (StatusCode::OK, "/account"), "{}", self.body);
        assert!(self.body.contains(name), "{}", self.body);
    }

    /// Asserts that this is the dashboard of the signed-in user with this name.
    #[track_caller]
    pub fn is_dashboard_of(&self, name: &str) {
        assert_eq!((self.status, self.url.path()), (StatusCode::OK, "/dashboard"), "{}", self.body);
        assert!(self.body.contains(name), "{}", self.body);
    }
}

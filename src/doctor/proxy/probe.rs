//! Sends probes through the proxy, and reads what Kaimu has recorded about them.

use std::time::{Duration, Instant};

use reqwest::header::{COOKIE, HeaderMap};
use reqwest::{Method, redirect};
use url::Url;

use super::target::ProxyTarget;
use crate::domain::{Clock, ProbeKind, ProbeObservation, ProbeToken, error_chain};
use crate::flow::random;
use crate::store::{Store, StoreError, proxy_probes};

/// How long the proxy may take: Kaimu does not answer a silent probe for ten seconds.
const TIMEOUT: Duration = Duration::from_secs(40);
const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);
/// More than the answer of any probe.
const MAX_BODY_BYTES: usize = 1024 * 1024;
/// What a browser sends with a navigation.
const PAGE: [(&str, &str); 2] = [("accept", "text/html"), ("sec-fetch-mode", "navigate")];
/// Tries the characters that a proxy could lose.
const QUERY: &str = "kaimu-check=1&next=%2Fa%20b";

/// What is asked.
pub(super) struct Asking<'a> {
    pub(super) kind: ProbeKind,
    /// Whether the address itself is asked, and not one of the probe's own below it.
    is_exact: bool,
    pub(super) method: Method,
    pub(super) headers: Vec<(&'a str, &'a str)>,
}

impl<'a> Asking<'a> {
    /// Opens the address itself, as a browser does.
    pub(super) fn exactly(kind: ProbeKind) -> Self {
        Self { kind, is_exact: true, method: Method::GET, headers: PAGE.to_vec() }
    }

    /// Opens an address of the probe's own below it, as a browser does.
    pub(super) fn below(kind: ProbeKind) -> Self {
        Self { is_exact: false, ..Self::exactly(kind) }
    }

    /// With these headers in addition.
    pub(super) fn with(mut self, headers: &[(&'a str, &'a str)]) -> Self {
        self.headers.extend(headers);
        self
    }

    /// As a script does.
    pub(super) fn by_script(self, method: Method) -> Self {
        Self { method, headers: vec![("accept", "application/json"), ("sec-fetch-mode", "cors")], ..self }
    }
}

/// A probe, and what became of it.
pub(super) struct Exchange {
    pub(super) url: Url,
    /// The answer, or why there is none.
    pub(super) answer: Result<ProxiedAnswer, String>,
    /// What the proxy asked Kaimu.
    pub(super) observation: Option<ProbeObservation>,
    pub(super) took: Duration,
}

/// The answer that came through the proxy.
pub(super) struct ProxiedAnswer {
    pub(super) status: u16,
    pub(super) headers: HeaderMap,
    pub(super) body: String,
}

impl ProxiedAnswer {
    /// The value of a header, or an empty text.
    pub(super) fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }
}

impl Exchange {
    /// The path and the query that were sent.
    pub(super) fn target(&self) -> &str {
        &self.url[url::Position::BeforePath..url::Position::AfterQuery]
    }

    /// The status of the answer; 0 without one.
    pub(super) fn status(&self) -> u16 {
        self.answer.as_ref().map_or(0, |answer| answer.status)
    }

    /// What came back, in words.
    pub(super) fn seen(&self) -> String {
        match &self.answer {
            Ok(answer) => format!("status {}", answer.status),
            Err(error) => format!("no answer: {error}"),
        }
    }
}

/// The client of the operator.
pub(super) struct Client {
    http: reqwest::Client,
    store: Store,
    clock: Clock,
    pub(super) url: Url,
}

impl Client {
    pub(super) fn new(target: &ProxyTarget<'_>) -> Result<Self, reqwest::Error> {
        // Selects the cryptography library of rustls. A second call fails and changes nothing, so its result is ignored.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let builder = reqwest::Client::builder()
            .redirect(redirect::Policy::none())
            .no_proxy()
            // With HTTP/2, no client can write another host than the one of the URL.
            .http1_only()
            .connect_timeout(CONNECT_TIMEOUT)
            .timeout(TIMEOUT)
            // Each probe shows what the proxy does with a first request.
            .pool_max_idle_per_host(0);
        let builder = match (target.connect_to, target.url.host_str()) {
            (Some(address), Some(host)) => builder.resolve(host, address),
            _ => builder,
        };
        let (store, clock) = (target.store.clone(), target.clock.clone());
        Ok(Self { http: builder.build()?, store, clock, url: target.url.clone() })
    }

    /// Sends a probe, and waits for the answer.
    pub(super) async fn send(&self, asking: &Asking<'_>) -> Result<Exchange, StoreError> {
        let token = ProbeToken::from_random(random::bytes());
        let (hash, kind, now) = (token.hash(), asking.kind, (self.clock)());
        self.store.write(move |connection| proxy_probes::insert(connection, &hash, kind, now)).await?;
        let url = self.url_of(&token, asking);
        let begun = Instant::now();
        let answer = self.ask(&url, &token, asking).await.map_err(|error| error_chain(&error.without_url()));
        let took = begun.elapsed();
        let observation = self.store.write(move |connection| proxy_probes::take_observation(connection, &hash)).await?;
        Ok(Exchange { url, answer, observation, took })
    }

    fn url_of(&self, token: &ProbeToken, asking: &Asking<'_>) -> Url {
        let mut url = self.url.clone();
        if !asking.is_exact {
            let path = format!("{}/{}", url.path().trim_end_matches('/'), token.marked());
            url.set_path(&path);
        }
        let query = url.query().map_or(QUERY.to_owned(), |own| format!("{own}&{QUERY}"));
        url.set_query(Some(&query));
        url
    }

    async fn ask(&self, url: &Url, token: &ProbeToken, asking: &Asking<'_>) -> Result<ProxiedAnswer, reqwest::Error> {
        let cookie = if url.scheme() == "https" { "__Host-kaimu_app" } else { "kaimu_app" };
        let cookie = format!("kaimu_check_other=1; {cookie}={}", token.marked());
        let request = self.http.request(asking.method.clone(), url.clone()).header(COOKIE, cookie);
        let request = asking.headers.iter().fold(request, |request, (name, value)| request.header(*name, *value));
        read(request.send().await?).await
    }

    /// Opens another address of the application's host.
    pub(super) async fn open(&self, url: Url) -> Result<ProxiedAnswer, reqwest::Error> {
        let request = self.http.get(url);
        let request = PAGE.iter().fold(request, |request, (name, value)| request.header(*name, *value));
        read(request.send().await?).await
    }

    /// The host of the address in upper case.
    pub(super) fn upper_case_host(&self) -> String {
        self.url[url::Position::BeforeHost..url::Position::AfterPort].to_ascii_uppercase()
    }
}

async fn read(mut response: reqwest::Response) -> Result<ProxiedAnswer, reqwest::Error> {
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await? {
        if body.len() + chunk.len() <= MAX_BODY_BYTES {
            body.extend_from_slice(&chunk);
        }
    }
    let body = String::from_utf8_lossy(&body).into_owned();
    Ok(ProxiedAnswer { status: response.status().as_u16(), headers: response.headers().clone(), body })
}

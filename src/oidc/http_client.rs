//! The HTTP client for all requests to providers, and to `audit.webhook`: limits on time and size, no redirects.

use std::net::SocketAddr;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use openidconnect::{HttpRequest, HttpResponse};
use tokio::runtime::Handle;
use tokio::task::JoinSet;
use url::Url;

const MAX_RESPONSE_BYTES: usize = 1024 * 1024;
const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);
const REQUEST_TIMEOUT: Duration = Duration::from_secs(10);
/// How long an idle connection is reused: within one sign-in, and not much longer. Servers close idle connections after
/// five seconds or more, and a token request on a connection that the server closes cannot be repeated.
const IDLE_TIMEOUT: Duration = Duration::from_secs(3);

/// Trusts the system's certificate authorities, follows no redirect, waits at most [`REQUEST_TIMEOUT`] and reads at
/// most [`MAX_RESPONSE_BYTES`]. The defaults of the libraries do none of these.
#[derive(Debug, Clone)]
pub struct HttpClient {
    /// Empty while this machine has no certificate authority: each request tries to create it.
    https: Arc<OnceLock<reqwest::Client>>,
    /// For plain http, on this machine or network. It ignores the proxy of the environment, which would see every
    /// secret.
    http: reqwest::Client,
    /// Where the requests run. A pooled connection ends with the runtime that opened it, so this has to outlive every caller.
    runtime: Handle,
    idle_timeout: Duration,
}

/// A response, with the address and the certificate of the server.
pub(super) struct ResponseWithPeer {
    pub(super) response: HttpResponse,
    /// The address of the provider, or of the proxy that the request went through.
    pub(super) address: Option<SocketAddr>,
    /// The server certificate in DER; `None` over plain HTTP.
    pub(super) certificate: Option<Vec<u8>>,
}

/// Why a request failed. Never contains the request or the response.
#[derive(Debug, thiserror::Error)]
pub enum ClientError {
    /// No connection, no response in time, or a broken response.
    #[error("{0}")]
    Transport(#[from] reqwest::Error),
    /// The response is longer than the limit.
    #[error("the response is longer than {} MiB", MAX_RESPONSE_BYTES / 1024 / 1024)]
    TooLong,
    /// This machine has no certificate authority.
    #[error("https needs certificate authorities (install the package ca-certificates, or set SSL_CERT_FILE)")]
    NoAuthorities(#[source] reqwest::Error),
    /// The runtime of the requests has ended.
    #[error("the server is stopping")]
    Aborted,
    /// The request cannot be expressed in HTTP.
    #[error("the HTTP request cannot be built: {0}")]
    Request(#[from] openidconnect::http::Error),
}

impl HttpClient {
    /// Creates the client, whose requests run in this runtime.
    pub(super) fn new(runtime: &Handle) -> Result<Self, ClientError> {
        Self::with_idle_timeout(IDLE_TIMEOUT, runtime)
    }

    fn with_idle_timeout(idle_timeout: Duration, runtime: &Handle) -> Result<Self, ClientError> {
        let builder = builder().pool_idle_timeout(idle_timeout);
        let http = builder.no_proxy().tls_certs_only([]).build()?;
        let client = Self { https: Arc::default(), http, runtime: runtime.clone(), idle_timeout };
        // Reads the authorities now, and not in the first sign-in. `kaimu check` shows a failure.
        let _ = client.https();
        Ok(client)
    }

    /// The client for https. If there were no certificate authorities until now, looks for them again.
    fn https(&self) -> Result<&reqwest::Client, ClientError> {
        if let Some(client) = self.https.get() {
            return Ok(client);
        }
        // check: a machine without certificate authorities
        let client = builder().pool_idle_timeout(self.idle_timeout).build().map_err(ClientError::NoAuthorities)?;
        Ok(self.https.get_or_init(|| client))
    }

    /// Sends a request and reads the whole response.
    pub(super) async fn send(&self, request: HttpRequest) -> Result<HttpResponse, ClientError> {
        self.send_with_peer(request).await.map(|result| result.response)
    }

    /// Posts a body to a URL, and returns the status of the response. Reads nothing else of it: it may not end.
    pub async fn post(&self, url: &Url, headers: &[(&str, &str)], body: Vec<u8>) -> Result<u16, ClientError> {
        let request = openidconnect::http::Request::builder().method("POST").uri(url.as_str());
        let request = headers.iter().fold(request, |request, (name, value)| request.header(*name, *value));
        let (client, request) = self.prepare(request.body(body)?)?;
        self.run(async move {
            let response = client.execute(request).await.map_err(reqwest::Error::without_url)?;
            Ok(response.status().as_u16())
        })
        .await
    }

    /// As [`Self::send`], and also returns the address and the certificate of the server.
    pub(super) async fn send_with_peer(&self, request: HttpRequest) -> Result<ResponseWithPeer, ClientError> {
        let (client, request) = self.prepare(request)?;
        self.run(exchange_with(client, request)).await
    }

    fn prepare(&self, request: HttpRequest) -> Result<(reqwest::Client, reqwest::Request), ClientError> {
        let client = if request.uri().scheme_str() == Some("http") { &self.http } else { self.https()? };
        Ok((client.clone(), request.try_into()?))
    }

    async fn run<T: Send + 'static>(
        &self,
        exchange: impl Future<Output = Result<T, ClientError>> + Send + 'static,
    ) -> Result<T, ClientError> {
        // The set aborts the request when the caller gives up.
        let mut exchanges = JoinSet::new();
        // check: requests to providers outlive a worker
        exchanges.spawn_on(exchange, &self.runtime);
        exchanges.join_next().await.and_then(Result::ok).unwrap_or(Err(ClientError::Aborted))
    }
}

async fn exchange_with(client: reqwest::Client, request: reqwest::Request) -> Result<ResponseWithPeer, ClientError> {
    // The URL is removed from errors: a query could contain codes or secrets, although no request of ours does today.
    let mut received = client.execute(request).await.map_err(reqwest::Error::without_url)?;
    let mut body = Vec::new();
    while let Some(chunk) = received.chunk().await.map_err(reqwest::Error::without_url)? {
        // check: a limit for the size of a response
        if body.len() + chunk.len() > MAX_RESPONSE_BYTES {
            return Err(ClientError::TooLong);
        }
        body.extend_from_slice(&chunk);
    }
    let mut response = openidconnect::http::Response::new(body);
    *response.status_mut() = received.status();
    *response.headers_mut() = std::mem::take(received.headers_mut());
    Ok(ResponseWithPeer { response, address: received.remote_addr(), certificate: certificate_of(&received) })
}

/// The certificate of a server, trusted or not, to explain why it is not trusted. Sends only a `HEAD` request for `/`,
/// and reads nothing of the response.
pub(super) async fn certificate_shown_by(url: &url::Url) -> Option<Vec<u8>> {
    let client = builder().tls_danger_accept_invalid_certs(true).build().ok()?;
    let response = client.head(url.join("/").ok()?).send().await.ok()?;
    certificate_of(&response)
}

fn certificate_of(response: &reqwest::Response) -> Option<Vec<u8>> {
    response.extensions().get::<reqwest::tls::TlsInfo>()?.peer_certificate().map(<[u8]>::to_vec)
}

fn builder() -> reqwest::ClientBuilder {
    // Selects the cryptography library of rustls. A second call fails and changes nothing, so its result is ignored.
    let _ = rustls::crypto::ring::default_provider().install_default();
    reqwest::Client::builder()
        // check: no redirects
        .redirect(reqwest::redirect::Policy::none())
        .connect_timeout(CONNECT_TIMEOUT)
        // check: a time limit for one response
        .timeout(REQUEST_TIMEOUT)
        .tls_info(true)
        .user_agent(concat!("kaimu/", env!("CARGO_PKG_VERSION")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::{Read, Write};
    use std::net::TcpListener;

    /// The result of a request to a server that sends these bytes once.
    async fn result_of(sent: Vec<u8>) -> Result<HttpResponse, ClientError> {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}/", listener.local_addr().unwrap());
        let server = std::thread::spawn(move || {
            let (mut stream, _) = listener.accept().unwrap();
            let _ = stream.read(&mut [0; 4096]).unwrap();
            let _ = stream.write_all(&sent); // the client may close the connection first
        });
        let request = openidconnect::http::Request::get(url).body(Vec::new()).unwrap();
        let result = HttpClient::new(&Handle::current()).unwrap().send(request).await;
        server.join().unwrap();
        result
    }

    fn response_of(bytes: usize) -> Vec<u8> {
        let mut response = format!("HTTP/1.1 200 OK\r\ncontent-length: {bytes}\r\n\r\n").into_bytes();
        response.resize(response.len() + bytes, b' ');
        response
    }

    #[tokio::test]
    async fn a_response_of_the_maximum_length_is_read_and_a_longer_one_is_rejected() {
        assert_eq!(result_of(response_of(MAX_RESPONSE_BYTES)).await.unwrap().body().len(), MAX_RESPONSE_BYTES);
        assert!(matches!(result_of(response_of(MAX_RESPONSE_BYTES + 1)).await, Err(ClientError::TooLong)));
    }

    #[tokio::test]
    async fn an_idle_connection_that_the_server_may_be_closing_is_not_reused() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}/", listener.local_addr().unwrap());
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                // Each connection answers once; a second request on it would run into the timeout.
                let mut stream = stream.unwrap();
                let _ = stream.read(&mut [0; 4096]).unwrap();
                stream.write_all(&response_of(1)).unwrap();
                std::mem::forget(stream);
            }
        });
        let idle_timeout = Duration::from_millis(50);
        let client = HttpClient::with_idle_timeout(idle_timeout, &Handle::current()).unwrap();
        let request = || openidconnect::http::Request::get(url.clone()).body(Vec::new()).unwrap();
        assert!(client.send(request()).await.is_ok());
        tokio::time::sleep(idle_timeout * 2).await; // only time can end the idle connection
        assert!(client.send(request()).await.is_ok());
    }

    #[tokio::test]
    async fn a_redirect_is_returned_and_not_followed() {
        let redirect = "HTTP/1.1 302 Found\r\nlocation: http://127.0.0.1:9/\r\ncontent-length: 0\r\n\r\n";
        assert_eq!(result_of(redirect.into()).await.unwrap().status().as_u16(), 302);
    }
}

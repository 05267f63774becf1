//! The one HTTP client for what we ask of providers.

use std::net::SocketAddr;
use std::time::Duration;

use openidconnect::{HttpRequest, HttpResponse};

/// The most that any answer may weigh.
const MAX_BYTES: usize = 1024 * 1024;
const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);
const TOTAL_TIMEOUT: Duration = Duration::from_secs(10);
/// A connection is used again within one sign-in, and not much later: servers close theirs after 5 seconds and more, and a
/// request for tokens that meets such an end cannot be repeated.
const IDLE_TIMEOUT: Duration = Duration::from_secs(3);

/// A client that trusts the system's certificate authorities, follows no redirect, waits no longer than 10 seconds and
/// reads no more than 1 MiB. The defaults of the libraries do none of these.
#[derive(Debug, Clone)]
pub(super) struct Client {
    https: reqwest::Client,
    /// For what is on this machine or beside it: a proxy of the environment would see every secret in clear.
    http: reqwest::Client,
}

/// An answer, and who gave it.
pub(super) struct Answer {
    pub(super) response: HttpResponse,
    /// Of the provider, or of the proxy before it.
    pub(super) address: Option<SocketAddr>,
    /// What it showed to prove who it is, in DER; none over plain HTTP.
    pub(super) certificate: Option<Vec<u8>>,
}

/// Why there is no answer. Never holds one, nor the request.
#[derive(Debug, thiserror::Error)]
pub enum ClientError {
    /// No connection, no answer in time, or a broken one.
    #[error("{0}")]
    Transport(#[from] reqwest::Error),
    /// The answer was longer than 1 MiB.
    #[error("the answer is longer than 1 MiB")]
    TooLong,
    /// A request that HTTP cannot express.
    #[error("the request cannot be written: {0}")]
    Request(#[from] openidconnect::http::Error),
}

impl Client {
    /// Builds the client.
    ///
    /// # Errors
    /// When the system's certificate authorities cannot be read.
    pub(super) fn new() -> Result<Self, ClientError> {
        Self::keeping_connections_for(IDLE_TIMEOUT)
    }

    fn keeping_connections_for(idle: Duration) -> Result<Self, ClientError> {
        let builder = || builder().pool_idle_timeout(idle);
        Ok(Self { https: builder().build()?, http: builder().no_proxy().build()? })
    }

    /// Sends a request and reads the whole answer.
    ///
    /// # Errors
    /// When there is none in time, or it is too long.
    pub(super) async fn send(&self, request: HttpRequest) -> Result<HttpResponse, ClientError> {
        self.ask(request).await.map(|answer| answer.response)
    }

    /// The same, and who answers.
    ///
    /// # Errors
    /// When there is no answer in time, or it is too long.
    pub(super) async fn ask(&self, request: HttpRequest) -> Result<Answer, ClientError> {
        // Whatever reqwest reports about the URL would tell codes and secrets in queries; we use none, and yet.
        let client = if request.uri().scheme_str() == Some("http") { &self.http } else { &self.https };
        let mut answer = client.execute(request.try_into()?).await.map_err(reqwest::Error::without_url)?;
        let mut body = Vec::new();
        while let Some(chunk) = answer.chunk().await.map_err(reqwest::Error::without_url)? {
            if body.len() + chunk.len() > MAX_BYTES {
                return Err(ClientError::TooLong);
            }
            body.extend_from_slice(&chunk);
        }
        let mut response = openidconnect::http::Response::new(body);
        *response.status_mut() = answer.status();
        *response.headers_mut() = std::mem::take(answer.headers_mut());
        Ok(Answer { response, address: answer.remote_addr(), certificate: certificate_of(&answer) })
    }
}

/// The certificate that a server shows, whether it can be trusted or not: for looking at why it cannot. Nothing of ours is
/// sent but a question for the front page, and nothing of the answer is read.
pub(super) async fn certificate_shown_by(url: &url::Url) -> Option<Vec<u8>> {
    let client = builder().tls_danger_accept_invalid_certs(true).build().ok()?;
    let answer = client.head(url.join("/").ok()?).send().await.ok()?;
    certificate_of(&answer)
}

fn certificate_of(answer: &reqwest::Response) -> Option<Vec<u8>> {
    answer.extensions().get::<reqwest::tls::TlsInfo>()?.peer_certificate().map(<[u8]>::to_vec)
}

fn builder() -> reqwest::ClientBuilder {
    // Says which of rustls' cryptography libraries to use; a second call changes nothing and may be ignored.
    let _ = rustls::crypto::ring::default_provider().install_default();
    reqwest::Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .connect_timeout(CONNECT_TIMEOUT)
        .timeout(TOTAL_TIMEOUT)
        .tls_info(true)
        .user_agent(concat!("kaimu/", env!("CARGO_PKG_VERSION")))
}

impl<'c> openidconnect::AsyncHttpClient<'c> for Client {
    type Error = ClientError;
    type Future = std::pin::Pin<Box<dyn Future<Output = Result<HttpResponse, ClientError>> + Send + 'c>>;

    fn call(&'c self, request: HttpRequest) -> Self::Future {
        Box::pin(self.send(request))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::{Read, Write};
    use std::net::TcpListener;

    /// What the client makes of this answer of a server, which answers once.
    async fn answered(answer: Vec<u8>) -> Result<HttpResponse, ClientError> {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}/", listener.local_addr().unwrap());
        let server = std::thread::spawn(move || {
            let (mut stream, _) = listener.accept().unwrap();
            let _ = stream.read(&mut [0; 4096]).unwrap();
            let _ = stream.write_all(&answer); // the client may hang up first
        });
        let request = openidconnect::http::Request::get(url).body(Vec::new()).unwrap();
        let result = Client::new().unwrap().send(request).await;
        server.join().unwrap();
        result
    }

    fn of_length(bytes: usize) -> Vec<u8> {
        let mut answer = format!("HTTP/1.1 200 OK\r\ncontent-length: {bytes}\r\n\r\n").into_bytes();
        answer.resize(answer.len() + bytes, b' ');
        answer
    }

    #[tokio::test]
    async fn an_answer_of_one_mebibyte_is_read_and_a_longer_one_is_not() {
        assert_eq!(answered(of_length(MAX_BYTES)).await.unwrap().body().len(), MAX_BYTES);
        assert!(matches!(answered(of_length(MAX_BYTES + 1)).await, Err(ClientError::TooLong)));
    }

    #[tokio::test]
    async fn a_connection_that_the_server_may_be_about_to_close_is_not_used_again() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}/", listener.local_addr().unwrap());
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                // Each connection answers once; a second request on it would wait until its time is over.
                let mut stream = stream.unwrap();
                let _ = stream.read(&mut [0; 4096]).unwrap();
                stream.write_all(&of_length(1)).unwrap();
                std::mem::forget(stream);
            }
        });
        let idle = Duration::from_millis(50);
        let client = Client::keeping_connections_for(idle).unwrap();
        let request = || openidconnect::http::Request::get(url.clone()).body(Vec::new()).unwrap();
        assert!(client.send(request()).await.is_ok());
        tokio::time::sleep(idle * 2).await; // time itself is the event
        assert!(client.send(request()).await.is_ok());
    }

    #[tokio::test]
    async fn a_redirect_is_an_answer_and_is_not_followed() {
        let redirect = "HTTP/1.1 302 Found\r\nlocation: http://127.0.0.1:9/\r\ncontent-length: 0\r\n\r\n";
        assert_eq!(answered(redirect.into()).await.unwrap().status().as_u16(), 302);
    }
}

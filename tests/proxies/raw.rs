//! Sends requests that no HTTP client would send, byte by byte over TLS, and opens WebSockets.

use std::sync::Arc;
use std::time::Duration;

use rustls::pki_types::ServerName;
use rustls::pki_types::pem::PemObject;
use rustls::{ClientConfig, RootCertStore};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

use super::site::Site;

/// A connection over HTTP/1.1 to this host name.
pub async fn connect(site: &Site, host: &str) -> TlsStream<TcpStream> {
    let mut roots = RootCertStore::empty();
    roots.add(rustls::pki_types::CertificateDer::from_pem_slice(site.authority.as_bytes()).unwrap()).unwrap();
    let mut config = ClientConfig::builder().with_root_certificates(roots).with_no_client_auth();
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    let stream = TcpStream::connect(("127.0.0.1", site.port())).await.unwrap();
    let name = ServerName::try_from(host.to_owned()).unwrap();
    TlsConnector::from(Arc::new(config)).connect(name, stream).await.unwrap()
}

/// Sends these lines as the head of a request, and returns the whole answer. The connection closes after it.
pub async fn send(site: &Site, host: &str, lines: &[&str]) -> RawAnswer {
    site.busy.repeat(async || send_once(site, host, lines).await, |answer| answer.status).await
}

async fn send_once(site: &Site, host: &str, lines: &[&str]) -> RawAnswer {
    let mut stream = connect(site, host).await;
    let connection =
        if lines.iter().any(|line| line.starts_with("Connection:")) { "" } else { "Connection: close\r\n" };
    stream.write_all(format!("{}\r\n{connection}\r\n", lines.join("\r\n")).as_bytes()).await.unwrap();
    let mut bytes = Vec::new();
    // Some proxies do not say goodbye in TLS.
    let read = tokio::time::timeout(Duration::from_secs(10), stream.read_to_end(&mut bytes)).await;
    assert!(read.is_ok(), "{lines:?}: no end of the answer");
    RawAnswer::read(&String::from_utf8_lossy(&bytes))
}

pub struct RawAnswer {
    pub status: u16,
    pub text: String,
}

impl RawAnswer {
    fn read(text: &str) -> Self {
        let status = text.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap_or_default();
        Self { status, text: text.to_owned() }
    }

    /// Whether the application answered.
    pub fn is_from_application(&self) -> bool {
        self.text.contains("\"sha256\"")
    }
}

/// Opens a WebSocket, and sends one frame. Returns the status and the content of the frame that comes back.
pub async fn web_socket(site: &Site, host: &str, cookies: &str) -> (u16, String) {
    site.busy.repeat(async || open_web_socket(site, host, cookies).await, |(status, _)| *status).await
}

async fn open_web_socket(site: &Site, host: &str, cookies: &str) -> (u16, String) {
    let mut stream = connect(site, host).await;
    let request = format!(
        "GET /socket HTTP/1.1\r\nHost: {host}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\
         Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\nAccept: text/html\r\n\
         Origin: https://{host}\r\nCookie: {cookies}\r\n\r\n"
    );
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        let byte = tokio::time::timeout(Duration::from_secs(10), stream.read_u8()).await.expect("an answer");
        head.push(byte.unwrap());
    }
    let status = RawAnswer::read(&String::from_utf8_lossy(&head)).status;
    if status != 101 {
        return (status, String::new());
    }
    let mask = [1, 2, 3, 4];
    let content: Vec<u8> = b"hello".iter().enumerate().map(|(index, byte)| byte ^ mask[index % 4]).collect();
    stream.write_all(&[&[0x81, 0x85][..], &mask, &content].concat()).await.unwrap();
    let mut frame = [0; 7];
    tokio::time::timeout(Duration::from_secs(10), stream.read_exact(&mut frame)).await.expect("a frame").unwrap();
    (status, String::from_utf8_lossy(&frame[2..]).into_owned())
}

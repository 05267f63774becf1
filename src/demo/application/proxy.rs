//! The question of the proxy, as docs/proxies describes it for `/auth/verify/forward`, and Kaimu's answer.

use std::io::{self, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

use actix_web::http::StatusCode;
use actix_web::http::header::{HeaderName, HeaderValue};
use actix_web::{HttpRequest, HttpResponse};

/// How long the proxy waits for Kaimu.
const TIMEOUT: Duration = Duration::from_secs(2);
/// More than any answer has.
const MAX_ANSWER_BYTES: u64 = 1024 * 1024;

/// Headers of the client that the question does not repeat: those of the connection and of the body, and those that the proxy
/// sets itself.
const NOT_REPEATED: [&str; 11] = [
    "host",
    "connection",
    "keep-alive",
    "upgrade",
    "te",
    "expect",
    "transfer-encoding",
    "content-length",
    "accept-encoding",
    "forwarded",
    "proxy-connection",
];

/// A question about one request.
pub(super) struct ProxyQuestion {
    kaimu: SocketAddr,
    head: Vec<u8>,
}

/// What Kaimu answers.
pub(super) struct KaimuAnswer {
    pub(super) status: StatusCode,
    headers: Vec<(HeaderName, HeaderValue)>,
    body: Vec<u8>,
}

impl ProxyQuestion {
    pub(super) fn about(request: &HttpRequest, kaimu: SocketAddr) -> Self {
        // With HTTP/1.0, the answer ends with the connection.
        let mut head = format!("GET /auth/verify/forward HTTP/1.0\r\nHost: {kaimu}\r\n").into_bytes();
        let host = request.headers().get("host").map(HeaderValue::as_bytes).unwrap_or_default();
        let peer = request.peer_addr().map(|peer| peer.ip().to_string()).unwrap_or_default();
        let target = request.uri().path_and_query().map(ToString::to_string).unwrap_or_default();
        let mut set = |name: &str, value: &[u8]| head.extend([name.as_bytes(), b": ", value, b"\r\n"].concat());
        set("X-Forwarded-Method", request.method().as_str().as_bytes());
        set("X-Forwarded-Proto", b"http");
        set("X-Forwarded-Host", host);
        set("X-Forwarded-Uri", target.as_bytes());
        set("X-Forwarded-For", peer.as_bytes());
        for (name, value) in request.headers() {
            let is_own = NOT_REPEATED.contains(&name.as_str()) || name.as_str().starts_with("x-forwarded-");
            if !is_own {
                set(name.as_str(), value.as_bytes());
            }
        }
        head.extend(b"\r\n");
        Self { kaimu, head }
    }

    /// Asks, and blocks until the answer has come.
    pub(super) fn ask(&self) -> io::Result<KaimuAnswer> {
        let mut connection = TcpStream::connect_timeout(&self.kaimu, TIMEOUT)?;
        connection.set_read_timeout(Some(TIMEOUT))?;
        connection.set_write_timeout(Some(TIMEOUT))?;
        connection.write_all(&self.head)?;
        let mut bytes = Vec::new();
        connection.take(MAX_ANSWER_BYTES).read_to_end(&mut bytes)?;
        KaimuAnswer::parse(&bytes).ok_or_else(|| io::Error::new(io::ErrorKind::InvalidData, "the answer is not HTTP"))
    }
}

impl KaimuAnswer {
    fn parse(bytes: &[u8]) -> Option<Self> {
        let end = bytes.windows(4).position(|window| window == b"\r\n\r\n")?;
        let mut lines = bytes[..end].split(|byte| *byte == b'\n').map(<[u8]>::trim_ascii);
        let status = lines.next()?.split(|byte| *byte == b' ').nth(1)?;
        let header = |line: &[u8]| {
            let colon = line.iter().position(|byte| *byte == b':')?;
            let value = HeaderValue::from_bytes(line[colon + 1..].trim_ascii()).ok()?;
            Some((HeaderName::from_bytes(&line[..colon]).ok()?, value))
        };
        Some(Self {
            status: StatusCode::from_bytes(status).ok()?,
            headers: lines.map(header).collect::<Option<_>>()?,
            body: bytes[end + 4..].to_vec(),
        })
    }

    /// The value of a header, or an empty text.
    pub(super) fn header(&self, name: &str) -> &str {
        let header = self.headers.iter().find(|(known, _)| known.as_str().eq_ignore_ascii_case(name));
        header.and_then(|(_, value)| value.to_str().ok()).unwrap_or_default()
    }

    /// The answer as the response to the browser.
    pub(super) fn passed_on(self) -> HttpResponse {
        let mut response = HttpResponse::build(self.status).body(self.body);
        for (name, value) in self.headers {
            if !["connection", "content-length", "transfer-encoding", "date"].contains(&name.as_str()) {
                response.headers_mut().append(name, value);
            }
        }
        response
    }
}

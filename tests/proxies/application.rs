//! An application behind the proxy. It answers each request with what reached it.

use std::net::TcpListener;
use std::sync::Arc;

use actix_web::http::header::{CONNECTION, ETAG, HeaderName, IF_NONE_MATCH, RANGE, WWW_AUTHENTICATE};
use actix_web::web::{self, Bytes, Data, Payload};
use actix_web::{App, Error, HttpRequest, HttpResponse, HttpServer};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use futures_util::future::ready;
use futures_util::{StreamExt, TryStreamExt, stream};
use ring::digest::{Context, SHA1_FOR_LEGACY_USE_ONLY, SHA256, digest};
use serde_json::{Value, json};
use tokio::sync::Notify;

/// The content of `/file`, and its entity tag.
pub const FILE: &str = "0123456789";
pub const FILE_TAG: &str = "\"version-1\"";

/// The three applications.
pub struct Applications {
    pub ports: [u16; 3],
    next_event: Arc<Notify>,
}

#[derive(Clone)]
struct Shared {
    port: u16,
    next_event: Arc<Notify>,
}

impl Applications {
    pub fn start() -> Self {
        let next_event = Arc::new(Notify::new());
        let ports = std::array::from_fn(|_| {
            let listener = TcpListener::bind("127.0.0.1:0").unwrap();
            let port = listener.local_addr().unwrap().port();
            let shared = Data::new(Shared { port, next_event: Arc::clone(&next_event) });
            std::thread::spawn(move || {
                let app = move || App::new().app_data(shared.clone()).default_service(web::to(answer));
                let server = HttpServer::new(app).workers(1).listen(listener).unwrap();
                actix_web::rt::System::new().block_on(server.run()).unwrap();
            });
            port
        });
        Self { ports, next_event }
    }

    /// Lets an open `/events` send its second event.
    pub fn send_next_event(&self) {
        self.next_event.notify_one();
    }
}

async fn answer(request: HttpRequest, payload: Payload, shared: Data<Shared>) -> Result<HttpResponse, Error> {
    Ok(match request.path() {
        "/own-401" => HttpResponse::Unauthorized()
            .insert_header((WWW_AUTHENTICATE, "Basic realm=\"own\""))
            .body("a 401 of its own"),
        "/own-403" => HttpResponse::Forbidden().body("a 403 of its own"),
        "/events" => events(&shared),
        "/file" => file(&request),
        "/socket" => echo(&request, payload),
        _ => show(&request, payload, &shared).await?,
    })
}

/// What reached it.
async fn show(request: &HttpRequest, mut payload: Payload, shared: &Shared) -> Result<HttpResponse, Error> {
    let (mut length, mut hash) = (0, Context::new(&SHA256));
    while let Some(chunk) = payload.next().await {
        let chunk = chunk?;
        length += chunk.len();
        hash.update(&chunk);
    }
    let headers: Vec<Value> = request
        .headers()
        .iter()
        .filter(|(name, _)| !is_named_by_connection(request, name))
        .map(|(name, value)| json!([name.as_str(), String::from_utf8_lossy(value.as_bytes())]))
        .collect();
    let path = request.uri().path_and_query().map_or(String::new(), ToString::to_string);
    Ok(HttpResponse::Ok().json(json!({
        "port": shared.port, "method": request.method().as_str(), "path": path, "headers": headers,
        "length": length, "sha256": STANDARD.encode(hash.finish()),
    })))
}

/// Whether an intermediary drops this header (RFC 9110, section 7.6.1). This application does the same.
fn is_named_by_connection(request: &HttpRequest, name: &HeaderName) -> bool {
    let connection = request.headers().get(CONNECTION).map_or("", |value| value.to_str().unwrap());
    connection.split(',').any(|it| it.trim().eq_ignore_ascii_case(name.as_str()))
}

/// Two server-sent events. The second one waits for [`Applications::send_next_event`].
fn events(shared: &Shared) -> HttpResponse {
    let next_event = Arc::clone(&shared.next_event);
    let second = stream::once(async move {
        next_event.notified().await;
        Ok::<_, Error>(Bytes::from_static(b"data: second\n\n"))
    });
    let first = stream::once(async { Ok(Bytes::from_static(b"data: first\n\n")) });
    HttpResponse::Ok().content_type("text/event-stream").streaming(first.chain(Box::pin(second)))
}

fn file(request: &HttpRequest) -> HttpResponse {
    let header = |name| request.headers().get(name).map(|value| value.to_str().unwrap().to_owned());
    if header(IF_NONE_MATCH).as_deref() == Some(FILE_TAG) {
        return HttpResponse::NotModified().insert_header((ETAG, FILE_TAG)).finish();
    }
    match header(RANGE).as_deref() {
        Some("bytes=2-4") => HttpResponse::PartialContent()
            .insert_header(("Content-Range", "bytes 2-4/10"))
            .insert_header((ETAG, FILE_TAG))
            .body(&FILE[2..=4]),
        _ => HttpResponse::Ok().insert_header((ETAG, FILE_TAG)).insert_header(("Accept-Ranges", "bytes")).body(FILE),
    }
}

/// A WebSocket that sends back the bytes of each frame, without their mask (RFC 6455, section 5.2).
fn echo(request: &HttpRequest, payload: Payload) -> HttpResponse {
    let Some(key) = request.headers().get("Sec-WebSocket-Key") else {
        return HttpResponse::BadRequest().body("no WebSocket");
    };
    let accept = digest(&SHA1_FOR_LEGACY_USE_ONLY, &[key.as_bytes(), b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"].concat());
    // A frame may arrive in pieces.
    let frames = payload.scan(Vec::new(), |received, piece| {
        let frame = piece.map(|piece| {
            received.extend_from_slice(&piece);
            Bytes::from(take_frame(received))
        });
        ready(Some(frame.map_err(Error::from)))
    });
    let frames = frames.try_filter(|frame| ready(!frame.is_empty()));
    HttpResponse::SwitchingProtocols()
        .upgrade("websocket")
        .insert_header(("Sec-WebSocket-Accept", STANDARD.encode(accept)))
        .streaming(frames)
}

/// Takes a short masked frame, and returns it without its mask; nothing, if it is not complete.
fn take_frame(received: &mut Vec<u8>) -> Vec<u8> {
    let [kind, length, a, b, c, d, content @ ..] = received.as_slice() else { return Vec::new() };
    let (mask, length) = ([*a, *b, *c, *d], length & 0x7f);
    let Some(content) = content.get(..usize::from(length)) else { return Vec::new() };
    let content = content.iter().enumerate().map(|(index, byte)| byte ^ mask[index % 4]);
    let frame = [*kind, length].into_iter().chain(content).collect();
    received.drain(..6 + usize::from(length));
    frame
}

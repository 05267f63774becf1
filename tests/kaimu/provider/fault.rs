//! Faults that a test injects into the endpoints of the scripted provider.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use actix_web::body::{BodyStream, BoxBody, MessageBody, SizedStream};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::StatusCode;
use actix_web::middleware::Next;
use actix_web::web::Bytes;
use actix_web::{Error, HttpResponse, error};
use futures_util::stream;
use tokio::sync::Notify;

use super::{Shared, count_request};

/// What an endpoint does instead of its normal answer.
#[derive(Clone, Debug)]
pub enum Fault {
    /// This status, with an HTML page.
    Status(u16),
    /// Status 200 with this content type and body.
    Body(&'static str, String),
    /// This status with this JSON body.
    JsonError(u16, String),
    /// Sends the beginning of a JSON object and closes the connection.
    CutOff,
    /// 20 MiB of white space.
    Oversized,
    /// A redirect to this URL.
    Redirect(String),
    /// Never answers.
    Hang,
    /// The normal answer, after this delay.
    Slow(Duration),
    /// The normal answer, after the test has opened the gate. Other requests are answered meanwhile.
    Held(Arc<Gate>),
    /// Sends one byte after the other and never ends.
    ByteByByte,
}

/// Where a request waits.
#[derive(Debug, Default)]
pub struct Gate {
    /// How many requests have arrived.
    pub requests: AtomicUsize,
    /// A request has arrived.
    pub arrived: Notify,
    /// The test lets it pass.
    pub open: Notify,
}

/// Middleware that replaces the answer when the script has a fault for this path.
pub(super) async fn inject_fault(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let shared = request.app_data::<Shared>().unwrap().clone();
    let fault = shared.lock().unwrap().script.faults.get(request.path()).cloned();
    let Some(fault) = fault else { return Ok(next.call(request).await?.map_into_boxed_body()) };
    if let Fault::Slow(pause) = fault {
        tokio::time::sleep(pause).await; // the delay is the fault
        return Ok(next.call(request).await?.map_into_boxed_body());
    }
    if let Fault::Held(gate) = fault {
        let opened = gate.open.notified();
        gate.requests.fetch_add(1, Ordering::SeqCst);
        gate.arrived.notify_one();
        opened.await;
        return Ok(next.call(request).await?.map_into_boxed_body());
    }
    count_request(&shared, request.request());
    let answer = fault.answer().await;
    Ok(request.into_response(answer))
}

impl Fault {
    async fn answer(self) -> HttpResponse {
        let json = || {
            let mut answer = HttpResponse::Ok();
            answer.content_type("application/json");
            answer
        };
        match self {
            Self::Status(status) => HttpResponse::build(StatusCode::from_u16(status).unwrap())
                .content_type("text/html")
                .body("<html><h1>Sorry, ada@example.org</h1></html>"),
            Self::JsonError(status, body) => {
                HttpResponse::build(StatusCode::from_u16(status).unwrap()).content_type("application/json").body(body)
            }
            Self::Body(kind, body) => HttpResponse::Ok().content_type(kind).body(body),
            Self::CutOff => {
                let parts = [Ok(Bytes::from_static(b"{\"")), Err(error::ErrorInternalServerError("cut off"))];
                json().body(SizedStream::new(1000, stream::iter(parts)))
            }
            Self::Oversized => {
                let part = Bytes::from(vec![b' '; 1024 * 1024]);
                let parts = std::iter::repeat_n(part, 20).map(Ok::<_, Error>);
                json().body(BodyStream::new(stream::iter(parts)))
            }
            Self::Redirect(elsewhere) => HttpResponse::Found().insert_header(("Location", elsewhere)).finish(),
            Self::Slow(_) | Self::Held(_) | Self::Hang => std::future::pending().await,
            Self::ByteByByte => json().body(BodyStream::new(stream::unfold((), async |()| {
                tokio::time::sleep(Duration::from_millis(100)).await; // the delay is the fault
                Some((Ok::<_, Error>(Bytes::from_static(b" ")), ()))
            }))),
        }
    }
}

//! Answers that are none.

use std::time::Duration;

use actix_web::body::{BodyStream, BoxBody, MessageBody, SizedStream};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::StatusCode;
use actix_web::middleware::Next;
use actix_web::web::Bytes;
use actix_web::{Error, HttpResponse, error};
use futures_util::stream;

use super::{Shared, note};

/// What an endpoint does in place of answering.
#[derive(Clone, Debug)]
pub enum Trouble {
    /// This status, with a page for people.
    Status(u16),
    /// 200, of this type and with this body.
    Says(&'static str, String),
    /// This status, and this JSON.
    Refuses(u16, String),
    /// The beginning of an object, and then the connection is closed.
    Half,
    /// 20 MiB of white space.
    Huge,
    /// Elsewhere.
    Redirect(String),
    /// No answer in any time.
    Late,
    /// Its answer, after so long.
    Slow(Duration),
    /// One byte after the other, without end.
    Drip,
}

/// Does what the script says of this path, in place of its answer.
pub(super) async fn instead(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let shared = request.app_data::<Shared>().unwrap().clone();
    let trouble = shared.lock().unwrap().script.trouble.get(request.path()).cloned();
    let Some(trouble) = trouble else { return Ok(next.call(request).await?.map_into_boxed_body()) };
    if let Trouble::Slow(pause) = trouble {
        tokio::time::sleep(pause).await; // this is what it does
        return Ok(next.call(request).await?.map_into_boxed_body());
    }
    note(&shared, request.request());
    let answer = trouble.answer().await;
    Ok(request.into_response(answer))
}

impl Trouble {
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
            Self::Refuses(status, body) => {
                HttpResponse::build(StatusCode::from_u16(status).unwrap()).content_type("application/json").body(body)
            }
            Self::Says(kind, body) => HttpResponse::Ok().content_type(kind).body(body),
            Self::Half => {
                let parts = [Ok(Bytes::from_static(b"{\"")), Err(error::ErrorInternalServerError("cut off"))];
                json().body(SizedStream::new(1000, stream::iter(parts)))
            }
            Self::Huge => {
                let part = Bytes::from(vec![b' '; 1024 * 1024]);
                let parts = std::iter::repeat_n(part, 20).map(Ok::<_, Error>);
                json().body(BodyStream::new(stream::iter(parts)))
            }
            Self::Redirect(elsewhere) => HttpResponse::Found().insert_header(("Location", elsewhere)).finish(),
            Self::Slow(_) | Self::Late => std::future::pending().await,
            Self::Drip => json().body(BodyStream::new(stream::unfold((), async |()| {
                tokio::time::sleep(Duration::from_millis(100)).await; // this is what it does
                Some((Ok::<_, Error>(Bytes::from_static(b" ")), ()))
            }))),
        }
    }
}

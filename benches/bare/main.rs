//! An Actix server that answers each GET with the same bytes: the least that an answer of Kaimu's can cost.
//!
//! `bare-handler ADDRESS ANSWER`: `ANSWER` is the file of an HTTP response, with its head, as Kaimu has sent it. `benches/run`
//! starts this. It has as many workers as Kaimu, one for each processor that the process may use.

use std::error::Error;

use actix_web::http::StatusCode;
use actix_web::http::header::{HeaderMap, HeaderName, HeaderValue};
use actix_web::web::{Bytes, Data};
use actix_web::{App, HttpResponse, HttpServer, web};

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [address, file] = arguments.as_slice() else { return Err("usage: bare-handler ADDRESS ANSWER".into()) };
    let answer = Data::new(Answer::read(&std::fs::read(file)?)?);
    let server = HttpServer::new(move || App::new().app_data(answer.clone()).default_service(web::get().to(respond)));
    let server = server.bind(address)?;
    Ok(actix_web::rt::System::new().block_on(server.run())?)
}

async fn respond(answer: Data<Answer>) -> HttpResponse {
    let mut response = HttpResponse::build(answer.status).body(answer.body.clone());
    *response.headers_mut() = answer.headers.clone();
    response
}

struct Answer {
    status: StatusCode,
    headers: HeaderMap,
    body: Bytes,
}

impl Answer {
    /// Reads an HTTP response. Actix writes its length and its date anew.
    fn read(response: &[u8]) -> Result<Self, Box<dyn Error>> {
        let end =
            response.windows(4).position(|bytes| bytes == b"\r\n\r\n").ok_or("a response without an empty line")?;
        let mut lines = std::str::from_utf8(&response[..end])?.split("\r\n");
        let status = lines.next().and_then(|line| line.split(' ').nth(1)).ok_or("a response without a status")?;
        let mut headers = HeaderMap::new();
        for line in lines {
            let (name, value) = line.split_once(':').ok_or("a header without a colon")?;
            if !["content-length", "date"].contains(&name.to_ascii_lowercase().as_str()) {
                headers.append(HeaderName::try_from(name)?, HeaderValue::from_str(value.trim())?);
            }
        }
        let body = Bytes::copy_from_slice(&response[end + 4..]);
        Ok(Self { status: StatusCode::from_bytes(status.as_bytes())?, headers, body })
    }
}

//! `kaimu echo`: stands in for an application behind the proxy, and shows each request as it arrived. `kaimu check --application`
//! reads it, and so can a person.

use std::io;
use std::net::TcpListener;

use actix_web::HttpRequest;
use actix_web::HttpResponse;
use actix_web::web::{self, ServiceConfig};
use serde_json::{Value, json};

use super::server::{DemoServer, serve};

const SECURITY_POLICY: &str = "default-src 'none'; base-uri 'none'; frame-ancestors 'none'";

/// Starts it. Must be called within the actix system. It shows a request to its sender alone, so that any client may reach it.
///
/// # Errors
/// Fails if the server cannot listen.
pub fn start_echo(listener: TcpListener) -> io::Result<DemoServer> {
    serve(listener, SECURITY_POLICY.to_owned(), |config: &mut ServiceConfig| {
        config.default_service(web::to(respond));
    })
}

async fn respond(request: HttpRequest) -> HttpResponse {
    let headers: Vec<Value> = request
        .headers()
        .iter()
        .map(|(name, value)| json!([name.as_str(), String::from_utf8_lossy(value.as_bytes())]))
        .collect();
    let target = request.uri().path_and_query().map(ToString::to_string).unwrap_or_default();
    let shown = json!({
        "kaimu_echo": true, "method": request.method().as_str(), "target": target, "headers": headers,
    });
    HttpResponse::Ok().content_type("application/json").body(format!("{shown:#}\n"))
}

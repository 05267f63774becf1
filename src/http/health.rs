//! The health endpoints for load balancers and monitoring.

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};

use crate::domain::error_chain;
use crate::http::app::App;
use crate::http::request::client;

/// `GET /healthz`: the process is running.
pub(super) async fn healthz() -> HttpResponse {
    HttpResponse::Ok().content_type("text/plain; charset=utf-8").body("ok\n")
}

/// `GET /readyz`: whether the database answers. An unavailable provider is no reason to take the server out of
/// rotation. `?verbose` adds the report of the last checks, but only for direct requests from this machine.
pub(super) async fn readyz(app: Data<App>, request: HttpRequest) -> HttpResponse {
    let ready = app.services.ready().await;
    let ready = ready.inspect_err(|error| log::warn!("/readyz: not ready: {}", error_chain(error))).is_ok();
    let mut response = if ready { HttpResponse::Ok() } else { HttpResponse::ServiceUnavailable() };
    if wants_report(&app, &request) {
        let report = app.doctor.report().await;
        return response.json(report.for_scripts());
    }
    let text = if ready { "ready\n" } else { "the database does not answer\n" };
    response.content_type("text/plain; charset=utf-8").body(text)
}

fn wants_report(app: &App, request: &HttpRequest) -> bool {
    let is_verbose = request.query_string().split('&').any(|parameter| matches!(parameter, "verbose" | "verbose="));
    is_verbose && client::is_local_and_direct(request, app.urls())
}

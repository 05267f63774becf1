//! What load balancers and monitoring ask.

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};

use crate::domain::error_chain;
use crate::http::app::App;
use crate::http::request::client;

/// `GET /healthz`: the process lives.
pub(in crate::http) async fn healthz() -> HttpResponse {
    HttpResponse::Ok().content_type("text/plain; charset=utf-8").body("ok\n")
}

/// `GET /readyz`: the database answers. A provider that is down is no reason to take us out of rotation. With `?verbose`, and
/// for somebody on this machine: what the last examination has found as well.
pub(in crate::http) async fn readyz(app: Data<App>, request: HttpRequest) -> HttpResponse {
    let ready = app.services.ready().await.inspect_err(|error| log::warn!("not ready: {}", error_chain(error))).is_ok();
    let mut answer = if ready { HttpResponse::Ok() } else { HttpResponse::ServiceUnavailable() };
    if wants_report(&app, &request) {
        let report = app.doctor.report().await;
        return answer.json(report.for_scripts());
    }
    let words = if ready { "ready\n" } else { "the database does not answer\n" };
    answer.content_type("text/plain; charset=utf-8").body(words)
}

fn wants_report(app: &App, request: &HttpRequest) -> bool {
    let parameter = request.query_string().split('&').any(|parameter| matches!(parameter, "verbose" | "verbose="));
    parameter && client::is_local_and_direct(request, app.urls())
}

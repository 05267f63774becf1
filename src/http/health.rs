//! The health endpoints for load balancers and monitoring.

use actix_web::HttpResponse;
use actix_web::web::Data;

use crate::http::app::App;

/// `GET /healthz`: the process is running.
pub(super) async fn healthz() -> HttpResponse {
    HttpResponse::Ok().content_type("text/plain; charset=utf-8").body("ok\n")
}

/// `GET /readyz`: whether a sign-in could be written to the database, and the server is not stopping; and otherwise why not.
/// An unavailable provider is no reason to take the server out of rotation. It says no more, since the whole internet may
/// ask; `kaimu status` does.
pub(super) async fn readyz(app: Data<App>) -> HttpResponse {
    // check: a stopping server is not ready
    if app.services.background().is_stopping() {
        return HttpResponse::ServiceUnavailable().content_type("text/plain; charset=utf-8").body("stopping\n");
    }
    let (mut response, text) = match app.services.ready().await {
        Ok(()) => (HttpResponse::Ok(), "ready\n".to_owned()),
        Err(not_ready) => (HttpResponse::ServiceUnavailable(), format!("{not_ready}\n")),
    };
    response.content_type("text/plain; charset=utf-8").body(text)
}

//! The health endpoints for load balancers and monitoring.

use actix_web::HttpResponse;
use actix_web::web::Data;

use crate::domain::RequestContext;
use crate::http::app::App;

/// `GET /healthz`: the process is running.
pub(super) async fn healthz() -> HttpResponse {
    HttpResponse::Ok().content_type("text/plain; charset=utf-8").body("ok\n")
}

/// `GET /readyz`: whether the database answers, and the server is not stopping. An unavailable provider is no reason to take the server out of
/// rotation. It says no more, since the whole internet may ask; `kaimu status` does.
pub(super) async fn readyz(app: Data<App>, context: RequestContext) -> HttpResponse {
    // check: a stopping server is not ready
    if app.services.background().is_stopping() {
        return HttpResponse::ServiceUnavailable().content_type("text/plain; charset=utf-8").body("stopping\n");
    }
    let ready = app.services.ready().await;
    let (mut response, text) = match ready {
        Ok(()) => (HttpResponse::Ok(), "ready\n"),
        Err(error) => {
            app.services.log_failure_as(&context, "not ready", &error);
            (HttpResponse::ServiceUnavailable(), "the database does not answer\n")
        }
    };
    response.content_type("text/plain; charset=utf-8").body(text)
}

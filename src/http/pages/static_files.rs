//! Serves the static files.

use actix_web::HttpResponse;
use actix_web::http::header;
use actix_web::web::{Data, Path};

use crate::http::app::App;
use crate::http::problem::RequestProblem;

/// `GET /static/{name}`.
pub(in crate::http) async fn file(app: Data<App>, name: Path<String>) -> HttpResponse {
    let Some(file) = app.appearance.assets.file(&name) else { return RequestProblem::NotFound.response() };
    let mut response = HttpResponse::Ok();
    if file.content_type.starts_with("image/") {
        // An SVG may contain styles, for example for dark mode, and nothing else.
        response
            .insert_header((header::CONTENT_SECURITY_POLICY, "default-src 'none'; style-src 'unsafe-inline'; sandbox"));
    }
    response
        .content_type(file.content_type)
        .insert_header((header::CACHE_CONTROL, "public, max-age=31536000, immutable"))
        .body(file.content.clone())
}

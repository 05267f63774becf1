//! Static files: part of the binary, under names that carry a hash of their content, so that browsers may keep them.

use std::collections::HashMap;
use std::sync::LazyLock;

use actix_web::HttpResponse;
use actix_web::http::header;
use actix_web::web::Path;
use rust_embed::RustEmbed;

use super::error::Problem;

#[derive(RustEmbed)]
#[folder = "static"]
struct Files;

/// `kaimu.css` → `kaimu.1a2b3c4d.css`, and back.
struct Names {
    hashed: HashMap<String, String>,
    plain: HashMap<String, String>,
}

static NAMES: LazyLock<Names> = LazyLock::new(|| {
    let pairs = || {
        Files::iter().filter_map(|plain| {
            let [a, b, c, d, ..] = Files::get(&plain)?.metadata.sha256_hash();
            let (stem, extension) = plain.rsplit_once('.')?;
            Some((plain.to_string(), format!("{stem}.{:08x}.{extension}", u32::from_be_bytes([a, b, c, d]))))
        })
    };
    Names { hashed: pairs().collect(), plain: pairs().map(|(plain, hashed)| (hashed, plain)).collect() }
});

/// The address of a static file.
pub(super) fn address(plain: &str) -> String {
    format!("/static/{}", NAMES.hashed.get(plain).map_or(plain, String::as_str))
}

/// `GET /static/{name}`.
pub(super) async fn file(name: Path<String>) -> HttpResponse {
    let file = NAMES.plain.get(name.as_str()).and_then(|plain| Files::get(plain));
    let Some(file) = file else { return Problem::NotFound.response() };
    let kind = match name.rsplit_once('.').map(|(_, extension)| extension) {
        Some("css") => "text/css; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("svg") => "image/svg+xml",
        _ => "application/octet-stream",
    };
    HttpResponse::Ok()
        .content_type(kind)
        .insert_header((header::CACHE_CONTROL, "public, max-age=31536000, immutable"))
        .body(file.data.into_owned())
}

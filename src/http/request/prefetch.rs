//! Requests that a browser or a program sends before, or without, the user opening the URL.

use actix_web::http::header::HeaderMap;

/// Headers that name the purpose of a request: `Sec-Purpose` is the standard (Fetch, section 3.8); the others are older
/// names of browsers that are still in use.
const HEADERS: [&str; 4] = ["sec-purpose", "purpose", "x-purpose", "x-moz"];

/// Whether the request says that it is a prefetch, a prerender or a preview: not the user's own navigation.
pub(in crate::http) fn is_prefetch(headers: &HeaderMap) -> bool {
    let values = HEADERS.iter().filter_map(|name| headers.get(*name)?.to_str().ok());
    // `prefetch;prerender` is one value. A single word is compared, since `Purpose` is a free name.
    values.flat_map(|value| value.split([';', ','])).any(|word| {
        ["prefetch", "prerender", "preview"].iter().any(|purpose| word.trim().eq_ignore_ascii_case(purpose))
    })
}

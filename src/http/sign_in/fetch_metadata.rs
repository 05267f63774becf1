//! What a browser says about the page that started a sign-in (Fetch Metadata Request Headers, W3C). Old browsers and other
//! clients send none of these headers.

use actix_web::http::header::HeaderMap;

/// Whether the request loads a page into a window, as far as it says. An image, a frame or a script of another site
/// cannot complete a sign-in.
pub(super) fn is_navigation(headers: &HeaderMap) -> bool {
    let is_absent_or = |name, expected: &[u8]| headers.get(name).is_none_or(|value| value.as_bytes() == expected);
    is_absent_or("sec-fetch-mode", b"navigate") && is_absent_or("sec-fetch-dest", b"document")
}

/// Whether a page of another site caused the request.
pub(super) fn is_cross_site(headers: &HeaderMap) -> bool {
    headers.get("sec-fetch-site").is_some_and(|value| value.as_bytes() == b"cross-site")
}

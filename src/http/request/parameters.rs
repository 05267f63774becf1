//! Reads query parameters and form fields.

use actix_web::web::Payload;

use crate::http::request::body;

/// More than a form of the account pages needs: ids, a slug, and a URL to return to, which encoding may make three times as
/// long.
const MAX_FORM_BYTES: usize = 8 * 1024;

/// The value of the first parameter with this name.
pub(in crate::http) fn parameter(query: &str, name: &str) -> Option<String> {
    let mut parameters = url::form_urlencoded::parse(query.as_bytes());
    parameters.find(|(key, _)| key == name).map(|(_, value)| value.into_owned())
}

/// The value of a parameter that must occur exactly once.
pub(in crate::http) fn single_parameter(encoded: &str, name: &str) -> Option<String> {
    let mut values = url::form_urlencoded::parse(encoded.as_bytes()).filter(|(key, _)| key == name);
    let (_, value) = values.next()?;
    values.next().is_none().then(|| value.into_owned())
}

/// The fields of a form, for [`parameter`]. Empty if the body is too long or takes too long.
pub(in crate::http) async fn form(body: Payload) -> String {
    body::read_text(body, MAX_FORM_BYTES).await.unwrap_or_default()
}

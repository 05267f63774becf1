//! Parses http and https URLs strictly, so that every program reads the operator's text as the same URL.

use url::Url;

/// An absolute http or https URL without user name and password.
pub(super) fn http_url(text: &str) -> Result<Url, String> {
    let expected = "expected an absolute URL, such as https://example.org";
    // The URL parser would repair all of these, but others compare the text or read it differently.
    let ambiguous = text.contains(|c: char| c.is_whitespace() || c.is_control() || c == '\\');
    let (scheme, rest) = text.split_once("://").filter(|_| !ambiguous).ok_or(expected)?;
    if !["http", "https"].iter().any(|known| scheme.eq_ignore_ascii_case(known)) {
        return Err(format!("{expected}; only http and https are supported"));
    }
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    if authority.contains('@') {
        return Err("must not contain a user name or password; remove them and the `@`".to_owned());
    }
    Url::parse(text).ok().filter(|_| !authority.is_empty()).ok_or_else(|| expected.to_owned())
}

/// Such a URL without query and fragment.
pub(super) fn http_url_without_query(text: &str) -> Result<Url, String> {
    let url = http_url(text)?;
    if url.query().is_some() || url.fragment().is_some() {
        return Err("must not have a query (`?…`) or a fragment (`#…`); remove it".to_owned());
    }
    Ok(url)
}

/// A URL of scheme, host and port only; a trailing slash is accepted.
pub(super) fn origin(text: &str) -> Result<Url, String> {
    let url = http_url_without_query(text)?;
    if url.path() != "/" {
        return Err("must not have a path; keep only scheme, host and port, such as https://example.org".to_owned());
    }
    Ok(url)
}

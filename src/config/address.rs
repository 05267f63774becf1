//! Addresses on the web, read strictly: what an operator wrote must be what every program makes of it.

use url::Url;

/// An absolute http or https URL without user info.
pub(super) fn web_address(text: &str) -> Result<Url, String> {
    let expected = "expected an absolute URL, such as https://example.org";
    // The URL parser would mend all of these, but others compare the text or read it differently.
    let odd = text.contains(|c: char| c.is_whitespace() || c.is_control() || c == '\\');
    let (scheme, rest) = text.split_once("://").filter(|_| !odd).ok_or(expected)?;
    if !["http", "https"].iter().any(|known| scheme.eq_ignore_ascii_case(known)) {
        return Err(format!("{expected}; only http and https will do"));
    }
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    if authority.contains('@') {
        return Err("a user name or password in a URL is refused; remove everything up to the `@`".to_owned());
    }
    Url::parse(text).ok().filter(|_| !authority.is_empty()).ok_or_else(|| expected.to_owned())
}

/// A web address without query and fragment.
pub(super) fn plain_address(text: &str) -> Result<Url, String> {
    let url = web_address(text)?;
    if url.query().is_some() || url.fragment().is_some() {
        return Err("a query (`?…`) or fragment (`#…`) is refused; remove it".to_owned());
    }
    Ok(url)
}

/// Scheme, host and port, nothing else; a trailing slash is forgiven.
pub(super) fn origin(text: &str) -> Result<Url, String> {
    let url = plain_address(text)?;
    if url.path() != "/" {
        return Err("a path is refused; keep scheme, host and port, such as https://example.org".to_owned());
    }
    Ok(url)
}

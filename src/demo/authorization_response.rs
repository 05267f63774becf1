//! The authorization response: the redirect to the client with a code or an error (OpenID Connect Core, section
//! 3.1.2.5).

use url::Url;

use super::issuer_state::IssuerState;

/// The redirect with an authorization code.
pub(super) fn with_code(issuer: &IssuerState, state: Option<&str>, code: &str) -> Url {
    redirect(issuer, state, &[("code", code)])
}

/// The redirect with an error (OpenID Connect Core, section 3.1.2.6).
pub(super) fn with_error(issuer: &IssuerState, state: Option<&str>, error: &str, description: &str) -> Url {
    redirect(issuer, state, &[("error", error), ("error_description", description)])
}

/// Every response contains the issuer (RFC 9207).
fn redirect(issuer: &IssuerState, state: Option<&str>, parameters: &[(&str, &str)]) -> Url {
    let mut url = issuer.client.redirect_uri.clone();
    let mut query = url.query_pairs_mut();
    query.extend_pairs(parameters).append_pair("iss", &issuer.url);
    if let Some(state) = state {
        query.append_pair("state", state);
    }
    drop(query);
    url
}

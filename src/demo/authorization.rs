//! The authentication request, and the response to it (OpenID Connect Core, section 3.1.2).

use url::Url;

use super::issuer::Issuer;
use super::parameters::Parameters;
use super::people::Scopes;

/// Longer than any honest request.
const LONGEST: usize = 8 * 1024;
/// A SHA-256 as base64url (RFC 7636, section 4.2).
const CHALLENGE_LENGTH: usize = 43;
/// Parameters that we do not support, and how to say so (OpenID Connect Core, section 3.1.2.6).
const UNSUPPORTED: [(&str, &str); 3] = [
    ("request", "request_not_supported"),
    ("request_uri", "request_uri_not_supported"),
    ("registration", "registration_not_supported"),
];

/// A request that can be answered.
pub(super) struct AuthorizationRequest {
    pub(super) state: Option<String>,
    pub(super) nonce: Option<String>,
    pub(super) challenge: String,
    pub(super) scopes: Scopes,
    pub(super) login_hint: Option<String>,
}

/// A request that cannot be answered as it would like.
pub(super) enum Rejected {
    /// Nobody knows whose it is, so nobody is sent anywhere (RFC 6749, section 4.1.2.1).
    Here(&'static str),
    /// The client learns of it.
    Back(Url),
}

impl AuthorizationRequest {
    /// Reads and checks a request.
    pub(super) fn read(issuer: &Issuer, text: &str) -> Result<Self, Rejected> {
        if text.len() > LONGEST {
            return Err(Rejected::Here("The request is too long."));
        }
        let parameters = Parameters::parse(text);
        if parameters.get("client_id") != Some(&issuer.client.client_id) {
            return Err(Rejected::Here("No application is registered here under this client_id."));
        }
        if parameters.get("redirect_uri") != Some(issuer.client.redirect_uri.as_str()) {
            return Err(Rejected::Here("The redirect_uri is not the one that the application has registered."));
        }
        let state = parameters.get("state").map(str::to_owned);
        check(&parameters).map_err(|(error, description)| {
            Rejected::Back(error_response(issuer, state.as_deref(), error, description))
        })?;
        let text = |name| parameters.get(name).map(str::to_owned);
        let scopes = parameters.get("scope").and_then(Scopes::parse).ok_or_else(|| {
            Rejected::Back(error_response(issuer, state.as_deref(), "invalid_scope", "openid is missing in scope"))
        })?;
        let (nonce, login_hint) = (text("nonce"), text("login_hint"));
        Ok(Self { state, nonce, challenge: text("code_challenge").unwrap_or_default(), scopes, login_hint })
    }
}

fn check(parameters: &Parameters) -> Result<(), (&'static str, &'static str)> {
    let invalid = |description| Err(("invalid_request", description));
    if parameters.repeat_one() {
        return invalid("a parameter stands twice");
    }
    if let Some((name, error)) = UNSUPPORTED.iter().find(|(name, _)| parameters.get(name).is_some()) {
        return Err((error, name));
    }
    match parameters.get("response_type") {
        Some("code") => {}
        Some(_) => return Err(("unsupported_response_type", "response_type must be code")),
        None => return invalid("response_type is missing"),
    }
    if !matches!(parameters.get("response_mode"), None | Some("query")) {
        return invalid("response_mode must be query");
    }
    let is_base64url = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
    match (parameters.get("code_challenge"), parameters.get("code_challenge_method")) {
        (None, _) => return invalid("PKCE is required: code_challenge is missing"),
        (Some(challenge), Some("S256"))
            if challenge.len() == CHALLENGE_LENGTH && challenge.bytes().all(is_base64url) => {}
        (Some(_), Some("S256")) => return invalid("code_challenge is no SHA-256"),
        (Some(_), _) => return invalid("code_challenge_method must be S256"),
    }
    let prompts: Vec<&str> = parameters.get("prompt").unwrap_or_default().split_whitespace().collect();
    match prompts[..] {
        ["none"] => Err(("login_required", "nobody is ever signed in here")),
        _ if prompts.contains(&"none") => invalid("prompt has none and more"),
        // Everything else asks for what happens anyway.
        _ => Ok(()),
    }
}

/// The response that carries a code.
pub(super) fn code_response(issuer: &Issuer, state: Option<&str>, code: &str) -> Url {
    response(issuer, state, &[("code", code)])
}

/// The response that says why there is no code.
pub(super) fn error_response(issuer: &Issuer, state: Option<&str>, error: &str, description: &str) -> Url {
    response(issuer, state, &[("error", error), ("error_description", description)])
}

/// Every response says from whom it comes (RFC 9207).
fn response(issuer: &Issuer, state: Option<&str>, answer: &[(&str, &str)]) -> Url {
    let mut url = issuer.client.redirect_uri.clone();
    let mut query = url.query_pairs_mut();
    query.extend_pairs(answer).append_pair("iss", &issuer.url);
    if let Some(state) = state {
        query.append_pair("state", state);
    }
    drop(query);
    url
}

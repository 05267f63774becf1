//! Parses and checks the authentication request (OpenID Connect Core, section 3.1.2.1).

use super::parameters::Parameters;
use super::registration::DemoClient;
use super::scopes::GrantedScopes;

const MAX_REQUEST_BYTES: usize = 8 * 1024;
/// The length of a SHA-256 hash in base64url (RFC 7636, section 4.2).
const CODE_CHALLENGE_LENGTH: usize = 43;
/// Parameters that are not supported, with the error for each (OpenID Connect Core, section 3.1.2.6).
const UNSUPPORTED_PARAMETERS: [(&str, &str); 3] = [
    ("request", "request_not_supported"),
    ("request_uri", "request_uri_not_supported"),
    ("registration", "registration_not_supported"),
];

/// A valid authentication request.
pub(super) struct AuthorizationRequest {
    pub(super) state: Option<String>,
    pub(super) nonce: Option<String>,
    pub(super) code_challenge: String,
    pub(super) scopes: GrantedScopes,
    pub(super) login_hint: Option<String>,
}

/// Why a request is invalid.
pub(super) enum InvalidRequest {
    /// The client or its redirect URI is unknown, so the error is shown here and the browser is not redirected (RFC
    /// 6749, section 4.1.2.1).
    ShowError(&'static str),
    /// The error is reported to the client.
    Redirect { state: Option<String>, error: &'static str, description: &'static str },
}

impl AuthorizationRequest {
    /// Parses a query, or a body of the same form.
    pub(super) fn parse(client: &DemoClient, text: &str) -> Result<Self, InvalidRequest> {
        if text.len() > MAX_REQUEST_BYTES {
            return Err(InvalidRequest::ShowError("The request is too long."));
        }
        let parameters = Parameters::parse(text);
        if parameters.get("client_id") != Some(&client.client_id) {
            return Err(InvalidRequest::ShowError("No application is registered with this client_id."));
        }
        if parameters.get("redirect_uri") != Some(client.redirect_uri.as_str()) {
            return Err(InvalidRequest::ShowError(
                "The redirect_uri is not the one that the application has registered.",
            ));
        }
        let state = parameters.get("state").map(str::to_owned);
        let redirect = |(error, description)| InvalidRequest::Redirect { state: state.clone(), error, description };
        check(&parameters).map_err(redirect)?;
        let scopes = parameters.get("scope").and_then(GrantedScopes::parse);
        let scopes = scopes.ok_or_else(|| redirect(("invalid_scope", "scope does not contain openid")))?;
        let text = |name| parameters.get(name).map(str::to_owned);
        let (nonce, login_hint) = (text("nonce"), text("login_hint"));
        Ok(Self { state, nonce, code_challenge: text("code_challenge").unwrap_or_default(), scopes, login_hint })
    }
}

/// Checks everything but client, redirect URI and scopes; returns `error` and `error_description`.
fn check(parameters: &Parameters) -> Result<(), (&'static str, &'static str)> {
    let invalid = |description| Err(("invalid_request", description));
    if parameters.has_duplicate() {
        return invalid("a parameter occurs more than once");
    }
    if let Some((name, error)) = UNSUPPORTED_PARAMETERS.iter().find(|(name, _)| parameters.get(name).is_some()) {
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
            if challenge.len() == CODE_CHALLENGE_LENGTH && challenge.bytes().all(is_base64url) => {}
        (Some(_), Some("S256")) => return invalid("code_challenge is not a SHA-256 hash in base64url"),
        (Some(_), _) => return invalid("code_challenge_method must be S256"),
    }
    let prompts: Vec<&str> = parameters.get("prompt").unwrap_or_default().split_whitespace().collect();
    match prompts[..] {
        ["none"] => Err(("login_required", "this provider keeps no sessions")),
        _ if prompts.contains(&"none") => invalid("prompt contains none and other values"),
        // Every other value is satisfied, because the user always chooses an account.
        _ => Ok(()),
    }
}

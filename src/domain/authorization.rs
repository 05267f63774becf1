//! The values of an authorization request and of its response (OAuth 2.0, section 4.1; RFC 9207).

use std::collections::HashMap;
use std::time::Duration;

use secrecy::SecretString;

use super::provider_refusal::ProviderRefusal;
use super::redacted::redacted_debug;
use super::session::MAX_AUTHENTICATION_AGE;
use super::step_up::StepUp;

/// The longest authorization response that is accepted: more than any provider sends.
const MAX_BYTES: usize = 16 * 1024;

/// The secrets that bind a response to one request and one browser: 32 random bytes each, as text.
#[derive(Debug, Clone)]
pub struct AuthorizationSecrets {
    /// The provider returns it with the response (OAuth 2.0, section 10.12).
    pub state: SecretString,
    /// The provider returns it in the ID token.
    pub nonce: SecretString,
    /// Sent to the token endpoint with the code (RFC 7636).
    pub code_verifier: SecretString,
}

/// Which account at the provider a sign-in asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AccountSelection {
    /// The account that the provider selects.
    Any,
    /// Another account than the provider would select.
    Another,
    /// The account that the user selects, if the provider is known to offer a selection.
    Choose,
    /// The account that the provider selects, after the user has authenticated again.
    Reauthenticate,
    /// The same, with the limits of an application, which checks them itself at each request.
    StepUp,
}

impl AccountSelection {
    /// How long ago the user may have authenticated at the provider; `None` for any time.
    #[must_use]
    pub fn max_age(self) -> Option<Duration> {
        (self == Self::Reauthenticate).then_some(MAX_AUTHENTICATION_AGE)
    }

    /// How old the `auth_time` of the response may be; `None` if it does not matter.
    #[must_use]
    pub fn accepted_age(self) -> Option<Duration> {
        match self {
            Self::Any | Self::Another | Self::Choose => None,
            Self::Reauthenticate => self.max_age(),
            // check: auth_time of a step-up
            // An old one is accepted, but it has to be there where the provider announces it.
            Self::StepUp => Some(Duration::MAX),
        }
    }
}

/// The options of one authorization request.
#[derive(Debug, Clone)]
pub struct AuthorizationOptions {
    /// Which account to ask for.
    pub account_selection: AccountSelection,
    /// The login name to fill in (OpenID Connect Core, section 3.1.2.1).
    pub login_hint: Option<LoginHint>,
    /// The preferred language of the provider's pages: a language tag (RFC 5646).
    pub ui_locale: Option<&'static str>,
    /// What an application requires of the sign-in.
    pub step_up: Option<StepUp>,
}

impl AuthorizationOptions {
    /// Options with this account selection alone.
    #[must_use]
    pub fn of(account_selection: AccountSelection) -> Self {
        Self { account_selection, login_hint: None, ui_locale: None, step_up: None }
    }
}

/// The login name of the user, often an e-mail address: sent to the provider and written nowhere.
#[derive(Clone, PartialEq, Eq)]
pub struct LoginHint(String);

impl LoginHint {
    /// Reads a hint. A text that is blank, longer than 255 bytes or has control characters is ignored.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        let text = text.trim();
        (!text.is_empty() && text.len() <= 255 && !text.contains(char::is_control)).then(|| Self(text.to_owned()))
    }

    /// The text for the provider.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

redacted_debug!(LoginHint);

/// The authorization response that a browser carried back from the provider.
#[derive(Debug)]
pub struct AuthorizationResponse {
    /// Identifies the request that this answers.
    pub state: SecretString,
    /// What the provider decided.
    pub outcome: AuthorizationOutcome,
    /// The issuer (`iss`, RFC 9207), if the response has it.
    pub issuer: Option<String>,
    /// The user's profile, which Apple sends with the first sign-in of a user. It is not signed.
    pub user: Option<SecretString>,
}

/// What the provider decided.
#[derive(Debug)]
pub enum AuthorizationOutcome {
    /// It authorized the request: the code to redeem for tokens.
    Code(SecretString),
    /// It refused the request.
    Refused(ProviderRefusal),
}

/// Whether a proxy or a script could take this name for one of the parameters that are read here: `code[]`, `code[0]`, or
/// `code` with white space or control characters around it. Then the two would read two responses.
fn is_other_spelling(name: &str) -> bool {
    let invisible = |c: char| c.is_whitespace() || c.is_control();
    let base = name.split('[').next().unwrap_or_default().trim_matches(invisible);
    base.len() < name.len() && ["state", "code", "error", "error_description", "iss", "user"].contains(&base)
}

/// The parameters are not an authorization response.
#[derive(Debug, Clone, Copy, thiserror::Error, PartialEq, Eq)]
#[error("the authorization response is malformed: {0}")]
pub struct MalformedResponse(&'static str);

impl AuthorizationResponse {
    /// Reads a query or a form body: it needs `state` and either `code` or `error`, may have no parameter twice or in
    /// another spelling, and may have at most [`MAX_BYTES`].
    pub fn read(encoded: &str) -> Result<Self, MalformedResponse> {
        // check: a limit for the size of an authorization response
        if encoded.len() > MAX_BYTES {
            return Err(MalformedResponse("it is longer than 16 KiB"));
        }
        let mut parameters = HashMap::new();
        for (name, value) in url::form_urlencoded::parse(encoded.as_bytes()) {
            // check: no other spelling of a parameter
            if is_other_spelling(&name) {
                return Err(MalformedResponse("a parameter has another spelling, such as code[]"));
            }
            // check: no parameter twice
            if parameters.insert(name.into_owned(), value.into_owned()).is_some() {
                return Err(MalformedResponse("a parameter occurs twice"));
            }
        }
        let mut take = |name: &str| parameters.remove(name).filter(|value| !value.is_empty());
        let state = take("state").ok_or(MalformedResponse("it has no state"))?;
        let outcome = match (take("code"), take("error")) {
            // check: not both code and error
            (Some(code), None) => AuthorizationOutcome::Code(code.into()),
            (None, Some(error)) => {
                AuthorizationOutcome::Refused(ProviderRefusal::read(&error, take("error_description").as_deref()))
            }
            (None, None) => return Err(MalformedResponse("it has neither code nor error")),
            (Some(_), Some(_)) => return Err(MalformedResponse("it has both code and error")),
        };
        Ok(Self { state: state.into(), outcome, issuer: take("iss"), user: take("user").map(SecretString::from) })
    }
}

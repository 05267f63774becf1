//! What a browser carries to a provider and back (OAuth 2.0, section 4.1; RFC 9207).

use std::collections::HashMap;
use std::time::Duration;

use secrecy::SecretString;

use super::provider_refusal::ProviderRefusal;
use super::redacted::redacted_debug;
use super::session::MAX_AUTHENTICATION_AGE;

/// More than any provider sends.
const MAX_BYTES: usize = 16 * 1024;

/// What binds a response to one request and one browser: 32 random bytes each, as text.
#[derive(Debug, Clone)]
pub struct AuthorizationSecrets {
    /// Returned with the response (OAuth 2.0, section 10.12).
    pub state: SecretString,
    /// Returned inside the ID token.
    pub nonce: SecretString,
    /// Shown to the token endpoint (RFC 7636).
    pub code_verifier: SecretString,
}

/// With which account at the provider somebody wants to sign in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AccountSelection {
    /// The one that the provider finds.
    Any,
    /// Another than the provider would take by itself.
    Another,
    /// The one that the person chooses, where the provider is known to let them.
    Choose,
    /// The one that the provider finds, once its person has proven anew who they are.
    Reauthenticate,
}

impl AccountSelection {
    /// How long ago the person may have proven who they are, if that matters.
    #[must_use]
    pub fn max_age(self) -> Option<Duration> {
        (self == Self::Reauthenticate).then_some(MAX_AUTHENTICATION_AGE)
    }
}

/// What somebody, or whoever sent them, options of one trip to a provider.
#[derive(Debug, Clone)]
pub struct AuthorizationOptions {
    /// With which account.
    pub account_selection: AccountSelection,
    /// What to fill in for them (OpenID Connect Core, section 3.1.2.1).
    pub login_hint: Option<LoginHint>,
    /// In which language the provider had better speak: a tag (RFC 5646).
    pub ui_locale: Option<&'static str>,
}

impl AuthorizationOptions {
    /// None but the account.
    #[must_use]
    pub fn of(account_selection: AccountSelection) -> Self {
        Self { account_selection, login_hint: None, ui_locale: None }
    }
}

/// As whom somebody will probably sign in, often an address: passed on to the provider, and to nobody else.
#[derive(Clone, PartialEq, Eq)]
pub struct LoginHint(String);

impl LoginHint {
    /// Takes the text, unless it is blank, longer than 255 bytes, or holds control characters: it is only a hint.
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

/// What a browser carried back from the provider.
#[derive(Debug)]
pub struct AuthorizationResponse {
    /// Says which request this answers.
    pub state: SecretString,
    /// The outcome.
    pub outcome: AuthorizationOutcome,
    /// Who answers, if that is said.
    pub issuer: Option<String>,
    /// What Apple says about somebody at their first sign-in, and nobody has signed.
    pub user: Option<SecretString>,
}

/// What the provider decided.
#[derive(Debug)]
pub enum AuthorizationOutcome {
    /// Yes: a code to be redeemed for tokens.
    Code(SecretString),
    /// No.
    Refused(ProviderRefusal),
}

/// What was carried back is no authorization response.
#[derive(Debug, Clone, Copy, thiserror::Error, PartialEq, Eq)]
#[error("the authorization response is malformed: {0}")]
pub struct MalformedResponse(&'static str);

impl AuthorizationResponse {
    /// Reads a query or a form body: exactly one `state`, one of `code` and `error`, nothing twice, at most 16 KiB.
    ///
    /// # Errors
    /// When it is no authorization response, and why.
    pub fn read(encoded: &str) -> Result<Self, MalformedResponse> {
        if encoded.len() > MAX_BYTES {
            return Err(MalformedResponse("it is longer than 16 KiB"));
        }
        let mut parameters = HashMap::new();
        for (name, value) in url::form_urlencoded::parse(encoded.as_bytes()) {
            if parameters.insert(name.into_owned(), value.into_owned()).is_some() {
                return Err(MalformedResponse("a parameter stands twice"));
            }
        }
        let mut take = |name: &str| parameters.remove(name).filter(|value| !value.is_empty());
        let state = take("state").ok_or(MalformedResponse("it has no state"))?;
        let outcome = match (take("code"), take("error")) {
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

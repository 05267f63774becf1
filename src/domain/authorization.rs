//! What a browser carries to a provider and back (OAuth 2.0, section 4.1; RFC 9207).

use std::collections::HashMap;
use std::time::Duration;

use secrecy::SecretString;

use super::{ProviderRefusal, RECENT};

/// More than any provider sends.
const MOST_BYTES: usize = 16 * 1024;

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
pub enum Account {
    /// The one that the provider finds.
    Any,
    /// Another than the provider would take by itself.
    Another,
    /// The one that the person chooses, where the provider is known to let them.
    Chosen,
    /// The one that the provider finds, once its person has proven anew who they are.
    ProvenAnew,
}

impl Account {
    /// How long ago the person may have proven who they are, if that matters.
    #[must_use]
    pub fn max_age(self) -> Option<Duration> {
        (self == Self::ProvenAnew).then_some(RECENT)
    }
}

/// What a browser carried back from the provider.
#[derive(Debug)]
pub struct AuthorizationResponse {
    /// Says which request this answers.
    pub state: SecretString,
    /// The outcome.
    pub answer: Answer,
    /// Who answers, if that is said.
    pub issuer: Option<String>,
}

/// What the provider decided.
#[derive(Debug)]
pub enum Answer {
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
        if encoded.len() > MOST_BYTES {
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
        let answer = match (take("code"), take("error")) {
            (Some(code), None) => Answer::Code(code.into()),
            (None, Some(error)) => Answer::Refused(ProviderRefusal::read(&error, take("error_description").as_deref())),
            (None, None) => return Err(MalformedResponse("it has neither code nor error")),
            (Some(_), Some(_)) => return Err(MalformedResponse("it has both code and error")),
        };
        Ok(Self { state: state.into(), answer, issuer: take("iss") })
    }
}

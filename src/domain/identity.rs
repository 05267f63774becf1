//! Who somebody is at a provider.

use std::fmt;

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::email::EmailAddress;
use super::redacted::redacted_debug;
use super::slug::Slug;

/// An issuer identifier (OpenID Connect Core, section 1.2), kept as the exact text: issuers are compared byte for byte.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Issuer(String);

impl Issuer {
    /// Takes the text as it is.
    #[must_use]
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The exact text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Issuer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A subject identifier: 1 to 255 printable ASCII characters, unique at its issuer (OpenID Connect Core, section 2).
/// Some providers use the e-mail address, so `Debug` does not show it.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Subject(String);

/// The text cannot be a subject identifier.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("a subject has 1 to 255 printable ASCII characters")]
pub struct InvalidSubject;

impl Subject {
    /// Checks length and characters.
    ///
    /// # Errors
    /// When it is empty, too long or not printable ASCII.
    pub fn parse(text: &str) -> Result<Self, InvalidSubject> {
        if text.is_empty() || text.len() > 255 || !text.bytes().all(|byte| (b' '..=b'~').contains(&byte)) {
            return Err(InvalidSubject);
        }
        Ok(Self(text.to_owned()))
    }

    /// The exact text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

redacted_debug!(Subject);

/// The pair that names a person at a provider, now and for ever; an e-mail address does not.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Identity {
    /// Who says so.
    pub issuer: Issuer,
    /// Whom they mean.
    pub subject: Subject,
}

/// What a provider says about a person. All of it may change, and none of it identifies anybody.
#[derive(Clone, Default)]
pub struct Profile {
    /// The address, whether or not it is proven.
    pub email: Option<EmailAddress>,
    /// Whether the provider says that it has proven the address.
    pub email_verified: bool,
    /// The full name, for display.
    pub name: Option<String>,
    /// A short name, from which a username may be made.
    pub preferred_username: Option<String>,
    /// The address of a picture (http or https).
    pub picture: Option<String>,
}

redacted_debug!(Profile);

/// The outcome of a verified sign-in at a provider: every check of the protocol has passed.
#[derive(Debug, Clone)]
pub struct VerifiedIdentity {
    /// Through which configured provider.
    pub provider: Slug,
    /// Who.
    pub identity: Identity,
    /// What the provider says about them.
    pub profile: Profile,
    /// When the person proved to the provider who they are, if it says so (`auth_time`).
    pub authenticated_at: Option<DateTime<Utc>>,
}

/// An identity of a user, for them to see.
#[derive(Debug, Clone)]
pub struct LinkedIdentity {
    /// Names it to its user.
    pub id: Uuid,
    /// Through which provider it was used last.
    pub provider: Slug,
    /// The address that the provider claims.
    pub email: Option<EmailAddress>,
    /// When it was linked.
    pub linked_at: DateTime<Utc>,
    /// When it was used last.
    pub last_used_at: DateTime<Utc>,
}

//! Identities: who a user is at a provider, and what the provider says about the user.

use std::fmt;

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::email::EmailAddress;
use super::email_domain::EmailDomain;
use super::redacted::redacted_debug;
use super::slug::Slug;
use super::strength::SignInStrength;

/// An issuer identifier (OpenID Connect Core, section 1.2), kept as the exact text: issuers are compared byte for byte.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Issuer(String);

impl Issuer {
    /// Keeps the text unchanged.
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

/// A subject identifier: 1 to 255 bytes without control characters, unique at its issuer and compared byte for byte
/// (OpenID Connect Core, section 2). The standard allows ASCII only, but some providers use login names with umlauts.
/// Others use the e-mail address, so `Debug` does not show it.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Subject(String);

/// The text is not a subject identifier.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("a subject has 1 to 255 bytes and no control characters")]
pub struct InvalidSubject;

impl Subject {
    /// Checks length and characters.
    pub fn parse(text: &str) -> Result<Self, InvalidSubject> {
        // check: sub is not empty
        if text.is_empty() || text.len() > 255 || text.contains(char::is_control) {
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

/// The pair that identifies a person at a provider permanently. An e-mail address does not: it may be reassigned.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Identity {
    /// The issuer.
    pub issuer: Issuer,
    /// The person's identifier at the issuer.
    pub subject: Subject,
}

/// What a provider says about a person. All of it may change, and none of it identifies the person.
#[derive(Clone, Default)]
pub struct Profile {
    /// The e-mail address, proven or not.
    pub email: Option<EmailAddress>,
    /// Whether the provider says that it has verified the address.
    pub email_verified: bool,
    /// The domain of the organization whose account it is (Google's claim `hd`), from the same source as the address.
    pub hosted_domain: Option<EmailDomain>,
    /// The full name, for display.
    pub name: Option<String>,
    /// A short name, from which a username may be derived.
    pub preferred_username: Option<String>,
    /// The URL of a picture: https, or on the origin of an http issuer.
    pub picture: Option<String>,
}

redacted_debug!(Profile);

/// An identity that a provider has authenticated: every check of the protocol has passed.
#[derive(Debug, Clone)]
pub struct VerifiedIdentity {
    /// The configured provider.
    pub provider: Slug,
    /// The identity.
    pub identity: Identity,
    /// What the provider says about the person.
    pub profile: Profile,
    /// The address of the profile, if this provider proves it (`ProviderSettings::proven_email`).
    pub proven_email: Option<EmailAddress>,
    /// How and when the person authenticated at the provider, as far as it says so.
    pub strength: SignInStrength,
}

/// An identity that is linked to a user, as the account page shows it.
#[derive(Debug, Clone)]
pub struct LinkedIdentity {
    /// The id that the account page uses for it.
    pub id: Uuid,
    /// The provider through which it was last used.
    pub provider: Slug,
    /// The issuer.
    pub issuer: Issuer,
    /// The address that the provider claims.
    pub email: Option<EmailAddress>,
    /// When it was linked.
    pub linked_at: DateTime<Utc>,
    /// When it was last used.
    pub last_used_at: DateTime<Utc>,
}

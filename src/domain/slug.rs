//! The short name of a provider in URLs and in the database.

use std::fmt;

/// The short name of a provider in URLs and in the database: `[a-z0-9][a-z0-9-]*`, at most 48 characters.
///
/// The limit keeps a sealed sign-in attempt, which contains the slug, within its cookie of 3 KiB.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Slug(String);

/// The text is not a [`Slug`].
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("use lower-case letters, digits and `-`, starting with a letter or digit, at most 48 characters")]
pub struct InvalidSlug;

impl Slug {
    /// Checks characters and length.
    pub fn parse(text: &str) -> Result<Self, InvalidSlug> {
        let allowed = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
        if text.is_empty() || text.len() > 48 || text.starts_with('-') || !text.bytes().all(allowed) {
            return Err(InvalidSlug);
        }
        Ok(Self(text.to_owned()))
    }

    /// The slug of sessions and audit entries that come from an operator instead of a provider.
    #[must_use]
    pub fn operator() -> Self {
        Self("operator".to_owned())
    }

    /// The slug as it is in URLs.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Slug {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

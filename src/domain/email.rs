//! E-mail addresses, as far as a sign-in needs them.

use super::redacted::redacted_debug;

/// An e-mail address as a provider wrote it. Its `Debug` does not show it, so that it cannot slip into a log.
#[derive(Clone, PartialEq, Eq)]
pub struct EmailAddress(String);

/// The text cannot be an e-mail address.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("not an e-mail address")]
pub struct InvalidEmail;

impl EmailAddress {
    /// Takes a text that has the outer shape of an address: `local@domain`, at most 254 bytes (RFC 5321, section
    /// 4.5.3.1.3), no white space, no control characters.
    ///
    /// # Errors
    /// When it has not.
    pub fn parse(text: &str) -> Result<Self, InvalidEmail> {
        let (local, domain) = text.rsplit_once('@').ok_or(InvalidEmail)?;
        let stray = |c: char| c.is_whitespace() || c.is_control();
        if local.is_empty() || domain.is_empty() || text.len() > 254 || text.contains(stray) {
            return Err(InvalidEmail);
        }
        Ok(Self(text.to_owned()))
    }

    /// The address as written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The part before the `@`.
    #[must_use]
    pub fn local_part(&self) -> &str {
        self.0.rsplit_once('@').map_or(&self.0, |(local, _)| local)
    }

    /// The part after the `@`.
    #[must_use]
    pub fn domain(&self) -> &str {
        self.0.rsplit_once('@').map_or("", |(_, domain)| domain)
    }

    /// What two addresses share exactly when they count as the same one: ASCII case folded, nothing else. Folding
    /// more (Unicode, dots, plus-addresses) would make two people's mailboxes one.
    #[must_use]
    pub fn key(&self) -> String {
        self.0.to_ascii_lowercase()
    }
}

redacted_debug!(EmailAddress);

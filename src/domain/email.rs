//! E-mail addresses, and when two are equal.

use super::ascii_domain::ascii_domain;
use super::redacted::redacted_debug;

/// An e-mail address as a provider wrote it. Its `Debug` does not show it, so that it does not get into a log.
#[derive(Clone, PartialEq, Eq)]
pub struct EmailAddress(String);

/// The text is not an e-mail address.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("not an e-mail address")]
pub struct InvalidEmail;

impl EmailAddress {
    /// Checks the outer form of an address: `local@domain`, at most 254 bytes (RFC 5321, section 4.5.3.1.3), no white
    /// space, no control characters.
    pub fn parse(text: &str) -> Result<Self, InvalidEmail> {
        let (local, domain) = text.rsplit_once('@').ok_or(InvalidEmail)?;
        let is_forbidden = |c: char| c.is_whitespace() || c.is_control();
        if local.is_empty() || domain.is_empty() || text.len() > 254 || text.contains(is_forbidden) {
            return Err(InvalidEmail);
        }
        Ok(Self(text.to_owned()))
    }

    /// The address as the provider wrote it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The part before the `@`.
    #[must_use]
    pub fn local_part(&self) -> &str {
        self.0.rsplit_once('@').map_or(&self.0, |(local, _)| local)
    }

    /// The part after the `@`, in the form in which domains are compared.
    #[must_use]
    pub fn ascii_domain(&self) -> String {
        ascii_domain(self.0.rsplit_once('@').map_or("", |(_, domain)| domain))
    }

    /// The key by which addresses are compared: the part before the `@` with ASCII letters in lower case, and the domain
    /// in the form in which domains are compared. Folding more of the first part (Unicode, dots, plus-addresses) would
    /// make the mailboxes of two people equal.
    #[must_use]
    pub fn key(&self) -> String {
        format!("{}@{}", self.local_part().to_ascii_lowercase(), self.ascii_domain())
    }
}

redacted_debug!(EmailAddress);

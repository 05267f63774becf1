//! The domain of an e-mail address.

use super::ascii_domain::ascii_domain;
use super::email::EmailAddress;

/// The part of an address after the `@`, in the form in which domains are compared (IDNA). Domains are equal only as a
/// whole: a subdomain is another one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EmailDomain(String);

/// The text cannot be the domain of an address.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("expected the part of an address after the `@`, such as example.org; list each subdomain")]
pub struct InvalidEmailDomain;

impl EmailDomain {
    /// Reads a domain in any spelling. Patterns such as `*.example.org` are invalid.
    pub fn parse(text: &str) -> Result<Self, InvalidEmailDomain> {
        let is_forbidden = |c: char| c.is_whitespace() || c.is_control() || "@*/:,;".contains(c);
        let domain = ascii_domain(text);
        if domain.is_empty() || domain.starts_with('.') || domain.ends_with('.') || domain.contains(is_forbidden) {
            return Err(InvalidEmailDomain);
        }
        Ok(Self(domain))
    }

    /// Whether the text is this domain, in any spelling.
    #[must_use]
    pub fn is_named(&self, text: &str) -> bool {
        ascii_domain(text) == self.0
    }

    /// The domain in ASCII and in lower case.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether an address is in this domain, not in a subdomain or in a longer name with the same ending.
    #[must_use]
    pub fn contains(&self, email: &EmailAddress) -> bool {
        email.ascii_domain() == self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_that_is_not_a_domain_is_refused() {
        for text in
            ["", "@example.org", "*.example.org", ".example.org", "example.org.", "a b", "ada@example.org", "a,b"]
        {
            assert_eq!(EmailDomain::parse(text), Err(InvalidEmailDomain), "{text}");
        }
    }
}

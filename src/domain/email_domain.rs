//! The domain of an e-mail address.

use super::email::EmailAddress;

/// The part of addresses after the `@`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EmailDomain(String);

/// The text cannot be the domain of an address.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("expected the part of an address after the `@`, such as example.org; subdomains are named one by one")]
pub struct InvalidEmailDomain;

impl EmailDomain {
    /// Takes a text that has the shape of a domain, in whatever case.
    ///
    /// # Errors
    /// When it has not; patterns such as `*.example.org` mean nothing here.
    pub fn parse(text: &str) -> Result<Self, InvalidEmailDomain> {
        let stray = |c: char| c.is_whitespace() || c.is_control() || "@*/:,;".contains(c);
        if text.is_empty() || text.starts_with('.') || text.ends_with('.') || text.contains(stray) {
            return Err(InvalidEmailDomain);
        }
        Ok(Self(text.to_ascii_lowercase()))
    }

    /// Whether this is the name of the domain, in whatever case.
    #[must_use]
    pub fn is_named(&self, text: &str) -> bool {
        text.eq_ignore_ascii_case(&self.0)
    }

    /// Its name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether an address is in this very domain: a subdomain is another one, and so is a longer name that ends alike.
    #[must_use]
    pub fn contains(&self, email: &EmailAddress) -> bool {
        self.is_named(email.domain())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_domain_is_refused() {
        for text in
            ["", "@example.org", "*.example.org", ".example.org", "example.org.", "a b", "ada@example.org", "a,b"]
        {
            assert_eq!(EmailDomain::parse(text), Err(InvalidEmailDomain), "{text}");
        }
    }
}

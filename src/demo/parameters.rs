//! [`Parameters`]: the parameters of a request by the rules of OAuth 2.0.

use std::collections::BTreeSet;

/// Parameters without a value count as absent, and none may occur more than once (RFC 6749, section 3.1).
pub(super) struct Parameters(Vec<(String, String)>);

impl Parameters {
    /// Parses a query, or a form in a body.
    pub(super) fn parse(text: &str) -> Self {
        Self::new(url::form_urlencoded::parse(text.as_bytes()).into_owned().collect())
    }

    pub(super) fn new(mut pairs: Vec<(String, String)>) -> Self {
        pairs.retain(|(_, value)| !value.is_empty());
        Self(pairs)
    }

    /// The value of a parameter; `None` if it occurs more than once.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        let mut values = self.0.iter().filter(|(key, _)| key == name).map(|(_, value)| value.as_str());
        values.next().filter(|_| values.next().is_none())
    }

    /// Whether any parameter occurs more than once.
    pub(super) fn has_duplicate(&self) -> bool {
        let names: BTreeSet<&str> = self.0.iter().map(|(name, _)| name.as_str()).collect();
        names.len() != self.0.len()
    }
}

//! The parameters of a request, as OAuth reads them.

use std::collections::BTreeSet;

/// An empty one counts as absent, and none may stand twice (RFC 6749, section 3.1).
pub(super) struct Parameters(Vec<(String, String)>);

impl Parameters {
    /// From a query, or from a body in the same form.
    pub(super) fn parse(text: &str) -> Self {
        Self::new(url::form_urlencoded::parse(text.as_bytes()).into_owned().collect())
    }

    /// From pairs.
    pub(super) fn new(mut pairs: Vec<(String, String)>) -> Self {
        pairs.retain(|(_, value)| !value.is_empty());
        Self(pairs)
    }

    /// The one value of a parameter. One that stands twice has none.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        let mut values = self.0.iter().filter(|(key, _)| key == name).map(|(_, value)| value.as_str());
        values.next().filter(|_| values.next().is_none())
    }

    /// Whether any stands twice.
    pub(super) fn repeat_one(&self) -> bool {
        let names: BTreeSet<&str> = self.0.iter().map(|(name, _)| name.as_str()).collect();
        names.len() != self.0.len()
    }
}

//! The secrets by which a provider knows us: two of them while an operator replaces the one by the other.

use secrecy::{ExposeSecret, SecretString};

/// One client secret or two, each of which may be the one that the provider takes.
#[derive(Debug, Clone)]
pub struct ClientSecrets {
    current: SecretString,
    other: Option<SecretString>,
}

impl ClientSecrets {
    /// The secret to use, and the one before it, which may still be in use at the provider.
    #[must_use]
    pub fn new(current: SecretString, other: Option<SecretString>) -> Self {
        Self { current, other }
    }

    /// The secret to use.
    #[must_use]
    pub fn current(&self) -> &SecretString {
        &self.current
    }

    /// All of them, in the order in which to try them.
    pub fn in_order(&self, other_first: bool) -> impl Iterator<Item = &SecretString> {
        let (current, other) = (Some(&self.current), self.other.as_ref());
        let order = if other_first { [other, current] } else { [current, other] };
        order.into_iter().flatten()
    }
}

impl PartialEq for ClientSecrets {
    fn eq(&self, other: &Self) -> bool {
        let texts =
            |secrets: &Self| secrets.in_order(false).map(|it| it.expose_secret().to_owned()).collect::<Vec<_>>();
        texts(self) == texts(other)
    }
}

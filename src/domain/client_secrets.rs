//! The client secrets of a provider: two while an operator replaces one by the other.

use secrecy::{ExposeSecret, SecretString};

/// One or two client secrets. If there are two, the provider may accept either.
#[derive(Debug, Clone)]
pub struct ClientSecrets {
    current: SecretString,
    other: Option<SecretString>,
}

impl ClientSecrets {
    /// `current` is the secret to try first; `other`, if any, may be the one that the provider accepts.
    #[must_use]
    pub fn new(current: SecretString, other: Option<SecretString>) -> Self {
        Self { current, other }
    }

    /// The secret to try first.
    #[must_use]
    pub fn current(&self) -> &SecretString {
        &self.current
    }

    /// Whether there are two.
    #[must_use]
    pub fn are_two(&self) -> bool {
        self.other.is_some()
    }

    /// The secrets in the order in which to try them.
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

//! Decides which address a user has, of those that their identities prove.

use super::email::EmailAddress;

/// An address that an identity of the user proves.
#[derive(Debug)]
pub struct ProvenEmail {
    /// The address.
    pub email: EmailAddress,
    /// No other user has it, and no identity of another user proves it.
    pub is_free: bool,
}

/// The address of a user: the current one while an identity of theirs proves it, or else the first one of `proven` that
/// is free. So it does not follow the identity that was used last, and an address that no identity has any more is
/// released.
#[must_use]
pub fn choose_email<'a>(current: Option<&EmailAddress>, proven: &'a [ProvenEmail]) -> Option<&'a EmailAddress> {
    // check: an address stays while it is proven
    let is_current = |it: &&ProvenEmail| current.is_some_and(|current| current.key() == it.email.key());
    let chosen = proven.iter().find(is_current).or_else(|| proven.iter().find(|it| it.is_free));
    chosen.map(|it| &it.email)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn email(text: &str) -> EmailAddress {
        EmailAddress::parse(text).unwrap()
    }

    fn choose(current: Option<&str>, proven: &[(&str, bool)]) -> Option<String> {
        let proven: Vec<_> =
            proven.iter().map(|(text, is_free)| ProvenEmail { email: email(text), is_free: *is_free }).collect();
        choose_email(current.map(email).as_ref(), &proven).map(|email| email.as_str().to_owned())
    }

    #[test]
    fn an_address_stays_while_an_identity_proves_it() {
        for (current, proven, expected) in [
            (Some("a@work"), &[("a@home", true), ("A@work", true)][..], Some("A@work")),
            (Some("a@work"), &[("a@home", true), ("a@work", false)], Some("a@work")),
            (Some("a@work"), &[("b@work", false), ("a@home", true)], Some("a@home")),
            (Some("a@work"), &[("b@work", false)], None),
            (Some("a@work"), &[], None),
            (None, &[("a@home", true), ("a@work", true)], Some("a@home")),
            (None, &[], None),
        ] {
            assert_eq!(choose(current, proven).as_deref(), expected, "{current:?} {proven:?}");
        }
    }
}

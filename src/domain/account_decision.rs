//! Decides which user a verified identity belongs to.

use super::user::User;

/// What to do with an unknown identity that has the proven address of a user (`link_by_email`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LinkByEmail {
    /// Link it: the address is proven.
    Verified,
    /// Link it after the user has signed in with an identity that is linked already.
    Confirm,
    /// Create a new user for it.
    Never,
}

/// The user with the same proven address as an identity.
#[derive(Debug)]
pub struct Owner {
    /// The user.
    pub user: User,
    /// The user has an identity at the same issuer that must not be replaced. The subject is then another person, to whom
    /// the provider has reassigned the address.
    pub has_identity_at_issuer: bool,
    /// An operator lets a new subject replace the user's identities at the issuer (`kaimu users relink`).
    pub is_relinked: bool,
    /// The user has unlinked this identity before.
    pub has_unlinked_identity: bool,
}

/// What to do with a verified identity that is linked to no user.
#[derive(Debug)]
pub enum AccountDecision {
    /// Link it to this user, whose proven address it has.
    Link(User),
    /// Link it to this user, whose proven address it has, once the user has confirmed it.
    Confirm(User),
    /// Create a user for it.
    Create,
}

/// Decides what to do with a verified identity whose issuer and subject are linked to no user. `owner` is the user with the same
/// proven address. An identity that its user has unlinked is never linked again by the address alone.
#[must_use]
pub fn decide_account(owner: Option<Owner>, by_email: LinkByEmail) -> AccountDecision {
    // check: recycled addresses
    match (owner, by_email) {
        (Some(Owner { has_identity_at_issuer: true, .. }) | None, _)
        | (Some(Owner { is_relinked: false, .. }), LinkByEmail::Never) => AccountDecision::Create,
        // An operator has decided about a relinked user, whatever `link_by_email` says.
        (Some(Owner { user, is_relinked: true, has_unlinked_identity: false, .. }), _)
        | (Some(Owner { user, has_unlinked_identity: false, .. }), LinkByEmail::Verified) => {
            AccountDecision::Link(user)
        }
        (Some(Owner { user, .. }), _) => AccountDecision::Confirm(user),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::user::UserId;

    fn user(username: &str) -> User {
        User {
            id: UserId(uuid::Uuid::nil()),
            username: username.to_owned(),
            email: None,
            display_name: None,
            avatar_url: None,
            created_at: chrono::DateTime::UNIX_EPOCH,
        }
    }

    fn ada(has_identity_at_issuer: bool, has_unlinked_identity: bool) -> Owner {
        Owner { user: user("ada"), has_identity_at_issuer, is_relinked: false, has_unlinked_identity }
    }

    const ALL_MODES: [LinkByEmail; 3] = [LinkByEmail::Verified, LinkByEmail::Confirm, LinkByEmail::Never];

    #[test]
    fn an_unknown_identity_with_the_address_of_a_user_is_linked_as_link_by_email_says() {
        let decision = |by_email| decide_account(Some(ada(false, false)), by_email);
        assert!(matches!(decision(LinkByEmail::Verified), AccountDecision::Link(user) if user.username == "ada"));
        assert!(matches!(decision(LinkByEmail::Confirm), AccountDecision::Confirm(user) if user.username == "ada"));
        assert!(matches!(decision(LinkByEmail::Never), AccountDecision::Create));
    }

    #[test]
    fn an_unlinked_identity_is_linked_again_only_after_its_user_has_confirmed_it() {
        let decision = |by_email| decide_account(Some(ada(false, true)), by_email);
        assert!(matches!(decision(LinkByEmail::Verified), AccountDecision::Confirm(_)));
        assert!(matches!(decision(LinkByEmail::Confirm), AccountDecision::Confirm(_)));
        assert!(matches!(decision(LinkByEmail::Never), AccountDecision::Create));
    }

    #[test]
    fn an_identity_that_an_operator_relinks_is_linked_whatever_link_by_email_says() {
        for by_email in ALL_MODES {
            let relinked = Owner { is_relinked: true, ..ada(false, false) };
            assert!(matches!(decide_account(Some(relinked), by_email), AccountDecision::Link(_)));
            let unlinked = Owner { is_relinked: true, ..ada(false, true) };
            assert!(!matches!(decide_account(Some(unlinked), by_email), AccountDecision::Link(_)));
        }
    }

    #[test]
    fn a_reassigned_address_at_the_same_issuer_creates_a_new_user() {
        for by_email in ALL_MODES {
            assert!(matches!(decide_account(Some(ada(true, false)), by_email), AccountDecision::Create));
        }
    }
}

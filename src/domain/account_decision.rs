//! Which user an identity belongs to.

use super::email::EmailAddress;
use super::identity::Profile;
use super::user::User;

/// What an operator wants done when an identity that nobody knows has somebody's proven address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LinkByEmail {
    /// It is linked: the address is proven.
    Verified,
    /// It is linked once its owner has signed in with an identity that is linked already.
    Confirm,
    /// It is a new user's.
    Never,
}

/// The user whose proven address a profile has.
#[derive(Debug)]
pub struct Owner {
    /// Who.
    pub user: User,
    /// They have an identity at this issuer: this subject is another person, to whom the provider gave a recycled address.
    pub has_identity_at_issuer: bool,
    /// They have unlinked this very identity.
    pub has_unlinked_identity: bool,
}

/// What to do with a verified identity.
#[derive(Debug)]
pub enum AccountDecision {
    /// It is linked already: this is the user.
    Existing(User),
    /// Its proven address is this user's proven address: link it to them.
    Link(User),
    /// The same, and the user has to confirm it first.
    Confirm(User),
    /// Nobody we know: make a user.
    Create,
}

/// Finds the user of an identity among the candidates that the store knows.
///
/// `linked` is the user of this issuer and subject, `owner` the one whose proven address equals this profile's proven
/// one. What a user has unlinked, their address alone does not link again.
#[must_use]
pub fn decide_account(linked: Option<User>, owner: Option<Owner>, by_email: LinkByEmail) -> AccountDecision {
    match (linked, owner, by_email) {
        (Some(user), _, _) => AccountDecision::Existing(user),
        (None, Some(Owner { has_identity_at_issuer: true, .. }) | None, _) | (None, _, LinkByEmail::Never) => {
            AccountDecision::Create
        }
        (None, Some(Owner { user, has_unlinked_identity: false, .. }), LinkByEmail::Verified) => {
            AccountDecision::Link(user)
        }
        (None, Some(Owner { user, .. }), LinkByEmail::Verified | LinkByEmail::Confirm) => {
            AccountDecision::Confirm(user)
        }
    }
}

/// The address of a profile that counts as proven: the provider says so, or the operator trusts this provider with it.
#[must_use]
pub fn proven_email(profile: &Profile, trust_email: bool) -> Option<&EmailAddress> {
    profile.email.as_ref().filter(|_| profile.email_verified || trust_email)
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
        Owner { user: user("ada"), has_identity_at_issuer, has_unlinked_identity }
    }

    const EVERY: [LinkByEmail; 3] = [LinkByEmail::Verified, LinkByEmail::Confirm, LinkByEmail::Never];

    #[test]
    fn a_known_identity_is_its_user_whoever_owns_the_address() {
        for by_email in EVERY {
            let choice = decide_account(Some(user("bob")), Some(ada(false, false)), by_email);
            assert!(matches!(choice, AccountDecision::Existing(user) if user.username == "bob"));
        }
    }

    #[test]
    fn an_unknown_identity_joins_the_owner_of_its_proven_address_as_the_operator_wants_it() {
        let choice = |by_email| decide_account(None, Some(ada(false, false)), by_email);
        assert!(matches!(choice(LinkByEmail::Verified), AccountDecision::Link(user) if user.username == "ada"));
        assert!(matches!(choice(LinkByEmail::Confirm), AccountDecision::Confirm(user) if user.username == "ada"));
        assert!(matches!(choice(LinkByEmail::Never), AccountDecision::Create));
    }

    #[test]
    fn an_identity_that_its_user_has_unlinked_joins_them_again_only_when_they_confirm_it() {
        let choice = |by_email| decide_account(None, Some(ada(false, true)), by_email);
        assert!(matches!(choice(LinkByEmail::Verified), AccountDecision::Confirm(_)));
        assert!(matches!(choice(LinkByEmail::Confirm), AccountDecision::Confirm(_)));
        assert!(matches!(choice(LinkByEmail::Never), AccountDecision::Create));
    }

    #[test]
    fn a_recycled_address_at_the_same_issuer_is_another_person() {
        for by_email in EVERY {
            assert!(matches!(decide_account(None, Some(ada(true, false)), by_email), AccountDecision::Create));
        }
    }

    #[test]
    fn an_address_counts_only_when_it_is_proven_or_the_provider_is_trusted() {
        let email = EmailAddress::parse("ada@example.org").ok();
        let claimed = Profile { email: email.clone(), ..Profile::default() };
        let verified = Profile { email, email_verified: true, ..Profile::default() };
        assert!(proven_email(&claimed, false).is_none());
        assert!(proven_email(&claimed, true).is_some());
        assert!(proven_email(&verified, false).is_some());
    }
}

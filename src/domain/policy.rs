//! Which user an identity belongs to.

use super::{EmailAddress, Profile, User};

/// What to do with a verified identity.
#[derive(Debug)]
pub enum AccountChoice {
    /// It is linked already: this is the user.
    Known(User),
    /// Its proven address is this user's proven address: link it to them.
    Link(User),
    /// Nobody we know: make a user.
    Create,
}

/// Finds the user of an identity among the candidates that the store knows.
///
/// `linked` is the user of this issuer and subject. `owner` is the user whose proven address equals this profile's
/// proven one, and `owner_known_at_issuer` says whether that user already has an identity at this issuer: if so, this
/// subject is another person to whom the provider gave a recycled address, and nothing of the owner's is theirs.
#[must_use]
pub fn choose_account(linked: Option<User>, owner: Option<User>, owner_known_at_issuer: bool) -> AccountChoice {
    match (linked, owner) {
        (Some(user), _) => AccountChoice::Known(user),
        (None, Some(user)) if !owner_known_at_issuer => AccountChoice::Link(user),
        (None, _) => AccountChoice::Create,
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
    use crate::domain::UserId;

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

    #[test]
    fn a_known_identity_is_its_user_whoever_owns_the_address() {
        let choice = choose_account(Some(user("ada")), Some(user("bob")), false);
        assert!(matches!(choice, AccountChoice::Known(user) if user.username == "ada"));
    }

    #[test]
    fn an_unknown_identity_joins_the_owner_of_its_proven_address() {
        let choice = choose_account(None, Some(user("ada")), false);
        assert!(matches!(choice, AccountChoice::Link(user) if user.username == "ada"));
    }

    #[test]
    fn a_recycled_address_at_the_same_issuer_is_another_person() {
        assert!(matches!(choose_account(None, Some(user("ada")), true), AccountChoice::Create));
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

//! Users, and how usernames are made.

use std::fmt;

use chrono::{DateTime, Utc};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::email::EmailAddress;
use super::identity::Profile;

/// The identifier of a [`User`]: a UUID version 7.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct UserId(pub Uuid);

impl fmt::Display for UserId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// A person, as the applications behind Kaimu know them. `Debug` shows the id alone.
#[derive(Clone, PartialEq, Eq)]
pub struct User {
    /// The identifier. It never changes and is never reused.
    pub id: UserId,
    /// The username: readable, unique, of the characters `[a-z0-9._-]`.
    pub username: String,
    /// The proven address, unique among users. An address that is only claimed is never here.
    pub email: Option<EmailAddress>,
    /// The name to show.
    pub display_name: Option<String>,
    /// The URL of a picture on another server.
    pub avatar_url: Option<String>,
    /// When the user first signed in.
    pub created_at: DateTime<Utc>,
}

impl fmt::Debug for User {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "User({})", self.id)
    }
}

impl User {
    /// Whether this is the user's own address.
    #[must_use]
    pub fn owns(&self, email: &EmailAddress) -> bool {
        self.email.as_ref().is_some_and(|own| own.key() == email.key())
    }

    /// This user after a sign-in, with the provider's current name and picture. What the provider does not send stays
    /// unchanged.
    #[must_use]
    pub fn refreshed(self, profile: &Profile) -> Self {
        Self {
            display_name: profile.name.clone().or(self.display_name),
            avatar_url: profile.picture.clone().or(self.avatar_url),
            ..self
        }
    }
}

/// The longest username before a number or a part of the id is added, in bytes.
const MAX_USERNAME_LENGTH: usize = 32;
/// The largest number that is added to a username that is taken.
const MAX_USERNAME_NUMBER: u32 = 20;

/// Usernames that no sign-up gives: users and applications may take their owner for the operator of the site, and some of
/// them are mailboxes of every domain (RFC 2142). Existing users keep theirs.
const RESERVED_USERNAMES: [&str; 16] = [
    "abuse",
    "admin",
    "administrator",
    "help",
    "hostmaster",
    "info",
    "kaimu",
    "moderator",
    "noc",
    "operator",
    "postmaster",
    "root",
    "security",
    "support",
    "system",
    "webmaster",
];

/// The SHA-256 of a username in any case, in hexadecimal digits. It recognizes the name after its user was deleted, without
/// keeping the name itself.
#[must_use]
pub fn username_hash(username: &str) -> String {
    let digest = Sha256::digest(username.to_ascii_lowercase());
    digest.iter().fold(String::new(), |text, byte| format!("{text}{byte:02x}"))
}

/// Usernames for a new user in order of preference: `ada`, `ada-2`, … `ada-20`, and finally one with a part of the
/// id, which is unique.
///
/// They are derived from the preferred username, else the local part of the *proven* address, else the name, else
/// `user`: the first that is not reserved. Other scripts are transliterated.
pub fn username_candidates(
    profile: &Profile,
    proven_email: Option<&EmailAddress>,
    id: UserId,
) -> impl Iterator<Item = String> {
    let preferred = profile.preferred_username.as_deref().map(|name| name.split('@').next().unwrap_or(name));
    let local_part = proven_email.map(EmailAddress::local_part);
    let base = [preferred, local_part, profile.name.as_deref()]
        .into_iter()
        .flatten()
        .map(username_from)
        // check: reserved usernames
        .find(|name| !name.is_empty() && !RESERVED_USERNAMES.contains(&name.as_str()))
        .unwrap_or_else(|| "user".to_owned());
    let numbered = (2..=MAX_USERNAME_NUMBER).map({
        let base = base.clone();
        move |number| format!("{base}-{number}")
    });
    let unique = format!("{base}-{}", &id.0.simple().to_string()[16..]);
    std::iter::once(base).chain(numbered).chain([unique])
}

/// Whether an operator may give a user this username: what a provider's name would become, unchanged.
#[must_use]
pub fn is_username(text: &str) -> bool {
    !text.is_empty() && username_from(text) == text
}

fn username_from(text: &str) -> String {
    let mut username = String::new();
    for c in deunicode::deunicode(text).chars() {
        match c.to_ascii_lowercase() {
            c if c.is_ascii_alphanumeric() => username.push(c),
            c @ ('.' | '_') => username.push(c),
            _ if !username.is_empty() && !username.ends_with('-') => username.push('-'),
            _ => {}
        }
    }
    username.truncate(MAX_USERNAME_LENGTH);
    username.trim_matches(['-', '.', '_']).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn first(preferred_username: Option<&str>, proven_email: Option<&str>, name: Option<&str>) -> String {
        let profile = Profile {
            preferred_username: preferred_username.map(str::to_owned),
            name: name.map(str::to_owned),
            ..Profile::default()
        };
        let email = proven_email.map(|text| EmailAddress::parse(text).unwrap());
        username_candidates(&profile, email.as_ref(), UserId(Uuid::nil())).next().unwrap()
    }

    #[test]
    fn a_username_is_readable_and_made_of_safe_characters() {
        assert_eq!(first(Some("ada.lovelace@example.org"), None, None), "ada.lovelace");
        assert_eq!(first(Some("<script>"), None, None), "script");
        assert_eq!(first(None, Some("Ada+test@example.org"), Some("Ada")), "ada-test");
        assert_eq!(first(None, None, Some("José Müller")), "jose-muller");
        assert_eq!(first(None, None, Some("Ольга")), "ol-ga");
        assert_eq!(first(None, None, Some("../../etc/passwd")), "etc-passwd");
        assert_eq!(first(Some("   "), None, None), "user");
        assert_eq!(first(None, None, Some(&"x".repeat(9000))).len(), MAX_USERNAME_LENGTH);
    }

    #[test]
    fn a_reserved_username_is_given_to_no_user() {
        assert_eq!(first(Some("Admin"), None, None), "user");
        assert_eq!(first(Some("root"), Some("support@example.org"), Some("Ada Lovelace")), "ada-lovelace");
        assert_eq!(first(Some("\u{430}dmin@example.org"), Some("ada@example.org"), None), "ada", "a Cyrillic letter");
        assert_eq!(first(Some("-system-"), None, Some("Kaimu!")), "user");
        assert_eq!(first(Some("administrators"), None, None), "administrators");
    }

    #[test]
    fn a_username_is_recognized_by_its_hash_in_any_case() {
        assert_eq!(username_hash("ada"), "fdee430d40bd57deeac186cd9790033d0f06f909a8806e7ce6e717ab7c7d5029");
        assert_eq!(username_hash("Ada"), username_hash("ada"));
    }

    #[test]
    fn an_operator_may_choose_usernames_of_safe_characters() {
        for good in ["ada", "a", "ada.lovelace_2", "ada-2", &"x".repeat(MAX_USERNAME_LENGTH)] {
            assert!(is_username(good), "{good}");
        }
        for bad in
            ["", "Ada", "ada ", "ada@example.org", "-ada", "ada-", "a--b", "../a", "ädä", "a\u{1b}", &"x".repeat(33)]
        {
            assert!(!is_username(bad), "{bad}");
        }
    }

    #[test]
    fn a_taken_username_gets_a_number_and_finally_a_part_of_the_id() {
        let candidates: Vec<_> = username_candidates(&Profile::default(), None, UserId(Uuid::nil())).collect();
        assert_eq!(candidates[..3], ["user", "user-2", "user-3"]);
        assert_eq!(candidates[20], "user-0000000000000000");
    }
}

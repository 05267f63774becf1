//! A user of ours.

use std::fmt;

use chrono::{DateTime, Utc};
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

/// A person, as the applications behind Kaimu know them.
#[derive(Clone)]
pub struct User {
    /// Never changes, never reused.
    pub id: UserId,
    /// Readable, unique, made of `[a-z0-9._-]`.
    pub username: String,
    /// A proven address, unique among users; never a merely claimed one.
    pub email: Option<EmailAddress>,
    /// The name to show.
    pub display_name: Option<String>,
    /// The address of a picture elsewhere.
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

    /// This user after a sign-in: with the provider's present name and picture, and with its address when that is
    /// proven and free (`email`). What the provider no longer says stays as it was.
    #[must_use]
    pub fn refreshed(self, profile: &Profile, email: Option<EmailAddress>) -> Self {
        Self {
            email: email.or(self.email),
            display_name: profile.name.clone().or(self.display_name),
            avatar_url: profile.picture.clone().or(self.avatar_url),
            ..self
        }
    }
}

const MAX_USERNAME_LENGTH: usize = 32;
const MAX_USERNAME_NUMBER: u32 = 20;

/// Usernames for a new user, best first: `ada`, `ada-2`, … `ada-20`, and at last one with a piece of the id, which
/// nobody else has.
///
/// Made of what the provider says about the person: the preferred username, else the local part of a *proven*
/// address, else the name, else `user`; other scripts are transliterated.
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
        .find(|name| !name.is_empty())
        .unwrap_or_else(|| "user".to_owned());
    let numbered = (2..=MAX_USERNAME_NUMBER).map({
        let base = base.clone();
        move |number| format!("{base}-{number}")
    });
    let unique = format!("{base}-{}", &id.0.simple().to_string()[16..]);
    std::iter::once(base).chain(numbered).chain([unique])
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
    fn a_taken_username_gets_a_number_and_at_last_a_piece_of_the_id() {
        let candidates: Vec<_> = username_candidates(&Profile::default(), None, UserId(Uuid::nil())).collect();
        assert_eq!(candidates[..3], ["user", "user-2", "user-3"]);
        assert_eq!(candidates[20], "user-0000000000000000");
    }
}

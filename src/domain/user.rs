//! A user of ours.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::{EmailAddress, Profile};

/// The identifier of a [`User`]: a UUID version 7.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct UserId(pub Uuid);

impl std::fmt::Display for UserId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

/// A person as the applications behind Kaimu know them.
#[derive(Debug, Clone)]
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

const USERNAME_LENGTH: usize = 32;

/// Usernames for a new user, best first, without end: `ada`, `ada-2`, `ada-3`, ….
///
/// Made of what the provider says about the person: the preferred username, else the local part of a *verified*
/// address, else the name, else `user`; other scripts are transliterated.
pub fn username_candidates(profile: &Profile, proven_email: Option<&EmailAddress>) -> impl Iterator<Item = String> {
    let preferred = profile.preferred_username.as_deref().map(|name| name.split('@').next().unwrap_or(name));
    let local_part = proven_email.map(EmailAddress::local_part);
    let base = [preferred, local_part, profile.name.as_deref()]
        .into_iter()
        .flatten()
        .map(plain)
        .find(|name| !name.is_empty())
        .unwrap_or_else(|| "user".to_owned());
    std::iter::once(base.clone()).chain((2_u64..).map(move |number| format!("{base}-{number}")))
}

fn plain(text: &str) -> String {
    let mut plain = String::new();
    for c in deunicode::deunicode(text).chars() {
        match c.to_ascii_lowercase() {
            c if c.is_ascii_alphanumeric() => plain.push(c),
            c @ ('.' | '_') => plain.push(c),
            _ if !plain.is_empty() && !plain.ends_with('-') => plain.push('-'),
            _ => {}
        }
    }
    plain.truncate(USERNAME_LENGTH);
    plain.trim_matches(['-', '.', '_']).to_owned()
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
        username_candidates(&profile, email.as_ref()).next().unwrap()
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
        assert_eq!(first(None, None, Some(&"x".repeat(9000))).len(), USERNAME_LENGTH);
    }

    #[test]
    fn a_taken_username_gets_a_number() {
        let candidates: Vec<_> = username_candidates(&Profile::default(), None).take(3).collect();
        assert_eq!(candidates, ["user", "user-2", "user-3"]);
    }
}

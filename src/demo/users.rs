//! The accounts at the demo provider, and their claims.

use serde_json::{Map, Value};

use super::scopes::GrantedScopes;

/// An account. It exists at every issuer, with another `sub` at each.
#[derive(Debug)]
pub(super) struct DemoUser {
    pub(super) id: &'static str,
    pub(super) name: &'static str,
    pub(super) email: Option<&'static str>,
    /// The claim `email_verified`.
    pub(super) email_verified: bool,
    /// The claim `groups`.
    pub(super) groups: &'static [&'static str],
    /// Whether the user is assigned to the application. Otherwise each sign-in is refused.
    pub(super) assigned: bool,
    /// What a sign-in with this account demonstrates.
    pub(super) about: &'static str,
    /// The background colour of the picture.
    pub(super) colour: &'static str,
}

pub(super) static DEMO_USERS: [DemoUser; 6] = [
    DemoUser {
        id: "alice",
        name: "Alice Example",
        email: Some("alice@example.org"),
        email_verified: true,
        groups: &["Everyone", "Engineering", "On call"],
        assigned: true,
        about: "Has the same verified address at both providers, so both sign in the same user.",
        colour: "#7a3e9d",
    },
    DemoUser {
        id: "bob",
        name: "Bob Example",
        email: Some("bob@example.org"),
        email_verified: true,
        groups: &["Everyone", "Support"],
        assigned: true,
        about: "Is also at both providers, as a different user from Alice.",
        colour: "#1d5fa8",
    },
    DemoUser {
        id: "mallory",
        name: "Mallory Example",
        email: Some("alice@example.org"),
        email_verified: false,
        groups: &["Everyone"],
        assigned: true,
        about: "Claims Alice’s address, but it is not verified: does not become Alice.",
        colour: "#a3362b",
    },
    DemoUser {
        id: "robin",
        name: "Robin Example",
        email: Some("robin@example.org"),
        email_verified: true,
        groups: &["Everyone"],
        assigned: false,
        about: "Has an account here, but is not assigned to this application: the sign-in is refused.",
        colour: "#6b5b1e",
    },
    DemoUser {
        id: "layla",
        name: "ليلى 🌙",
        email: Some("layla@example.org"),
        email_verified: true,
        groups: &["Everyone", "Engineering", "مناوبة الليل"],
        assigned: true,
        about: "Has a name that is written from right to left, with an emoji.",
        colour: "#0b6b5c",
    },
    DemoUser {
        id: "sam",
        name: "Sam Example",
        email: None,
        email_verified: false,
        groups: &[],
        assigned: true,
        about: "Has no e-mail address.",
        colour: "#4d5560",
    },
];

impl DemoUser {
    /// Finds a user by id.
    pub(super) fn find(id: &str) -> Option<&'static Self> {
        DEMO_USERS.iter().find(|user| user.id == id)
    }

    /// Finds a user by the parameter `login_hint`: an id or an e-mail address.
    pub(super) fn find_by_login_hint(hint: &str) -> Option<&'static Self> {
        Self::find(hint).or_else(|| DEMO_USERS.iter().find(|user| user.email == Some(hint)))
    }

    /// The first character of the name.
    pub(super) fn initial(&self) -> char {
        self.name.chars().next().unwrap_or('?')
    }

    /// The claims for these scopes (OpenID Connect Core, section 5.4).
    pub(super) fn claims(&self, scopes: GrantedScopes, issuer: &str) -> Map<String, Value> {
        let mut claims = Map::new();
        let mut set = |name: &str, value: Value| claims.insert(name.to_owned(), value);
        if scopes.profile {
            set("name", self.name.into());
            set("preferred_username", self.id.into());
            set("groups", self.groups.into());
            set("picture", format!("{issuer}/pictures/{}.svg", self.id).into());
        }
        if let (true, Some(email)) = (scopes.email, self.email) {
            set("email", email.into());
            set("email_verified", self.email_verified.into());
        }
        claims
    }
}

//! Whom one can be.

use serde_json::{Map, Value};

/// A person, the same at every issuer but for the subject.
#[derive(Debug)]
pub(super) struct Person {
    pub(super) id: &'static str,
    pub(super) name: &'static str,
    pub(super) email: Option<&'static str>,
    /// Whether the provider says that the address is theirs.
    pub(super) email_verified: bool,
    /// In which groups they are.
    pub(super) groups: &'static [&'static str],
    /// Whether they may use the application.
    pub(super) assigned: bool,
    /// What one sees when signing in as them.
    pub(super) about: &'static str,
    /// Behind the first letter of the name.
    pub(super) colour: &'static str,
}

pub(super) static PEOPLE: [Person; 6] = [
    Person {
        id: "alice",
        name: "Alice Example",
        email: Some("alice@example.org"),
        email_verified: true,
        groups: &["Everyone", "Engineering", "On call"],
        assigned: true,
        about: "At both providers with the same verified address: she is one user.",
        colour: "#7a3e9d",
    },
    Person {
        id: "bob",
        name: "Bob Example",
        email: Some("bob@example.org"),
        email_verified: true,
        groups: &["Everyone", "Support"],
        assigned: true,
        about: "At both providers, too: another user than Alice.",
        colour: "#1d5fa8",
    },
    Person {
        id: "mallory",
        name: "Mallory Example",
        email: Some("alice@example.org"),
        email_verified: false,
        groups: &["Everyone"],
        assigned: true,
        about: "Claims Alice’s address, which is not verified: does not become Alice.",
        colour: "#a3362b",
    },
    Person {
        id: "robin",
        name: "Robin Example",
        email: Some("robin@example.org"),
        email_verified: true,
        groups: &["Everyone"],
        assigned: false,
        about: "Has an account here, and may not use this application: is refused.",
        colour: "#6b5b1e",
    },
    Person {
        id: "layla",
        name: "ليلى 🌙",
        email: Some("layla@example.org"),
        email_verified: true,
        groups: &["Everyone", "Engineering", "مناوبة الليل"],
        assigned: true,
        about: "Has a name that runs from right to left, with an emoji.",
        colour: "#0b6b5c",
    },
    Person {
        id: "sam",
        name: "Sam Example",
        email: None,
        email_verified: false,
        groups: &[],
        assigned: true,
        about: "Has no e-mail address at all.",
        colour: "#4d5560",
    },
];

/// What a client may learn; `openid` is a part of every grant.
#[derive(Debug, Clone, Copy)]
pub(super) struct Scopes {
    profile: bool,
    email: bool,
}

impl Scopes {
    /// From the parameter `scope`; what nobody knows is ignored (OpenID Connect Core, section 3.1.2.1).
    pub(super) fn parse(text: &str) -> Option<Self> {
        let has = |scope: &str| text.split(' ').any(|given| given == scope);
        has("openid").then(|| Self { profile: has("profile"), email: has("email") })
    }

    /// What was granted.
    pub(super) fn text(self) -> &'static str {
        match (self.profile, self.email) {
            (true, true) => "openid profile email",
            (true, false) => "openid profile",
            (false, true) => "openid email",
            (false, false) => "openid",
        }
    }
}

impl Person {
    /// The person of this id.
    pub(super) fn find(id: &str) -> Option<&'static Self> {
        PEOPLE.iter().find(|person| person.id == id)
    }

    /// Whom `login_hint` means, by id or by address.
    pub(super) fn hinted(hint: &str) -> Option<&'static Self> {
        Self::find(hint).or_else(|| PEOPLE.iter().find(|person| person.email == Some(hint)))
    }

    /// The first letter of the name.
    pub(super) fn initial(&self) -> char {
        self.name.chars().next().unwrap_or('?')
    }

    /// The claims that these scopes open (OpenID Connect Core, section 5.4).
    pub(super) fn claims(&self, scopes: Scopes, issuer: &str) -> Map<String, Value> {
        let mut claims = Map::new();
        let mut say = |name: &str, value: Value| claims.insert(name.to_owned(), value);
        if scopes.profile {
            say("name", self.name.into());
            say("preferred_username", self.id.into());
            say("groups", self.groups.into());
            say("picture", format!("{issuer}/pictures/{}.svg", self.id).into());
        }
        if let (true, Some(email)) = (scopes.email, self.email) {
            say("email", email.into());
            say("email_verified", self.email_verified.into());
        }
        claims
    }
}

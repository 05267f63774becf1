//! The users that an application or a rule allows.

use super::visitor::Visitor;
use crate::domain::email::EmailAddress;
use crate::domain::email_domain::EmailDomain;
use crate::domain::slug::Slug;

/// Who may open an application, or a part of it.
#[derive(Debug, Clone, PartialEq)]
pub enum Allow {
    /// Every user who is signed in.
    SignedIn,
    /// Everybody, signed in or not.
    Everybody,
    /// No one.
    Nobody,
    /// The users that at least one entry describes.
    People(Vec<People>),
}

/// A description of users. All of its lists have to hold; an empty list always does.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct People {
    /// The user is in one of these groups.
    pub groups: Vec<GroupName>,
    /// The user has one of these usernames.
    pub users: Vec<String>,
    /// The user has one of these proven addresses.
    pub emails: Vec<EmailAddress>,
    /// The user's proven address is in one of these domains.
    pub email_domains: Vec<EmailDomain>,
    /// The user signed in with one of these providers.
    pub providers: Vec<Slug>,
}

/// A group of one provider: groups of different providers have nothing in common but their names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GroupName {
    /// The provider that reports the group.
    pub provider: Slug,
    /// The group, as the provider writes it.
    pub name: String,
}

impl Allow {
    /// Whether this user may open the application, or the part of it.
    #[must_use]
    pub fn admits(&self, visitor: &Visitor) -> bool {
        match self {
            Self::Everybody | Self::SignedIn => true,
            Self::Nobody => false,
            Self::People(entries) => entries.iter().any(|people| people.include(visitor)),
        }
    }
}

impl People {
    fn include(&self, visitor: &Visitor) -> bool {
        let email = visitor.user.email.as_ref();
        let holds = |is_empty: bool, is_met: bool| is_empty || is_met;
        // check: the groups of an application
        holds(self.groups.is_empty(), self.groups.iter().any(|group| group.has(visitor)))
            // check: the users of an application
            && holds(self.users.is_empty(), self.users.contains(&visitor.user.username))
            // check: the addresses of an application
            && holds(self.emails.is_empty(), self.emails.iter().any(|address| visitor.user.owns(address)))
            // check: the domains of an application
            && holds(
                self.email_domains.is_empty(),
                email.is_some_and(|email| self.email_domains.iter().any(|domain| domain.contains(email))),
            )
            // check: the providers of an application
            && holds(self.providers.is_empty(), self.providers.contains(&visitor.session.provider))
    }
}

impl GroupName {
    fn has(&self, visitor: &Visitor) -> bool {
        // check: only groups of the session's own provider count
        self.provider == visitor.session.provider
            && visitor.session.groups.known().is_some_and(|groups| groups.contains(&self.name))
    }
}

impl std::fmt::Display for GroupName {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:{}", self.provider, self.name)
    }
}

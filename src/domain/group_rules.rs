//! The groups that may sign in.

use serde_json::Value;

use super::groups::{Groups, GroupsClaim};

/// The operator's rules for the groups of a provider.
#[derive(Debug, Clone, PartialEq)]
pub struct GroupRules {
    /// The claim with the groups.
    pub claim: GroupsClaim,
    /// The text between two groups, if the provider sends several in one text.
    pub separator: Option<String>,
    /// Whether the groups are needed. If the ID token lacks them, they are then requested from userinfo.
    pub wanted: bool,
    /// The groups one of which a user needs to sign in; if empty, no group is needed.
    pub allowed: Vec<String>,
}

/// Why the groups do not allow a sign-in, and what an operator can do.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotInGroups {
    /// The user is in none of the allowed groups.
    #[error("none of the {count} groups in the claim {claim} is among allowed_groups: {remedy}")]
    NoneAllowed {
        /// How many groups the provider reported.
        count: usize,
        /// The claim with the groups.
        claim: GroupsClaim,
        /// What the operator can do.
        remedy: GroupsRemedy,
    },
    /// The provider reported groups that Kaimu cannot read.
    #[error(
        "the claim {claim} has groups in a form that Kaimu cannot read: have the provider send a list of texts, or point \
         groups_claim to the part that is one"
    )]
    Unreadable {
        /// The claim with the groups.
        claim: GroupsClaim,
    },
    /// The provider reported no groups.
    #[error(
        "neither the ID token nor userinfo has the claim {claim}, which allowed_groups needs: configure the provider \
         to send it (often with a scope, such as groups, in `scopes`), or correct groups_claim"
    )]
    Unknown {
        /// The missing claim.
        claim: GroupsClaim,
    },
    /// The user is in more groups than the provider can send.
    #[error(
        "the user is in more groups than fit into a token (overage), so allowed_groups cannot be checked: configure \
         the provider to send only groups that are assigned to this application, or use application roles (at Entra: \
         groups_claim = \"roles\")"
    )]
    TooMany,
}

/// What the operator can do for a user who is in none of the allowed groups.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum GroupsRemedy {
    /// Nothing that Kaimu can see.
    #[error("add the user to an allowed group at the provider")]
    AddUser,
    /// A group differs from an allowed one by `/` alone.
    #[error(
        "one of them differs from an allowed group by the leading / alone; write it in allowed_groups as the provider \
         sends it, or turn off full paths there (at Keycloak: \"Full group path\" of the mapper)"
    )]
    LeadingSlash,
    /// A text seems to have several groups.
    #[error("one of them has the name of an allowed group among others; if it is a list, set groups_separator")]
    Separator,
}

impl GroupRules {
    /// Decides whether a user with these groups may sign in. It applies to every sign-in, of new and of existing users.
    pub fn admit(&self, groups: &Groups) -> Result<(), NotInGroups> {
        let claim = || self.claim.clone();
        match groups {
            _ if self.allowed.is_empty() => Ok(()),
            // check: allowed_groups
            Groups::Known(names) if names.iter().any(|name| self.allowed.contains(name)) => Ok(()),
            Groups::Known(names) => {
                Err(NotInGroups::NoneAllowed { count: names.len(), claim: claim(), remedy: self.remedy(names) })
            }
            // check: unreadable groups are refused
            Groups::Unreadable => Err(NotInGroups::Unreadable { claim: claim() }),
            // check: too many groups are refused
            Groups::TooMany => Err(NotInGroups::TooMany),
            // check: unknown groups are refused
            Groups::Unknown => Err(NotInGroups::Unknown { claim: claim() }),
        }
    }

    /// Reads the groups from the claims of an ID token or of userinfo.
    #[must_use]
    pub fn read(&self, claims: &Value) -> Groups {
        self.claim.read(claims, self.separator.as_deref())
    }

    /// What the operator can do for a user with these groups, none of which is allowed.
    fn remedy(&self, names: &[String]) -> GroupsRemedy {
        let is_allowed = |name: &str| self.allowed.iter().any(|allowed| allowed == name);
        let without_slash = |name: &str| name.strip_prefix('/').is_some_and(is_allowed);
        let separators = [',', ';', '|'];
        let is_list = |name: &str| name.contains(separators) && name.split(separators).map(str::trim).any(is_allowed);
        if names.iter().any(|name| without_slash(name) || is_allowed(&format!("/{name}"))) {
            GroupsRemedy::LeadingSlash
        } else if self.separator.is_none() && names.iter().any(|name| is_list(name)) {
            GroupsRemedy::Separator
        } else {
            GroupsRemedy::AddUser
        }
    }
}

impl Default for GroupRules {
    fn default() -> Self {
        Self { claim: GroupsClaim::new("groups"), separator: None, wanted: false, allowed: Vec::new() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn known(groups: &[&str]) -> Groups {
        Groups::Known(groups.iter().map(|group| (*group).to_owned()).collect())
    }

    #[test]
    fn one_allowed_group_is_needed_and_unknown_groups_are_refused() {
        let claim = GroupsClaim::new("groups");
        let rules = |allowed: &[&str]| GroupRules {
            allowed: allowed.iter().map(|group| (*group).to_owned()).collect(),
            ..GroupRules::default()
        };
        for groups in [known(&[]), Groups::TooMany, Groups::Unknown] {
            assert_eq!(rules(&[]).admit(&groups), Ok(()));
        }
        let rules = rules(&["admins", "staff"]);
        assert_eq!(rules.admit(&known(&["everyone", "staff"])), Ok(()));
        for groups in [&[][..], &["Staff"], &["staff "], &["admins,staff"]] {
            let count = groups.len();
            let remedy = if groups == ["admins,staff"] { GroupsRemedy::Separator } else { GroupsRemedy::AddUser };
            let refused = NotInGroups::NoneAllowed { count, claim: claim.clone(), remedy };
            assert_eq!(rules.admit(&known(groups)), Err(refused), "{groups:?}");
        }
        assert_eq!(rules.admit(&Groups::TooMany), Err(NotInGroups::TooMany));
        assert_eq!(rules.admit(&Groups::Unreadable), Err(NotInGroups::Unreadable { claim: claim.clone() }));
        assert_eq!(rules.admit(&Groups::Unknown), Err(NotInGroups::Unknown { claim }));
    }

    #[test]
    fn a_refusal_names_the_leading_slash_or_the_missing_separator() {
        let remedy = |allowed: &str, separator: Option<&str>, sent: &str| {
            let separator = separator.map(str::to_owned);
            let rules = GroupRules { allowed: vec![allowed.to_owned()], separator, ..GroupRules::default() };
            let Err(NotInGroups::NoneAllowed { remedy, .. }) = rules.admit(&known(&["x", sent])) else {
                panic!("{sent}")
            };
            remedy
        };
        assert_eq!(remedy("staff", None, "/staff"), GroupsRemedy::LeadingSlash);
        assert_eq!(remedy("/staff", None, "staff"), GroupsRemedy::LeadingSlash);
        assert_eq!(remedy("staff", None, "/company/staff"), GroupsRemedy::AddUser);
        for sent in ["staff, admins", "admins;staff", "admins|staff"] {
            assert_eq!(remedy("staff", None, sent), GroupsRemedy::Separator, "{sent}");
        }
        assert_eq!(remedy("staff", Some(","), "admins;staff"), GroupsRemedy::AddUser);
    }
}

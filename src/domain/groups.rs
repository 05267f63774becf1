//! The groups of somebody at a provider, and who may come in because of them.

use std::fmt;

use serde_json::Value;

/// The most groups, and the most bytes of all their names together, that a session keeps.
const MAX_GROUPS: usize = 500;
const MAX_BYTES: usize = 32 * 1024;

/// What an operator said about the groups of a provider.
#[derive(Debug, Clone, PartialEq)]
pub struct GroupRules {
    /// Where they stand.
    pub claim: GroupsClaim,
    /// They are wanted: userinfo is asked for them when the ID token does not have them.
    pub wanted: bool,
    /// Whoever is in none of these stays out; empty lets everybody in.
    pub allowed: Vec<String>,
}

/// The name of a claim, or a JSON pointer (RFC 6901) to a part of one, such as `/realm_access/roles`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GroupsClaim(String);

/// What a provider said about somebody's groups at a sign-in.
#[derive(Clone, PartialEq, Eq, Default)]
pub enum Groups {
    /// Nothing.
    #[default]
    Unknown,
    /// That there are more than it can tell, or more than we keep: they are not known.
    TooMany,
    /// These, and no others.
    Known(Vec<String>),
}

/// Why somebody is kept out, and what an operator can do about it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotInGroups {
    /// They are in none of the groups.
    #[error(
        "none of the {count} groups in the claim {claim} is among allowed_groups: add the person to one at the provider"
    )]
    NoneAllowed {
        /// How many groups the provider named.
        count: usize,
        /// In which claim.
        claim: GroupsClaim,
    },
    /// Nobody said in which groups they are.
    #[error(
        "neither the ID token nor userinfo has the claim {claim}, which allowed_groups needs: have the provider add it (often \
         by a scope, such as groups, in `scopes`), or correct groups_claim"
    )]
    Unknown {
        /// Which claim is missing.
        claim: GroupsClaim,
    },
    /// They are in more groups than the provider can tell.
    #[error(
        "the provider has more groups of this person than fit into a token (overage), so nobody can tell whether one of them \
         is among allowed_groups: have it name only groups that are assigned to this application, or use application roles \
         (at Entra: groups_claim = \"roles\")"
    )]
    TooMany,
}

impl GroupRules {
    /// Decides whether somebody with these groups may come in. It is asked at every sign-in, known or not.
    ///
    /// # Errors
    /// When they may not, and why.
    pub fn admit(&self, groups: &Groups) -> Result<(), NotInGroups> {
        let claim = || self.claim.clone();
        match groups {
            _ if self.allowed.is_empty() => Ok(()),
            Groups::Known(told) if told.iter().any(|group| self.allowed.contains(group)) => Ok(()),
            Groups::Known(told) => Err(NotInGroups::NoneAllowed { count: told.len(), claim: claim() }),
            Groups::TooMany => Err(NotInGroups::TooMany),
            Groups::Unknown => Err(NotInGroups::Unknown { claim: claim() }),
        }
    }
}

impl Default for GroupRules {
    fn default() -> Self {
        Self { claim: GroupsClaim::new("groups"), wanted: false, allowed: Vec::new() }
    }
}

impl GroupsClaim {
    /// What begins with `/` is a pointer, anything else a name.
    #[must_use]
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// What these claims, of an ID token or of userinfo, say: a list of texts, one text, or an object whose keys count. An
    /// entry that is no text is no group.
    ///
    /// A provider that has more than fit says so in place of the claim: that it is elsewhere (OpenID Connect Core, section
    /// 5.6.2), as Entra does, or `hasgroups`.
    #[must_use]
    pub fn read(&self, claims: &Value) -> Groups {
        if self.is_elsewhere(claims) {
            return Groups::TooMany;
        }
        let value = if self.0.starts_with('/') { claims.pointer(&self.0) } else { claims.get(&self.0) };
        let names: Vec<&str> = match value {
            Some(Value::Array(list)) => list.iter().filter_map(Value::as_str).collect(),
            Some(Value::String(one)) => vec![one],
            Some(Value::Object(roles)) => roles.keys().map(String::as_str).collect(),
            _ => return Groups::Unknown,
        };
        let fit = |name: &&str| !name.is_empty() && !name.contains(char::is_control);
        Groups::Known(names.into_iter().filter(fit).map(str::to_owned).collect())
    }

    fn is_elsewhere(&self, claims: &Value) -> bool {
        let name = match self.0.strip_prefix('/') {
            Some(pointer) => &pointer.split('/').next().unwrap_or_default().replace("~1", "/").replace("~0", "~"),
            None => &self.0,
        };
        let named = claims.get("_claim_names").is_some_and(|names| names.get(name).is_some());
        let has = claims.get("hasgroups").is_some_and(|has| has == true || has == "true");
        named || (name == "groups" && has)
    }
}

impl Groups {
    /// Fills in from another source what the first did not say. That there are too many stands, whatever else is said: a list
    /// beside it may be a part of them.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        match (self, other) {
            (Self::TooMany, _) | (_, Self::TooMany) => Self::TooMany,
            (Self::Known(told), _) | (Self::Unknown, Self::Known(told)) => Self::Known(told),
            (Self::Unknown, Self::Unknown) => Self::Unknown,
        }
    }

    /// As a session keeps them: all, or, when they are endless, none, and that there are too many.
    #[must_use]
    pub fn bounded(self) -> Self {
        match self {
            Self::Known(told) if told.len() > MAX_GROUPS || told.iter().map(String::len).sum::<usize>() > MAX_BYTES => {
                Self::TooMany
            }
            other => other,
        }
    }

    /// The groups, when they are known.
    #[must_use]
    pub fn known(&self) -> Option<&[String]> {
        match self {
            Self::Known(told) => Some(told),
            Self::TooMany | Self::Unknown => None,
        }
    }
}

impl fmt::Display for GroupsClaim {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}`", self.0.escape_debug())
    }
}

/// Which groups somebody is in may say more of them than a log should know.
impl fmt::Debug for Groups {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unknown => f.write_str("Unknown"),
            Self::TooMany => f.write_str("TooMany"),
            Self::Known(told) => write!(f, "Known({} groups)", told.len()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn told(groups: &[&str]) -> Groups {
        Groups::Known(groups.iter().map(|group| (*group).to_owned()).collect())
    }

    #[test]
    fn groups_are_a_list_a_text_or_the_keys_of_an_object() {
        let read = |value: Value| GroupsClaim::new("groups").read(&json!({ "groups": value }));
        assert_eq!(read(json!(["one", "two words"])), told(&["one", "two words"]));
        assert_eq!(read(json!("one")), told(&["one"]));
        assert_eq!(read(json!({ "admin": { "1": "example.org" } })), told(&["admin"]));
        assert_eq!(read(json!([])), told(&[]));
        assert_eq!(read(json!(["", "a\u{0}b", 7, ["one"], null, "two"])), told(&["two"]));
        for nothing in [json!(null), json!(7), json!(true)] {
            assert_eq!(read(nothing), Groups::Unknown);
        }
    }

    #[test]
    fn a_claim_is_a_name_or_a_pointer() {
        let claims = json!({
            "realm_access": { "roles": ["one"] }, "https://example.org/groups": ["two"], "a/b": { "~": ["three"] },
            "urn:zitadel:iam:org:project:roles": { "four": {} }
        });
        for (claim, group) in [
            ("/realm_access/roles", "one"),
            ("https://example.org/groups", "two"),
            ("/a~1b/~0", "three"),
            ("urn:zitadel:iam:org:project:roles", "four"),
        ] {
            assert_eq!(GroupsClaim::new(claim).read(&claims), told(&[group]), "{claim}");
        }
        for claim in ["groups", "/groups", "realm_access/roles", "/realm_access", "/realm_access/roles/7"] {
            let read = GroupsClaim::new(claim).read(&claims);
            assert!(matches!(read, Groups::Unknown) || claim == "/realm_access", "{claim}");
        }
    }

    #[test]
    fn more_groups_than_fit_are_never_read_as_none() {
        let entra =
            json!({ "_claim_names": { "groups": "src1" }, "_claim_sources": { "src1": { "endpoint": "https://x" } } });
        let read = |claim: &str, claims: &Value| GroupsClaim::new(claim).read(claims);
        for claim in ["groups", "/groups"] {
            assert_eq!(read(claim, &entra), Groups::TooMany);
            assert_eq!(read(claim, &json!({ "hasgroups": true })), Groups::TooMany);
            assert_eq!(read(claim, &json!({ "hasgroups": "true", "groups": ["one"] })), Groups::TooMany);
            assert_eq!(read(claim, &json!({ "hasgroups": false, "groups": ["one"] })), told(&["one"]));
        }
        let roles = json!({ "_claim_names": { "groups": "src1" }, "roles": ["admin"] });
        assert_eq!(read("roles", &roles), told(&["admin"]), "another claim has its own");
        assert_eq!(Groups::TooMany.or(Groups::Unknown), Groups::TooMany);
        assert_eq!(Groups::Unknown.or(Groups::TooMany), Groups::TooMany);
        assert_eq!(Groups::TooMany.or(told(&["one"])), Groups::TooMany);
        assert_eq!(told(&["one"]).or(Groups::TooMany), Groups::TooMany);
        assert_eq!(told(&[]).or(told(&["one"])), told(&[]));
        assert_eq!(Groups::Unknown.or(told(&["one"])), told(&["one"]));
    }

    #[test]
    fn a_session_keeps_all_groups_or_says_that_they_are_too_many() {
        let many = |count: usize, length: usize| Groups::Known(vec!["x".repeat(length); count]);
        assert_eq!(many(500, 64).bounded(), many(500, 64));
        for endless in [many(501, 1), many(1, 32 * 1024 + 1)] {
            assert_eq!(endless.bounded(), Groups::TooMany);
        }
    }

    #[test]
    fn one_allowed_group_lets_in_and_not_knowing_keeps_out() {
        let claim = GroupsClaim::new("groups");
        let rules = |allowed: &[&str]| GroupRules {
            allowed: allowed.iter().map(|group| (*group).to_owned()).collect(),
            ..GroupRules::default()
        };
        for groups in [told(&[]), Groups::TooMany, Groups::Unknown] {
            assert_eq!(rules(&[]).admit(&groups), Ok(()));
        }
        let rules = rules(&["admins", "staff"]);
        assert_eq!(rules.admit(&told(&["everyone", "staff"])), Ok(()));
        for groups in [&[][..], &["Staff"], &["staff "], &["admins,staff"]] {
            let count = groups.len();
            let refused = NotInGroups::NoneAllowed { count, claim: claim.clone() };
            assert_eq!(rules.admit(&told(groups)), Err(refused), "{groups:?}");
        }
        assert_eq!(rules.admit(&Groups::TooMany), Err(NotInGroups::TooMany));
        assert_eq!(rules.admit(&Groups::Unknown), Err(NotInGroups::Unknown { claim }));
    }
}

//! The user's groups at a provider, and the groups that may sign in.

use std::fmt;

use serde_json::Value;

/// How many groups a session keeps.
const MAX_GROUPS: usize = 500;
/// How many bytes the names of these groups may have in all.
const MAX_BYTES: usize = 32 * 1024;

/// The operator's rules for the groups of a provider.
#[derive(Debug, Clone, PartialEq)]
pub struct GroupRules {
    /// The claim with the groups.
    pub claim: GroupsClaim,
    /// Whether the groups are needed. If the ID token lacks them, they are then requested from userinfo.
    pub wanted: bool,
    /// The groups one of which a user needs to sign in; if empty, no group is needed.
    pub allowed: Vec<String>,
}

/// The name of a claim, or a JSON pointer (RFC 6901) to a part of one, such as `/realm_access/roles`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GroupsClaim(String);

/// The groups that a provider reported at a sign-in. `Debug` shows their number, not their names.
#[derive(Clone, PartialEq, Eq, Default)]
pub enum Groups {
    /// The provider reported no groups claim.
    #[default]
    Unknown,
    /// The provider has more groups of this user than it can send, or sent more than a session keeps.
    TooMany,
    /// All groups of the user.
    Known(Vec<String>),
}

/// Why the groups do not allow a sign-in, and what an operator can do.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotInGroups {
    /// The user is in none of the allowed groups.
    #[error(
        "none of the {count} groups in the claim {claim} is among allowed_groups: add the user to an allowed group at \
         the provider"
    )]
    NoneAllowed {
        /// How many groups the provider reported.
        count: usize,
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

impl GroupRules {
    /// Decides whether a user with these groups may sign in. It applies to every sign-in, of new and of existing users.
    pub fn admit(&self, groups: &Groups) -> Result<(), NotInGroups> {
        let claim = || self.claim.clone();
        match groups {
            _ if self.allowed.is_empty() => Ok(()),
            // check: allowed_groups
            Groups::Known(names) if names.iter().any(|name| self.allowed.contains(name)) => Ok(()),
            Groups::Known(names) => Err(NotInGroups::NoneAllowed { count: names.len(), claim: claim() }),
            // check: too many groups are refused
            Groups::TooMany => Err(NotInGroups::TooMany),
            // check: unknown groups are refused
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
    /// A text that begins with `/` is a pointer; any other text is the name of a claim.
    #[must_use]
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// Reads the groups from the claims of an ID token or of userinfo. The claim is a list of texts, one text, or an
    /// object whose keys are the groups. Entries of a list that are not texts are ignored.
    ///
    /// A provider may omit the groups because they are too many. Entra then sends a distributed claim (OpenID Connect
    /// Core, section 5.6.2) or `hasgroups` instead.
    #[must_use]
    pub fn read(&self, claims: &Value) -> Groups {
        // check: overage
        if self.is_omitted(claims) {
            return Groups::TooMany;
        }
        let value = if self.0.starts_with('/') { claims.pointer(&self.0) } else { claims.get(&self.0) };
        let names: Vec<&str> = match value {
            Some(Value::Array(list)) => list.iter().filter_map(Value::as_str).collect(),
            Some(Value::String(one)) => vec![one],
            Some(Value::Object(roles)) => roles.keys().map(String::as_str).collect(),
            _ => return Groups::Unknown,
        };
        let is_valid = |name: &&str| !name.is_empty() && !name.contains(char::is_control);
        Groups::Known(names.into_iter().filter(is_valid).map(str::to_owned).collect())
    }

    /// Whether the claims say that the groups were omitted because they are too many.
    fn is_omitted(&self, claims: &Value) -> bool {
        let name = match self.0.strip_prefix('/') {
            Some(pointer) => &pointer.split('/').next().unwrap_or_default().replace("~1", "/").replace("~0", "~"),
            None => &self.0,
        };
        let is_distributed = claims.get("_claim_names").is_some_and(|names| names.get(name).is_some());
        let has_groups = claims.get("hasgroups").is_some_and(|has| has == true || has == "true");
        is_distributed || (name == "groups" && has_groups)
    }
}

impl Groups {
    /// These groups, or those of another source if these are unknown. If either source has too many, the result is
    /// `TooMany`: a list in the other source may be incomplete.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        match (self, other) {
            (Self::TooMany, _) | (_, Self::TooMany) => Self::TooMany,
            (Self::Known(names), _) | (Self::Unknown, Self::Known(names)) => Self::Known(names),
            (Self::Unknown, Self::Unknown) => Self::Unknown,
        }
    }

    /// The groups as a session keeps them: all, or `TooMany` if they exceed a limit.
    #[must_use]
    pub fn bounded(self) -> Self {
        match self {
            Self::Known(names)
                // check: a limit of groups in a session
                if names.len() > MAX_GROUPS || names.iter().map(String::len).sum::<usize>() > MAX_BYTES =>
            {
                Self::TooMany
            }
            other => other,
        }
    }

    /// The groups, if they are known.
    #[must_use]
    pub fn known(&self) -> Option<&[String]> {
        match self {
            Self::Known(names) => Some(names),
            Self::TooMany | Self::Unknown => None,
        }
    }
}

impl fmt::Display for GroupsClaim {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}`", self.0.escape_debug())
    }
}

/// Shows no names: the groups of a user are personal data, which must not get into a log.
impl fmt::Debug for Groups {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unknown => f.write_str("Unknown"),
            Self::TooMany => f.write_str("TooMany"),
            Self::Known(names) => write!(f, "Known({} groups)", names.len()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn known(groups: &[&str]) -> Groups {
        Groups::Known(groups.iter().map(|group| (*group).to_owned()).collect())
    }

    #[test]
    fn groups_are_a_list_a_text_or_the_keys_of_an_object() {
        let read = |value: Value| GroupsClaim::new("groups").read(&json!({ "groups": value }));
        assert_eq!(read(json!(["one", "two words"])), known(&["one", "two words"]));
        assert_eq!(read(json!("one")), known(&["one"]));
        assert_eq!(read(json!({ "admin": { "1": "example.org" } })), known(&["admin"]));
        assert_eq!(read(json!([])), known(&[]));
        assert_eq!(read(json!(["", "a\u{0}b", 7, ["one"], null, "two"])), known(&["two"]));
        for nothing in [json!(null), json!(7), json!(true)] {
            assert_eq!(read(nothing), Groups::Unknown);
        }
    }

    #[test]
    fn a_claim_is_given_by_its_name_or_by_a_json_pointer() {
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
            assert_eq!(GroupsClaim::new(claim).read(&claims), known(&[group]), "{claim}");
        }
        for claim in ["groups", "/groups", "realm_access/roles", "/realm_access", "/realm_access/roles/7"] {
            let read = GroupsClaim::new(claim).read(&claims);
            assert!(matches!(read, Groups::Unknown) || claim == "/realm_access", "{claim}");
        }
    }

    #[test]
    fn omitted_groups_are_too_many_and_never_none() {
        let entra =
            json!({ "_claim_names": { "groups": "src1" }, "_claim_sources": { "src1": { "endpoint": "https://x" } } });
        let read = |claim: &str, claims: &Value| GroupsClaim::new(claim).read(claims);
        for claim in ["groups", "/groups"] {
            assert_eq!(read(claim, &entra), Groups::TooMany);
            assert_eq!(read(claim, &json!({ "hasgroups": true })), Groups::TooMany);
            assert_eq!(read(claim, &json!({ "hasgroups": "true", "groups": ["one"] })), Groups::TooMany);
            assert_eq!(read(claim, &json!({ "hasgroups": false, "groups": ["one"] })), known(&["one"]));
        }
        let roles = json!({ "_claim_names": { "groups": "src1" }, "roles": ["admin"] });
        assert_eq!(read("roles", &roles), known(&["admin"]), "another claim has its own");
        assert_eq!(Groups::TooMany.or(Groups::Unknown), Groups::TooMany);
        assert_eq!(Groups::Unknown.or(Groups::TooMany), Groups::TooMany);
        assert_eq!(Groups::TooMany.or(known(&["one"])), Groups::TooMany);
        assert_eq!(known(&["one"]).or(Groups::TooMany), Groups::TooMany);
        assert_eq!(known(&[]).or(known(&["one"])), known(&[]));
        assert_eq!(Groups::Unknown.or(known(&["one"])), known(&["one"]));
    }

    #[test]
    fn a_session_keeps_all_groups_within_the_limits_or_too_many() {
        let many = |count: usize, length: usize| Groups::Known(vec!["x".repeat(length); count]);
        assert_eq!(many(500, 64).bounded(), many(500, 64));
        for too_many in [many(501, 1), many(1, 32 * 1024 + 1)] {
            assert_eq!(too_many.bounded(), Groups::TooMany);
        }
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
            let refused = NotInGroups::NoneAllowed { count, claim: claim.clone() };
            assert_eq!(rules.admit(&known(groups)), Err(refused), "{groups:?}");
        }
        assert_eq!(rules.admit(&Groups::TooMany), Err(NotInGroups::TooMany));
        assert_eq!(rules.admit(&Groups::Unknown), Err(NotInGroups::Unknown { claim }));
    }
}

//! The user's groups at a provider, and how they are read from the claims.

use std::fmt;

use serde_json::Value;

/// How many groups a session keeps.
const MAX_GROUPS: usize = 500;
/// How many bytes the names of these groups may have in all.
const MAX_BYTES: usize = 32 * 1024;
/// The claims of a token with too many groups, by which Entra says so.
const CLAIM_NAMES: &str = "_claim_names";
const HAS_GROUPS: &str = "hasgroups";

/// The name of a claim, or a JSON pointer (RFC 6901) to a part of one, such as `/realm_access/roles`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GroupsClaim(String);

/// The groups that a provider reported at a sign-in. `Debug` shows their number, not their names.
#[derive(Clone, PartialEq, Eq, Default)]
pub enum Groups {
    /// The provider reported no groups claim.
    #[default]
    Unknown,
    /// The provider reported groups in a form that Kaimu does not know.
    Unreadable,
    /// The provider has more groups of this user than it can send, or sent more than a session keeps.
    TooMany,
    /// All groups of the user.
    Known(Vec<String>),
}

impl GroupsClaim {
    /// A text that begins with `/` is a pointer; any other text is the name of a claim.
    #[must_use]
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// Reads the groups from the claims of an ID token or of userinfo. The claim is a list, one group, or an object whose
    /// keys are the groups. A group is a text, an integer, or an object with `name` or `id`. `separator` splits texts that
    /// hold several groups. Entries of another form are ignored, unless there is no other.
    ///
    /// A provider may omit the groups because they are too many. Entra then sends a distributed claim (OpenID Connect
    /// Core, section 5.6.2) or `hasgroups` instead.
    #[must_use]
    pub fn read(&self, claims: &Value, separator: Option<&str>) -> Groups {
        // check: overage
        if self.is_omitted(claims) {
            return Groups::TooMany;
        }
        let value = if self.0.starts_with('/') { claims.pointer(&self.0) } else { claims.get(&self.0) };
        let entries: Vec<Option<String>> = match value {
            None | Some(Value::Null) => return Groups::Unknown,
            Some(Value::Array(list)) => list.iter().map(group).collect(),
            Some(Value::Object(roles)) => roles.keys().map(|key| readable(key)).collect(),
            Some(one) => vec![group(one)],
        };
        // check: unreadable groups are not no groups
        if !entries.is_empty() && entries.iter().all(Option::is_none) {
            return Groups::Unreadable;
        }
        let texts = entries.into_iter().flatten();
        let names: Vec<String> = match separator {
            Some(separator) => texts.flat_map(|text| split(&text, separator)).collect(),
            None => texts.collect(),
        };
        Groups::Known(names.into_iter().filter(|name| !name.is_empty()).collect())
    }

    /// The names of the members that [`Self::read`] reads.
    #[must_use]
    pub fn members(&self) -> [String; 3] {
        [self.name(), CLAIM_NAMES.to_owned(), HAS_GROUPS.to_owned()]
    }

    /// The name of the claim, which a pointer begins with.
    fn name(&self) -> String {
        match self.0.strip_prefix('/') {
            Some(pointer) => pointer.split('/').next().unwrap_or_default().replace("~1", "/").replace("~0", "~"),
            None => self.0.clone(),
        }
    }

    /// Whether the claims say that the groups were omitted because they are too many.
    fn is_omitted(&self, claims: &Value) -> bool {
        let name = self.name();
        let is_distributed = claims.get(CLAIM_NAMES).is_some_and(|names| names.get(&name).is_some());
        let has_groups = claims.get(HAS_GROUPS).is_some_and(|has| has == true || has == "true");
        is_distributed || (name == "groups" && has_groups)
    }
}

/// The name of a group; `None` if the value has another form.
fn group(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => readable(text),
        // A number with a fraction has no exact text, and neither has one beyond 64 bits.
        Value::Number(number) if number.is_i64() || number.is_u64() => Some(number.to_string()),
        Value::Object(members) => match members.get("name").or_else(|| members.get("id")) {
            Some(name @ (Value::String(_) | Value::Number(_))) => group(name),
            _ => None,
        },
        _ => None,
    }
}

fn readable(text: &str) -> Option<String> {
    (!text.contains(char::is_control)).then(|| text.to_owned())
}

fn split(text: &str, separator: &str) -> Vec<String> {
    text.split(separator).map(|name| name.trim().to_owned()).collect()
}

impl Groups {
    /// These groups, or those of another source if these are unknown or unreadable. If either source has too many, the
    /// result is `TooMany`: a list in the other source may be incomplete.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        match (self, other) {
            (Self::TooMany, _) | (_, Self::TooMany) => Self::TooMany,
            (Self::Known(names), _) | (_, Self::Known(names)) => Self::Known(names),
            (Self::Unreadable, _) | (_, Self::Unreadable) => Self::Unreadable,
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

    /// Whether the user has groups that are not known.
    #[must_use]
    pub fn are_incomplete(&self) -> bool {
        matches!(self, Self::TooMany | Self::Unreadable)
    }

    /// The groups, if they are known.
    #[must_use]
    pub fn known(&self) -> Option<&[String]> {
        match self {
            Self::Known(names) => Some(names),
            Self::TooMany | Self::Unreadable | Self::Unknown => None,
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
            Self::Unreadable => f.write_str("Unreadable"),
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
    fn groups_are_a_list_one_group_or_the_keys_of_an_object() {
        let read = |value: Value| GroupsClaim::new("groups").read(&json!({ "groups": value }), None);
        assert_eq!(read(json!(["one", "two words"])), known(&["one", "two words"]));
        assert_eq!(read(json!("one")), known(&["one"]));
        assert_eq!(read(json!({ "admin": { "1": "example.org" } })), known(&["admin"]));
        assert_eq!(read(json!([])), known(&[]));
        assert_eq!(read(json!(["", "a\u{0}b", ["one"], null, "two"])), known(&["two"]));
        assert_eq!(read(json!([""])), known(&[]));
        assert_eq!(read(json!(null)), Groups::Unknown);
    }

    #[test]
    fn a_group_is_a_text_an_integer_or_an_object_with_a_name_or_an_id() {
        let read = |value: Value| GroupsClaim::new("groups").read(&json!({ "groups": value }), None);
        assert_eq!(read(json!([7, -1, u64::MAX])), known(&["7", "-1", "18446744073709551615"]));
        assert_eq!(read(json!(7)), known(&["7"]));
        let objects = json!([{ "id": 1, "name": "one" }, { "id": "two" }, { "id": 3 }]);
        assert_eq!(read(objects), known(&["one", "two", "3"]));
        let unreadable = [
            json!(true),
            json!(7.5),
            json!([1e300]),
            json!([["one"]]),
            json!([null]),
            json!([{ "title": "one" }, {}]),
            json!([{ "name": ["one"], "id": "one" }]),
            json!([{ "name": { "name": "one" } }]),
            json!("a\u{0}b"),
        ];
        for value in unreadable {
            assert_eq!(read(value.clone()), Groups::Unreadable, "{value}");
        }
        assert_eq!(Groups::Unreadable.or(known(&["one"])), known(&["one"]));
        assert_eq!(Groups::Unreadable.or(Groups::Unknown), Groups::Unreadable);
        assert_eq!(Groups::Unknown.or(Groups::Unreadable), Groups::Unreadable);
        assert_eq!(Groups::Unreadable.or(Groups::TooMany), Groups::TooMany);
    }

    #[test]
    fn a_separator_splits_texts_with_several_groups() {
        let read = |value: Value, separator| GroupsClaim::new("groups").read(&json!({ "groups": value }), separator);
        assert_eq!(read(json!("one, two words,,three "), Some(",")), known(&["one", "two words", "three"]));
        assert_eq!(read(json!(["one; two", "three", 7]), Some("; ")), known(&["one", "two", "three", "7"]));
        assert_eq!(read(json!("one,two"), None), known(&["one,two"]));
        assert_eq!(read(json!(""), Some(",")), known(&[]));
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
            assert_eq!(GroupsClaim::new(claim).read(&claims, None), known(&[group]), "{claim}");
        }
        for claim in ["groups", "/groups", "realm_access/roles", "/realm_access", "/realm_access/roles/7"] {
            let read = GroupsClaim::new(claim).read(&claims, None);
            assert!(matches!(read, Groups::Unknown) || claim == "/realm_access", "{claim}");
        }
    }

    #[test]
    fn omitted_groups_are_too_many_and_never_none() {
        let entra =
            json!({ "_claim_names": { "groups": "src1" }, "_claim_sources": { "src1": { "endpoint": "https://x" } } });
        let read = |claim: &str, claims: &Value| GroupsClaim::new(claim).read(claims, None);
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
}

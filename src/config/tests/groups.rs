//! The claim that contains the groups, and the allowed groups.

use serde_json::json;

use super::provider::{assert_invalid, okta, read, with};
use crate::domain::GroupsClaim;

#[test]
fn groups_are_in_the_claim_groups_and_restrict_nothing_by_default() {
    let groups = read(okta()).groups;
    assert_eq!(groups.claim, GroupsClaim::new("groups"));
    assert!(!groups.wanted && groups.allowed.is_empty());
    let groups = read(with("allowed_groups", json!(["Everyone", "two expected"]))).groups;
    assert_eq!(groups.allowed, ["Everyone", "two expected"]);
    assert!(groups.wanted);
}

#[test]
fn groups_are_wanted_if_the_claim_is_named_or_the_scope_is_requested() {
    for (key, value, wanted) in [
        ("groups_claim", "groups", true),
        ("groups_claim", "/realm_access/roles", true),
        ("groups_claim", "urn:zitadel:iam:org:project:roles", true),
        ("scopes", "openid groups", true),
        ("scopes", "openid groupsx", false),
    ] {
        assert_eq!(read(with(key, value)).groups.wanted, wanted, "{key} = {value}");
    }
}

#[test]
fn a_separator_is_a_few_characters_that_are_no_letters_or_digits() {
    assert_eq!(read(okta()).groups.separator, None);
    for separator in [",", "; ", "|", " "] {
        let groups = read(with("groups_separator", separator)).groups;
        assert_eq!((groups.separator.as_deref(), groups.wanted), (Some(separator), true));
    }
    for separator in ["", "a", ", and ", "\n", "7"] {
        assert_invalid(
            &with("groups_separator", separator),
            &["groups_separator: expected the characters between two"],
        );
    }
}

#[test]
fn invalid_claims_and_groups_are_refused() {
    for claim in ["", "/a~2b", "/a~"] {
        assert_invalid(
            &with("groups_claim", claim),
            &["groups_claim: expected the name of a claim, or a JSON pointer"],
        );
    }
    read(with("groups_claim", "/a~0~1b"));
    read(with("groups_claim", "https://example.org/~groups"));
    assert_invalid(&with("groups_claim", json!(["hunter2"])), &["groups_claim: expected a string in quotes"]);
    assert_invalid(
        &with("allowed_groups", "hunter2"),
        &["allowed_groups: expected a list of strings, such as [\"Everyone\"]"],
    );
    assert_invalid(&with("allowed_groups", json!(["hunter2", ""])), &["allowed_groups: expected names of groups"]);
}

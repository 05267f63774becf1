//! Groups: where they stand, and which let somebody in.

use serde_json::json;

use super::provider::{okta, read, with, wrong};
use crate::domain::GroupsClaim;

#[test]
fn groups_stand_in_a_claim_of_that_name_and_keep_nobody_out_unless_it_is_said() {
    let groups = read(okta()).groups;
    assert_eq!(groups.claim, GroupsClaim::new("groups"));
    assert!(!groups.wanted && groups.allowed.is_empty());
    let groups = read(with("allowed_groups", json!(["Everyone", "two words"]))).groups;
    assert_eq!(groups.allowed, ["Everyone", "two words"]);
    assert!(groups.wanted);
}

#[test]
fn whoever_names_the_claim_or_asks_for_the_scope_wants_groups() {
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
fn claims_and_groups_have_a_shape() {
    for claim in ["", "/a~2b", "/a~", "hunter2\n"] {
        wrong(&with("groups_claim", claim), &["groups_claim: expected the name of a claim, or a JSON pointer"]);
    }
    read(with("groups_claim", "/a~0~1b"));
    read(with("groups_claim", "https://example.org/~groups"));
    wrong(&with("groups_claim", json!(["hunter2"])), &["groups_claim: expected text in quotes"]);
    wrong(&with("allowed_groups", "hunter2"), &["allowed_groups: expected a list of texts, such as [\"Everyone\"]"]);
    for group in ["", "a\nb"] {
        wrong(&with("allowed_groups", json!(["hunter2", group])), &["allowed_groups: expected names of groups"]);
    }
}

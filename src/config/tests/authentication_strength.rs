//! Required `acr` and `amr` values, and `max_age`.

use std::time::Duration;

use serde_json::json;

use super::provider::{assert_invalid, okta, read, with};

#[test]
fn nothing_is_required_by_default() {
    let strength = read(okta()).strength;
    assert!(strength.acr_values.is_empty() && strength.required_acr.is_empty() && strength.required_amr.is_empty());
    assert_eq!(strength.max_age, None);
}

#[test]
fn required_acr_values_are_requested_unless_acr_values_is_set() {
    let mut provider = with("required_acr", json!(["urn:b", "urn:a"]));
    assert_eq!(read(provider.clone()).strength.acr_values, ["urn:b", "urn:a"]);
    provider["acr_values"] = "urn:a  urn:c".into();
    let strength = read(provider).strength;
    assert_eq!(
        (strength.acr_values, strength.required_acr),
        (vec!["urn:a".into(), "urn:c".into()], vec!["urn:b".into(), "urn:a".into()])
    );
    assert_eq!(read(with("required_amr", json!(["mfa", "pwd"]))).strength.required_amr, ["mfa", "pwd"]);
    assert_eq!(read(with("max_age", "12h")).strength.max_age, Some(Duration::from_hours(12)));
}

#[test]
fn values_contain_no_spaces_and_max_age_is_a_duration() {
    for key in ["required_acr", "required_amr"] {
        assert_invalid(&with(key, "hunter2"), &[&format!("{key}: expected a list of strings")]);
        for value in ["", "hunter2 hunter2"] {
            assert_invalid(&with(key, json!([value])), &[&format!("{key}: expected values of at most 255 bytes")]);
        }
    }
    assert_invalid(&with("acr_values", json!(["hunter2"])), &["acr_values: expected a string in quotes"]);
    assert_invalid(&with("max_age", "hunter2"), &["max_age: expected a duration in quotes"]);
    assert_invalid(&with("max_age", 7), &["max_age: expected a string in quotes"]);
}

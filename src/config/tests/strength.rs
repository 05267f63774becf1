//! How strongly people have to sign in.

use std::time::Duration;

use serde_json::json;

use super::provider::{okta, read, with, wrong};

#[test]
fn nothing_is_required_unless_it_is_said() {
    let strength = read(okta()).strength;
    assert!(strength.acr_values.is_empty() && strength.required_acr.is_empty() && strength.required_amr.is_empty());
    assert_eq!(strength.max_age, None);
}

#[test]
fn what_is_required_is_asked_for_unless_something_else_is() {
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
fn values_are_words_and_an_age_is_a_span_of_time() {
    for key in ["required_acr", "required_amr"] {
        wrong(&with(key, "hunter2"), &[&format!("{key}: expected a list of texts")]);
        for value in ["", "hunter2 hunter2", "hunter2\n"] {
            wrong(&with(key, json!([value])), &[&format!("{key}: expected words of at most 255 characters")]);
        }
    }
    wrong(&with("acr_values", json!(["hunter2"])), &["acr_values: expected text in quotes"]);
    wrong(&with("max_age", "hunter2"), &["max_age: expected a span of time in quotes"]);
    wrong(&with("max_age", 7), &["max_age: expected text in quotes"]);
}

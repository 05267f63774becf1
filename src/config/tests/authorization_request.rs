//! The parameters of the authorization request.

use serde_json::{Value, json};

use super::provider::{assert_invalid, okta, read, with};

#[test]
fn extra_params_is_a_table_of_strings() {
    assert!(read(okta()).request.extra_params.is_empty());
    let settings = read(with("extra_params", json!({ "audience": "kaimu", "access_type": "offline" })));
    let params: Vec<(&str, &str)> =
        settings.request.extra_params.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    assert_eq!(params, [("access_type", "offline"), ("audience", "kaimu")]);
    for value in [json!("audience=hunter2"), json!(["hunter2"]), json!({ "audience": 7 }), Value::Null] {
        assert_invalid(&with("extra_params", value), &["extra_params: expected a table of strings"]);
    }
    assert_invalid(
        &with("extra_params", json!({ "audience": "hunter2".repeat(1000) })),
        &["extra_params: `audience` is longer than"],
    );
    assert_invalid(
        &with("extra_params", json!({ "two expected": "hunter2" })),
        &["extra_params: `two expected` is not a valid parameter name"],
    );
}

#[test]
fn protocol_parameters_are_refused_in_any_case() {
    for name in [
        "client_id",
        "redirect_uri",
        "response_type",
        "scope",
        "state",
        "nonce",
        "code_challenge",
        "code_challenge_method",
        "request",
        "request_uri",
        "response_mode",
        "id_token_hint",
        "client_secret",
        "STATE",
    ] {
        let expected = format!("extra_params: `{name}` is a protocol parameter that Kaimu sets itself");
        assert_invalid(&with("extra_params", json!({ name: "hunter2" })), &[&expected]);
    }
    for (name, instead) in [
        ("prompt", "use the key `prompt`"),
        ("max_age", "use the key `max_age`"),
        ("acr_values", "use the key `acr_values`"),
        ("login_hint", "add login_hint to the link"),
        ("ui_locales", "the language of the page"),
    ] {
        assert_invalid(
            &with("extra_params", json!({ name: "hunter2" })),
            &[&format!("`{name}` cannot be set here; "), instead],
        );
    }
}

#[test]
fn a_prompt_consists_of_known_values_and_is_never_none() {
    assert!(read(okta()).request.prompt.is_empty());
    assert_eq!(read(with("prompt", "login consent login")).request.prompt, ["login", "consent"]);
    for value in ["none", "hunter2", "login none", "LOGIN"] {
        assert_invalid(&with("prompt", value), &["prompt: expected \"login\", \"consent\" or \"select_account\""]);
    }
    assert_invalid(&with("prompt", json!(["login"])), &["prompt: expected a string in quotes"]);
}

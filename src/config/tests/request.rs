//! What is asked of a provider.

use serde_json::{Value, json};

use super::provider::{okta, read, with, wrong};

#[test]
fn parameters_of_the_provider_s_own_are_texts_by_name() {
    assert!(read(okta()).request.extra_params.is_empty());
    let settings = read(with("extra_params", json!({ "audience": "kaimu", "access_type": "offline" })));
    let params: Vec<(&str, &str)> =
        settings.request.extra_params.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    assert_eq!(params, [("access_type", "offline"), ("audience", "kaimu")]);
    for value in [json!("audience=hunter2"), json!(["hunter2"]), json!({ "audience": 7 }), Value::Null] {
        wrong(&with("extra_params", value), &["extra_params: expected a table of texts"]);
    }
    wrong(&with("extra_params", json!({ "audience": "hunter2\n" })), &["extra_params: `audience` is longer than"]);
    wrong(&with("extra_params", json!({ "two words": "hunter2" })), &["extra_params: `two words` is no name"]);
}

#[test]
fn a_parameter_that_the_protocol_uses_is_refused_however_it_is_written() {
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
        let words = format!("extra_params: `{name}` is a parameter of the protocol, which Kaimu sets itself");
        wrong(&with("extra_params", json!({ name: "hunter2" })), &[&words]);
    }
    for (name, instead) in [
        ("prompt", "use the key `prompt`"),
        ("max_age", "use the key `max_age`"),
        ("acr_values", "use the key `acr_values`"),
        ("login_hint", "comes with a link"),
        ("ui_locales", "the language of the page"),
    ] {
        wrong(&with("extra_params", json!({ name: "hunter2" })), &[&format!("`{name}` cannot be set here; "), instead]);
    }
}

#[test]
fn a_prompt_is_made_of_known_words_and_never_none() {
    assert!(read(okta()).request.prompt.is_empty());
    assert_eq!(read(with("prompt", "login consent login")).request.prompt, ["login", "consent"]);
    for value in ["none", "hunter2", "login none", "LOGIN"] {
        wrong(&with("prompt", value), &["prompt: expected \"login\", \"consent\" or \"select_account\""]);
    }
    wrong(&with("prompt", json!(["login"])), &["prompt: expected text in quotes"]);
}

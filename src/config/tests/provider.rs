//! The list of providers and most keys of a provider.

use secrecy::ExposeSecret;
use serde_json::{Value, json};

use super::*;
use crate::domain::{ClientAuthentication, ClientSecrets, LinkByEmail, ProviderSettings, SignOutMode};

pub(super) fn okta() -> Value {
    json!({ "name": "Okta", "slug": "okta", "issuer_url": "https://example.okta.com", "client_id": "id",
        "client_secret": "hunter2" })
}

pub(super) fn with(key: &str, value: impl Into<Value>) -> Value {
    let mut provider = okta();
    provider[key] = value.into();
    provider
}

pub(super) fn without(key: &str) -> Value {
    let mut provider = okta();
    provider.as_object_mut().unwrap().remove(key);
    provider
}

#[track_caller]
pub(super) fn read(provider: Value) -> ProviderSettings {
    let list = Value::Array(vec![provider]).to_string();
    loaded("", &[("OIDC_PROVIDERS", &list)]).unwrap().providers.remove(0)
}

pub(super) fn secrets(provider: &ProviderSettings) -> &ClientSecrets {
    let ClientAuthentication::Secret { secrets, .. } = &provider.client.authentication else { panic!("no secret") };
    secrets
}

/// Asserts that there is one problem, that its line contains all these parts, and that it contains no secret.
#[track_caller]
pub(super) fn assert_invalid(provider: &Value, parts: &[&str]) {
    let list = json!([provider]).to_string();
    assert_problem("", &[("OIDC_PROVIDERS", &list)], &[&["OIDC_PROVIDERS, provider 1"], parts].concat());
    assert!(!problems("", &[("OIDC_PROVIDERS", &list)]).contains("hunter2"));
}

#[test]
fn a_provider_is_read_from_the_file_and_from_the_environment_in_the_same_way() {
    let file = r#"
        [[oidc.providers]]
        name = "Okta"
        slug = "okta"
        issuer_url = "https://example.okta.com"
        client_id = "id"
        client_secret = "hunter2"
    "#;
    let from_file = loaded(file, &[]).unwrap().providers.remove(0);
    assert_eq!(format!("{from_file:?}"), format!("{:?}", read(okta())));
    assert_eq!((&*from_file.name, from_file.slug.as_str(), &*from_file.client.id), ("Okta", "okta", "id"));
    assert_eq!(from_file.issuer.as_str(), "https://example.okta.com");
    assert_eq!(secrets(&from_file).current().expose_secret(), "hunter2");
    assert_eq!(from_file.request.scopes, ["openid", "email", "profile"]);
    assert!(!from_file.emails.trusted && !from_file.allow_insecure_issuer && from_file.discovery_url.is_none());
    let without_client_id = file.replace("client_id", "client_ID");
    assert!(
        problems(&without_client_id, &[])
            .contains("kaimu.toml, oidc.providers, provider 1 (okta): client_id: is missing")
    );
}

#[test]
fn the_environment_replaces_the_list_of_the_file_under_both_names() {
    let file = "[[oidc.providers]]\nname = \"only this, and so broken\"";
    for name in ["OIDC_PROVIDERS", "KAIMU_OIDC__PROVIDERS"] {
        let list = json!([with("slug", "one"), with("slug", "two")]).to_string();
        let slugs: Vec<_> = loaded(file, &[(name, &list)]).unwrap().providers.into_iter().map(|p| p.slug).collect();
        assert_eq!(slugs.iter().map(crate::domain::Slug::as_str).collect::<Vec<_>>(), ["one", "two"]);
        assert!(loaded(file, &[(name, "[]")]).unwrap().providers.is_empty());
    }
}

#[test]
fn a_json_error_has_line_and_column_and_nothing_of_the_value() {
    for broken in [
        "[{\"client_secret\": \"hunter2\"",
        "[{\"client_secret\": \"hunter2\n\"}]",
        "[{\"client_secret\": hunter2}]",
        "[{\"client_secret\": \"hunter2\" \"hunter2\"}]",
        "[{\"client_secret\": \"hunter2\\x\"}]",
        "[{\"hunter2\"}]",
        "[] hunter2",
        "hunter2",
    ] {
        assert_problem(
            "",
            &[("OIDC_PROVIDERS", broken)],
            &["OIDC_PROVIDERS: is not valid JSON: ", " at line ", " column "],
        );
        assert!(!problems("", &[("OIDC_PROVIDERS", broken)]).contains("hunter2"), "{broken}");
    }
    let message = problems("", &[("OIDC_PROVIDERS", "[\n{\"name\": \"x\";}]")]);
    assert!(message.contains("expected `,` or `}` at line 2 column 13"), "{message}");
}

#[test]
fn a_value_that_is_not_a_list_is_refused() {
    for text in ["{}", "\"hunter2\"", "null", "7"] {
        assert_problem("", &[("OIDC_PROVIDERS", text)], &["OIDC_PROVIDERS: expected an array of providers"]);
    }
    assert_problem("", &[("OIDC_PROVIDERS", "[\"hunter2\"]")], &["provider 1: expected an object"]);
    assert_problem("[oidc]\nproviders = [\"hunter2\"]", &[], &["oidc.providers, provider 1: expected an object"]);
    assert_problem("[oidc.providers]\nname = \"x\"", &[], &["start each provider with [[oidc.providers]]"]);
}

#[test]
fn links_are_allowed_unless_they_are_off() {
    assert!(read(okta()).allows_links && read(with("link", "on")).allows_links);
    let off = read(with("link", "off"));
    assert_eq!((off.allows_links, off.link_by_email()), (false, LinkByEmail::Never));
    assert_invalid(&with("link", "never"), &["link: expected \"on\" or \"off\""]);
    assert_invalid(&with("link", false), &["link: expected a string in quotes"]);
}

#[test]
fn required_keys_must_be_set_and_not_empty() {
    for key in ["name", "slug", "issuer_url", "client_id", "client_secret"] {
        assert_invalid(&without(key), &[&format!("{key}: is missing")]);
        assert_invalid(&with(key, ""), &[&format!("{key}: is empty")]);
        assert_invalid(&with(key, " "), &[&format!("{key}: is empty")]);
    }
}

#[test]
fn a_value_of_the_wrong_type_is_refused_without_repeating_it() {
    for key in ["name", "slug", "issuer_url", "client_id", "client_secret", "scopes", "discovery_url"] {
        assert_invalid(&with(key, json!(["hunter2"])), &[&format!("{key}: expected a string in quotes")]);
        assert_invalid(&with(key, Value::Null), &[&format!("{key}: expected a string in quotes")]);
    }
    for key in ["trust_email", "allow_insecure_issuer", "allow_private_endpoints", "strict_logout_typ"] {
        assert_invalid(&with(key, "hunter2"), &["(okta): ", &format!("{key}: expected true or false")]);
    }
}

#[test]
fn an_unknown_key_is_an_error_that_names_the_nearest_known_one() {
    assert_invalid(&with("trust_mail", true), &["unknown key `trust_mail`", "did you mean `trust_email`?"]);
    assert_invalid(&with("clientSecret", "hunter2"), &["unknown key `clientSecret`", "`client_secret`"]);
}

#[test]
fn a_name_has_1_to_64_characters() {
    assert_eq!(read(with("name", "ä".repeat(64))).name, "ä".repeat(64));
    assert_invalid(&with("name", "ä".repeat(65)), &["name: expected 1 to 64 characters"]);
    assert_invalid(&with("name", "Ok\u{7}ta"), &["name: contains a control character"]);
}

#[test]
fn a_slug_has_a_limited_alphabet_and_is_unique() {
    assert_invalid(&with("slug", "Hunter2 hunter2"), &["provider 1: slug: use lower-case letters"]);
    let list = json!([okta(), with("slug", "other"), okta()]).to_string();
    assert_problem("", &[("OIDC_PROVIDERS", &list)], &["provider 3 (okta): has the same slug as provider 1"]);
}

#[test]
fn the_slug_operator_is_reserved() {
    assert_invalid(&with("slug", "operator"), &["provider 1 (operator): slug: ", "use another"]);
}

#[test]
fn scopes_are_separated_by_spaces_and_contain_openid() {
    assert_eq!(read(with("scopes", "email  openid groups email")).request.scopes, ["email", "openid", "groups"]);
    assert_invalid(&with("scopes", "email profile"), &["scopes: `openid` is missing"]);
    assert_invalid(&with("scopes", ""), &["scopes: `openid` is missing"]);
}

#[test]
fn flags_are_read_and_no_secret_shows_in_debug_output() {
    assert!(read(with("trust_email", true)).emails.trusted);
    let list = json!([okta()]).to_string();
    let secret = "hunter2-4b1f09c7d2e86a35f0b94c1d7e2a8365";
    let database = "postgres://kaimu:hunter2@localhost/kaimu";
    let variables = [("OIDC_PROVIDERS", &*list), ("SESSION_SECRET", secret), ("DATABASE_URL", database)];
    let settings = loaded("", &variables).unwrap();
    assert!(!format!("{settings:?}").contains("hunter2"));
}

#[test]
fn sign_out_includes_the_provider_by_default() {
    assert_eq!(read(okta()).sign_out, SignOutMode::Provider);
    assert_eq!(read(with("sign_out", "provider")).sign_out, SignOutMode::Provider);
    assert_eq!(read(with("sign_out", "local")).sign_out, SignOutMode::Local);
    assert_eq!(read(with("sign_out", "auth0")).sign_out, SignOutMode::Auth0);
    assert_invalid(&with("sign_out", "hunter2"), &["(okta): sign_out: expected \"provider\", \"local\" or \"auth0\""]);
    assert_invalid(&with("sign_out", true), &["(okta): sign_out: expected a string in quotes"]);
}

#[test]
fn the_response_mode_is_query_by_default() {
    assert!(!read(okta()).request.form_post && !read(with("response_mode", "query")).request.form_post);
    assert!(read(with("response_mode", "form_post")).request.form_post);
    assert_invalid(&with("response_mode", "fragment"), &["response_mode: expected \"query\" or \"form_post\""]);
}

#[test]
fn authorization_requests_are_pushed_when_the_provider_requires_it_or_always() {
    let always = |value| read(with("pushed_authorization_requests", value)).request.always_pushed;
    assert!(!read(okta()).request.always_pushed && !always("when_required") && always("always"));
    let expected = "pushed_authorization_requests: expected \"when_required\" or \"always\"";
    assert_invalid(&with("pushed_authorization_requests", true), &["pushed_authorization_requests: expected a string"]);
    assert_invalid(&with("pushed_authorization_requests", "never"), &[expected]);
}

#[test]
fn link_by_email_is_verified_confirm_or_never() {
    assert_eq!(read(okta()).emails.link, LinkByEmail::Verified);
    for (value, meaning) in
        [("verified", LinkByEmail::Verified), ("confirm", LinkByEmail::Confirm), ("never", LinkByEmail::Never)]
    {
        assert_eq!(read(with("link_by_email", value)).emails.link, meaning);
    }
    assert_invalid(&with("link_by_email", "always"), &["link_by_email", "\"verified\", \"confirm\" or \"never\""]);
    assert_invalid(&with("link_by_email", true), &["link_by_email", "expected a string"]);
}

#[test]
fn what_nobody_sees_in_a_value_of_a_provider_is_refused_with_its_key() {
    for (unseen, expected) in [
        ("\n", "contains a control character"),
        ("\u{feff}", "contains a byte order mark"),
        (" ", "begins or ends with a blank"),
    ] {
        for key in ["name", "client_id", "client_secret", "issuer_url", "scopes", "prompt", "acr_values", "sign_out"] {
            for value in [format!("hunter2{unseen}"), format!("{unseen}hunter2")] {
                assert_invalid(&with(key, value), &[&format!("(okta): {key}: {expected}")]);
            }
        }
        for key in ["allowed_groups", "required_acr", "allowed_email_domains"] {
            assert_invalid(&with(key, json!([format!("hunter2{unseen}")])), &[&format!("(okta): {key}: {expected}")]);
        }
        assert_invalid(
            &with("extra_params", json!({ "audience": format!("hunter2{unseen}") })),
            &[&format!("(okta): extra_params: {expected}")],
        );
    }
}

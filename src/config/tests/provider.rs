use std::time::Duration;

use secrecy::ExposeSecret;
use serde_json::{Value, json};

use super::*;
use crate::domain::{
    ClientAuthentication, ClientSecrets, Icon, LinkByEmail, ProviderSettings, RecheckPolicy, SignOutMode,
};

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

/// Asserts the one line that an operator is told, and that no secret is in it.
#[track_caller]
pub(super) fn wrong(provider: &Value, parts: &[&str]) {
    let list = json!([provider]).to_string();
    refused_with("", &[("OIDC_PROVIDERS", &list)], &[&["OIDC_PROVIDERS, provider 1"], parts].concat());
    assert!(!refused("", &[("OIDC_PROVIDERS", &list)]).contains("hunter2"));
}

#[test]
fn a_provider_reads_the_same_from_the_file_and_from_the_environment() {
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
    let wrong = file.replace("client_id", "client_ID");
    assert!(refused(&wrong, &[]).contains("kaimu.toml, oidc.providers, provider 1 (okta): client_id: is missing"));
}

#[test]
fn the_environment_replaces_the_list_of_the_file_by_either_name() {
    let file = "[[oidc.providers]]\nname = \"only this, and so broken\"";
    for name in ["OIDC_PROVIDERS", "KAIMU_OIDC__PROVIDERS"] {
        let list = json!([with("slug", "one"), with("slug", "two")]).to_string();
        let slugs: Vec<_> = loaded(file, &[(name, &list)]).unwrap().providers.into_iter().map(|p| p.slug).collect();
        assert_eq!(slugs.iter().map(crate::domain::Slug::as_str).collect::<Vec<_>>(), ["one", "two"]);
        assert!(loaded(file, &[(name, "[]")]).unwrap().providers.is_empty());
    }
}

#[test]
fn malformed_json_has_line_and_column_and_shows_nothing_of_the_value() {
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
        refused_with(
            "",
            &[("OIDC_PROVIDERS", broken)],
            &["OIDC_PROVIDERS: is not valid JSON: ", " at line ", " column "],
        );
        assert!(!refused("", &[("OIDC_PROVIDERS", broken)]).contains("hunter2"), "{broken}");
    }
    let message = refused("", &[("OIDC_PROVIDERS", "[\n{\"name\": \"x\";}]")]);
    assert!(message.contains("expected `,` or `}` at line 2 column 13"), "{message}");
}

#[test]
fn a_list_that_is_none_is_refused() {
    for text in ["{}", "\"hunter2\"", "null", "7"] {
        refused_with("", &[("OIDC_PROVIDERS", text)], &["OIDC_PROVIDERS: expected an array of providers"]);
    }
    refused_with("", &[("OIDC_PROVIDERS", "[\"hunter2\"]")], &["provider 1: expected an object"]);
    refused_with("[oidc]\nproviders = [\"hunter2\"]", &[], &["oidc.providers, provider 1: expected an object"]);
    refused_with("[oidc.providers]\nname = \"x\"", &[], &["begin each with [[oidc.providers]]"]);
}

#[test]
fn required_keys_are_there_and_not_empty() {
    for key in ["name", "slug", "issuer_url", "client_id", "client_secret"] {
        wrong(&without(key), &[&format!("{key}: is missing")]);
        wrong(&with(key, ""), &[&format!("{key}: is empty")]);
        wrong(&with(key, " "), &[&format!("{key}: is empty")]);
    }
}

#[test]
fn a_value_of_another_type_is_refused_without_repeating_it() {
    for key in ["name", "slug", "issuer_url", "client_id", "client_secret", "scopes", "discovery_url"] {
        wrong(&with(key, json!(["hunter2"])), &[&format!("{key}: expected text in quotes")]);
        wrong(&with(key, Value::Null), &[&format!("{key}: expected text in quotes")]);
    }
    for key in ["trust_email", "allow_insecure_issuer"] {
        wrong(&with(key, "hunter2"), &["(okta): ", &format!("{key}: expected true or false")]);
    }
}

#[test]
fn an_unknown_key_is_an_error_with_the_nearest_known_one() {
    wrong(&with("trust_mail", true), &["unknown key `trust_mail`", "nearest known key is `trust_email`"]);
    wrong(&with("clientSecret", "hunter2"), &["unknown key `clientSecret`", "`client_secret`"]);
}

#[test]
fn a_name_fits_on_a_button() {
    assert_eq!(read(with("name", "ä".repeat(64))).name, "ä".repeat(64));
    wrong(&with("name", "ä".repeat(65)), &["name: expected at most 64 characters"]);
    wrong(&with("name", "Ok\u{7}ta"), &["name: expected"]);
}

#[test]
fn a_slug_has_its_alphabet_and_belongs_to_one_provider() {
    wrong(&with("slug", "Hunter2 hunter2"), &["provider 1: slug: use lower-case letters"]);
    let list = json!([okta(), with("slug", "other"), okta()]).to_string();
    refused_with("", &[("OIDC_PROVIDERS", &list)], &["provider 3 (okta): has the slug of provider 1"]);
}

#[test]
fn an_issuer_is_kept_as_its_exact_text() {
    for issuer in
        ["https://Example.org", "https://example.org/", "https://example.org:443/a//b/%7e", "http://[::1]:8080"]
    {
        assert_eq!(read(with("issuer_url", issuer)).issuer.as_str(), issuer);
    }
    for (issuer, words) in [
        ("https://example.org?hunter2", "a query"),
        ("https://example.org?", "a query"),
        ("https://example.org#", "fragment"),
        ("https://a:hunter2@example.org", "user name or password"),
        ("ftp://example.org", "only http and https"),
        ("example.org", "expected an absolute URL"),
        ("https://example.org\n", "expected an absolute URL"),
        ("https://example.org/.well-known/openid-configuration", "the issuer is the part before `/.well-known/`"),
    ] {
        wrong(&with("issuer_url", issuer), &["issuer_url: ", words]);
    }
}

#[test]
fn an_http_issuer_is_on_a_loopback_host_or_allowed_with_a_warning() {
    for host in ["localhost", "op.localhost:8080", "127.0.0.9", "[::1]"] {
        read(with("issuer_url", format!("http://{host}")));
    }
    for host in ["example.org", "localhost.example.org", "notlocalhost", "128.0.0.1", "0.0.0.0", "[::2]"] {
        wrong(&with("issuer_url", format!("http://{host}")), &["issuer_url: is http", "allow_insecure_issuer"]);
    }
    let mut allowed = with("issuer_url", "http://op.internal");
    allowed["allow_insecure_issuer"] = true.into();
    let settings = loaded("", &[("OIDC_PROVIDERS", &json!([allowed]).to_string())]).unwrap();
    assert!(settings.providers[0].allow_insecure_issuer);
    assert_eq!(settings.warnings.len(), 1);
    assert!(settings.warnings[0].starts_with("OIDC_PROVIDERS, provider 1 (okta): issuer_url is http"));
}

#[test]
fn scopes_are_separated_by_spaces_and_hold_openid() {
    assert_eq!(read(with("scopes", "email  openid groups email")).request.scopes, ["email", "openid", "groups"]);
    wrong(&with("scopes", "email profile"), &["scopes: `openid` is missing"]);
    wrong(&with("scopes", ""), &["scopes: `openid` is missing"]);
}

#[test]
fn a_discovery_url_alone_may_be_http_on_any_host() {
    for url in ["http://op:8080/", "https://op.internal/.well-known/openid-configuration"] {
        assert_eq!(read(with("discovery_url", url)).discovery_url.unwrap().as_str(), url);
    }
    for url in ["ftp://op", "op:8080", "http://op?hunter2", "http://op#hunter2", "http://a:hunter2@op", ""] {
        wrong(&with("discovery_url", url), &["(okta): discovery_url: "]);
    }
}

#[test]
fn flags_are_read_and_no_secret_shows_in_debug_output() {
    assert!(read(with("trust_email", true)).emails.trusted);
    let list = json!([okta()]).to_string();
    let secret = "hunter2".repeat(9);
    let database = "postgres://kaimu:hunter2@localhost/kaimu";
    let variables = [("OIDC_PROVIDERS", &*list), ("SESSION_SECRET", &*secret), ("DATABASE_URL", database)];
    let settings = loaded("", &variables).unwrap();
    assert!(!format!("{settings:?}").contains("hunter2"));
}

#[test]
fn an_icon_is_named_or_guessed_from_the_issuer() {
    let icon = |issuer: &str, more: &str| {
        let json = format!(
            "[{{\"name\":\"P\",\"slug\":\"p\",\"issuer_url\":\"{issuer}\",\"client_id\":\"i\",\"client_secret\":\"s\"{more}}}]"
        );
        loaded("", &[("OIDC_PROVIDERS", &json)]).map(|settings| settings.providers[0].icon)
    };
    assert_eq!(icon("https://dev-1.okta.com/oauth2/default", ""), Ok(Some(Icon::Okta)));
    assert_eq!(icon("https://login.example.org", ""), Ok(None));
    assert_eq!(icon("https://login.example.org", ",\"icon\":\"gitlab\""), Ok(Some(Icon::GitLab)));
    let refused = icon("https://login.example.org", ",\"icon\":\"gitlob\"").unwrap_err().to_string();
    assert!(refused.contains("icon: no such icon; the nearest one is `gitlab`"), "{refused}");
}

#[test]
fn the_issuer_that_is_replaced_is_an_address_kept_to_the_letter() {
    let replaced = read(with("replaces_issuer", "https://old.example/")).replaces_issuer.unwrap();
    assert_eq!(replaced.as_str(), "https://old.example/");
    assert_eq!(read(okta()).replaces_issuer, None);
    wrong(&with("replaces_issuer", "old.example"), &["replaces_issuer: expected an absolute URL"]);
    wrong(&with("replaces_issuer", true), &["replaces_issuer: expected text in quotes"]);
}

#[test]
fn a_sign_out_goes_on_to_the_provider_unless_it_is_kept_here() {
    assert_eq!(read(okta()).sign_out, SignOutMode::Provider);
    assert_eq!(read(with("sign_out", "provider")).sign_out, SignOutMode::Provider);
    assert_eq!(read(with("sign_out", "local")).sign_out, SignOutMode::Local);
    assert_eq!(read(with("sign_out", "auth0")).sign_out, SignOutMode::Auth0);
    wrong(&with("sign_out", "hunter2"), &["(okta): sign_out: expected \"provider\", \"local\" or \"auth0\""]);
    wrong(&with("sign_out", true), &["(okta): sign_out: expected text in quotes"]);
}

#[test]
fn a_response_comes_in_the_address_unless_it_is_to_be_posted() {
    assert!(!read(okta()).request.form_post && !read(with("response_mode", "query")).request.form_post);
    assert!(read(with("response_mode", "form_post")).request.form_post);
    wrong(&with("response_mode", "fragment"), &["response_mode: expected \"query\" or \"form_post\""]);
}

#[test]
fn what_an_address_is_worth_is_one_of_three_words() {
    assert_eq!(read(okta()).emails.link, LinkByEmail::Verified);
    for (word, meaning) in
        [("verified", LinkByEmail::Verified), ("confirm", LinkByEmail::Confirm), ("never", LinkByEmail::Never)]
    {
        assert_eq!(read(with("link_by_email", word)).emails.link, meaning);
    }
    wrong(&with("link_by_email", "always"), &["link_by_email", "\"verified\", \"confirm\" or \"never\""]);
    wrong(&with("link_by_email", true), &["link_by_email", "expected text"]);
}

#[test]
fn a_provider_is_asked_again_when_the_operator_says_how_often() {
    assert_eq!(read(okta()).recheck, None);
    let (minutes, hour) = (Duration::from_mins(15), Duration::from_hours(1));
    assert_eq!(read(with("recheck", "15m")).recheck, Some(RecheckPolicy { every: minutes, grace: hour }));
    let mut provider = with("recheck", "1m");
    provider["recheck_grace"] = "1s".into();
    assert_eq!(read(provider).recheck, Some(RecheckPolicy { every: minutes / 15, grace: Duration::from_secs(1) }));
    wrong(&with("recheck", "59s"), &["recheck: is too short; use a minute or more"]);
    wrong(&with("recheck", "often"), &["recheck: expected a span of time"]);
    wrong(&with("recheck", 15), &["recheck: expected text"]);
    wrong(&with("recheck_grace", "1h"), &["recheck_grace: is for recheck, which is missing"]);
}

#[test]
fn a_recheck_without_a_refresh_token_starts_with_a_warning() {
    let warned = |scopes: &str, issuer: &str| {
        let mut provider = with("recheck", "15m");
        (provider["scopes"], provider["issuer_url"]) = (scopes.into(), issuer.into());
        let list = json!([provider]).to_string();
        let warnings = loaded("", &[("OIDC_PROVIDERS", &list)]).unwrap().warnings;
        warnings.iter().any(|warning| warning.contains("recheck: scopes lack offline_access"))
    };
    assert!(warned("openid email", "https://example.okta.com"));
    assert!(!warned("openid offline_access", "https://example.okta.com"));
    assert!(!warned("openid email", "https://accounts.google.com"), "it is asked otherwise");
}

//! The effective configuration: values, sources, defaults, and secrets that stay hidden.

use serde_json::{Value, json};

use super::*;
use crate::config::{
    EffectiveConfig, EffectiveValue, ShownValue, ValueSource, applications, defaults, keys, load_effective,
};

const OKTA: &str = "[[oidc.providers]]\npreset = \"okta\"\ndomain = \"example.okta.com\"\nclient_id = \"kaimu\"\n";

/// A text that nothing may show.
const SECRET: &str = "s3cr3t-wh1ch-n0th1ng-m4y-sh0w-0123456789";

fn effective(file: &str, variables: &[(&str, &str)]) -> EffectiveConfig {
    let directory = tempfile::tempdir().unwrap();
    load_effective(Some(&written(directory.path(), "kaimu.toml", file.as_bytes())), &environment(variables))
}

fn value<'a>(config: &'a EffectiveConfig, key: &str) -> &'a EffectiveValue {
    config.values.iter().find(|value| value.key == key).unwrap_or_else(|| panic!("{key} is missing"))
}

/// The value that is shown for a key, the kind of its source, and the end of its place.
#[track_caller]
fn assert_value(config: &EffectiveConfig, key: &str, shown: Value, source: ValueSource, place: &str) {
    let value = value(config, key);
    assert_eq!((&value.value, value.source), (&ShownValue::Value(shown), source), "{key}");
    assert!(value.place.ends_with(place), "{key}: {}", value.place);
}

#[test]
fn each_key_has_its_value_and_where_it_was_set() {
    let directory = tempfile::tempdir().unwrap();
    let env_file = written(directory.path(), "env", b"\nKAIMU_DATABASE__POOL_SIZE=4\n").display().to_string();
    let name = written(directory.path(), "name", b"Example\n").display().to_string();
    let file = format!("[session]\n\nidle_timeout = \"1h\"\n{OKTA}client_secret = \"{SECRET}\"\n");
    let config = effective(
        &file,
        &[
            ("KAIMU_ENV_FILE", &env_file),
            ("PORT", "8080"),
            ("KAIMU_BRANDING__NAME_FILE", &name),
            ("KAIMU_SERVER__ALLOWED_RETURN_ORIGINS", "https://a.example.org,https://b.example.org"),
        ],
    );
    assert!(config.problems.is_none(), "{:?}", config.problems);
    let origins = json!(["https://a.example.org", "https://b.example.org"]);
    assert_value(&config, "session.idle_timeout", json!("1h"), ValueSource::File, "kaimu.toml, line 3");
    assert_value(&config, "session.absolute_timeout", json!("7d"), ValueSource::Default, "");
    assert_value(&config, "server.listen", json!(["*:8080"]), ValueSource::Environment, "PORT");
    assert_value(&config, "server.base_url", json!("http://localhost:8080"), ValueSource::Default, "");
    assert_value(&config, "server.allowed_return_origins", origins, ValueSource::Environment, "ORIGINS");
    assert_value(
        &config,
        "database.pool_size",
        json!(4),
        ValueSource::EnvironmentFile,
        &format!("({env_file}, line 2)"),
    );
    let place = format!("KAIMU_BRANDING__NAME_FILE ({name})");
    assert_value(&config, "branding.name", json!("Example"), ValueSource::ReferencedFile, &place);
    assert_value(&config, "oidc.providers[0].client_id", json!("kaimu"), ValueSource::File, "kaimu.toml, line 7");
    let issuer = json!("https://example.okta.com/oauth2/default");
    assert_value(&config, "oidc.providers[0].issuer_url", issuer, ValueSource::Preset, "preset okta");
    assert_value(&config, "oidc.providers[0].trust_email", json!(false), ValueSource::Default, "");
    assert_eq!(value(&config, "oidc.providers[0].client_secret").value, ShownValue::Hidden);
    assert_eq!(value(&config, "session.secret").value, ShownValue::NotSet);
    assert_value(&config, "applications", json!([]), ValueSource::Default, "");
}

#[test]
fn every_key_is_shown_once_and_a_default_is_the_one_of_the_example_file() {
    let config = effective("", &[]);
    let shown: Vec<&str> = config.values.iter().map(|value| value.key.as_str()).collect();
    assert_eq!(shown, keys::ALL.iter().map(keys::Key::path).collect::<Vec<_>>());
    assert!(
        config.values.iter().all(|value| value.source == ValueSource::Default && value.value != ShownValue::NotValid)
    );
    assert_value(&config, "database.url", json!("sqlite://data/kaimu.db"), ValueSource::Default, "");
}

#[test]
fn the_secret_of_a_session_a_provider_and_a_database_is_hidden_wherever_it_is_set() {
    let directory = tempfile::tempdir().unwrap();
    let secret_file = written(directory.path(), "secret", SECRET.as_bytes()).display().to_string();
    let (one, two) = (format!("{SECRET}-1"), format!("{SECRET}-2"));
    let env_file = written(directory.path(), "env", format!("SESSION_SECRET='{SECRET}'\n").as_bytes());
    let postgres = format!("postgres://kaimu:{SECRET}@db/kaimu?sslmode=verify-full&sslpassword={SECRET}");
    let providers = |secret: &str| format!("{OKTA}{secret}\n");
    for (file, variables) in [
        (format!("[session]\nsecret = \"{SECRET}\"\n"), vec![]),
        (format!("[session]\nsecrets = [\"{one}\", \"{two}\"]\n"), vec![]),
        (String::new(), vec![("SESSION_SECRET", SECRET)]),
        (String::new(), vec![("SESSION_SECRET_FILE", secret_file.as_str())]),
        (String::new(), vec![("KAIMU_ENV_FILE", env_file.to_str().unwrap())]),
        (format!("[session]\nsecret = \"{SECRET}\"\n"), vec![("DATABASE_URL", postgres.as_str())]),
        (providers(&format!("client_secret = \"{SECRET}\"")), vec![]),
        (providers(&format!("client_secrets = [\"{one}\", \"{two}\"]")), vec![]),
        (providers(&format!("client_secret_file = \"{secret_file}\"")), vec![]),
    ] {
        let config = effective(&file, &variables);
        assert!(config.problems.is_none(), "{:?}", config.problems);
        assert!(!format!("{config:?}").contains("s3cr3t"), "{config:?}");
    }
    let config = effective(&format!("[session]\nsecret = \"{SECRET}\"\n"), &[("DATABASE_URL", &postgres)]);
    let shown = json!("postgres://kaimu:hidden@db/kaimu?sslmode=verify-full&sslpassword=hidden");
    assert_value(&config, "database.url", shown, ValueSource::Environment, "DATABASE_URL");
}

/// A new key that takes any text appears here: its author has to decide whether it is a secret.
#[test]
fn a_secret_under_the_wrong_key_is_shown_only_where_any_text_is_valid() {
    let mut shown_under = Vec::new();
    for key in keys::ALL {
        let config = effective("", &[(&key.long_name(), SECRET)]);
        if format!("{:?}", config.values).contains(SECRET) {
            shown_under.push(key.path());
        }
    }
    // A domain without a dot has the same characters as many secrets.
    assert_eq!(shown_under, ["sign_in.allowed_email_domains", "branding.name", "branding.contact"]);
    let mut shown_under = Vec::new();
    for key in keys::PROVIDER_KEYS {
        let provider = json!([{ "name": "Okta", "slug": "okta", "issuer_url": "https://okta.example.org",
            "client_id": "kaimu", "client_secret": "other", (*key): SECRET }]);
        let config = effective("", &[("OIDC_PROVIDERS", &provider.to_string())]);
        if format!("{:?}", config.values).contains(SECRET) {
            shown_under.push(*key);
        }
    }
    // An issuer is no secret, and a slug has the same characters as many of them.
    let any_text = ["name", "slug", "client_id", "acr_values", "groups_claim"];
    assert_eq!(shown_under, any_text);
}

#[test]
fn an_invalid_configuration_shows_what_is_valid_and_not_the_text_that_is_not() {
    let file = format!(
        "[session]\nidle_timeout = \"soon\"\ncache = \"off\"\n{OKTA}client_secret = \"{SECRET}\"\nslugg = \"x\"\n"
    );
    let config = effective(&file, &[]);
    let problems = config.problems.as_ref().unwrap().to_string();
    assert!(problems.contains("idle_timeout: expected a duration") && problems.contains("slugg"), "{problems}");
    assert_eq!(value(&config, "session.idle_timeout").value, ShownValue::NotValid);
    assert_value(&config, "session.cache", json!("off"), ValueSource::File, "line 3");
    assert_value(&config, "oidc.providers[0].client_id", json!("kaimu"), ValueSource::File, "line 7");
    assert!(!format!("{config:?}").contains("soon"));
}

#[test]
fn the_shown_defaults_of_a_provider_and_of_an_application_are_the_ones_that_count() {
    let with = |keys: &[&str], default: fn(&str) -> Option<Value>, mut table: Value| {
        for key in keys {
            if let Some(value) = default(key) {
                table[*key] = value;
            }
        }
        json!([table]).to_string()
    };
    let provider = json!({ "name": "Okta", "slug": "okta", "issuer_url": "https://okta.example.org", "client_id": "kaimu",
        "client_secret": "other" });
    let application = json!({ "name": "Wiki", "url": "https://wiki.example.org" });
    let load = |provider: &str, application: &str| {
        let settings = loaded("", &[("OIDC_PROVIDERS", provider), ("KAIMU_APPLICATIONS", application)]).unwrap();
        // Groups are asked for as soon as the key is set, also to its default.
        format!("{settings:?}").replace("wanted: true", "wanted: false")
    };
    let left_out = load(&json!([provider.clone()]).to_string(), &json!([application.clone()]).to_string());
    let set = load(
        &with(keys::PROVIDER_KEYS, defaults::of_provider, provider),
        &with(applications::KEYS, defaults::of_application, application),
    );
    assert_eq!(left_out, set);
}

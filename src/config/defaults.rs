//! The default of each key, for `kaimu config`. Tests compare them with what the code uses.

use std::collections::BTreeMap;

use serde_json::Value;

use super::file;

/// Its text has the default of each key outside of lists; a test loads it and compares the settings.
const EXAMPLE: &str = include_str!("../../config/kaimu.example.toml");

/// The defaults of a provider's keys, as JSON. A key that is not here has none, or one that depends on the provider.
const PROVIDER: &[(&str, &str)] = &[
    ("scopes", r#""openid email profile""#),
    ("prompt", r#""""#),
    ("extra_params", "{}"),
    ("required_acr", "[]"),
    ("required_amr", "[]"),
    ("allowed_groups", "[]"),
    ("groups_claim", r#""groups""#),
    ("response_mode", r#""query""#),
    ("pushed_authorization_requests", r#""when_required""#),
    ("allowed_tenants", "[]"),
    ("allowed_hosted_domains", "[]"),
    ("trust_email", "false"),
    ("allowed_email_domains", "[]"),
    ("link_by_email", r#""verified""#),
    ("link", r#""on""#),
    ("allow_insecure_issuer", "false"),
    ("allow_private_endpoints", "false"),
    ("sign_out", r#""provider""#),
    ("strict_logout_typ", "false"),
];

/// The defaults of an application's keys, as JSON.
const APPLICATION: &[(&str, &str)] = &[
    ("allow", r#""signed_in""#),
    ("rules", "[]"),
    ("preflight", "false"),
    ("tokens", "false"),
    ("cross_origin", r#""allow""#),
    (
        "headers",
        r#"{"user":"Remote-User","sub":"Remote-Sub","email":"Remote-Email","name":"Remote-Name","groups":"Remote-Groups",
        "jwt":"Kaimu-Jwt-Assertion","encoding":"percent","group_separator":","}"#,
    ),
    ("hidden", "false"),
];

/// The defaults of the keys outside of lists, by path.
pub(super) fn of_keys() -> BTreeMap<String, Value> {
    let sections = file::parse(EXAMPLE).unwrap_or_default();
    let entries = sections.into_iter().filter_map(|(section, value)| match value {
        Value::Object(entries) => Some((section, entries)),
        _ => None,
    });
    entries
        .flat_map(|(section, entries)| entries.into_iter().map(move |(key, value)| (format!("{section}.{key}"), value)))
        .collect()
}

/// The default of a provider's key.
pub(super) fn of_provider(key: &str) -> Option<Value> {
    find(PROVIDER, key)
}

/// The default of an application's key.
pub(super) fn of_application(key: &str) -> Option<Value> {
    find(APPLICATION, key)
}

fn find(defaults: &[(&str, &str)], key: &str) -> Option<Value> {
    let (_, json) = defaults.iter().find(|(known, _)| *known == key)?;
    serde_json::from_str(json).ok()
}

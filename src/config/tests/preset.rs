use serde_json::{Value, json};

use super::super::provider::preset::{Domain, PRESETS, Preset, Shape};
use super::provider::{okta, read, wrong};
use super::*;
use crate::domain::{Icon, SignOutMode};

const DOCUMENT: &str = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/providers.md"));

/// What the operator says to this preset, and no more.
fn short(preset: &str, domain: Option<&str>) -> Value {
    let mut provider = json!({ "preset": preset, "client_id": "id", "client_secret": "hunter2" });
    if let Some(domain) = domain {
        provider["domain"] = domain.into();
    }
    provider
}

fn example(preset: &Preset) -> Option<&'static str> {
    Some(match preset.domain.as_ref()?.shape {
        Shape::Host => "login.example.org",
        Shape::HostAndPath => "login.example.org:8443/path",
        Shape::HostAndPathBelow("/realms/") => "login.example.org/realms/staff",
        Shape::HostAndPathBelow(_) => "login.example.org/application/o/kaimu",
        Shape::Tenant => "3f0e1a52-7c7b-4a52-9d9b-0d0f6a3c1e77",
    })
}

/// A line of the table in the documentation.
fn line(preset: &Preset) -> String {
    let means = preset.domain.as_ref().map_or("(none)".to_owned(), |Domain { means, default, .. }| {
        default.map_or_else(|| (*means).to_owned(), |default| format!("{means}; `{default}` if left out"))
    });
    let keys: Vec<String> = preset.keys.iter().map(|(key, value)| format!("`{key} = {value:?}`")).collect();
    format!("| `{}` | {means} | `{}` | {} |\n", preset.name, preset.issuer, keys.join(", "))
}

#[test]
fn the_documentation_says_exactly_what_each_preset_fills_in() {
    let table: String = PRESETS.iter().map(line).collect();
    assert!(DOCUMENT.contains(&format!("|---|---|---|---|\n{table}\n")), "docs/providers.md should have:\n{table}");
}

#[test]
fn with_a_preset_the_operator_gives_domain_client_id_and_secret() {
    for preset in PRESETS.iter().filter(|preset| preset.name != "apple") {
        let domain = example(preset);
        let provider = read(short(preset.name, domain));
        assert_eq!(provider.slug.as_str(), preset.name);
        assert_eq!(provider.issuer.as_str(), preset.issuer.replace("{domain}", domain.unwrap_or_default()));
        let icon = preset.keys.iter().find(|(key, _)| *key == "icon").and_then(|(_, name)| Icon::named(name));
        assert_eq!(provider.icon, icon);
    }
    assert_eq!(read(short("gitlab", None)).issuer.as_str(), "https://gitlab.com");
    assert_eq!(read(short("auth0", Some("example.eu.auth0.com"))).sign_out, SignOutMode::Auth0);
}

#[test]
fn apple_s_preset_wants_a_key_in_place_of_a_secret() {
    let list = json!([short("apple", None)]).to_string();
    let message = refused("", &[("OIDC_PROVIDERS", &list)]);
    for part in ["client_secret: has no use", "client_key_file: is missing", "client_key_id: is", "apple_team_id: is"] {
        assert!(message.contains(&format!("provider 1 (apple): {part}")), "no `{part}` in: {message}");
    }
}

#[test]
fn what_the_operator_says_wins_over_the_preset() {
    let mut provider = okta();
    provider["preset"] = "auth0".into();
    provider["sign_out"] = "local".into();
    let provider = read(provider);
    assert_eq!((provider.name.as_str(), provider.slug.as_str()), ("Okta", "okta"));
    assert_eq!((provider.issuer.as_str(), provider.sign_out), ("https://example.okta.com", SignOutMode::Local));
    assert_eq!(provider.icon, Some(Icon::Auth0));
}

#[test]
fn entra_s_tenants_share_an_address_when_they_are_listed() {
    let mut provider = short("entra", None);
    provider["allowed_tenants"] = json!(["3f0e1a52-7c7b-4a52-9d9b-0d0f6a3c1e77"]);
    assert_eq!(read(provider.clone()).issuer.as_str(), "https://login.microsoftonline.com/organizations/v2.0");
    provider["domain"] = "3f0e1a52-7c7b-4a52-9d9b-0d0f6a3c1e77".into();
    wrong(&provider, &["allowed_tenants: goes with issuer_url"]);
}

#[test]
fn a_wrong_combination_is_said() {
    wrong(&short("otka", Some("example.okta.com")), &["preset: no such preset `otka`; the nearest one is `okta`"]);
    wrong(&short("okta", None), &["domain: is missing; for the preset okta it is the organization's domain, such as"]);
    wrong(&short("google", Some("example.org")), &["domain: the preset google needs none; remove it"]);
    let mut both = short("okta", Some("example.okta.com"));
    both["issuer_url"] = "https://example.okta.com".into();
    wrong(&both, &["domain and issuer_url: are both set; keep one of the two"]);
    let mut alone = okta();
    alone["domain"] = "example.okta.com".into();
    wrong(&alone, &["domain: goes with preset; without one, set issuer_url"]);
    let mut odd = short("okta", Some("example.okta.com"));
    odd["preset"] = json!(["hunter2"]);
    wrong(&odd, &["preset: expected text in quotes"]);
    for (preset, domain) in [
        ("okta", "example.okta.com/oauth2/default"),
        ("okta", "Example okta"),
        ("okta", ""),
        ("okta", "a:b@example.okta.com"),
        ("auth0", "example.auth0.com/"),
        ("keycloak", "sso.example.org"),
        ("keycloak", "sso.example.org/realms/"),
        ("authentik", "id.example.org/application/o/kaimu/"),
        ("dex", "dex.example.org/dex?x"),
        ("entra", "contoso.onmicrosoft.com"),
        ("zitadel", "example.zitadel.cloud#x"),
    ] {
        wrong(&short(preset, Some(domain)), &["domain: has another shape; for the preset", preset]);
    }
    wrong(&short("okta", Some("https://example.okta.com")), &["domain: leave the scheme out; for the preset okta"]);
}

#[test]
fn presets_are_in_the_order_of_the_alphabet() {
    assert!(PRESETS.is_sorted_by_key(|preset| preset.name));
}

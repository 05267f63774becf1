//! Provider presets, and their table in docs/providers.md.

use serde_json::{Value, json};

use super::provider::{assert_invalid, okta, read};
use super::*;
use crate::config::provider::preset::{Domain, DomainForm, PRESETS, Preset};
use crate::domain::{Icon, SignOutMode};

const DOCUMENT: &str = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/providers.md"));

/// A provider with only the keys that the preset does not fill in.
fn with_preset(preset: &str, domain: Option<&str>) -> Value {
    let mut provider = json!({ "preset": preset, "client_id": "id", "client_secret": "hunter2" });
    if let Some(domain) = domain {
        provider["domain"] = domain.into();
    }
    provider
}

fn example(preset: &Preset) -> Option<&'static str> {
    Some(match preset.domain.as_ref()?.form {
        DomainForm::Host => "login.example.org",
        DomainForm::HostAndPath => "login.example.org:8443/path",
        DomainForm::HostAndPathBelow("/realms/") => "login.example.org/realms/staff",
        DomainForm::HostAndPathBelow(_) => "login.example.org/application/o/kaimu",
        DomainForm::Tenant => "3f0e1a52-7c7b-4a52-9d9b-0d0f6a3c1e77",
    })
}

/// The row of a preset in the table of docs/providers.md.
fn table_row(preset: &Preset) -> String {
    let means = preset.domain.as_ref().map_or("(none)".to_owned(), |Domain { means, default, .. }| {
        default.map_or_else(|| (*means).to_owned(), |default| format!("{means}; `{default}` if left out"))
    });
    let keys: Vec<String> = preset.keys.iter().map(|(key, value)| format!("`{key} = {value:?}`")).collect();
    format!("| `{}` | {means} | `{}` | {} |\n", preset.name, preset.issuer, keys.join(", "))
}

#[test]
fn the_documentation_lists_the_keys_of_each_preset() {
    let table: String = PRESETS.iter().map(table_row).collect();
    assert!(DOCUMENT.contains(&format!("|---|---|---|---|\n{table}\n")), "docs/providers.md should have:\n{table}");
}

#[test]
fn a_preset_needs_only_domain_client_id_and_client_secret() {
    for preset in PRESETS.iter().filter(|preset| preset.name != "apple") {
        let domain = example(preset);
        let provider = read(with_preset(preset.name, domain));
        assert_eq!(provider.slug.as_str(), preset.name);
        assert_eq!(provider.issuer.as_str(), preset.issuer.replace("{domain}", domain.unwrap_or_default()));
        let icon = preset.keys.iter().find(|(key, _)| *key == "icon").and_then(|(_, name)| Icon::named(name));
        assert_eq!(provider.icon, icon);
    }
    assert_eq!(read(with_preset("gitlab", None)).issuer.as_str(), "https://gitlab.com");
    assert_eq!(read(with_preset("auth0", Some("example.eu.auth0.com"))).sign_out, SignOutMode::Auth0);
}

#[test]
fn the_preset_apple_requires_a_private_key_instead_of_a_secret() {
    let list = json!([with_preset("apple", None)]).to_string();
    let message = problems("", &[("OIDC_PROVIDERS", &list)]);
    for part in ["client_secret: is not used", "client_key_file: is missing", "client_key_id: is", "apple_team_id: is"]
    {
        assert!(message.contains(&format!("provider 1 (apple): {part}")), "no `{part}` in: {message}");
    }
}

#[test]
fn keys_of_the_operator_take_precedence_over_the_preset() {
    let mut provider = okta();
    provider["preset"] = "auth0".into();
    provider["sign_out"] = "local".into();
    let provider = read(provider);
    assert_eq!((provider.name.as_str(), provider.slug.as_str()), ("Okta", "okta"));
    assert_eq!((provider.issuer.as_str(), provider.sign_out), ("https://example.okta.com", SignOutMode::Local));
    assert_eq!(provider.icon, Some(Icon::Auth0));
}

#[test]
fn listed_entra_tenants_use_the_shared_issuer() {
    let mut provider = with_preset("entra", None);
    provider["allowed_tenants"] = json!(["3f0e1a52-7c7b-4a52-9d9b-0d0f6a3c1e77"]);
    assert_eq!(read(provider.clone()).issuer.as_str(), "https://login.microsoftonline.com/organizations/v2.0");
    provider["domain"] = "3f0e1a52-7c7b-4a52-9d9b-0d0f6a3c1e77".into();
    assert_invalid(&provider, &["allowed_tenants: is only used with issuer_url"]);
}

#[test]
fn invalid_presets_and_domains_are_refused() {
    assert_invalid(
        &with_preset("otka", Some("example.okta.com")),
        &["preset: unknown preset `otka`; did you mean `okta`?"],
    );
    assert_invalid(
        &with_preset("okta", None),
        &["domain: is missing; for the preset okta it is the organization's domain, such as"],
    );
    assert_invalid(
        &with_preset("google", Some("example.org")),
        &["domain: is not used with the preset google; remove it"],
    );
    let mut both = with_preset("okta", Some("example.okta.com"));
    both["issuer_url"] = "https://example.okta.com".into();
    assert_invalid(&both, &["domain and issuer_url: are both set; keep one of the two"]);
    let mut alone = okta();
    alone["domain"] = "example.okta.com".into();
    assert_invalid(&alone, &["domain: is only used with preset; set preset too, or set issuer_url instead"]);
    let mut odd = with_preset("okta", Some("example.okta.com"));
    odd["preset"] = json!(["hunter2"]);
    assert_invalid(&odd, &["preset: expected a string in quotes"]);
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
        assert_invalid(&with_preset(preset, Some(domain)), &["domain: has the wrong form; for the preset", preset]);
    }
    assert_invalid(
        &with_preset("okta", Some("https://example.okta.com")),
        &["domain: must not include the scheme; for the preset okta"],
    );
}

#[test]
fn presets_are_in_alphabetical_order() {
    assert!(PRESETS.is_sorted_by_key(|preset| preset.name));
}

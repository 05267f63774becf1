//! Tenants of Entra ID and hosted domains of Google.

use serde_json::{Value, json};

use super::provider::{assert_invalid, read, with};
use crate::domain::Organizations;

const TENANT: &str = "3f0e1a52-7c7b-4a52-9d9b-0d0f6a3c1e77";

fn with_issuer(issuer: &str, key: &str, value: Value) -> Value {
    let mut provider = with("issuer_url", issuer);
    provider[key] = value;
    provider
}

#[test]
fn tenants_are_listed_if_all_tenants_share_the_issuer() {
    for shared in ["organizations", "common"] {
        let issuer = format!("https://login.microsoftonline.com/{shared}/v2.0");
        let allowed = read(with_issuer(&issuer, "allowed_tenants", json!([TENANT.to_uppercase()]))).organizations;
        assert!(matches!(allowed, Organizations::Tenants(tenants) if tenants.allows(TENANT.parse().unwrap())));
        assert_invalid(&with("issuer_url", issuer.clone()), &["allowed_tenants: is missing; all tenants"]);
        assert_invalid(
            &with_issuer(&issuer, "allowed_tenants", json!([])),
            &["allowed_tenants: is missing; all tenants"],
        );
        assert_invalid(
            &with_issuer(&issuer, "allowed_tenants", json!(["contoso"])),
            &["allowed_tenants: expected directory (tenant) IDs"],
        );
        assert_invalid(
            &with_issuer(&issuer, "allowed_tenants", json!(TENANT)),
            &["allowed_tenants: expected a list of strings"],
        );
    }
}

#[test]
fn tenants_are_not_listed_if_the_issuer_names_one_tenant() {
    let one = format!("https://login.microsoftonline.com/{TENANT}/v2.0");
    assert!(matches!(read(with("issuer_url", one.clone())).organizations, Organizations::Any));
    for issuer in [one.as_str(), "https://example.okta.com", "https://login.microsoftonline.example/common/v2.0"] {
        assert_invalid(
            &with_issuer(issuer, "allowed_tenants", json!([TENANT])),
            &["allowed_tenants: is only used with issuer_url = "],
        );
    }
}

#[test]
fn hosted_domains_are_only_used_with_google() {
    let google = "https://accounts.google.com";
    let allowed = read(with_issuer(google, "allowed_hosted_domains", json!(["Example.org"]))).organizations;
    assert!(matches!(allowed, Organizations::HostedDomains(domains) if domains[0].is_named("example.org")));
    assert!(matches!(read(with("issuer_url", google)).organizations, Organizations::Any));
    assert_invalid(
        &with_issuer(google, "allowed_hosted_domains", json!(["@hunter2"])),
        &["allowed_hosted_domains: expected the part"],
    );
    assert_invalid(
        &with("allowed_hosted_domains", json!(["example.org"])),
        &["allowed_hosted_domains: is only used with Google"],
    );
}

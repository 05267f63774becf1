use serde_json::{Value, json};

use super::provider::{read, with, wrong};
use crate::domain::Organizations;

const TENANT: &str = "3f0e1a52-7c7b-4a52-9d9b-0d0f6a3c1e77";

fn at(issuer: &str, key: &str, value: Value) -> Value {
    let mut provider = with("issuer_url", issuer);
    provider[key] = value;
    provider
}

#[test]
fn tenants_that_share_an_address_are_listed_and_no_others_are() {
    for shared in ["organizations", "common"] {
        let issuer = format!("https://login.microsoftonline.com/{shared}/v2.0");
        let allowed = read(at(&issuer, "allowed_tenants", json!([TENANT.to_uppercase()]))).organizations;
        assert!(matches!(allowed, Organizations::Tenants(tenants) if tenants.allows(TENANT.parse().unwrap())));
        wrong(&with("issuer_url", issuer.clone()), &["allowed_tenants: is missing; every tenant"]);
        wrong(&at(&issuer, "allowed_tenants", json!([])), &["allowed_tenants: is missing; every tenant"]);
        wrong(
            &at(&issuer, "allowed_tenants", json!(["contoso"])),
            &["allowed_tenants: expected directory (tenant) IDs"],
        );
        wrong(&at(&issuer, "allowed_tenants", json!(TENANT)), &["allowed_tenants: expected a list of texts"]);
    }
}

#[test]
fn where_an_issuer_names_one_tenant_there_is_nothing_to_list() {
    let one = format!("https://login.microsoftonline.com/{TENANT}/v2.0");
    assert!(matches!(read(with("issuer_url", one.clone())).organizations, Organizations::Any));
    for issuer in [one.as_str(), "https://example.okta.com", "https://login.microsoftonline.example/common/v2.0"] {
        wrong(&at(issuer, "allowed_tenants", json!([TENANT])), &["allowed_tenants: goes with issuer_url = "]);
    }
}

#[test]
fn hosted_domains_are_google_s() {
    let google = "https://accounts.google.com";
    let allowed = read(at(google, "allowed_hosted_domains", json!(["Example.org"]))).organizations;
    assert!(matches!(allowed, Organizations::HostedDomains(domains) if domains[0].is_named("example.org")));
    assert!(matches!(read(with("issuer_url", google)).organizations, Organizations::Any));
    wrong(&at(google, "allowed_hosted_domains", json!(["@hunter2"])), &["allowed_hosted_domains: expected the part"]);
    wrong(&with("allowed_hosted_domains", json!(["example.org"])), &["allowed_hosted_domains: goes with Google"]);
}

//! A provider's issuer, icon and discovery URL.

use serde_json::json;

use super::provider::{assert_invalid, okta, read, with};
use super::*;
use crate::domain::Icon;

#[test]
fn an_issuer_keeps_its_exact_text() {
    for issuer in
        ["https://Example.org", "https://example.org/", "https://example.org:443/a//b/%7e", "http://[::1]:8080"]
    {
        assert_eq!(read(with("issuer_url", issuer)).issuer.as_str(), issuer);
    }
    for (issuer, expected) in [
        ("https://example.org?hunter2", "a query"),
        ("https://example.org?", "a query"),
        ("https://example.org#", "fragment"),
        ("https://a:hunter2@example.org", "user name or password"),
        ("ftp://example.org", "only http and https"),
        ("example.org", "expected an absolute URL"),
        ("https://example.org\n", "contains a control character"),
        ("https://example.org/.well-known/openid-configuration", "the issuer is the part before `/.well-known/`"),
    ] {
        assert_invalid(&with("issuer_url", issuer), &["issuer_url: ", expected]);
    }
}

#[test]
fn an_http_issuer_requires_a_loopback_host_or_allow_insecure_issuer() {
    for host in ["localhost", "op.localhost:8080", "127.0.0.9", "[::1]"] {
        read(with("issuer_url", format!("http://{host}")));
    }
    for host in ["example.org", "localhost.example.org", "notlocalhost", "128.0.0.1", "0.0.0.0", "[::2]"] {
        assert_invalid(
            &with("issuer_url", format!("http://{host}")),
            &["issuer_url: is http", "allow_insecure_issuer"],
        );
    }
    let mut allowed = with("issuer_url", "http://op.internal");
    allowed["allow_insecure_issuer"] = true.into();
    let settings = loaded("", &[("OIDC_PROVIDERS", &json!([allowed]).to_string())]).unwrap();
    assert!(settings.providers[0].allow_insecure_issuer);
    assert_eq!(settings.warnings.len(), 1);
    assert!(settings.warnings[0].starts_with("OIDC_PROVIDERS, provider 1 (okta): issuer_url is http"));
}

#[test]
fn a_discovery_url_may_be_http_on_any_host() {
    for url in ["http://op:8080/", "https://op.internal/.well-known/openid-configuration"] {
        assert_eq!(read(with("discovery_url", url)).discovery_url.unwrap().as_str(), url);
    }
    for url in ["ftp://op", "op:8080", "http://op?hunter2", "http://op#hunter2", "http://a:hunter2@op", ""] {
        assert_invalid(&with("discovery_url", url), &["(okta): discovery_url: "]);
    }
}

#[test]
fn an_icon_is_set_or_derived_from_the_issuer() {
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
    assert!(refused.contains("icon: unknown icon; did you mean `gitlab`?"), "{refused}");
}

#[test]
fn replaces_issuer_is_a_url_and_keeps_its_exact_text() {
    let replaced = read(with("replaces_issuer", "https://old.example/")).replaces_issuer.unwrap();
    assert_eq!(replaced.as_str(), "https://old.example/");
    assert_eq!(read(okta()).replaces_issuer, None);
    assert_invalid(&with("replaces_issuer", "old.example"), &["replaces_issuer: expected an absolute URL"]);
    assert_invalid(&with("replaces_issuer", true), &["replaces_issuer: expected a string in quotes"]);
}

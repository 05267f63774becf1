//! How often Kaimu asks a provider again whether a signed-in user may still sign in.

use std::time::Duration;

use serde_json::json;

use super::provider::{assert_invalid, okta, read, with};
use super::*;
use crate::domain::RecheckPolicy;

#[test]
fn rechecks_are_off_by_default_and_have_an_interval_and_a_grace_period() {
    assert_eq!(read(okta()).recheck, None);
    let (minutes, hour) = (Duration::from_mins(15), Duration::from_hours(1));
    assert_eq!(read(with("recheck", "15m")).recheck, Some(RecheckPolicy { every: minutes, grace: hour }));
    let mut provider = with("recheck", "1m");
    provider["recheck_grace"] = "1s".into();
    assert_eq!(read(provider).recheck, Some(RecheckPolicy { every: minutes / 15, grace: Duration::from_secs(1) }));
    assert_invalid(&with("recheck", "59s"), &["recheck: is too short; use at least 1m"]);
    assert_invalid(&with("recheck", "often"), &["recheck: expected a duration"]);
    assert_invalid(&with("recheck", 15), &["recheck: expected a string"]);
    assert_invalid(&with("recheck_grace", "1h"), &["recheck_grace: has no effect without recheck"]);
}

/// The warnings of a provider with rechecks, these scopes, this issuer and this icon.
fn warnings(scopes: &str, issuer: &str, icon: Option<&str>) -> String {
    let mut provider = with("recheck", "15m");
    (provider["scopes"], provider["issuer_url"]) = (scopes.into(), issuer.into());
    if let Some(icon) = icon {
        provider["icon"] = icon.into();
    }
    loaded("", &[("OIDC_PROVIDERS", &json!([provider]).to_string())]).unwrap().warnings.join("\n")
}

#[test]
fn a_provider_that_needs_offline_access_starts_with_a_warning_when_scopes_lack_it() {
    let warned = |scopes, issuer, icon| warnings(scopes, issuer, icon).contains("recheck: scopes lack offline_access");
    assert!(warned("openid email", "https://example.okta.com", None));
    assert!(warned("openid email", "https://id.example.org", Some("authentik")));
    assert!(!warned("openid offline_access", "https://example.okta.com", None));
    assert!(!warned("openid email", "https://accounts.google.com", None), "Google needs another parameter instead");
    assert!(!warned("openid email", "https://gitlab.example.org", Some("gitlab")), "GitLab needs nothing");
    assert!(!warned("openid email", "https://idp.example.org", None), "the log says so if it issues no refresh token");
}

#[test]
fn a_provider_that_refuses_offline_access_starts_with_a_warning_when_scopes_have_it() {
    let warned =
        |issuer, icon| warnings("openid offline_access", issuer, icon).contains("does not know offline_access");
    assert!(warned("https://gitlab.com", None));
    assert!(warned("https://gitlab.example.org", Some("gitlab")));
    assert!(warned("https://accounts.google.com", None));
    assert!(!warned("https://example.okta.com", None));
    assert!(!warned("https://idp.example.org", None));
}

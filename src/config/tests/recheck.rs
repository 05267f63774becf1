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
    assert!(!warned("openid email", "https://accounts.google.com"), "Google needs another parameter instead");
}

//! Checks that the provider offers everything that Kaimu uses, by the lists in its discovery document.

use serde_json::Value;

use super::discovery::CheckedDocument;
use crate::domain::{Check, ClientAuthentication, Findings, SecretMethod, SignOutMode};
use crate::oidc::Provider;
use crate::oidc::jws::ALGORITHMS;
use crate::oidc::refusal_advice::offline_access_hint;

/// Compares each list in the document with what Kaimu uses. A value that is missing from a list is not supported. A
/// missing list says nothing, unless the standard defines its default.
pub(super) fn check(provider: &Provider, document: &CheckedDocument, findings: &mut Findings) {
    let members = &document.members;
    check_code_flow(members, findings);
    check_pkce(members, findings);
    check_scopes(members, &provider.settings.request.scopes, findings);
    check_client_authentication(members, &provider.settings.client.authentication, findings);
    check_signing(members, findings);
    check_sign_out(provider, document, findings);
}

/// The strings in a list of the document; `None` if the document does not have the list.
pub(super) fn list<'a>(members: &'a Value, name: &str) -> Option<Vec<&'a str>> {
    members[name].as_array().map(|list| list.iter().filter_map(Value::as_str).collect())
}

fn check_code_flow(members: &Value, findings: &mut Findings) {
    let types = list(members, "response_types_supported");
    let grants = list(members, "grant_types_supported");
    let offers_grant = grants.is_none_or(|grants| grants.contains(&"authorization_code"));
    match types.map(|types| types.contains(&"code")) {
        Some(true) if offers_grant => {
            findings.good(Check::CodeFlow, "the provider offers the authorization code flow");
        }
        // The member is required (OpenID Connect Discovery 1.0, section 3), but providers without it sign users in.
        None if offers_grant => findings.unknown(
            Check::CodeFlow,
            "the provider does not say which response types it offers; Kaimu always uses `code`",
        ),
        _ => {
            let seen = "the provider does not offer the authorization code flow (response type `code`)";
            findings.broken(Check::CodeFlow, seen, "enable this flow at the provider; Kaimu supports no other flow");
        }
    }
}

/// By RFC 8414, section 2, a missing list means no PKCE. But many providers that support PKCE do not publish the list.
fn check_pkce(members: &Value, findings: &mut Findings) {
    match list(members, "code_challenge_methods_supported") {
        Some(methods) if methods.contains(&"S256") => findings.good(Check::Pkce, "the provider offers PKCE with S256"),
        Some(_) => findings.warning(
            Check::Pkce,
            "the provider offers PKCE, but not with S256",
            "enable S256 at the provider: Kaimu always uses it, and sign-ins fail if the provider refuses it",
        ),
        None => findings.unknown(
            Check::Pkce,
            "the provider does not say whether it supports PKCE; Kaimu always uses it, with S256",
        ),
    }
}

fn check_scopes(members: &Value, requested: &[String], findings: &mut Findings) {
    let offered = list(members, "scopes_supported");
    let missing: Vec<&str> = requested
        .iter()
        .map(String::as_str)
        .filter(|scope| offered.as_ref().is_some_and(|offered| !offered.contains(scope)))
        .collect();
    let requested = requested.join(" ");
    match (missing.as_slice(), offered) {
        ([], Some(_)) => findings.good(Check::Scopes, format!("the provider offers the scopes {requested}")),
        ([], None) => {
            let seen = format!("the provider does not say which scopes it offers; Kaimu asks for {requested}");
            findings.unknown(Check::Scopes, seen);
        }
        (missing, _) => findings.warning(
            Check::Scopes,
            format!("the provider does not offer these configured scopes: {}", missing.join(" ")),
            format!(
                "remove them from scopes, or add them at the provider; some providers refuse the sign-in with \
                 invalid_scope{}",
                offline_access_hint(missing)
            ),
        ),
    }
}

/// Without the list, the only method is `client_secret_basic` (OpenID Connect Discovery 1.0, section 3).
fn check_client_authentication(members: &Value, configured: &ClientAuthentication, findings: &mut Findings) {
    let methods = list(members, "token_endpoint_auth_methods_supported").unwrap_or(vec!["client_secret_basic"]);
    let ours: &[&str] = match configured {
        ClientAuthentication::Secret { method: None, .. } => &["client_secret_basic", "client_secret_post"],
        ClientAuthentication::Secret { method: Some(SecretMethod::Basic), .. } => &["client_secret_basic"],
        ClientAuthentication::Secret { method: Some(SecretMethod::Post), .. } | ClientAuthentication::Apple { .. } => {
            &["client_secret_post"]
        }
        ClientAuthentication::PrivateKey { .. } => &["private_key_jwt"],
    };
    match ours.iter().find(|ours| methods.contains(ours)) {
        Some(method) => findings
            .good(Check::ClientAuthentication, format!("the provider offers client authentication with {method}")),
        // Some providers that authenticate clients list only the method of a public client.
        None if methods == ["none"] => findings.warning(
            Check::ClientAuthentication,
            "the provider says that it offers no client authentication",
            "register a confidential client, so that only Kaimu can redeem its codes",
        ),
        None => findings.broken(
            Check::ClientAuthentication,
            format!("the provider does not offer client authentication with {}", ours.join(" or ")),
            "enable it at the provider, or set client_authentication to a method that the provider offers",
        ),
    }
}

fn check_signing(members: &Value, findings: &mut Findings) {
    let offered = list(members, "id_token_signing_alg_values_supported");
    let ours: Vec<&str> =
        ALGORITHMS.into_iter().filter(|ours| offered.as_ref().is_none_or(|offered| offered.contains(ours))).collect();
    match (ours.as_slice(), offered) {
        (_, None) => findings.unknown(Check::Signing, "the provider does not say how it signs ID tokens"),
        ([], _) => findings.broken(
            Check::Signing,
            "the provider signs ID tokens with no algorithm that Kaimu verifies",
            "configure the provider to sign with RS256 or ES256, with a key that it publishes",
        ),
        (ours, _) => findings.good(Check::Signing, format!("the provider signs ID tokens with {}", ours.join(", "))),
    }
}

/// What the document says of pushed authorization requests, where none is pushed to see. Reading it has refused one that
/// requires them and names no endpoint.
pub(super) fn check_pushed_requests(members: &Value, findings: &mut Findings) {
    if members["require_pushed_authorization_requests"] == true {
        let seen = "the provider requires pushed authorization requests (RFC 9126), so Kaimu pushes them";
        findings.good(Check::PushedRequests, seen);
    }
}

fn check_sign_out(provider: &Provider, document: &CheckedDocument, findings: &mut Findings) {
    let metadata = &document.metadata;
    let remedy =
        "if that is what you want, set sign_out = \"local\"; otherwise enable RP-initiated logout at the provider";
    match (provider.settings.sign_out, &metadata.end_session_endpoint, &metadata.end_session_problem) {
        (SignOutMode::Local, ..) => {
            findings.good(Check::SignOut, "a sign-out ends the session of Kaimu only, as configured");
        }
        (SignOutMode::Provider | SignOutMode::Auth0, Some(_), _) => {
            findings.good(Check::SignOut, "a sign-out continues at the provider's end-session endpoint");
        }
        (SignOutMode::Auth0, None, _) => {
            findings.good(Check::SignOut, "a sign-out continues at Auth0's own endpoint, v2/logout");
        }
        (SignOutMode::Provider, None, Some(problem)) => {
            let seen = format!("a sign-out ends the session of Kaimu only: {problem}");
            findings.warning(Check::SignOut, seen, remedy);
        }
        (SignOutMode::Provider, None, None) => {
            let seen = "a sign-out ends the session of Kaimu only: the provider has no end-session endpoint";
            findings.warning(Check::SignOut, seen, remedy);
        }
    }
}

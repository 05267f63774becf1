//! What the document offers, held against what we use.

use serde_json::Value;

use super::answer::Document;
use crate::domain::{Check, ClientAuthentication, Findings, SecretMethod, SignOutMode};
use crate::oidc::Provider;
use crate::oidc::jws::ALGORITHMS;

/// Compares each list of the document with what a sign-in asks for. What a list leaves out is not there; a list that is left
/// out says nothing, unless the standard says what that means.
pub(super) fn compare(provider: &Provider, document: &Document, found: &mut Findings) {
    let members = &document.members;
    code_flow(members, found);
    pkce(members, found);
    scopes(members, &provider.settings.request.scopes, found);
    client_authentication(members, &provider.settings.client.authentication, found);
    signing(members, found);
    sign_out(provider, document, found);
}

/// The texts of a list.
pub(super) fn list<'a>(members: &'a Value, name: &str) -> Option<Vec<&'a str>> {
    members[name].as_array().map(|list| list.iter().filter_map(Value::as_str).collect())
}

fn code_flow(members: &Value, found: &mut Findings) {
    let types = list(members, "response_types_supported").unwrap_or_default();
    let grants = list(members, "grant_types_supported");
    if types.contains(&"code") && grants.is_none_or(|grants| grants.contains(&"authorization_code")) {
        found.good(Check::CodeFlow, "it offers the authorization code flow");
    } else {
        let seen = "it does not offer the authorization code flow (response type `code`)";
        found.broken(Check::CodeFlow, seen, "allow that flow at the provider; Kaimu knows no other");
    }
}

/// RFC 8414, section 2: without the list there is none; many providers leave it out and know PKCE all the same.
fn pkce(members: &Value, found: &mut Findings) {
    match list(members, "code_challenge_methods_supported") {
        Some(methods) if methods.contains(&"S256") => found.good(Check::Pkce, "it offers PKCE with S256"),
        Some(_) => found.warning(
            Check::Pkce,
            "it offers PKCE, but not with S256",
            "have the provider allow S256: Kaimu always uses it, and the sign-in fails where that is refused",
        ),
        None => found.good(Check::Pkce, "it does not say whether it knows PKCE; Kaimu uses it with S256 in any case"),
    }
}

fn scopes(members: &Value, asked: &[String], found: &mut Findings) {
    let known = list(members, "scopes_supported");
    let unknown: Vec<&str> = asked
        .iter()
        .map(String::as_str)
        .filter(|scope| known.as_ref().is_some_and(|known| !known.contains(scope)))
        .collect();
    match (unknown.as_slice(), known) {
        ([], Some(_)) => found.good(Check::Scopes, format!("it offers {}", asked.join(" "))),
        ([], None) => {
            found.good(Check::Scopes, format!("it does not say which it knows; Kaimu asks for {}", asked.join(" ")));
        }
        (unknown, _) => found.warning(
            Check::Scopes,
            format!("it does not offer {}", unknown.join(" ")),
            "take them out of scopes, or add them at the provider; some refuse a sign-in with invalid_scope",
        ),
    }
}

/// OpenID Connect Discovery 1.0, section 3: without the list it is `client_secret_basic`.
fn client_authentication(members: &Value, configured: &ClientAuthentication, found: &mut Findings) {
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
        Some(method) => found.good(Check::ClientAuthentication, format!("it knows us by {method}")),
        None => found.broken(
            Check::ClientAuthentication,
            format!("it does not offer to know us by {}", ours.join(" or ")),
            "allow that at the provider, or set client_authentication to what it offers",
        ),
    }
}

fn signing(members: &Value, found: &mut Findings) {
    let offered = list(members, "id_token_signing_alg_values_supported");
    let ours: Vec<&str> =
        ALGORITHMS.into_iter().filter(|ours| offered.as_ref().is_none_or(|offered| offered.contains(ours))).collect();
    match (ours.as_slice(), offered) {
        (_, None) => found.good(Check::Signing, "it does not say how it signs ID tokens"),
        ([], _) => found.broken(
            Check::Signing,
            "it signs ID tokens in no way that Kaimu verifies",
            "have it sign with RS256 or ES256, by a key that it publishes",
        ),
        (ours, _) => found.good(Check::Signing, format!("it signs ID tokens with {}", ours.join(", "))),
    }
}

fn sign_out(provider: &Provider, document: &Document, found: &mut Findings) {
    let metadata = &document.metadata;
    let remedy =
        "if that is fine, say so with sign_out = \"local\"; otherwise have the provider offer RP-initiated logout";
    match (provider.settings.sign_out, &metadata.end_session_endpoint, &metadata.end_session_problem) {
        (SignOutMode::Local, ..) => found.good(Check::SignOutMode, "a sign-out ends here, as configured"),
        (SignOutMode::Provider | SignOutMode::Auth0, Some(_), _) => {
            found.good(Check::SignOutMode, "a sign-out goes on at its end-session endpoint");
        }
        (SignOutMode::Auth0, None, _) => {
            found.good(Check::SignOutMode, "a sign-out goes on at Auth0's own address, v2/logout")
        }
        (SignOutMode::Provider, None, Some(why)) => {
            found.warning(Check::SignOutMode, format!("{why}; sign-outs end here alone"), remedy);
        }
        (SignOutMode::Provider, None, None) => {
            found.warning(Check::SignOutMode, "it has no end-session endpoint; sign-outs end here alone", remedy);
        }
    }
}

//! Checks the signing keys: Kaimu needs one of them to verify ID tokens.

use openidconnect::http::StatusCode;

use super::capabilities;
use super::discovery::CheckedDocument;
use super::request::{REQUEST_TIMEOUT, get};
use crate::domain::{Check, Findings};
use crate::oidc::Provider;
use crate::oidc::jws::algorithms_of;
use crate::oidc::verifying_key::{VerifyingKey, read_key_set};

/// Fetches the key set, and checks that it contains a key for an algorithm that Kaimu verifies and the provider uses.
pub(super) async fn check(provider: &Provider, document: &CheckedDocument) -> Findings {
    let mut findings = Findings::for_provider(&provider.settings.slug);
    match fetch_key_set(provider, document).await {
        Ok(keys) => check_key_set(&keys, document, &mut findings),
        Err(error) => findings.broken(
            Check::Keys,
            error,
            "Kaimu cannot verify ID tokens without keys: check the jwks_uri in the discovery document",
        ),
    }
    findings
}

async fn fetch_key_set(provider: &Provider, document: &CheckedDocument) -> Result<Vec<VerifyingKey>, String> {
    let url = &document.metadata.jwks_uri;
    let answer = get(provider, url, "application/json", REQUEST_TIMEOUT).await;
    let answer = answer.map_err(|error| format!("the request to {url} failed: {error}"))?;
    let status = answer.response.status();
    if status != StatusCode::OK {
        return Err(format!("{url} answers with status {}", status.as_u16()));
    }
    read_key_set(answer.response.body()).map_err(|_| format!("{url} does not return a key set (JWKS)"))
}

fn check_key_set(keys: &[VerifyingKey], document: &CheckedDocument, findings: &mut Findings) {
    let offered = capabilities::list(&document.members, "id_token_signing_alg_values_supported");
    let mut algorithms: Vec<&str> = Vec::new();
    let mut usable = 0;
    for key in keys {
        let usable_with: Vec<_> = algorithms_of(key)
            .into_iter()
            .filter(|algorithm| offered.as_ref().is_none_or(|offered| offered.contains(algorithm)))
            .collect();
        usable += usize::from(!usable_with.is_empty());
        algorithms.extend(usable_with);
    }
    algorithms.sort_unstable();
    algorithms.dedup();
    let remedy = "have the provider publish the key with which it signs ID tokens; an RSA key needs 2048 bits";
    match (usable, keys.len()) {
        (0, 0) => findings.broken(Check::Keys, "the provider publishes no keys", remedy),
        (0, all) => findings.broken(Check::Keys, format!("0 of {all} published keys can verify ID tokens"), remedy),
        (usable, all) => {
            let algorithms = algorithms.join(", ");
            findings.good(Check::Keys, format!("{usable} of {all} published keys can verify ID tokens ({algorithms})"));
        }
    }
}

//! The keys that ID tokens are verified with.

use openidconnect::core::CoreJsonWebKeySet;
use openidconnect::http::StatusCode;

use super::answer::Document;
use super::{NEXT, offers};
use crate::domain::{Check, Findings};
use crate::oidc::Provider;
use crate::oidc::jws::algorithms_of;

/// Fetches the key set and sees whether a key is in it that can have signed an ID token.
pub(super) async fn examine(provider: &Provider, document: &Document) -> Findings {
    let mut found = Findings::about(&provider.settings.slug);
    match key_set(provider, document).await {
        Ok(keys) => note_keys(&keys, document, &mut found),
        Err(why) => found.broken(Check::Keys, why, "without keys no ID token can be verified: look at its jwks_uri"),
    }
    found
}

async fn key_set(provider: &Provider, document: &Document) -> Result<CoreJsonWebKeySet, String> {
    let url = &document.metadata.jwks_uri;
    let answer = provider.get(url, "application/json", NEXT).await.map_err(|why| format!("{url}: {why}"))?;
    let status = answer.response.status();
    if status != StatusCode::OK {
        return Err(format!("{url} answers with status {}", status.as_u16()));
    }
    serde_json::from_slice(answer.response.body()).map_err(|_| format!("{url} is not a key set"))
}

fn note_keys(keys: &CoreJsonWebKeySet, document: &Document, found: &mut Findings) {
    let offered = offers::list(&document.members, "id_token_signing_alg_values_supported");
    let mut algorithms: Vec<&str> = Vec::new();
    let mut usable = 0;
    for key in keys.keys() {
        let fitting: Vec<_> = algorithms_of(key)
            .into_iter()
            .filter(|algorithm| offered.as_ref().is_none_or(|offered| offered.contains(algorithm)))
            .collect();
        usable += usize::from(!fitting.is_empty());
        algorithms.extend(fitting);
    }
    algorithms.sort_unstable();
    algorithms.dedup();
    let remedy = "have the provider publish the key that it signs ID tokens with";
    match (usable, keys.keys().len()) {
        (0, 0) => found.broken(Check::Keys, "it publishes no key", remedy),
        (0, all) => found.broken(Check::Keys, format!("of its keys ({all}) none can verify an ID token"), remedy),
        (usable, all) => {
            let seen = format!("of its keys ({all}) {usable} can verify an ID token, by {}", algorithms.join(", "));
            found.good(Check::Keys, seen);
        }
    }
}

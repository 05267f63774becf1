//! A provider's signing keys (JSON Web Key Set, RFC 7517, section 5) and the cache that holds them.

use std::collections::HashMap;

use chrono::TimeDelta;
use openidconnect::http::HeaderMap;
use openidconnect::http::header::CACHE_CONTROL;
use serde::Deserialize;
use serde_json::Value;
use url::Url;

use super::document_cache::DocumentCache;
use super::failed_check::FailedCheck;
use super::jws::{Jws, VerifiedJws};
use super::refetch_pause::RefetchPause;
use super::verifying_key::{VerifyingKey, read_key_set};

/// The limits of [`KeySet::max_age`], in seconds: a provider can neither keep a withdrawn key alive for long, nor make
/// Kaimu fetch the keys for each sign-in.
const AGE_LIMITS: (i64, i64) = (5 * 60, 60 * 60);

/// The signing keys in memory, and when they may be fetched again because no key fits a token.
#[derive(Default)]
pub(super) struct SigningKeys {
    pub(super) cache: DocumentCache<KeySet>,
    pub(super) refetch_pause: RefetchPause,
    /// For logout tokens. Any client on the network can send one, so they must not use up the refetches of sign-ins.
    pub(super) refetch_pause_for_logout: RefetchPause,
}

/// Signing keys and the URL that they were fetched from.
#[derive(Debug)]
pub struct KeySet {
    keys: Vec<VerifyingKey>,
    /// Issuer of each key by its `kid`, where the key set names it, as Microsoft's does.
    issuers: HashMap<String, String>,
    pub(super) uri: Url,
    /// How long after they were fetched the keys are fetched again.
    pub(super) max_age: TimeDelta,
}

/// The keys as JSON, to read members that the standard does not define.
#[derive(Deserialize)]
struct RawKeys {
    keys: Vec<Value>,
}

impl KeySet {
    /// Reads a key set that was fetched from `uri`, with the headers of the response.
    pub fn read(body: &[u8], headers: &HeaderMap, uri: &Url) -> Result<Self, serde_json::Error> {
        let keys = read_key_set(body)?;
        let RawKeys { keys: raw_keys } = serde_json::from_slice(body)?;
        let issuer = |key: &Value| Some((key["kid"].as_str()?.to_owned(), key["issuer"].as_str()?.to_owned()));
        let issuers = raw_keys.iter().filter_map(issuer).collect();
        Ok(Self { keys, issuers, uri: uri.clone(), max_age: max_age(headers) })
    }

    /// Verifies the signature of a token with these keys.
    pub fn verify(&self, token: &Jws<'_>) -> Result<VerifiedJws, FailedCheck> {
        let mut verified = token.verify(&self.keys)?;
        verified.key_issuer = verified.key_id().and_then(|id| self.issuers.get(id)).cloned();
        Ok(verified)
    }
}

/// The `max-age` of the response (HTTP Caching, RFC 9111, section 5.2.2.1), within [`AGE_LIMITS`].
fn max_age(headers: &HeaderMap) -> TimeDelta {
    let values = headers.get_all(CACHE_CONTROL).iter().filter_map(|value| value.to_str().ok());
    let seconds = values.flat_map(|value| value.split(',')).find_map(|directive| {
        let directive = directive.trim().to_ascii_lowercase();
        match directive.strip_prefix("max-age=") {
            Some(seconds) => seconds.trim_matches('"').parse::<u32>().ok(),
            None => matches!(directive.as_str(), "no-cache" | "no-store").then_some(0),
        }
    });
    // check: no provider keeps its keys for long
    let (min, max) = AGE_LIMITS;
    TimeDelta::seconds(seconds.map_or(max, |seconds| i64::from(seconds).clamp(min, max)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn minutes(cache_control: &'static str) -> i64 {
        let mut headers = HeaderMap::new();
        headers.insert(CACHE_CONTROL, cache_control.parse().unwrap());
        max_age(&headers).num_minutes()
    }

    #[test]
    fn keys_are_used_for_as_long_as_the_provider_says_between_five_minutes_and_an_hour() {
        assert_eq!(max_age(&HeaderMap::new()).num_minutes(), 60);
        assert_eq!(minutes("public, Max-Age=900, must-revalidate"), 15);
        assert_eq!(minutes("max-age=\"900\""), 15);
        assert_eq!(minutes("max-age=1"), 5);
        assert_eq!(minutes("no-cache, no-store"), 5);
        assert_eq!(minutes("max-age=86400"), 60);
        for unreadable in ["", "max-age", "max-age=soon", "max-age=-1", "max-age=99999999999999999999"] {
            assert_eq!(minutes(unreadable), 60, "{unreadable}");
        }
    }
}

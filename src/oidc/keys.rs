//! A provider's signing keys: kept, and fetched again when none of them fits.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use chrono::{DateTime, TimeDelta, Utc};
use openidconnect::core::CoreJsonWebKeySet;
use serde::Deserialize;
use serde_json::Value;
use url::Url;

use super::cache::Cache;
use super::discovery;
use super::jws::{Jws, Kind, VerifiedJws};
use super::provider::in_any_case;
use super::{FailedCheck, OidcError, Provider};

/// Made-up key ids must not turn us into a hammer.
const REFETCH_PAUSE: TimeDelta = TimeDelta::seconds(30);

/// What is known of a provider's keys.
#[derive(Default)]
pub(super) struct Keys {
    sets: Cache<KeySet>,
    refetched_at: Mutex<Option<DateTime<Utc>>>,
    /// Of logout tokens, which anybody can send: what they use up is not missing in a sign-in.
    refetched_for_strangers_at: Mutex<Option<DateTime<Utc>>>,
}

impl Provider {
    /// The signing keys in memory, if they are from this address.
    pub(super) fn kept_keys(&self, uri: &Url) -> Option<Arc<KeySet>> {
        self.keys.sets.kept().map(|kept| kept.value).filter(|keys| keys.uri == *uri)
    }

    /// Fetches the signing keys.
    pub(super) async fn fetch_keys(self: &Arc<Self>, uri: &Url) -> Result<Arc<KeySet>, OidcError> {
        let (provider, uri, seen) = (Arc::clone(self), uri.clone(), self.keys.sets.fetches());
        let fetch = async move {
            let body = discovery::get_json(&provider.http, &uri);
            let document = async {
                KeySet::read(&body.await?, &uri)
                    .map_err(|error| format!("{uri} is not a key set (line {})", error.line()))
            };
            provider.keys.sets.fetch(seen, &provider.clock, document).await
        };
        in_any_case(fetch).await.map_err(|why| self.unavailable("the key set", why))
    }

    /// Newer signing keys than those, which did not fit a token; `None` when there are none to be had now. They are
    /// fetched again once in 30 seconds at most for each kind of token; a failed fetch keeps the old ones.
    pub(super) async fn newer_keys(self: &Arc<Self>, tried: &Arc<KeySet>, kind: Kind) -> Option<Arc<KeySet>> {
        if let Some(newer) = self.kept_keys(&tried.uri).filter(|kept| !Arc::ptr_eq(kept, tried)) {
            return Some(newer);
        }
        let last = match kind {
            Kind::Plain => &self.keys.refetched_at,
            Kind::Logout => &self.keys.refetched_for_strangers_at,
        };
        let refetched_at = || last.lock().unwrap_or_else(PoisonError::into_inner);
        if refetched_at().is_some_and(|time| (self.clock)() < time + REFETCH_PAUSE) {
            return None;
        }
        let fetched = self.fetch_keys(&tried.uri).await;
        *refetched_at() = Some((self.clock)());
        fetched.inspect_err(|error| log::warn!("{error}; the old keys stay in use")).ok()
    }
}

/// Signing keys, and where they came from.
#[derive(Debug)]
pub(super) struct KeySet {
    keys: CoreJsonWebKeySet,
    /// Whose each key is, by its id, where the provider says so, as Microsoft does.
    issuers: HashMap<String, String>,
    uri: Url,
}

/// What a key set says about its keys beyond the standard.
#[derive(Deserialize)]
struct KeyNotes {
    keys: Vec<Value>,
}

impl KeySet {
    fn read(body: &[u8], uri: &Url) -> Result<Self, serde_json::Error> {
        let keys = serde_json::from_slice(body)?;
        let KeyNotes { keys: notes } = serde_json::from_slice(body)?;
        let issuer = |key: &Value| Some((key["kid"].as_str()?.to_owned(), key["issuer"].as_str()?.to_owned()));
        Ok(Self { keys, issuers: notes.iter().filter_map(issuer).collect(), uri: uri.clone() })
    }

    /// Checks the signature of a token with these keys.
    pub(super) fn verify(&self, token: &Jws<'_>) -> Result<VerifiedJws, FailedCheck> {
        let mut verified = token.verify(&self.keys)?;
        verified.key_issuer = verified.key_id().and_then(|id| self.issuers.get(id)).cloned();
        Ok(verified)
    }
}

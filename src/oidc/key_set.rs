//! A provider's signing keys (JSON Web Key Set, RFC 7517, section 5) and the cache that holds them.

use std::collections::HashMap;
use std::sync::Mutex;

use chrono::{DateTime, Utc};
use openidconnect::core::CoreJsonWebKeySet;
use serde::Deserialize;
use serde_json::Value;
use url::Url;

use super::document_cache::DocumentCache;
use super::failed_check::FailedCheck;
use super::jws::{Jws, VerifiedJws};

/// The signing keys in memory, and when they were last fetched again because no key fitted a token.
#[derive(Default)]
pub(super) struct SigningKeys {
    pub(super) cache: DocumentCache<KeySet>,
    pub(super) refetched_at: Mutex<Option<DateTime<Utc>>>,
    /// For logout tokens. Any client on the network can send one, so they must not use up the refetches of sign-ins.
    pub(super) refetched_for_logout_at: Mutex<Option<DateTime<Utc>>>,
}

/// Signing keys and the URL that they were fetched from.
#[derive(Debug)]
pub(super) struct KeySet {
    keys: CoreJsonWebKeySet,
    /// Issuer of each key by its `kid`, where the key set names it, as Microsoft's does.
    issuers: HashMap<String, String>,
    pub(super) uri: Url,
}

/// The keys as JSON, to read members that the standard does not define.
#[derive(Deserialize)]
struct RawKeys {
    keys: Vec<Value>,
}

impl KeySet {
    pub(super) fn read(body: &[u8], uri: &Url) -> Result<Self, serde_json::Error> {
        let keys = serde_json::from_slice(body)?;
        let RawKeys { keys: raw_keys } = serde_json::from_slice(body)?;
        let issuer = |key: &Value| Some((key["kid"].as_str()?.to_owned(), key["issuer"].as_str()?.to_owned()));
        Ok(Self { keys, issuers: raw_keys.iter().filter_map(issuer).collect(), uri: uri.clone() })
    }

    /// Verifies the signature of a token with these keys.
    pub(super) fn verify(&self, token: &Jws<'_>) -> Result<VerifiedJws, FailedCheck> {
        let mut verified = token.verify(&self.keys)?;
        verified.key_issuer = verified.key_id().and_then(|id| self.issuers.get(id)).cloned();
        Ok(verified)
    }
}

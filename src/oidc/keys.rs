//! A provider's signing keys, kept until a token shows that they are old (OpenID Connect Core, section 10.1.1).

use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use openidconnect::core::CoreJsonWebKeySet;
use tokio::sync::Mutex;
use url::Url;

use super::discovery::get_json;
use super::http::Client;

/// Made-up key ids must not turn us into a hammer.
const REFETCH_PAUSE: TimeDelta = TimeDelta::seconds(30);

/// The keys of one provider. One fetch at a time: whoever comes meanwhile waits for its outcome.
#[derive(Debug, Default)]
pub(super) struct KeyCache {
    kept: Mutex<Option<Kept>>,
}

#[derive(Debug)]
struct Kept {
    keys: Arc<CoreJsonWebKeySet>,
    fetched_from: Url,
    fetched_at: DateTime<Utc>,
    refetch_tried_at: Option<DateTime<Utc>>,
}

impl KeyCache {
    /// The keys, fetched if there are none yet (or discovery has moved them).
    pub(super) async fn current(
        &self,
        jwks_uri: &Url,
        http: &Client,
        now: DateTime<Utc>,
    ) -> Result<Arc<CoreJsonWebKeySet>, String> {
        let mut kept = self.kept.lock().await;
        if let Some(kept) = kept.as_ref().filter(|kept| kept.fetched_from == *jwks_uri) {
            return Ok(Arc::clone(&kept.keys));
        }
        let keys = fetch(jwks_uri, http).await?;
        *kept = Some(Kept {
            keys: Arc::clone(&keys),
            fetched_from: jwks_uri.clone(),
            fetched_at: now,
            refetch_tried_at: None,
        });
        Ok(keys)
    }

    /// Newer keys than `tried`, which did not verify a token; `None` when there are none to be had now. Fetches once in
    /// 30 seconds at most; a failed fetch keeps the old keys.
    pub(super) async fn newer_than(
        &self,
        tried: &Arc<CoreJsonWebKeySet>,
        http: &Client,
        now: DateTime<Utc>,
    ) -> Option<Arc<CoreJsonWebKeySet>> {
        let mut kept = self.kept.lock().await;
        let kept = kept.as_mut()?;
        if !Arc::ptr_eq(&kept.keys, tried) {
            return Some(Arc::clone(&kept.keys));
        }
        if kept.refetch_tried_at.is_some_and(|tried_at| now < tried_at + REFETCH_PAUSE) {
            return None;
        }
        kept.refetch_tried_at = Some(now);
        match fetch(&kept.fetched_from, http).await {
            Ok(keys) => {
                log::info!("fetched the keys of {} again; the last time was {}", kept.fetched_from, kept.fetched_at);
                kept.keys = Arc::clone(&keys);
                kept.fetched_at = now;
                Some(keys)
            }
            Err(why) => {
                log::warn!("the keys of {} cannot be fetched again, the old ones stay: {why}", kept.fetched_from);
                None
            }
        }
    }
}

async fn fetch(jwks_uri: &Url, http: &Client) -> Result<Arc<CoreJsonWebKeySet>, String> {
    let body = get_json(http, jwks_uri).await?;
    let keys: CoreJsonWebKeySet = serde_json::from_slice(&body)
        .map_err(|error| format!("{jwks_uri} is not a key set (line {})", error.line()))?;
    Ok(Arc::new(keys))
}

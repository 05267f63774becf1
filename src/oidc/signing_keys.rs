//! Verifies signatures with the provider's keys, and fetches the keys again when none of them fits.

use std::sync::{Arc, PoisonError};

use chrono::TimeDelta;
use url::Url;

use super::discovery::{self, Metadata};
use super::document_cache::run_detached;
use super::error::OidcError;
use super::failed_check::FailedCheck;
use super::jws::{Jws, TokenKind, VerifiedJws};
use super::key_set::KeySet;
use super::provider::Provider;

/// Limits the requests that tokens with made-up key ids can cause.
const REFETCH_PAUSE: TimeDelta = TimeDelta::seconds(30);

impl Provider {
    /// Verifies the signature of a token. If that fails with the keys in memory, tries once more with newer ones.
    pub(super) async fn verify_signature<E: From<OidcError>>(
        self: &Arc<Self>,
        token: &str,
        kind: TokenKind,
        metadata: &Metadata,
        failed: impl Fn(FailedCheck) -> E,
    ) -> Result<VerifiedJws, E> {
        let token = Jws::parse(token, kind).map_err(&failed)?;
        let Some(cached) = self.cached_keys(&metadata.jwks_uri) else {
            let fetched = self.fetch_keys(&metadata.jwks_uri).await?;
            return fetched.verify(&token).map_err(failed);
        };
        match cached.verify(&token) {
            Ok(verified) => Ok(verified),
            Err(check) => match self.newer_keys(&cached, kind).await {
                // check: newer keys
                Some(newer) => newer.verify(&token).map_err(failed),
                None => Err(failed(check)),
            },
        }
    }

    /// The signing keys in memory, if they were fetched from this URL.
    fn cached_keys(&self, uri: &Url) -> Option<Arc<KeySet>> {
        self.keys.cache.cached().map(|cached| cached.document).filter(|keys| keys.uri == *uri)
    }

    async fn fetch_keys(self: &Arc<Self>, uri: &Url) -> Result<Arc<KeySet>, OidcError> {
        let (provider, uri, fetches_before) = (Arc::clone(self), uri.clone(), self.keys.cache.completed_fetches());
        let fetch = async move {
            let body = discovery::get_json(&provider.http, &uri);
            let document = async {
                KeySet::read(&body.await?, &uri)
                    .map_err(|error| format!("{uri} is not a key set (line {})", error.line()))
            };
            provider.keys.cache.fetch(fetches_before, &provider.clock, document).await
        };
        run_detached(fetch).await.map_err(|why| self.unavailable("the key set", why))
    }

    /// Newer signing keys than `tried`, which did not fit a token; `None` when there are none. For each kind of token
    /// the keys are fetched again at most once per [`REFETCH_PAUSE`]. If that fails, the keys in memory stay.
    async fn newer_keys(self: &Arc<Self>, tried: &Arc<KeySet>, kind: TokenKind) -> Option<Arc<KeySet>> {
        if let Some(newer) = self.cached_keys(&tried.uri).filter(|cached| !Arc::ptr_eq(cached, tried)) {
            return Some(newer);
        }
        let last = match kind {
            TokenKind::IdTokenOrUserinfo => &self.keys.refetched_at,
            TokenKind::Logout | TokenKind::StrictLogout => &self.keys.refetched_for_logout_at,
        };
        let refetched_at = || last.lock().unwrap_or_else(PoisonError::into_inner);
        // check: a pause between refetches of keys
        if refetched_at().is_some_and(|time| (self.clock)() < time + REFETCH_PAUSE) {
            return None;
        }
        let fetched = self.fetch_keys(&tried.uri).await;
        *refetched_at() = Some((self.clock)());
        fetched.inspect_err(|error| log::warn!("{error}; the keys in memory stay in use")).ok()
    }
}

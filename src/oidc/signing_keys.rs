//! Verifies signatures with the provider's keys, and fetches the keys again when they are old or none of them fits.
//!
//! A key that the provider has withdrawn, perhaps because it was stolen, counts until the next successful fetch: at most
//! an hour while the provider answers. If the keys cannot be fetched, the old ones count for [`MAX_STALE`] more. Then
//! sign-ins and logout tokens are refused. That is long enough for an outage of the keys' URL alone; if all of the
//! provider is down, there are no new tokens to verify. It is short enough for an attacker who has a stolen key and can
//! keep Kaimu from fetching.

use std::sync::Arc;
use std::time::Duration;

use chrono::TimeDelta;
use tokio::time::Instant;
use url::Url;

use super::discovery::{self, Metadata};
use super::document_cache::{CachedDocument, run_detached};
use super::error::OidcError;
use super::failed_check::FailedCheck;
use super::jws::{Jws, TokenKind, VerifiedJws};
use super::key_set::KeySet;
use super::provider::Provider;
use crate::metrics::{Endpoint, KeyRefetch};

/// How long keys count that are due to be fetched again, while that fails.
const MAX_STALE: TimeDelta = TimeDelta::hours(1);

/// How long an ID token waits for keys that cannot be fetched.
const MAX_RETRY_TIME: Duration = Duration::from_secs(2);

impl Provider {
    /// Verifies the signature of a token. If that fails with the keys in memory, tries once more with newer ones. If these
    /// cannot be fetched, nothing is known about the token.
    pub(super) async fn verify_signature<E: From<OidcError>>(
        self: &Arc<Self>,
        token: &str,
        kind: TokenKind,
        metadata: &Metadata,
        failed: impl Fn(FailedCheck) -> E,
    ) -> Result<VerifiedJws, E> {
        let token = Jws::parse(token, kind).map_err(&failed)?;
        self.refresh_keys();
        let Some(cached) = self.cached_keys(&metadata.jwks_uri) else {
            let fetched = self.fetch_keys_for(kind, &metadata.jwks_uri).await?;
            return fetched.verify(&token).map_err(failed);
        };
        match cached.verify(&token) {
            Ok(verified) => Ok(verified),
            Err(check) => match self.newer_keys(&cached, &token, kind).await? {
                // check: newer keys
                Some(newer) => newer.verify(&token).map_err(failed),
                None => Err(failed(check)),
            },
        }
    }

    /// Verifies the signature of an ID token. Its algorithm has to be one that discovery lists, if it lists any: a key of
    /// another algorithm can have another purpose (OpenID Connect Core, section 3.1.3.7, number 7).
    pub(super) async fn verify_id_token(
        self: &Arc<Self>,
        token: &str,
        metadata: &Arc<Metadata>,
        failed: impl Fn(FailedCheck) -> OidcError,
    ) -> Result<VerifiedJws, OidcError> {
        let verified = self.verify_signature(token, TokenKind::IdTokenOrUserinfo, metadata, &failed).await?;
        let lists = |metadata: &Metadata| {
            let listed = metadata.id_token_algorithms.as_ref();
            listed.is_none_or(|listed| listed.contains(&verified.algorithm_name))
        };
        // The provider may have another algorithm since its document was fetched.
        let is_listed = lists(metadata) || self.newer_metadata(metadata).await.is_some_and(|newer| lists(&newer));
        // check: the algorithms that discovery lists
        if !is_listed {
            return Err(failed(FailedCheck::UnlistedAlgorithm));
        }
        Ok(verified)
    }

    /// Whether the provider can still have the key that signed this ID token: a key in memory has signed it, or no keys
    /// are in memory. Sends no request.
    pub(super) fn may_know_key_of(&self, id_token: &str, metadata: &Metadata) -> bool {
        self.cached_keys(&metadata.jwks_uri).is_none_or(|keys| {
            Jws::parse(id_token, TokenKind::IdTokenOrUserinfo).is_ok_and(|token| keys.verify(&token).is_ok())
        })
    }

    /// Fetches the signing keys again in the background, if there are some and they have reached their maximum age.
    pub fn refresh_keys(self: &Arc<Self>) {
        let Some(CachedDocument { document: keys, fetched_at }) = self.keys.cache.cached() else { return };
        let now = (self.clock)();
        // check: old keys are fetched again
        if now < fetched_at + keys.max_age || !self.keys.cache.may_fetch(now) {
            return;
        }
        let (provider, logged) = (Arc::clone(self), self.keys.cache.recent_failure(now));
        tokio::spawn(async move {
            if let Err(error) = provider.fetch_keys(&keys.uri).await
                && provider.keys.cache.recent_failure((provider.clock)()) != logged
            {
                log::warn!("{error}; the keys in memory stay in use for at most an hour");
            }
        });
    }

    /// The signing keys in memory, if they were fetched from this URL and are not too old.
    fn cached_keys(&self, uri: &Url) -> Option<Arc<KeySet>> {
        let CachedDocument { document: keys, fetched_at } = self.keys.cache.cached()?;
        // check: old keys do not count for ever
        if (self.clock)() >= fetched_at + keys.max_age + MAX_STALE {
            return None;
        }
        Some(keys).filter(|keys| keys.uri == *uri)
    }

    async fn fetch_keys(self: &Arc<Self>, uri: &Url) -> Result<Arc<KeySet>, OidcError> {
        let (provider, uri, fetches_before) = (Arc::clone(self), uri.clone(), self.keys.cache.completed_fetches());
        let fetch = async move {
            let response = discovery::get_response(&provider.http, Endpoint::Keys, &uri);
            let document = async {
                let response = response.await?;
                KeySet::read(response.body(), response.headers(), &uri)
                    .map_err(|error| format!("{uri} is not a key set (line {})", error.line()))
            };
            provider.keys.cache.fetch(fetches_before, &provider.clock, document).await
        };
        run_detached(fetch).await.map_err(|why| self.unavailable("the key set", why))
    }

    /// As [`Self::fetch_keys`]. For an ID token, tries again for [`MAX_RETRY_TIME`], so that its user does not notice an outage
    /// of a second. A logout token does not wait: any client on the network can send one.
    async fn fetch_keys_for(self: &Arc<Self>, kind: TokenKind, uri: &Url) -> Result<Arc<KeySet>, OidcError> {
        let give_up_at = Instant::now() + MAX_RETRY_TIME;
        loop {
            // On the heap, since the futures of sign-ins and rechecks contain this one.
            let fetched = Box::pin(self.fetch_keys(uri)).await;
            let retry_delay = self.keys.cache.retry_delay((self.clock)());
            let may_wait = kind == TokenKind::IdTokenOrUserinfo && Instant::now() + retry_delay < give_up_at;
            // check: an ID token waits for keys that cannot be fetched for a moment
            if fetched.is_ok() || !may_wait {
                return fetched;
            }
            tokio::time::sleep(retry_delay).await;
        }
    }

    /// Newer signing keys than `tried`, which did not fit this token; `None` when there are none. The keys are not fetched
    /// again during a [`RefetchPause`](super::refetch_pause::RefetchPause) of this kind of token. A fetch that fails begins none.
    async fn newer_keys(
        self: &Arc<Self>,
        tried: &Arc<KeySet>,
        token: &Jws<'_>,
        kind: TokenKind,
    ) -> Result<Option<Arc<KeySet>>, OidcError> {
        if let Some(newer) = self.cached_keys(&tried.uri).filter(|cached| !Arc::ptr_eq(cached, tried)) {
            return Ok(Some(newer));
        }
        let pause = match kind {
            TokenKind::IdTokenOrUserinfo => &self.keys.refetch_pause,
            TokenKind::Logout | TokenKind::StrictLogout => &self.keys.refetch_pause_for_logout,
        };
        let before = pause.last();
        // check: a pause between refetches of keys
        if before.is_some_and(|pause| pause.is_running((self.clock)())) {
            self.count_refetch(KeyRefetch::Paused);
            return Ok(None);
        }
        // check: a failed fetch of keys begins no pause
        let fetched = self.fetch_keys_for(kind, &tried.uri).await;
        let fetched = fetched.inspect_err(|_| self.count_refetch(KeyRefetch::Failed))?;
        let brought_the_key = fetched.verify(token).is_ok();
        self.count_refetch(if brought_the_key { KeyRefetch::Fits } else { KeyRefetch::FitsNot });
        pause.record(before, brought_the_key, (self.clock)());
        Ok(Some(fetched))
    }

    fn count_refetch(&self, refetch: KeyRefetch) {
        self.metrics.providers.keys_refetched(self.settings.slug.as_str(), refetch);
    }
}

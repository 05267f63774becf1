//! Revokes the refresh tokens of ended sessions at their providers (RFC 7009), in the background.

use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};

use super::background::BackgroundTasks;
use super::seal::{Seal, SealedKind};
use super::services::Services;
use crate::domain::error_chain;
use crate::oidc::{Provider, RevocationOutcome};
use crate::store::tokens_to_revoke::{self, TokenToRevoke};
use crate::store::{Connection, Store, StoreError};

/// How many tokens are revoked at once. The rest waits for the next cleanup.
const MAX_AT_ONCE: i64 = 100;
/// How long a token waits after a failure. A little less than the period of the cleanup.
const RETRY_AFTER: TimeDelta = TimeDelta::minutes(4);
/// How long after the sign-in a token that cannot be revoked is kept. By then the provider has probably forgotten it.
const GIVE_UP_AFTER: TimeDelta = TimeDelta::days(30);

/// Revokes the tokens that wait, in the background, so that no user waits for a provider. The cleanup repeats what fails
/// or is missed.
pub(super) fn start(services: &Services, now: DateTime<Utc>) {
    if services.background.is_stopping() {
        return;
    }
    let revocation = Revocation::of(services);
    services.background.spawn(async move {
        if let Err(error) = revocation.run(now).await {
            log::warn!("could not revoke refresh tokens; retrying at the next cleanup: {}", error_chain(&error));
        }
    });
}

/// Revokes the tokens that wait, at most [`MAX_AT_ONCE`].
pub(super) async fn run(services: &Services, now: DateTime<Utc>) -> Result<(), StoreError> {
    Revocation::of(services).run(now).await
}

/// Forgets the tokens that could not be revoked for long.
pub(super) async fn give_up(services: &Services, now: DateTime<Utc>) -> Result<(), StoreError> {
    services.store.write(move |connection| tokens_to_revoke::give_up(connection, now - GIVE_UP_AFTER)).await
}

/// What a revocation needs of the services.
struct Revocation {
    store: Store,
    providers: Vec<Arc<Provider>>,
    seal: Seal,
    background: Arc<BackgroundTasks>,
}

impl Revocation {
    fn of(services: &Services) -> Self {
        Self {
            store: services.store.clone(),
            providers: services.providers.iter().cloned().collect(),
            seal: services.seal.clone(),
            background: Arc::clone(&services.background),
        }
    }

    async fn run(&self, now: DateTime<Utc>) -> Result<(), StoreError> {
        let _one_at_a_time = self.background.revoking.lock().await;
        let due =
            move |connection: &mut Connection| tokens_to_revoke::list_due(connection, now - RETRY_AFTER, MAX_AT_ONCE);
        let mut silent: Vec<Arc<Provider>> = Vec::new();
        for token in self.store.read(due).await? {
            if self.background.is_stopping() {
                break;
            }
            let silent_provider = self.revoke(token, &silent, now).await?;
            silent.extend(silent_provider);
        }
        Ok(())
    }

    /// Revokes one token. Returns its provider if that has to be tried later. The providers that have not answered in this
    /// run are not asked again: each question may take long.
    async fn revoke(
        &self,
        token: TokenToRevoke,
        silent: &[Arc<Provider>],
        now: DateTime<Utc>,
    ) -> Result<Option<Arc<Provider>>, StoreError> {
        let session = token.session;
        let sealed = token.sealed.clone();
        // check: a token goes to its own client
        let provider = self.providers.iter().find(|provider| provider.uses_client(&token.client)).cloned();
        if !self.store.write(move |connection| tokens_to_revoke::claim(connection, &token, now)).await? {
            return Ok(None);
        }
        // The operator may configure the provider again.
        let Some(provider) = provider else { return Ok(None) };
        if silent.iter().any(|silent| Arc::ptr_eq(silent, &provider)) {
            return Ok(None);
        }
        let outcome = match self.seal.open(&sealed, SealedKind::RefreshToken, session) {
            Some(token) => provider.revoke(&token).await,
            // The session secret has changed.
            None => RevocationOutcome::Final,
        };
        if outcome == RevocationOutcome::TryLater {
            return Ok(Some(provider));
        }
        self.store.write(move |connection| tokens_to_revoke::delete(connection, session, &sealed)).await?;
        Ok(None)
    }
}

//! Keeps the keys that sign assertions in memory, makes new ones, and deletes old ones.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use chrono::{DateTime, TimeDelta, Utc};
use ring::error::Unspecified;
use uuid::Uuid;

use super::assertion_key::{self, AssertionKey};
use super::seal::Seal;
use crate::domain::{
    AssertionKeyState, is_assertion_key_published, next_assertion_key, redacted_debug, signing_assertion_key,
};
use crate::store::assertion_keys::{self, StoredAssertionKey};
use crate::store::{Connection, Lock, Store, StoreError};

/// How long the keys count before they are read again, so that every instance knows a new key, or that one is gone.
pub(super) const MAX_AGE: TimeDelta = TimeDelta::minutes(1);

/// Why there is no assertion, or no key.
#[derive(Debug, thiserror::Error)]
pub enum AssertionError {
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// No key can be made, or none signs. With our keys, only the random number generator can fail.
    #[error("the random number generator of the system failed")]
    Random,
}

impl From<Unspecified> for AssertionError {
    fn from(_: Unspecified) -> Self {
        Self::Random
    }
}

/// The keys in memory. Clones of the services share them.
pub(super) struct AssertionKeys {
    store: Store,
    seal: Seal,
    loaded: Mutex<Option<Arc<AssertionKeySet>>>,
    /// Held while keys are read or made. `loaded` stays readable meanwhile.
    loading: tokio::sync::Mutex<()>,
}

/// The keys of the database at one time, ordered by when they sign.
pub(super) struct AssertionKeySet {
    keys: Vec<Arc<AssertionKey>>,
    pub(super) read_at: DateTime<Utc>,
}

impl AssertionKeySet {
    fn states(&self) -> Vec<AssertionKeyState> {
        self.keys.iter().map(|key| key.state()).collect()
    }

    /// The key that signs now, if the session secret opens one.
    pub(super) fn signing(&self, now: DateTime<Utc>) -> Option<&Arc<AssertionKey>> {
        self.keys.get(signing_assertion_key(&self.states(), now)?)
    }

    /// The keys that applications have to know now.
    pub(super) fn published(&self, now: DateTime<Utc>) -> impl Iterator<Item = &AssertionKey> {
        let states = self.states();
        self.keys.iter().map(AsRef::as_ref).filter(move |key| is_assertion_key_published(&key.state(), &states, now))
    }
}

impl AssertionKeys {
    pub(super) fn new(store: Store, seal: Seal) -> Self {
        Self { store, seal, loaded: Mutex::default(), loading: tokio::sync::Mutex::default() }
    }

    /// The keys, at most [`MAX_AGE`] old. Waits for the database if they are older.
    pub(super) async fn current(&self, now: DateTime<Utc>) -> Result<Arc<AssertionKeySet>, StoreError> {
        if let Some(keys) = self.young(now) {
            return Ok(keys);
        }
        let _one_at_a_time = self.loading.lock().await;
        match self.young(now) {
            Some(keys) => Ok(keys),
            None => self.load(now).await,
        }
    }

    /// As [`Self::current`], and makes a key first if there is none that signs.
    pub(super) async fn with_signing_key(&self, now: DateTime<Utc>) -> Result<Arc<AssertionKeySet>, AssertionError> {
        let keys = self.current(now).await?;
        if keys.signing(now).is_some() {
            return Ok(keys);
        }
        let _one_at_a_time = self.loading.lock().await;
        if let Some(keys) = self.young(now).filter(|keys| keys.signing(now).is_some()) {
            return Ok(keys);
        }
        self.update(now).await?;
        Ok(self.load(now).await?)
    }

    /// Makes the next key if it is time, and deletes those that are no longer published: for the cleanup. Makes the first
    /// key if `is_first_wanted`.
    pub(super) async fn rotate(&self, now: DateTime<Utc>, is_first_wanted: bool) -> Result<(), AssertionError> {
        let _one_at_a_time = self.loading.lock().await;
        let keys = self.load(now).await?;
        let is_due = next_assertion_key(&keys.states(), now).is_some();
        let is_over = keys.published(now).count() < keys.keys.len();
        if is_over || is_due && (is_first_wanted || !keys.keys.is_empty()) {
            self.update(now).await?;
            self.load(now).await?;
        }
        Ok(())
    }

    fn young(&self, now: DateTime<Utc>) -> Option<Arc<AssertionKeySet>> {
        let loaded = self.loaded.lock().unwrap_or_else(PoisonError::into_inner);
        // A clock that was set back does not make them younger.
        // check: a deleted assertion key is forgotten
        let young = loaded.as_ref().filter(|keys| keys.read_at <= now && now < keys.read_at + MAX_AGE);
        young.map(Arc::clone)
    }

    async fn load(&self, now: DateTime<Utc>) -> Result<Arc<AssertionKeySet>, StoreError> {
        let stored = self.store.read(assertion_keys::list).await?;
        let mut loaded = self.loaded.lock().unwrap_or_else(PoisonError::into_inner);
        let known: HashMap<Uuid, &Arc<AssertionKey>> =
            loaded.iter().flat_map(|before| &before.keys).map(|key| (key.id, key)).collect();
        let open = |stored: StoredAssertionKey| match known.get(&stored.id) {
            Some(key) => Arc::clone(key),
            None => Arc::new(AssertionKey::open(stored, &self.seal)),
        };
        let keys = Arc::new(AssertionKeySet { keys: stored.into_iter().map(open).collect(), read_at: now });
        *loaded = Some(Arc::clone(&keys));
        Ok(keys)
    }

    /// Makes and deletes in one transaction, which another instance waits for.
    async fn update(&self, now: DateTime<Utc>) -> Result<(), AssertionError> {
        let (seal, candidate) = (self.seal.clone(), assertion_key::generate(&self.seal, now, now)?);
        let made = self.store.write(move |connection| update(connection, &seal, candidate, now)).await?;
        if let Some(made) = made {
            log::info!("the key {} signs Kaimu-Jwt-Assertion from {} on", made.kid, made.signs_from);
            if made.replaces_unreadable {
                log::warn!(
                    "the session secret does not open the key that signed Kaimu-Jwt-Assertion before: a new key signs at \
                     once. If the secret was not replaced, check that every instance has the same session.secret \
                     (SESSION_SECRET)"
                );
            }
        }
        Ok(())
    }
}

struct Made {
    kid: String,
    signs_from: DateTime<Utc>,
    /// Whether there were keys, none of which opened.
    replaces_unreadable: bool,
}

/// Inserts the candidate if a key is due, and deletes the keys that are no longer published.
fn update(
    connection: &mut Connection,
    seal: &Seal,
    candidate: StoredAssertionKey,
    now: DateTime<Utc>,
) -> Result<Option<Made>, StoreError> {
    // check: one instance makes an assertion key
    connection.wait_for(Lock::AssertionKeys)?;
    let stored = assertion_keys::list(connection)?;
    let keys: Vec<AssertionKey> = stored.into_iter().map(|stored| AssertionKey::open(stored, seal)).collect();
    let mut states: Vec<AssertionKeyState> = keys.iter().map(AssertionKey::state).collect();
    let made = next_assertion_key(&states, now).map(|signs_from| Made {
        kid: candidate.public.id(),
        signs_from,
        replaces_unreadable: !states.is_empty() && states.iter().all(|state| !state.opens),
    });
    if let Some(Made { signs_from, .. }) = made {
        assertion_keys::insert(connection, &StoredAssertionKey { signs_from, ..candidate })?;
        states.push(AssertionKeyState { signs_from, opens: true });
    }
    for key in keys.iter().filter(|key| !is_assertion_key_published(&key.state(), &states, now)) {
        assertion_keys::delete(connection, key.id)?;
    }
    Ok(made)
}

redacted_debug!(AssertionKeys);

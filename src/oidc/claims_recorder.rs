//! Records the claims that a provider sends, exactly as received, for the operator during a test sign-in.

use std::sync::{Mutex, OnceLock, PoisonError};

use serde_json::{Map, Value};

use crate::domain::redacted_debug;

/// Records nothing until [`Self::enable`] is called.
#[derive(Default)]
pub(super) struct ClaimsRecorder(OnceLock<Mutex<Vec<ReceivedClaims>>>);

/// All claims of one source, exactly as received.
#[derive(Clone)]
pub struct ReceivedClaims {
    /// The ID token or userinfo, as the text for the operator names it.
    pub source: &'static str,
    /// Every claim.
    pub claims: Map<String, Value>,
}

impl ClaimsRecorder {
    pub(super) fn enable(&self) {
        self.0.get_or_init(Mutex::default);
    }

    /// Records claims that have passed every check, if recording is enabled.
    pub(super) fn record(&self, source: &'static str, payload: &[u8]) {
        if let Some(recorded) = self.0.get() {
            let unreadable = || Map::from_iter([("(not shown)".to_owned(), "a claim cannot be read".into())]);
            let claims = serde_json::from_slice(payload).unwrap_or_else(|_| unreadable());
            recorded.lock().unwrap_or_else(PoisonError::into_inner).push(ReceivedClaims { source, claims });
        }
    }

    pub(super) fn recorded(&self) -> Vec<ReceivedClaims> {
        let recorded = self.0.get().map(|recorded| recorded.lock().unwrap_or_else(PoisonError::into_inner).clone());
        recorded.unwrap_or_default()
    }
}

redacted_debug!(ReceivedClaims);

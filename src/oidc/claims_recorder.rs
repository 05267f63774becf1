//! What a provider says about a person, word for word: for the operator at a trial sign-in, and for nobody else.

use std::sync::{Mutex, OnceLock, PoisonError};

use serde_json::{Map, Value};

use super::Provider;
use crate::domain::redacted_debug;

/// Hears nothing until somebody asks it to.
#[derive(Default)]
pub(super) struct ClaimsRecorder(OnceLock<Mutex<Vec<ReceivedClaims>>>);

/// The claims of one source, as they came.
#[derive(Clone)]
pub struct ReceivedClaims {
    /// The ID token, or userinfo.
    pub source: &'static str,
    /// All of them.
    pub claims: Map<String, Value>,
}

impl ClaimsRecorder {
    /// Takes down claims that have passed every check, if somebody wants to know them.
    pub(super) fn hear(&self, source: &'static str, payload: &[u8]) {
        if let Some(heard) = self.0.get() {
            let claims = serde_json::from_slice(payload).unwrap_or_default();
            heard.lock().unwrap_or_else(PoisonError::into_inner).push(ReceivedClaims { source, claims });
        }
    }
}

impl Provider {
    /// Keeps what it says about people from now on, for [`Self::received`].
    pub fn listen_in(&self) {
        self.witness.0.get_or_init(Mutex::default);
    }

    /// What it has said since then.
    #[must_use]
    pub fn received(&self) -> Vec<ReceivedClaims> {
        let heard = self.witness.0.get().map(|heard| heard.lock().unwrap_or_else(PoisonError::into_inner).clone());
        heard.unwrap_or_default()
    }
}

redacted_debug!(ReceivedClaims);

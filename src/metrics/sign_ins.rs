//! How sign-ins end, and how long they take.

use std::time::Duration;

use prometheus::{HistogramVec, IntCounterVec, Registry};

use super::counter::NONE;
use super::registration::{register_counters, register_histograms};
use crate::domain::Refusal;

/// A user may type a password and look for a telephone.
const SIGN_IN_SECONDS: [f64; 10] = [0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0, 180.0, 600.0];
/// A callback has 15 seconds.
const CALLBACK_SECONDS: [f64; 10] = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 15.0];

/// The usual failures that an alert is about (`deploy/prometheus/alerts.yml`).
const ALERTED: [Refusal; 5] = [
    Refusal::ProviderUnavailable,
    Refusal::TokenExchangeFailed,
    Refusal::TokenClientRejected,
    Refusal::IdTokenInvalid,
    Refusal::DatabaseUnavailable,
];

/// What sign-ins and attempts to link count.
#[derive(Debug, Clone)]
pub struct SignInMetrics {
    outcomes: IntCounterVec,
    durations: HistogramVec,
    callbacks: HistogramVec,
}

impl SignInMetrics {
    pub(super) fn new(registry: &Registry) -> Self {
        let outcomes = "Sign-ins that have ended, by provider and outcome: signed_in, already_linked, confirmation_asked, or \
                        the code of the refusal.";
        let durations = (
            "kaimu_sign_in_duration_seconds",
            "From the start of a sign-in that succeeds to its session, with the time \
              that the user spends at the provider.",
        );
        let callbacks = (
            "kaimu_callback_duration_seconds",
            "From the authorization response to the response to the browser: what a user waits for Kaimu and its requests \
             to the provider.",
        );
        Self {
            outcomes: register_counters(registry, "kaimu_sign_ins_total", outcomes, &["provider", "outcome"]),
            durations: register_histograms(registry, durations, &SIGN_IN_SECONDS, &["provider"]),
            callbacks: register_histograms(registry, callbacks, &CALLBACK_SECONDS, &["provider"]),
        }
    }

    pub(super) fn begin(&self, provider: &str) {
        self.outcomes.with_label_values(&[provider, "signed_in"]);
        for failure in ALERTED {
            self.outcomes.with_label_values(&[provider, failure.code()]);
        }
    }

    /// A session has begun, so long after the start of the sign-in.
    pub fn signed_in(&self, provider: &str, duration: Duration) {
        self.outcomes.with_label_values(&[provider, "signed_in"]).inc();
        self.durations.with_label_values(&[provider]).observe(duration.as_secs_f64());
    }

    /// A session has begun by a sign-in link of the operator.
    pub fn signed_in_by_link(&self) {
        self.outcomes.with_label_values(&[NONE, "signed_in"]).inc();
    }

    /// The identity that was to be linked is linked already.
    pub fn already_linked(&self, provider: &str) {
        self.outcomes.with_label_values(&[provider, "already_linked"]).inc();
    }

    /// The user is asked whether to link the identity.
    pub fn confirmation_asked(&self, provider: &str) {
        self.outcomes.with_label_values(&[provider, "confirmation_asked"]).inc();
    }

    /// A sign-in was refused, at its start or at its callback.
    pub fn refused(&self, provider: &str, refusal: Refusal) {
        self.outcomes.with_label_values(&[provider, refusal.code()]).inc();
    }

    /// A callback was answered.
    pub fn callback_answered(&self, provider: &str, duration: Duration) {
        self.callbacks.with_label_values(&[provider]).observe(duration.as_secs_f64());
    }
}

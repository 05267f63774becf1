//! The requests to providers.

use std::time::Duration;

use prometheus::{HistogramVec, IntCounterVec, Registry};

use super::registration::{register_counters, register_histograms};

/// A request ends after 10 seconds.
const REQUEST_SECONDS: [f64; 10] = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0];

/// What a request to a provider asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Endpoint {
    /// The discovery document.
    Discovery,
    /// The signing keys.
    Keys,
    /// The token endpoint: for a code, or for a recheck.
    Token,
    /// The userinfo endpoint.
    Userinfo,
    /// The endpoint for pushed authorization requests.
    PushedRequest,
    /// The revocation endpoint.
    Revocation,
}

impl Endpoint {
    fn label(self) -> &'static str {
        match self {
            Self::Discovery => "discovery",
            Self::Keys => "keys",
            Self::Token => "token",
            Self::Userinfo => "userinfo",
            Self::PushedRequest => "pushed_authorization_request",
            Self::Revocation => "revocation",
        }
    }
}

/// What became of a request to a provider.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RequestResult {
    /// The answer has a status of success.
    Ok,
    /// The answer has another status.
    Refused,
    /// There is no answer, or none that can be read.
    Unanswered,
}

impl RequestResult {
    fn label(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Refused => "refused",
            Self::Unanswered => "unanswered",
        }
    }
}

/// What became of the wish for newer signing keys, because those in memory did not verify a token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyRefetch {
    /// They were fetched, and one verifies the token.
    Fits,
    /// They were fetched, and none verifies the token.
    FitsNot,
    /// They could not be fetched.
    Failed,
    /// They were not fetched, because a fetch that brought nothing was moments ago.
    Paused,
}

impl KeyRefetch {
    fn label(self) -> &'static str {
        match self {
            Self::Fits => "fits",
            Self::FitsNot => "does_not_fit",
            Self::Failed => "failed",
            Self::Paused => "paused",
        }
    }
}

/// What requests to providers count.
#[derive(Debug, Clone)]
pub struct ProviderMetrics {
    requests: HistogramVec,
    key_refetches: IntCounterVec,
}

impl ProviderMetrics {
    pub(super) fn new(registry: &Registry) -> Self {
        let requests = (
            "kaimu_provider_request_duration_seconds",
            "Requests to providers, by endpoint and result: ok, refused (another status), or unanswered.",
        );
        let key_refetches = "Tokens that no signing key in memory verified, by what became of the fetch of newer keys: fits, \
                             does_not_fit, failed, or paused (not fetched again so soon).";
        Self {
            requests: register_histograms(registry, requests, &REQUEST_SECONDS, &["provider", "endpoint", "result"]),
            key_refetches: register_counters(
                registry,
                "kaimu_provider_key_refetches_total",
                key_refetches,
                &["provider", "result"],
            ),
        }
    }

    /// A request has ended.
    pub fn requested(&self, provider: &str, endpoint: Endpoint, result: RequestResult, duration: Duration) {
        let labels = [provider, endpoint.label(), result.label()];
        self.requests.with_label_values(&labels).observe(duration.as_secs_f64());
    }

    /// No key in memory verified a token.
    pub fn keys_refetched(&self, provider: &str, refetch: KeyRefetch) {
        self.key_refetches.with_label_values(&[provider, refetch.label()]).inc();
    }
}

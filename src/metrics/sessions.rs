//! The checks of sessions, what confirms or ends them, and limits.

use prometheus::{IntCounterVec, Registry};

use super::counter::Counter;
use super::registration::register_counters;

/// What a recheck led to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RecheckResult {
    /// The provider confirmed the user.
    Confirmed,
    /// The provider refused the user.
    Revoked,
    /// The provider did not answer.
    Unanswered,
}

impl RecheckResult {
    fn label(self) -> &'static str {
        match self {
            Self::Confirmed => "confirmed",
            Self::Revoked => "revoked",
            Self::Unanswered => "unanswered",
        }
    }
}

/// What became of a logout token of a provider.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LogoutTokenResult {
    /// It counts, whether it ended a session or not.
    Accepted,
    /// It was received before.
    Repeated,
    /// It failed a check.
    Refused,
    /// The provider could not be asked for its keys, or the database failed.
    Failed,
}

impl LogoutTokenResult {
    fn label(self) -> &'static str {
        match self {
            Self::Accepted => "accepted",
            Self::Repeated => "repeated",
            Self::Refused => "refused",
            Self::Failed => "failed",
        }
    }
}

/// A limit that refuses requests.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RateLimit {
    /// `limits.sign_in_starts_per_minute`.
    SignInStarts,
    /// Unknown personal access tokens of one client address.
    UnknownTokens,
}

/// What the checks of sessions count.
#[derive(Debug, Clone)]
pub struct SessionMetrics {
    /// Checks of sessions that were in memory.
    pub cached: Counter,
    /// Checks that asked the database, and found the session.
    pub asked: Counter,
    /// Checks that found no living session.
    pub refused: Counter,
    /// Checks that failed, because the database did.
    pub failed: Counter,
    rechecks: IntCounterVec,
    logout_tokens: IntCounterVec,
    sign_in_starts: Counter,
    unknown_tokens: Counter,
}

impl SessionMetrics {
    pub(super) fn new(registry: &Registry) -> Self {
        let checks = "Questions of applications to /auth/session, by result: cached (a session in memory), asked (a session in \
                      the database), refused (no living session), or failed (no answer of the database).";
        let rechecks = "Rechecks of sessions with their provider, by result: confirmed, revoked, or unanswered.";
        let logout_tokens =
            "Logout tokens of providers (back-channel logout), by result: accepted, repeated, refused, or failed.";
        let limited = "Requests that a limit refused.";
        let checks = register_counters(registry, "kaimu_session_checks_total", checks, &["result"]);
        let limited = register_counters(registry, "kaimu_rate_limited_total", limited, &["limit"]);
        let rechecks = register_counters(registry, "kaimu_rechecks_total", rechecks, &["provider", "result"]);
        let logout_tokens =
            register_counters(registry, "kaimu_logout_tokens_total", logout_tokens, &["provider", "result"]);
        Self {
            cached: checks.with_label_values(&["cached"]),
            asked: checks.with_label_values(&["asked"]),
            refused: checks.with_label_values(&["refused"]),
            failed: checks.with_label_values(&["failed"]),
            rechecks,
            logout_tokens,
            sign_in_starts: limited.with_label_values(&["sign_in_starts"]),
            unknown_tokens: limited.with_label_values(&["unknown_tokens"]),
        }
    }

    pub(super) fn begin(&self, provider: &str) {
        for result in [RecheckResult::Confirmed, RecheckResult::Revoked, RecheckResult::Unanswered] {
            self.rechecks.with_label_values(&[provider, result.label()]);
        }
        let results = [
            LogoutTokenResult::Accepted,
            LogoutTokenResult::Repeated,
            LogoutTokenResult::Refused,
            LogoutTokenResult::Failed,
        ];
        for result in results {
            self.logout_tokens.with_label_values(&[provider, result.label()]);
        }
    }

    /// A session was rechecked with its provider.
    pub fn rechecked(&self, provider: &str, result: RecheckResult) {
        self.rechecks.with_label_values(&[provider, result.label()]).inc();
    }

    /// A provider has sent a logout token.
    pub fn logout_token(&self, provider: &str, result: LogoutTokenResult) {
        self.logout_tokens.with_label_values(&[provider, result.label()]).inc();
    }

    /// A limit has refused a request.
    pub fn limited(&self, limit: RateLimit) {
        match limit {
            RateLimit::SignInStarts => self.sign_in_starts.inc(),
            RateLimit::UnknownTokens => self.unknown_tokens.inc(),
        }
    }
}

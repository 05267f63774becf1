//! The metrics of a server, for Prometheus. They count what happens; `GET /metrics` on `metrics.listen` shows them.
//!
//! Each label has few values: a slug or a name of the configuration, a code, or a name of this folder. None is a user, an
//! address, a host or a token. What a request counts often is a [`Counter`] that was found before: one atomic addition.

mod applications;
mod counter;
mod database;
mod providers;
mod registration;
mod sessions;
mod sign_ins;
mod webhook;

pub use applications::{ApplicationCounters, VerifyMetrics};
pub use counter::{Counter, NONE};
pub use database::{DatabaseMetrics, PoolState, PoolWaits, RowCounts};
pub use providers::{Endpoint, KeyRefetch, ProviderMetrics, RequestResult};
pub use sessions::{LogoutTokenResult, RateLimit, RecheckResult, SessionMetrics};
pub use sign_ins::SignInMetrics;
pub use webhook::{WebhookMetrics, WebhookResult};

use prometheus::{IntGaugeVec, Registry, TextEncoder};

use self::registration::register_gauges;

const BUILD_INFO: &str = "Always 1. The labels have the version of Kaimu and the kind of its database.";

/// All metrics of one server. Clones count together, so that counters survive a reload.
#[derive(Debug, Clone)]
pub struct Metrics {
    registry: Registry,
    /// Sign-ins.
    pub sign_ins: SignInMetrics,
    /// Requests to providers.
    pub providers: ProviderMetrics,
    /// Sessions, and what ends or refuses them.
    pub sessions: SessionMetrics,
    /// Questions of proxies about applications.
    pub verify: VerifyMetrics,
    /// The database.
    pub database: DatabaseMetrics,
    /// Events for `audit.webhook`.
    pub webhook: WebhookMetrics,
    build_info: IntGaugeVec,
}

impl Default for Metrics {
    fn default() -> Self {
        let registry = Registry::new();
        Self {
            sign_ins: SignInMetrics::new(&registry),
            providers: ProviderMetrics::new(&registry),
            sessions: SessionMetrics::new(&registry),
            verify: VerifyMetrics::new(&registry),
            database: DatabaseMetrics::new(&registry),
            webhook: WebhookMetrics::new(&registry),
            build_info: register_gauges(&registry, "kaimu_build_info", BUILD_INFO, &["version", "database"]),
            registry,
        }
    }
}

impl Metrics {
    /// Adds the series about this server, unless it has them: its version, the kind of its database, and how long requests wait for a connection.
    pub fn describe_server(&self, database: &str, waits: &PoolWaits) {
        self.build_info.with_label_values(&[env!("CARGO_PKG_VERSION"), database]).set(1);
        waits.register(&self.registry);
    }

    /// Begins the series of a configured provider at 0: Prometheus sees no increase in a series that begins with its first event, and
    /// alerts would miss that one.
    pub fn provider_configured(&self, provider: &str) {
        self.sign_ins.begin(provider);
        self.sessions.begin(provider);
    }

    /// All series in the text format of Prometheus, version 0.0.4.
    #[must_use]
    pub fn text(&self) -> String {
        // Writes to memory, and the names were checked when they were registered.
        TextEncoder::new().encode_to_string(&self.registry.gather()).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Refusal;

    #[test]
    fn a_new_server_shows_the_series_that_an_alert_needs_from_the_start() {
        let metrics = Metrics::default();
        metrics.describe_server("sqlite", &PoolWaits::default());
        let text = metrics.text();
        for line in [
            concat!("kaimu_build_info{database=\"sqlite\",version=\"", env!("CARGO_PKG_VERSION"), "\"} 1\n"),
            "# TYPE kaimu_session_checks_total counter\n",
            "kaimu_session_checks_total{result=\"cached\"} 0\n",
            "kaimu_rate_limited_total{limit=\"sign_in_starts\"} 0\n",
            "kaimu_database_pool_wait_seconds_count 0\n",
        ] {
            assert!(text.contains(line), "{line} is missing in\n{text}");
        }
        for line in ["kaimu_sessions ", "kaimu_database_up "] {
            assert!(!text.contains(&format!("\n{line}")), "nothing has asked the database: {text}");
        }
    }

    #[test]
    fn clones_count_together_and_a_refusal_counts_by_its_code() {
        let metrics = Metrics::default();
        let after_reload = metrics.clone();
        metrics.sign_ins.refused("okta", Refusal::StateExpired);
        after_reload.sign_ins.refused("okta", Refusal::StateExpired);
        let line = "kaimu_sign_ins_total{outcome=\"state.expired\",provider=\"okta\"} 2\n";
        assert!(metrics.text().contains(line), "{}", metrics.text());
    }
}

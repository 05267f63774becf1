//! The database: the waits for a connection, and what a scrape asks.

use std::time::Duration;

use prometheus::{Histogram, IntGauge, IntGaugeVec, Registry};

use super::registration::{histogram, register, register_gauges};

/// A request waits for a connection for 3 seconds.
const WAIT_SECONDS: [f64; 9] = [0.0001, 0.001, 0.005, 0.025, 0.1, 0.25, 1.0, 2.0, 3.0];

/// How long requests wait for a connection to the database. The pool has it before there are [`super::Metrics`].
#[derive(Debug, Clone)]
pub struct PoolWaits(Histogram);

impl Default for PoolWaits {
    fn default() -> Self {
        let help = "How long requests waited until a connection to the database was free, or until they gave up.";
        Self(histogram("kaimu_database_pool_wait_seconds", help, &WAIT_SECONDS))
    }
}

impl PoolWaits {
    /// A request has waited.
    pub fn waited(&self, duration: Duration) {
        self.0.observe(duration.as_secs_f64());
    }

    pub(super) fn register(&self, registry: &Registry) {
        register(registry, self.0.clone());
    }
}

/// The connections of the pool at one moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PoolState {
    /// How many there may be.
    pub size: u32,
    /// How many requests are working on the database.
    pub in_use: u32,
    /// How many are open and unused.
    pub idle: u32,
}

/// What a scrape counts in the database.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RowCounts {
    /// Living sessions.
    pub sessions: usize,
    /// Events that wait for `audit.webhook`, if it is set.
    pub webhook_queue: Option<i64>,
}

/// What a scrape asks the database and its pool.
#[derive(Debug, Clone)]
pub struct DatabaseMetrics {
    sessions: IntGaugeVec,
    webhook_queue: IntGaugeVec,
    up: IntGaugeVec,
    connections: IntGaugeVec,
    size: IntGaugeVec,
}

impl DatabaseMetrics {
    pub(super) fn new(registry: &Registry) -> Self {
        let gauges = |name, help, labels: &[&str]| register_gauges(registry, name, help, labels);
        let sessions = "Living sessions, of all instances. Missing while the database does not answer.";
        let queue =
            "Events that wait for audit.webhook, of all instances. Missing without a webhook, and as kaimu_sessions.";
        let up = "Whether the database answered this scrape in time.";
        let connections = "Connections to the database, by state: in_use or idle.";
        Self {
            sessions: gauges("kaimu_sessions", sessions, &[]),
            webhook_queue: gauges("kaimu_webhook_queue", queue, &[]),
            up: gauges("kaimu_database_up", up, &[]),
            connections: gauges("kaimu_database_pool_connections", connections, &["state"]),
            size: gauges("kaimu_database_pool_size", "How many connections to the database there may be.", &[]),
        }
    }

    /// Sets what a scrape has asked. `counts` is `None` if the database did not answer.
    pub fn set(&self, counts: Option<RowCounts>, pool: PoolState) {
        let gauge = |gauges: &IntGaugeVec| -> IntGauge { gauges.with_label_values::<&str>(&[]) };
        // A count of some time ago would look like one of now.
        self.sessions.reset();
        self.webhook_queue.reset();
        if let Some(RowCounts { sessions, webhook_queue }) = counts {
            gauge(&self.sessions).set(i64::try_from(sessions).unwrap_or(i64::MAX));
            if let Some(count) = webhook_queue {
                gauge(&self.webhook_queue).set(count);
            }
        }
        gauge(&self.up).set(counts.is_some().into());
        gauge(&self.size).set(pool.size.into());
        self.connections.with_label_values(&["in_use"]).set(pool.in_use.into());
        self.connections.with_label_values(&["idle"]).set(pool.idle.into());
    }
}

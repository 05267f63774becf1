//! Makes metrics and registers them.
#![expect(clippy::expect_used, reason = "names, labels and buckets are constants, which a test registers as well")]

use prometheus::core::Collector;
use prometheus::{Histogram, HistogramOpts, HistogramVec, IntCounterVec, IntGaugeVec, Opts, Registry};

fn registered<T: Collector + Clone + 'static>(registry: &Registry, made: prometheus::Result<T>) -> T {
    let metric = made.expect("the name and the labels are valid");
    registry.register(Box::new(metric.clone())).expect("each name is registered once");
    metric
}

/// A counter with labels.
pub(super) fn register_counters(registry: &Registry, name: &str, help: &str, labels: &[&str]) -> IntCounterVec {
    registered(registry, IntCounterVec::new(Opts::new(name, help), labels))
}

/// A histogram with labels.
pub(super) fn register_histograms(
    registry: &Registry,
    (name, help): (&str, &str),
    buckets: &[f64],
    labels: &[&str],
) -> HistogramVec {
    registered(registry, HistogramVec::new(HistogramOpts::new(name, help).buckets(buckets.to_vec()), labels))
}

/// A gauge with labels.
pub(super) fn register_gauges(registry: &Registry, name: &str, help: &str, labels: &[&str]) -> IntGaugeVec {
    registered(registry, IntGaugeVec::new(Opts::new(name, help), labels))
}

/// A histogram that something registers later.
pub(super) fn histogram(name: &str, help: &str, buckets: &[f64]) -> Histogram {
    Histogram::with_opts(HistogramOpts::new(name, help).buckets(buckets.to_vec())).expect("the name is valid")
}

/// Registers a metric that exists. Does nothing if it is registered.
pub(super) fn register(registry: &Registry, metric: impl Collector + 'static) {
    // That it is registered is the only error for a valid name.
    let _ = registry.register(Box::new(metric));
}

//! The events that are sent to `audit.webhook`.

use prometheus::{IntCounterVec, Registry};

use super::registration::register_counters;

/// What became of an event, or of a try to send it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WebhookResult {
    /// The receiver has the event.
    Delivered,
    /// The receiver has not accepted the event, which is sent again.
    Failed,
    /// The event is not sent again.
    GivenUp,
}

impl WebhookResult {
    fn label(self) -> &'static str {
        match self {
            Self::Delivered => "delivered",
            Self::Failed => "failed",
            Self::GivenUp => "given_up",
        }
    }
}

/// What became of events.
#[derive(Debug, Clone)]
pub struct WebhookMetrics(IntCounterVec);

impl WebhookMetrics {
    pub(super) fn new(registry: &Registry) -> Self {
        let help =
            "Events for audit.webhook, by result: delivered, failed (a try, after which the event waits) or given_up.";
        let counters = register_counters(registry, "kaimu_webhook_events_total", help, &["result"]);
        for result in [WebhookResult::Delivered, WebhookResult::Failed, WebhookResult::GivenUp] {
            counters.with_label_values(&[result.label()]);
        }
        Self(counters)
    }

    /// A try has this result.
    pub fn count(&self, result: WebhookResult) {
        self.0.with_label_values(&[result.label()]).inc();
    }
}

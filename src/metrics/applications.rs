//! The answers to questions of proxies about applications.

use prometheus::{IntCounterVec, Registry};

use super::counter::{Counter, NONE};
use super::registration::register_counters;
use crate::domain::Refusal;

/// What questions of proxies count.
#[derive(Debug, Clone)]
pub struct VerifyMetrics {
    answers: IntCounterVec,
}

/// The series of one application. Those that are counted often were found before.
#[derive(Debug, Clone)]
pub struct ApplicationCounters {
    /// The request passes.
    pub allowed: Counter,
    /// The client has to sign in.
    pub signed_out: Counter,
    name: String,
    answers: IntCounterVec,
}

impl VerifyMetrics {
    pub(super) fn new(registry: &Registry) -> Self {
        let help = "Questions of proxies, by application and answer: allowed, signed_out, or the code of the refusal. A \
                    question about no application has the application \"-\".";
        let answers = register_counters(registry, "kaimu_verify_requests_total", help, &["application", "answer"]);
        Self { answers }
    }

    /// The series of an application, by its name.
    #[must_use]
    pub fn of_application(&self, name: &str) -> ApplicationCounters {
        ApplicationCounters {
            allowed: self.answers.with_label_values(&[name, "allowed"]),
            signed_out: self.answers.with_label_values(&[name, "signed_out"]),
            name: name.to_owned(),
            answers: self.answers.clone(),
        }
    }

    /// A question that is about no application was refused.
    pub fn refused(&self, refusal: Refusal) {
        self.answers.with_label_values(&[NONE, refusal.code()]).inc();
    }
}

impl ApplicationCounters {
    /// The request was refused.
    pub fn refused(&self, refusal: Refusal) {
        self.answers.with_label_values(&[&*self.name, refusal.code()]).inc();
    }
}

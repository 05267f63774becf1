//! The doctor: looks at everything that a sign-in depends on, and says what is wrong before people find out.
//!
//! Who knows a part looks at it: `oidc` at providers, `store` at the database; cookies and files are looked at here. The
//! same [`Report`] is what `kaimu check` prints, what the log says at the start, and what `/readyz?verbose` answers.

mod cookies;
mod examination;
mod files;
mod report;

use std::sync::{Arc, Mutex, PoisonError};

use chrono::TimeDelta;

pub use examination::Patient;
pub use report::{Registration, Report};

use crate::domain::{Clock, Verdict};

/// Providers and database are not examined more often, however often somebody asks.
const PAUSE: TimeDelta = TimeDelta::minutes(1);

/// Remembers the last examination of a running server.
#[expect(missing_debug_implementations, reason = "there is nothing to show")]
pub struct Doctor {
    patient: Patient,
    clock: Clock,
    last: Mutex<Option<Arc<Report>>>,
    /// Held by whoever examines.
    examining: tokio::sync::Mutex<()>,
}

impl Doctor {
    /// Has examined nothing yet.
    #[must_use]
    pub fn new(patient: Patient, clock: Clock) -> Self {
        Self { patient, clock, last: Mutex::default(), examining: tokio::sync::Mutex::default() }
    }

    /// The last report. When it is older than a minute the next examination begins in the background; who asks before the
    /// first has ended waits for it.
    pub async fn report(self: &Arc<Self>) -> Arc<Report> {
        match self.last() {
            Some(last) => {
                if self.is_old(&last) && self.examining.try_lock().is_ok() {
                    let doctor = Arc::clone(self);
                    tokio::spawn(async move { doctor.examine().await });
                }
                last
            }
            None => self.examine().await,
        }
    }

    /// Examines everything and writes into the log what somebody should look at.
    pub async fn examine_and_log(&self) {
        let report = self.examine().await;
        for finding in report.findings.iter().filter(|finding| finding.verdict > Verdict::Good) {
            let about = finding.provider.as_ref().map(|slug| format!("{slug}: ")).unwrap_or_default();
            let remedy = finding.remedy.as_deref().map(|remedy| format!("; {remedy}")).unwrap_or_default();
            let level = if finding.verdict == Verdict::Broken { log::Level::Error } else { log::Level::Warn };
            log::log!(level, "check: {about}{} ({}){remedy}", finding.seen, finding.check.code());
        }
        log::info!("check: {}", report.summary());
    }

    /// Examines everything, unless that was done within the last minute.
    async fn examine(&self) -> Arc<Report> {
        let _examining = self.examining.lock().await;
        if let Some(last) = self.last().filter(|last| !self.is_old(last)) {
            return last;
        }
        let report = Arc::new(self.patient.examine(&self.clock).await);
        *self.last.lock().unwrap_or_else(PoisonError::into_inner) = Some(Arc::clone(&report));
        report
    }

    fn last(&self) -> Option<Arc<Report>> {
        self.last.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn is_old(&self, report: &Report) -> bool {
        (self.clock)() > report.examined_at + PAUSE
    }
}

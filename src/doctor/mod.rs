//! Checks everything that a sign-in depends on, so that the operator finds problems before users do.
//!
//! Each part checks what it knows: `oidc` the providers, `store` the database. Cookies and files are checked here. The
//! same [`CheckReport`] is the output of `kaimu check`, the log at the start of the server, and part of the
//! answer of `kaimu status`.

mod applications;
mod checks;
mod cookies;
mod files;
mod proxy;
mod report;

use std::sync::{Arc, Mutex, PoisonError};

use chrono::TimeDelta;

pub use checks::CheckTarget;
pub use proxy::{ProxyCheckError, ProxyTarget, check_proxy};
pub use report::{CheckReport, ProviderUris};

use crate::domain::{Clock, Verdict};

/// How long a report is fresh. Providers and database are not checked more often, however many requests ask for a
/// report.
const REPORT_LIFETIME: TimeDelta = TimeDelta::minutes(1);

/// Runs the checks of a running server, and keeps the last report.
#[expect(missing_debug_implementations, reason = "there is nothing to show")]
pub struct Doctor {
    target: CheckTarget,
    clock: Clock,
    last: Mutex<Option<Arc<CheckReport>>>,
    /// Held while the checks run.
    running: tokio::sync::Mutex<()>,
}

impl Doctor {
    /// A doctor that has no report yet.
    #[must_use]
    pub fn new(target: CheckTarget, clock: Clock) -> Self {
        Self { target, clock, last: Mutex::default(), running: tokio::sync::Mutex::default() }
    }

    /// The last report. If it is older than [`REPORT_LIFETIME`], new checks start in the background. If there is none
    /// yet, waits for the first one.
    pub async fn report(self: &Arc<Self>) -> Arc<CheckReport> {
        match self.last() {
            Some(last) => {
                if self.is_outdated(&last) && self.running.try_lock().is_ok() {
                    let doctor = Arc::clone(self);
                    tokio::spawn(async move { doctor.run_checks().await });
                }
                last
            }
            None => self.run_checks().await,
        }
    }

    /// Runs the checks, and logs each warning and each problem, and the number of findings of each kind.
    pub async fn check_and_log(&self) {
        let report = self.run_checks().await;
        for finding in report.findings.iter().filter(|finding| finding.verdict > Verdict::Good) {
            let slug = finding.provider.as_ref().map(|slug| format!("{slug}: ")).unwrap_or_default();
            let remedy = finding.remedy.as_deref().map(|remedy| format!("; {remedy}")).unwrap_or_default();
            let level = if finding.verdict == Verdict::Broken { log::Level::Error } else { log::Level::Warn };
            log::log!(level, "check: {slug}{} ({}){remedy}", finding.seen, finding.check.code());
        }
        log::info!("check: {}", report.summary());
    }

    /// Runs the checks, unless the last report is fresh.
    async fn run_checks(&self) -> Arc<CheckReport> {
        let _running = self.running.lock().await;
        if let Some(last) = self.last().filter(|last| !self.is_outdated(last)) {
            return last;
        }
        let report = Arc::new(self.target.run_checks(&self.clock).await);
        *self.last.lock().unwrap_or_else(PoisonError::into_inner) = Some(Arc::clone(&report));
        report
    }

    fn last(&self) -> Option<Arc<CheckReport>> {
        self.last.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn is_outdated(&self, report: &CheckReport) -> bool {
        (self.clock)() > report.checked_at + REPORT_LIFETIME
    }
}

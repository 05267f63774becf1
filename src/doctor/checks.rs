//! Runs all checks of `kaimu check` at the same time, within 10 seconds.

use std::path::PathBuf;
use std::time::Duration;

use tokio::runtime::Handle;

use super::report::{CheckReport, ProviderUris};
use super::{applications, cookies, files};
use crate::domain::{
    Applications, Check, CheckDepth, Clock, DatabaseUrl, Findings, ListenAddress, ProviderSettings, PublicUrls,
    error_chain,
};
use crate::flow::{IssuerChanges, random};
use crate::oidc::{ClientError, Providers};
use crate::store;

/// Checks that take longer are abandoned. They have shorter limits of their own, unless the system does not respond.
const MAX_DURATION: Duration = Duration::from_millis(9500);

/// The parts of the configuration that depend on something outside of it: providers, database, files.
#[derive(Debug, Clone)]
pub struct CheckTarget {
    /// The configured providers.
    pub providers: Vec<ProviderSettings>,
    /// The public URLs of this Kaimu.
    pub urls: PublicUrls,
    /// The URL of the database.
    pub database_url: DatabaseUrl,
    /// The files of secrets, each with the setting that names it.
    pub secret_files: Vec<(String, PathBuf)>,
    /// The applications behind the reverse proxy.
    pub applications: Applications,
    /// Whether some proxy may ask about requests to them.
    pub trusts_a_proxy: bool,
    /// The addresses that the server listens on.
    pub listen: Vec<ListenAddress>,
    /// How much is checked at the providers.
    pub depth: CheckDepth,
}

impl CheckTarget {
    /// Runs all checks. A check that does not end in time becomes a finding, so that there is a report within 10
    /// seconds.
    pub async fn run_checks(&self, clock: &Clock) -> CheckReport {
        let uris = self.providers.iter().map(|provider| ProviderUris::new(provider, &self.urls)).collect();
        let applications = applications::check(&self.applications, self.trusts_a_proxy, &self.listen, self.depth);
        let (providers, database, applications) =
            tokio::join!(self.check_providers(clock), self.check_database(), applications);
        let mut findings: Vec<_> = providers.into_iter().flatten().collect();
        if self.providers.is_empty() {
            findings.extend(no_provider());
        }
        findings.extend(database);
        findings.extend(cookies::check(&self.urls));
        findings.extend(files::check_secrets(&self.secret_files));
        findings.extend(files::check_database(&self.database_url));
        findings.extend(applications);
        let not_examined = self.depth.left_out().iter().copied().filter(|check| self.applies(*check)).collect();
        CheckReport { checked_at: clock(), uris, findings, not_examined }
    }

    /// Whether there is something to which a check applies.
    fn applies(&self, check: Check) -> bool {
        match check.area() {
            "provider" => !self.providers.is_empty(),
            "applications" => !self.applications.is_empty(),
            _ => true,
        }
    }

    /// Checks all providers at the same time. Returns the findings in the order of the providers.
    async fn check_providers(&self, clock: &Clock) -> Vec<Findings> {
        let created = Providers::new(self.providers.clone(), &self.urls, clock, random::secret, &Handle::current());
        let providers = match created {
            Ok(providers) => providers,
            Err(error) => return self.providers.iter().map(|provider| no_client(provider, &error)).collect(),
        };
        let depth = self.depth;
        let tasks: Vec<_> = providers
            .iter()
            .cloned()
            .map(|provider| {
                tokio::spawn(async move { tokio::time::timeout(MAX_DURATION, provider.run_checks(depth)).await })
            })
            .collect();
        let mut all = Vec::new();
        for (task, provider) in tasks.into_iter().zip(&self.providers) {
            all.push(match task.await {
                Ok(Ok(findings)) => findings,
                _ => timed_out(provider),
            });
        }
        all
    }

    /// Checks the database, and compares the providers with what it contains. The blocking work runs in a thread of its
    /// own, which is abandoned if it takes too long. Offline, there is nothing to do.
    async fn check_database(&self) -> Findings {
        if self.depth == CheckDepth::Offline {
            return Findings::default();
        }
        let (url, providers) = (self.database_url.clone(), self.providers.clone());
        let work = tokio::task::spawn_blocking(move || {
            let mut findings = Findings::default();
            let find = |connection: &mut store::Connection| IssuerChanges::find(connection, &providers);
            let changes = store::checks::run(&url, &mut findings, find);
            for (slug, change) in changes.iter().flat_map(IssuerChanges::by_slug) {
                let mut of_provider = Findings::for_provider(slug);
                of_provider.broken(Check::IssuerChange, change.seen(), change.remedy());
                findings.extend(of_provider);
            }
            findings
        });
        tokio::time::timeout(MAX_DURATION, work).await.ok().and_then(Result::ok).unwrap_or_else(|| {
            let mut findings = Findings::default();
            let seen = format!("the database does not answer within {} s", MAX_DURATION.as_secs());
            findings.broken(Check::DatabaseReachable, seen, "check that this machine can reach the database");
            findings
        })
    }
}

fn no_provider() -> Findings {
    let mut findings = Findings::default();
    let seen = "no provider is configured, so users cannot sign in";
    findings.warning(
        Check::NoProvider,
        seen,
        "set OIDC_PROVIDERS, or add [[oidc.providers]] to the configuration file",
    );
    findings
}

fn no_client(provider: &ProviderSettings, error: &ClientError) -> Findings {
    let mut findings = Findings::for_provider(&provider.slug);
    let seen = format!("the HTTP client cannot be created: {}", error_chain(error));
    findings.broken(Check::Tls, seen, "report this error to the developers of Kaimu");
    findings
}

fn timed_out(provider: &ProviderSettings) -> Findings {
    let mut findings = Findings::for_provider(&provider.slug);
    let seen = format!("the checks of the provider did not end within {} s", MAX_DURATION.as_secs());
    findings.broken(Check::Discovery, seen, "run the check again; check that this machine can reach the provider");
    findings
}

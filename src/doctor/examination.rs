//! One examination: everything at once, within 10 seconds.

use std::path::PathBuf;
use std::time::Duration;

use super::report::{Registration, Report};
use super::{cookies, files};
use crate::domain::{Check, Clock, DatabaseUrl, Findings, ProviderSettings, PublicUrls, error_chain};
use crate::flow::{IssuerChanges, random};
use crate::oidc::{ClientError, Providers};
use crate::store;

/// Somebody waits for the whole, and the parts end before this of themselves, unless the system hangs.
const LONGEST: Duration = Duration::from_millis(9500);

/// What is examined: the settings, as far as something outside of them can be wrong.
#[derive(Debug, Clone)]
pub struct Patient {
    /// The providers.
    pub providers: Vec<ProviderSettings>,
    /// Our addresses.
    pub urls: PublicUrls,
    /// The domain of the session cookie.
    pub cookie_domain: Option<String>,
    /// Where the database is.
    pub database_url: DatabaseUrl,
    /// The files that hold secrets, and by what they are named.
    pub secret_files: Vec<(String, PathBuf)>,
}

impl Patient {
    /// Looks at everything. Whatever hangs is reported as that: there is a report within 10 seconds.
    pub async fn examine(&self, clock: &Clock) -> Report {
        let registrations = self.providers.iter().map(|provider| Registration::of(provider, &self.urls)).collect();
        let (providers, database) = tokio::join!(self.providers(clock), self.database());
        let mut findings: Vec<_> = providers.into_iter().flatten().collect();
        if self.providers.is_empty() {
            findings.extend(no_provider());
        }
        findings.extend(database);
        findings.extend(cookies::examine(&self.urls, self.cookie_domain.as_deref()));
        findings.extend(files::examine(&self.secret_files));
        Report { examined_at: clock(), registrations, findings }
    }

    /// Each provider, all at once.
    async fn providers(&self, clock: &Clock) -> Vec<Findings> {
        let providers = match Providers::new(self.providers.clone(), &self.urls, clock, random::secret) {
            Ok(providers) => providers,
            Err(error) => return self.providers.iter().map(|provider| no_client(provider, &error)).collect(),
        };
        let examinations: Vec<_> = providers
            .iter()
            .cloned()
            .map(|provider| tokio::spawn(async move { tokio::time::timeout(LONGEST, provider.examine()).await }))
            .collect();
        let mut all = Vec::new();
        for (examination, provider) in examinations.into_iter().zip(&self.providers) {
            all.push(match examination.await {
                Ok(Ok(found)) => found,
                _ => cut_off(provider),
            });
        }
        all
    }

    /// The database, and what it says about the providers. The work goes on where blocking harms nobody, and is left alone
    /// when it takes too long.
    async fn database(&self) -> Findings {
        let (url, providers) = (self.database_url.clone(), self.providers.clone());
        let work = tokio::task::spawn_blocking(move || {
            let mut found = Findings::default();
            let changes = store::examine(&url, &mut found, |connection| IssuerChanges::find(connection, &providers));
            for (slug, change) in changes.iter().flat_map(IssuerChanges::by_slug) {
                let mut about = Findings::about(slug);
                about.broken(Check::IssuerChange, change.seen(), change.remedy());
                found.extend(about);
            }
            found
        });
        tokio::time::timeout(LONGEST, work).await.ok().and_then(Result::ok).unwrap_or_else(|| {
            let mut found = Findings::default();
            let seen = "the database gives no answer within 9 s";
            found.broken(Check::DatabaseReachable, seen, "see whether this machine may reach it");
            found
        })
    }
}

fn no_provider() -> Findings {
    let mut found = Findings::default();
    let seen = "no provider is configured: nobody can sign in";
    found.warning(Check::NoProvider, seen, "set OIDC_PROVIDERS, or [[oidc.providers]] in the configuration file");
    found
}

fn no_client(provider: &ProviderSettings, error: &ClientError) -> Findings {
    let mut found = Findings::about(&provider.slug);
    let remedy = "install the certificate authorities of the system (the package ca-certificates)";
    found.broken(Check::Tls, error_chain(error), remedy);
    found
}

fn cut_off(provider: &ProviderSettings) -> Findings {
    let mut found = Findings::about(&provider.slug);
    found.broken(
        Check::Discovery,
        "the examination came to no end within 9 s",
        "try again; see whether it is reachable",
    );
    found
}

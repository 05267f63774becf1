//! The report of all checks: findings, the URIs to register at each provider, and the JSON form for scripts.

use chrono::{DateTime, SecondsFormat, Utc};
use serde::Serialize;

use crate::domain::{Check, Finding, ProviderSettings, PublicUrls, SignOutMode, Slug, Verdict};

/// The results of all checks.
#[derive(Debug)]
pub struct CheckReport {
    /// When the checks ended.
    pub checked_at: DateTime<Utc>,
    /// The URIs to register at each provider, in the configured order.
    pub uris: Vec<ProviderUris>,
    /// The findings about each provider, then those about Kaimu itself.
    pub findings: Vec<Finding>,
    /// The checks that did not run, at any provider.
    pub not_examined: Vec<Check>,
}

/// The URIs to register at one provider, exactly as written.
#[derive(Debug)]
pub struct ProviderUris {
    /// The slug of the provider.
    pub slug: Slug,
    /// The configured name of the provider.
    pub name: String,
    /// The redirect URI of sign-ins.
    pub redirect_uri: String,
    /// The redirect URI of sign-outs (OpenID Connect RP-Initiated Logout); `None` if a sign-out ends at Kaimu.
    pub post_logout_redirect_uri: Option<String>,
    /// The address for logout tokens (OpenID Connect Back-Channel Logout).
    pub back_channel_logout_uri: String,
    /// The address for the provider's sign-out page (OpenID Connect Front-Channel Logout).
    pub front_channel_logout_uri: String,
}

impl ProviderUris {
    pub(super) fn new(provider: &ProviderSettings, urls: &PublicUrls) -> Self {
        let slug = &provider.slug;
        Self {
            slug: slug.clone(),
            name: provider.name.clone(),
            redirect_uri: urls.callback(slug).into(),
            post_logout_redirect_uri: (provider.sign_out != SignOutMode::Local).then(|| urls.login().into()),
            back_channel_logout_uri: urls.back_channel_logout(slug).into(),
            front_channel_logout_uri: urls.front_channel_logout(slug).into(),
        }
    }
}

impl CheckReport {
    /// The worst verdict of all findings.
    #[must_use]
    pub fn verdict(&self) -> Verdict {
        self.findings.iter().map(|finding| finding.verdict).max().unwrap_or(Verdict::Good)
    }

    /// The number of findings with each verdict, in one line.
    #[must_use]
    pub fn summary(&self) -> String {
        let count = |verdict| self.findings.iter().filter(|finding| finding.verdict == verdict).count();
        let (broken, warnings) = (count(Verdict::Broken), count(Verdict::Warning));
        let (good, unknown) = (count(Verdict::Good), count(Verdict::Unknown));
        let plural = if warnings == 1 { "" } else { "s" };
        let summary = format!("{broken} broken, {warnings} warning{plural}, {good} good, {unknown} unknown");
        match &self.not_examined[..] {
            [] => summary,
            checks => {
                let codes: Vec<_> = checks.iter().map(|check| check.code()).collect();
                format!("{summary}; not examined: {} (`kaimu check` examines them)", codes.join(", "))
            }
        }
    }

    /// The JSON form, with stable names (`docs/check.md`).
    #[must_use]
    pub fn for_scripts(&self) -> impl Serialize + '_ {
        ReportJson {
            verdict: self.verdict().name(),
            examined_at: self.checked_at.to_rfc3339_opts(SecondsFormat::Secs, true),
            providers: self.uris.iter().map(ProviderUrisJson::new).collect(),
            findings: self.findings.iter().map(FindingJson::new).collect(),
            not_examined: self.not_examined.iter().map(|check| check.code()).collect(),
        }
    }
}

#[derive(Serialize)]
struct ReportJson<'a> {
    verdict: &'static str,
    examined_at: String,
    providers: Vec<ProviderUrisJson<'a>>,
    findings: Vec<FindingJson<'a>>,
    not_examined: Vec<&'static str>,
}

#[derive(Serialize)]
struct ProviderUrisJson<'a> {
    slug: &'a str,
    name: &'a str,
    redirect_uri: &'a str,
    post_logout_redirect_uri: Option<&'a str>,
    backchannel_logout_uri: &'a str,
    frontchannel_logout_uri: &'a str,
}

#[derive(Serialize)]
struct FindingJson<'a> {
    provider: Option<&'a str>,
    check: &'static str,
    verdict: &'static str,
    seen: &'a str,
    remedy: Option<&'a str>,
}

impl<'a> ProviderUrisJson<'a> {
    fn new(uris: &'a ProviderUris) -> Self {
        Self {
            slug: uris.slug.as_str(),
            name: &uris.name,
            redirect_uri: &uris.redirect_uri,
            post_logout_redirect_uri: uris.post_logout_redirect_uri.as_deref(),
            backchannel_logout_uri: &uris.back_channel_logout_uri,
            frontchannel_logout_uri: &uris.front_channel_logout_uri,
        }
    }
}

impl<'a> FindingJson<'a> {
    fn new(finding: &'a Finding) -> Self {
        Self {
            provider: finding.provider.as_ref().map(Slug::as_str),
            check: finding.check.code(),
            verdict: finding.verdict.name(),
            seen: &finding.seen,
            remedy: finding.remedy.as_deref(),
        }
    }
}

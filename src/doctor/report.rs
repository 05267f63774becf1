//! What came of an examination, for people and for scripts.

use chrono::{DateTime, SecondsFormat, Utc};
use serde::Serialize;

use crate::domain::{Finding, ProviderSettings, PublicUrls, SignOutMode, Slug, Verdict};

/// Everything that was found.
#[derive(Debug)]
pub struct Report {
    /// When.
    pub examined_at: DateTime<Utc>,
    /// What to register at each provider.
    pub registrations: Vec<Registration>,
    /// What was found: of each provider, then of ourselves.
    pub findings: Vec<Finding>,
}

/// What to register at a provider, to the letter.
#[derive(Debug)]
pub struct Registration {
    /// Which provider.
    pub slug: Slug,
    /// What it is called.
    pub name: String,
    /// Where it sends people back to.
    pub redirect_uri: String,
    /// Where it sends people who have signed out there; `None` when a sign-out ends here.
    pub post_logout_redirect_uri: Option<String>,
    /// Where its server says who has signed out.
    pub back_channel_logout_uri: String,
    /// Where its page says so.
    pub front_channel_logout_uri: String,
}

impl Registration {
    pub(super) fn of(provider: &ProviderSettings, urls: &PublicUrls) -> Self {
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

impl Report {
    /// The worst of all.
    #[must_use]
    pub fn verdict(&self) -> Verdict {
        self.findings.iter().map(|finding| finding.verdict).max().unwrap_or(Verdict::Good)
    }

    /// How many there are of each, in one line.
    #[must_use]
    pub fn summary(&self) -> String {
        let count = |verdict| self.findings.iter().filter(|finding| finding.verdict == verdict).count();
        let (broken, warnings, good) = (count(Verdict::Broken), count(Verdict::Warning), count(Verdict::Good));
        let plural = if warnings == 1 { "" } else { "s" };
        format!("{broken} broken, {warnings} warning{plural}, {good} good")
    }

    /// The same for scripts (`docs/check.md`).
    #[must_use]
    pub fn for_scripts(&self) -> impl Serialize + '_ {
        Answer {
            verdict: self.verdict().name(),
            examined_at: self.examined_at.to_rfc3339_opts(SecondsFormat::Secs, true),
            providers: self.registrations.iter().map(ProviderAnswer::of).collect(),
            findings: self.findings.iter().map(FindingAnswer::of).collect(),
        }
    }
}

#[derive(Serialize)]
struct Answer<'a> {
    verdict: &'static str,
    examined_at: String,
    providers: Vec<ProviderAnswer<'a>>,
    findings: Vec<FindingAnswer<'a>>,
}

#[derive(Serialize)]
struct ProviderAnswer<'a> {
    slug: &'a str,
    name: &'a str,
    redirect_uri: &'a str,
    post_logout_redirect_uri: Option<&'a str>,
    backchannel_logout_uri: &'a str,
    frontchannel_logout_uri: &'a str,
}

#[derive(Serialize)]
struct FindingAnswer<'a> {
    provider: Option<&'a str>,
    check: &'static str,
    verdict: &'static str,
    seen: &'a str,
    remedy: Option<&'a str>,
}

impl<'a> ProviderAnswer<'a> {
    fn of(registration: &'a Registration) -> Self {
        Self {
            slug: registration.slug.as_str(),
            name: &registration.name,
            redirect_uri: &registration.redirect_uri,
            post_logout_redirect_uri: registration.post_logout_redirect_uri.as_deref(),
            backchannel_logout_uri: &registration.back_channel_logout_uri,
            frontchannel_logout_uri: &registration.front_channel_logout_uri,
        }
    }
}

impl<'a> FindingAnswer<'a> {
    fn of(finding: &'a Finding) -> Self {
        Self {
            provider: finding.provider.as_ref().map(Slug::as_str),
            check: finding.check.code(),
            verdict: finding.verdict.name(),
            seen: &finding.seen,
            remedy: finding.remedy.as_deref(),
        }
    }
}

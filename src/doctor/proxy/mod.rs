//! `kaimu check --application`: asks an application through the real proxy, and finds out what is wrong with its set-up.
//!
//! Each request is a probe. Kaimu records what the proxy asks about it, and answers as the probe wants. So both sides of the
//! proxy are seen: the question that it asks Kaimu, and what becomes of the answer.

mod answers;
mod application;
mod kinds;
mod probe;
mod questions;
mod target;
mod wrong_line;

pub use self::target::{ProxyCheckError, ProxyTarget};

use self::probe::{Asking, Client};
use super::report::CheckReport;
use crate::domain::{Check, Findings, ProbeKind};

/// Checks the proxy. What cannot be asked has the verdict "unknown".
pub async fn check_proxy(target: &ProxyTarget<'_>) -> Result<CheckReport, ProxyCheckError> {
    let findings = findings(target).await?.into_iter().collect();
    Ok(CheckReport { checked_at: (target.clock)(), uris: Vec::new(), findings, not_examined: Vec::new() })
}

async fn findings(target: &ProxyTarget<'_>) -> Result<Findings, ProxyCheckError> {
    let client = Client::new(target)?;
    let mut findings = Findings::default();
    let page = client.send(&Asking::exactly(ProbeKind::SignedOut)).await?;
    let Some((answer, proxies)) = questions::check_first(&page, &mut findings) else {
        questions::add_not_checked(AFTER_THE_QUESTION, "until Kaimu is asked in the right way", &mut findings);
        return Ok(findings);
    };
    questions::check_method(&client, &proxies, &mut findings).await?;
    questions::check_host(&client, &proxies, &mut findings).await?;
    answers::check_sign_in(&client, answer, &proxies, &mut findings).await?;
    answers::check_script(&client, &proxies, &mut findings).await?;
    answers::check_refusal(&client, &proxies, &mut findings).await?;
    let passed = client.send(&Asking::below(ProbeKind::Anonymous)).await?;
    answers::check_outage(&client, &passed, &proxies, &mut findings).await?;
    application::check(&client, target.application, &passed, &proxies, &mut findings).await?;
    Ok(findings)
}

/// The checks that need a question that Kaimu understands.
const AFTER_THE_QUESTION: &[Check] = &[
    Check::ProxyMethod,
    Check::ProxyHost,
    Check::ProxySignIn,
    Check::ProxyReservedPath,
    Check::ProxyScript,
    Check::ProxyRefusal,
    Check::ProxyOutage,
    Check::ProxyTimeLimit,
    Check::ProxyIdentity,
    Check::ProxySpoofedHeaders,
    Check::ProxyRewriteHeaders,
    Check::ProxyCookie,
    Check::ProxyToken,
];

//! Who may become a user, in the section `sign_in`; and how long the audit log reaches back.

use std::time::Duration;

use super::keys;
use super::problem::{Noted, Report};
use super::read;
use super::source::{Given, Sources};
use crate::domain::{EmailDomain, SignUp, SignUpPolicy};

/// Reads the policy.
pub(super) fn sign_up(sources: &Sources, report: &mut Report) -> Result<SignUpPolicy, Noted> {
    let sign_up = sources.read(&keys::SIGN_UP, SignUp::Open, report, who);
    let domains = sources.get(&keys::ALLOWED_EMAIL_DOMAINS).and_then(|given| match given {
        Some(given) => read::list(given, report, domain),
        None => Ok(Vec::new()),
    });
    Ok(SignUpPolicy { sign_up: sign_up?, allowed_email_domains: domains? })
}

/// One entry of a list of domains.
pub(super) fn domain(text: &str) -> Result<EmailDomain, String> {
    EmailDomain::parse(text).map_err(|error| error.to_string())
}

/// How long an audit entry is kept.
pub(super) fn audit_kept(sources: &Sources, report: &mut Report) -> Result<Duration, Noted> {
    sources.read(&keys::AUDIT_KEEP, Duration::from_hours(180 * 24), report, read::duration)
}

fn who(given: &Given) -> Result<SignUp, String> {
    match read::text(given)? {
        "open" => Ok(SignUp::Open),
        "invited" => Ok(SignUp::Invited),
        "closed" => Ok(SignUp::Closed),
        _ => Err("expected \"open\", \"invited\" or \"closed\"".to_owned()),
    }
}

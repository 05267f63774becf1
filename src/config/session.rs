//! The `session` and `sign_in` sections, except the cookie domain, which depends on the URLs.

use std::time::Duration;

use secrecy::SecretString;

use super::keys;
use super::problem::{Noted, Report};
use super::read;
use super::source::Sources;
use crate::domain::{DatabaseUrl, Lifetimes};

const SECRET_BYTES: usize = 32;

/// How long a session lives.
pub(super) fn lifetimes(sources: &Sources, report: &mut Report) -> Result<Lifetimes, Noted> {
    let idle = sources.read(&keys::IDLE_TIMEOUT, Duration::from_hours(12), report, read::duration);
    let absolute = sources.read(&keys::ABSOLUTE_TIMEOUT, Duration::from_hours(7 * 24), report, read::duration);
    Ok(Lifetimes { idle: idle?, absolute: absolute? })
}

/// Whether the sign-in page is passed over when there is a single provider.
pub(super) fn skip_page(sources: &Sources, report: &mut Report) -> Result<bool, Noted> {
    sources.read(&keys::SKIP_PAGE, false, report, read::flag)
}

/// The secret that seals cookies; `None` lets one be made beside an embedded database.
pub(super) fn secret(
    sources: &Sources,
    database: Option<&DatabaseUrl>,
    report: &mut Report,
) -> Result<Option<SecretString>, Noted> {
    let secret = sources.read(&keys::SESSION_SECRET, None, report, |given| {
        let text = read::text(given)?;
        if text.len() < SECRET_BYTES {
            return Err("is shorter than 32 bytes; make one with `openssl rand -base64 48`".to_owned());
        }
        Ok(Some(SecretString::from(text)))
    })?;
    if secret.is_none() && matches!(database, Some(DatabaseUrl::Postgres(_))) {
        let words = "is required with Postgres, since replicas share it; make one with `openssl rand -base64 48`";
        return Err(report.problem(keys::SESSION_SECRET.names(), words));
    }
    Ok(secret)
}

/// How long a sign-in may take at the provider: at most an hour, which is how long its cookie lives.
pub(super) fn sign_in_attempt(sources: &Sources, report: &mut Report) -> Result<Duration, Noted> {
    let minutes = sources.read(&keys::ATTEMPT_MINUTES, 10, report, |given| read::whole_number(given, 1..=60))?;
    Ok(Duration::from_mins(minutes.into()))
}

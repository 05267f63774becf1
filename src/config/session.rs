//! The `session` and `sign_in` sections.

use std::time::Duration;

use secrecy::SecretString;

use super::diagnostics::{Diagnostics, Reported};
use super::raw_value::RawValue;
use super::sources::Sources;
use super::{keys, parse};
use crate::domain::{DatabaseUrl, Lifetimes, SessionSecrets, is_guessable};

const DEFAULT_IDLE_TIMEOUT: Duration = Duration::from_hours(12);
const DEFAULT_ABSOLUTE_TIMEOUT: Duration = Duration::from_hours(7 * 24);
const DEFAULT_MAX_SESSIONS_PER_USER: u32 = 100;
const MAX_SESSIONS_PER_USER: u32 = 10_000;
const DEFAULT_ATTEMPT_MINUTES: u32 = 10;
/// The sign-in cookie lives for an hour.
const MAX_ATTEMPT_MINUTES: u32 = 60;
const MIN_SECRET_BYTES: usize = 32;

/// The idle and the absolute timeout of a session.
pub(super) fn lifetimes(sources: &Sources, diagnostics: &mut Diagnostics) -> Result<Lifetimes, Reported> {
    let idle = sources.read(&keys::IDLE_TIMEOUT, DEFAULT_IDLE_TIMEOUT, diagnostics, parse::duration);
    let absolute = sources.read(&keys::ABSOLUTE_TIMEOUT, DEFAULT_ABSOLUTE_TIMEOUT, diagnostics, parse::duration);
    Ok(Lifetimes { idle: idle?, absolute: absolute? })
}

/// How many sessions a user may have.
pub(super) fn max_per_user(sources: &Sources, diagnostics: &mut Diagnostics) -> Result<u32, Reported> {
    sources.read(&keys::MAX_SESSIONS_PER_USER, DEFAULT_MAX_SESSIONS_PER_USER, diagnostics, |raw| {
        parse::whole_number(raw, 1..=MAX_SESSIONS_PER_USER)
    })
}

/// Whether living sessions are kept in memory.
pub(super) fn cache(sources: &Sources, diagnostics: &mut Diagnostics) -> Result<bool, Reported> {
    sources.read(&keys::SESSION_CACHE, true, diagnostics, |raw| {
        parse::one_of(parse::string(raw)?, &[("on", true), ("off", false)])
    })
}

/// Whether the sign-in page is skipped if there is a single provider.
pub(super) fn skip_page(sources: &Sources, diagnostics: &mut Diagnostics) -> Result<bool, Reported> {
    sources.read(&keys::SKIP_PAGE, false, diagnostics, parse::boolean)
}

/// The secrets from which the keys for cookies and stored tokens are derived; `None` (SQLite only) creates one beside
/// the database file.
pub(super) fn secrets(
    sources: &Sources,
    database: Option<&DatabaseUrl>,
    diagnostics: &mut Diagnostics,
) -> Result<Option<SessionSecrets>, Reported> {
    let one = sources
        .read_secret(&keys::SESSION_SECRET, None, diagnostics, |raw| parse::string(raw).and_then(secret).map(Some));
    let several = match sources.get(&keys::SESSION_SECRETS)? {
        Some(raw) => Some(two_secrets(raw, diagnostics)?),
        None => None,
    };
    match (one?, several) {
        (Some(_), Some(_)) => {
            let names = format!("{} and {}", keys::SESSION_SECRET.label(), keys::SESSION_SECRETS.label());
            Err(diagnostics.problem(names, "are both set; keep one of the two"))
        }
        (Some(current), None) => Ok(Some(SessionSecrets::only(current))),
        (None, Some(secrets)) => Ok(Some(secrets)),
        (None, None) if matches!(database, Some(DatabaseUrl::Postgres(_))) => {
            let message = "is required with Postgres, because all instances must share it; create one with `openssl rand \
                           -base64 48`";
            Err(diagnostics.problem(keys::SESSION_SECRET.label(), message))
        }
        (None, None) => Ok(None),
    }
}

fn two_secrets(raw: &RawValue, diagnostics: &mut Diagnostics) -> Result<SessionSecrets, Reported> {
    let mut secrets = parse::secret_list(raw, diagnostics, secret)?.into_iter();
    match (secrets.next(), secrets.next(), secrets.next()) {
        (Some(current), previous, None) => Ok(SessionSecrets { current, previous }),
        _ => {
            Err(diagnostics.problem(&raw.location, "expected one or two secrets: the new one first, then the old one"))
        }
    }
}

fn secret(text: &str) -> Result<SecretString, String> {
    if text.len() < MIN_SECRET_BYTES {
        return Err(format!("is shorter than {MIN_SECRET_BYTES} bytes; create one with `openssl rand -base64 48`"));
    }
    // check: a session secret that can be guessed
    if is_guessable(text) {
        return Err("can be guessed: it is a placeholder or repeats a few characters; create one with `openssl rand \
                    -base64 48`"
            .to_owned());
    }
    Ok(SecretString::from(text))
}

/// How long a sign-in may take at the provider.
pub(super) fn sign_in_attempt(sources: &Sources, diagnostics: &mut Diagnostics) -> Result<Duration, Reported> {
    let minutes = sources.read(&keys::ATTEMPT_MINUTES, DEFAULT_ATTEMPT_MINUTES, diagnostics, |raw| {
        parse::whole_number(raw, 1..=MAX_ATTEMPT_MINUTES)
    })?;
    Ok(Duration::from_mins(minutes.into()))
}

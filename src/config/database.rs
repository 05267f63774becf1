//! The `database` section.

use std::path::PathBuf;
use std::time::Duration;

use secrecy::SecretString;

use super::diagnostics::{Diagnostics, Reported};
use super::sources::Sources;
use super::{keys, parse};
use crate::domain::{DatabaseUrl, Pooler, PostgresServer};

const DEFAULT_POOL_SIZE: u32 = 16;
const MAX_POOL_SIZE: u32 = 1000;
const DEFAULT_WAIT: Duration = Duration::from_secs(30);

/// The database to connect to.
pub(super) fn url(sources: &Sources, diagnostics: &mut Diagnostics) -> Result<DatabaseUrl, Reported> {
    let default = DatabaseUrl::Sqlite(PathBuf::from("data/kaimu.db"));
    let url = sources.read(&keys::DATABASE_URL, default, diagnostics, |raw| parse(parse::string(raw)?));
    let pooler = sources.read(&keys::POOLER, Pooler::None, diagnostics, |raw| pooler(parse::string(raw)?))?;
    Ok(match url? {
        DatabaseUrl::Postgres(server) => DatabaseUrl::Postgres(PostgresServer { pooler, ..server }),
        file @ DatabaseUrl::Sqlite(_) => file,
    })
}

fn pooler(text: &str) -> Result<Pooler, String> {
    match text {
        "none" => Ok(Pooler::None),
        "transaction" => Ok(Pooler::Transaction),
        _ => Err("expected \"none\", or \"transaction\" behind a transaction pooler".to_owned()),
    }
}

/// How long a start waits for Postgres.
pub(super) fn wait(sources: &Sources, diagnostics: &mut Diagnostics) -> Result<Duration, Reported> {
    sources.read(&keys::DATABASE_WAIT, DEFAULT_WAIT, diagnostics, parse::duration)
}

/// How many connections to keep to Postgres.
pub(super) fn pool_size(sources: &Sources, diagnostics: &mut Diagnostics) -> Result<u32, Reported> {
    sources.read(&keys::POOL_SIZE, DEFAULT_POOL_SIZE, diagnostics, |raw| parse::whole_number(raw, 1..=MAX_POOL_SIZE))
}

fn parse(text: &str) -> Result<DatabaseUrl, String> {
    if let Some(rest) = text.strip_prefix("postgres://").or_else(|| text.strip_prefix("postgresql://")) {
        check_postgres(rest)?;
        return Ok(DatabaseUrl::Postgres(PostgresServer { url: SecretString::from(text), pooler: Pooler::None }));
    }
    let Some(path) = text.strip_prefix("sqlite://") else {
        return Err("expected postgres://user@host/database or sqlite://data/kaimu.db".to_owned());
    };
    if path.is_empty() || path.ends_with('/') {
        return Err(
            "does not name a file; use for example sqlite://data/kaimu.db or sqlite:///var/lib/kaimu.db".to_owned()
        );
    }
    if path.starts_with(':') {
        return Err(
            "an in-memory database would lose all users at each restart; name a file, such as sqlite://data/kaimu.db"
                .to_owned(),
        );
    }
    // SQLite would read these as options and open another file.
    if path.contains('?') || path.starts_with("file:") {
        return Err("options (`?…` or `file:`) are not supported; keep only the path, such as sqlite://data/kaimu.db"
            .to_owned());
    }
    Ok(DatabaseUrl::Sqlite(PathBuf::from(path)))
}

/// Refuses what libpq would misread: its error would then print parts of the password, for example as a port.
fn check_postgres(rest: &str) -> Result<(), String> {
    let escapes_are_complete = rest
        .split('%')
        .skip(1)
        .all(|after| after.get(..2).is_some_and(|digits| digits.bytes().all(|byte| byte.is_ascii_hexdigit())));
    if !escapes_are_complete {
        return Err(
            "has a `%` that is not followed by two hexadecimal digits; in the password write `%` as %25".to_owned()
        );
    }
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let hosts = authority.split_once('@').map_or(authority, |(_, hosts)| hosts);
    let port = |host: &str| host.rsplit_once(':').map(|(_, port)| port.to_owned()).filter(|_| !host.ends_with(']'));
    let ports_are_numbers = hosts.split(',').filter_map(port).all(|port| port.parse::<u16>().is_ok());
    if hosts.contains('@') || !ports_are_numbers {
        return Err(
            "expected postgres://user:password@host:port/database; in the password write `@` as %40, `/` as %2F, \
                    `:` as %3A, `?` as %3F, `#` as %23"
                .to_owned(),
        );
    }
    Ok(())
}

//! The `database` section.

use std::path::PathBuf;

use secrecy::SecretString;

use super::keys;
use super::problem::{Noted, Report};
use super::read;
use super::source::Sources;
use crate::domain::DatabaseUrl;

/// Where the database is.
pub(super) fn url(sources: &Sources, report: &mut Report) -> Result<DatabaseUrl, Noted> {
    let default = DatabaseUrl::Sqlite(PathBuf::from("data/kaimu.db"));
    sources.read(&keys::DATABASE_URL, default, report, |given| parse(read::text(given)?))
}

/// How many connections to keep to Postgres.
pub(super) fn pool_size(sources: &Sources, report: &mut Report) -> Result<u32, Noted> {
    sources.read(&keys::POOL_SIZE, 16, report, |given| read::whole_number(given, 1..=1000))
}

fn parse(text: &str) -> Result<DatabaseUrl, String> {
    if let Some(rest) = text.strip_prefix("postgres://").or_else(|| text.strip_prefix("postgresql://")) {
        check_postgres(rest)?;
        return Ok(DatabaseUrl::Postgres(SecretString::from(text)));
    }
    let Some(path) = text.strip_prefix("sqlite://") else {
        return Err("expected postgres://user@host/database or sqlite://data/kaimu.db".to_owned());
    };
    if path.is_empty() || path.ends_with('/') {
        return Err("names no file; use for example sqlite://data/kaimu.db or sqlite:///var/lib/kaimu.db".to_owned());
    }
    if path.starts_with(':') {
        return Err("a database in memory would forget everybody at each start; name a file".to_owned());
    }
    // SQLite itself would read these as options and open some other file.
    if path.contains('?') || path.starts_with("file:") {
        return Err("options are refused; keep only the path, such as sqlite://data/kaimu.db".to_owned());
    }
    Ok(DatabaseUrl::Sqlite(PathBuf::from(path)))
}

/// Refuses what libpq would misread: it would print parts of the password in its error, as a port for example.
fn check_postgres(rest: &str) -> Result<(), String> {
    let escapes_are_whole = rest
        .split('%')
        .skip(1)
        .all(|after| after.get(..2).is_some_and(|digits| digits.bytes().all(|byte| byte.is_ascii_hexdigit())));
    if !escapes_are_whole {
        return Err("has a `%` without two hexadecimal digits behind it; write a `%` in a password as %25".to_owned());
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

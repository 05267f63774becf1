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
    if text.starts_with("postgres://") || text.starts_with("postgresql://") {
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

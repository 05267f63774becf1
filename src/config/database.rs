//! The `database` section.

use std::path::PathBuf;

use secrecy::SecretString;

use super::diagnostics::{Diagnostics, Reported};
use super::sources::Sources;
use super::{keys, parse, postgres_url};
use crate::domain::DatabaseUrl;

const DEFAULT_POOL_SIZE: u32 = 16;
const MAX_POOL_SIZE: u32 = 1000;

/// The database to connect to.
pub(super) fn url(sources: &Sources, diagnostics: &mut Diagnostics) -> Result<DatabaseUrl, Reported> {
    let default = DatabaseUrl::Sqlite(PathBuf::from("data/kaimu.db"));
    sources.read(&keys::DATABASE_URL, default, diagnostics, |raw| parse(parse::string(raw)?))
}

/// How many connections to keep to Postgres.
pub(super) fn pool_size(sources: &Sources, diagnostics: &mut Diagnostics) -> Result<u32, Reported> {
    sources.read(&keys::POOL_SIZE, DEFAULT_POOL_SIZE, diagnostics, |raw| parse::whole_number(raw, 1..=MAX_POOL_SIZE))
}

fn parse(text: &str) -> Result<DatabaseUrl, String> {
    if let Some(rest) = text.strip_prefix("postgres://").or_else(|| text.strip_prefix("postgresql://")) {
        postgres_url::check(rest)?;
        return Ok(DatabaseUrl::Postgres(SecretString::from(text)));
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
    if path.contains('?') || path.starts_with("file:") || path.contains("://") {
        return Err("options (`?…` or `file:`) and a second URL are not supported; keep only the path, such as \
                    sqlite://data/kaimu.db"
            .to_owned());
    }
    Ok(DatabaseUrl::Sqlite(PathBuf::from(path)))
}

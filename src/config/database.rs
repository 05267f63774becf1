//! The `database` section.

use std::path::PathBuf;
use std::time::Duration;

use secrecy::SecretString;

use super::diagnostics::{Diagnostics, Reported};
use super::sources::Sources;
use super::{keys, parse, postgres_url};
use crate::domain::{DatabaseUrl, Pooler, PostgresServer};

const DEFAULT_POOL_SIZE: u32 = 16;
const MAX_POOL_SIZE: u32 = 1000;
const DEFAULT_WAIT: Duration = Duration::from_secs(30);

/// The database to connect to.
pub(super) fn url(sources: &Sources, diagnostics: &mut Diagnostics) -> Result<DatabaseUrl, Reported> {
    let default = DatabaseUrl::Sqlite(PathBuf::from("data/kaimu.db"));
    let url = sources.read_secret(&keys::DATABASE_URL, default, diagnostics, |raw| parse(parse::string(raw)?));
    if let (Ok(_), Ok(Some(raw))) = (&url, sources.get(&keys::DATABASE_URL)) {
        diagnostics.show(
            &raw.location,
            "",
            postgres_url::without_secrets(parse::string(raw).unwrap_or_default()).into(),
        );
    }
    let pooler = sources.read(&keys::POOLER, Pooler::None, diagnostics, |raw| {
        parse::one_of(parse::string(raw)?, &[("none", Pooler::None), ("transaction", Pooler::Transaction)])
    })?;
    Ok(match url? {
        DatabaseUrl::Postgres(server) => DatabaseUrl::Postgres(PostgresServer { pooler, ..server }),
        file @ DatabaseUrl::Sqlite(_) => file,
    })
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
        postgres_url::check(rest)?;
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
    if path.contains('?') || path.starts_with("file:") || path.contains("://") {
        return Err("options (`?…` or `file:`) and a second URL are not supported; keep only the path, such as \
                    sqlite://data/kaimu.db"
            .to_owned());
    }
    Ok(DatabaseUrl::Sqlite(PathBuf::from(path)))
}

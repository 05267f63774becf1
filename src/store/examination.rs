//! The database looked at, and left as it is.

use diesel::RunQueryDsl;
use diesel::sql_types::{Bool, Nullable, Text};
use secrecy::ExposeSecret;

use super::connection::Connection;
use super::error::StoreError;
use super::{manager, migrations};
use crate::domain::{Check, DatabaseUrl, Findings, error_chain};

/// How a Postgres server sees this connection.
#[derive(diesel::QueryableByName)]
struct Way {
    #[diesel(sql_type = Bool)]
    encrypted: bool,
    #[diesel(sql_type = Nullable<Text>)]
    version: Option<String>,
    /// On this machine: by a socket, or on a loopback address.
    #[diesel(sql_type = Bool)]
    local: bool,
}

/// Notes whether the database answers, how, and of which version its tables are; then asks it something, if there are
/// tables of ours. Nothing is made and nothing migrated.
pub fn examine<T>(
    url: &DatabaseUrl,
    found: &mut Findings,
    ask: impl FnOnce(&mut Connection) -> Result<T, StoreError>,
) -> Option<T> {
    let answer = look(url, found, ask);
    answer.unwrap_or_else(|error| {
        let remedy = "see whether it runs, and whether database.url (DATABASE_URL) is right";
        found.broken(Check::DatabaseReachable, error_chain(&error), remedy);
        None
    })
}

fn look<T>(
    url: &DatabaseUrl,
    found: &mut Findings,
    ask: impl FnOnce(&mut Connection) -> Result<T, StoreError>,
) -> Result<Option<T>, StoreError> {
    let Some(mut connection) = manager::connect_to_existing(url).map_err(StoreError::unreachable)? else {
        found.good(Check::DatabaseReachable, "There is no database yet; the first start makes it");
        return Ok(None);
    };
    connection.ping()?;
    let has_tables = connection.has_tables()?;
    let kind = match url {
        DatabaseUrl::Postgres(_) => "Postgres answers",
        DatabaseUrl::Sqlite(_) => "the SQLite file can be read",
    };
    found.good(Check::DatabaseReachable, kind);
    if let (Connection::Postgres(connection), DatabaseUrl::Postgres(url)) = (&mut connection, url) {
        note_encryption(&way(connection)?, url.expose_secret(), found);
    }
    if !has_tables {
        found.good(Check::DatabaseMigrations, "There is no database yet; the first start makes its tables");
        return Ok(None);
    }
    note_version(migrations::check(&mut connection), found)?;
    ask(&mut connection).map(Some)
}

fn way(connection: &mut diesel::PgConnection) -> Result<Way, StoreError> {
    let seen = "SELECT ssl AS encrypted, version, COALESCE(inet_server_addr() <<= '127.0.0.0/8'::inet \
                OR inet_server_addr() = '::1'::inet, TRUE) AS local FROM pg_stat_ssl WHERE pid = pg_backend_pid()";
    Ok(diesel::sql_query(seen).get_result(connection)?)
}

fn note_encryption(way: &Way, url: &str, found: &mut Findings) {
    let verified = ["sslmode=verify-full", "sslmode=verify-ca"].iter().any(|mode| url.contains(mode));
    let version = way.version.as_deref().unwrap_or("TLS");
    match (way.encrypted, way.local) {
        (true, _) if verified => found.good(Check::DatabaseTls, format!("by {version}, to a server that is verified")),
        (true, true) => found.good(Check::DatabaseTls, format!("by {version}, on this machine")),
        (false, true) => found.good(Check::DatabaseTls, "not encrypted, on this machine"),
        (true, false) => found.warning(
            Check::DatabaseTls,
            format!("by {version}, to a server that is not verified: another one could take its place"),
            "add sslmode=verify-full to database.url (DATABASE_URL), and sslrootcert with its authority",
        ),
        (false, false) => found.warning(
            Check::DatabaseTls,
            "not encrypted: whoever sits on the way reads everything",
            "turn TLS on at the server, and add sslmode=verify-full to database.url (DATABASE_URL)",
        ),
    }
}

fn note_version(checked: Result<(), StoreError>, found: &mut Findings) -> Result<(), StoreError> {
    match checked {
        Ok(()) => found.good(Check::DatabaseMigrations, "its tables are of this version"),
        Err(StoreError::OlderDatabase(missing)) => found.warning(
            Check::DatabaseMigrations,
            format!("it has not had the migration {missing} yet: it belongs to an older Kaimu"),
            "start this Kaimu, or run `kaimu migrate`; keep a copy of the database before",
        ),
        Err(StoreError::NewerDatabase(unknown)) => found.broken(
            Check::DatabaseMigrations,
            format!("it has had the migration {unknown}, which this version does not know: this Kaimu will not start"),
            "use the newer Kaimu that made it",
        ),
        Err(other) => return Err(other),
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn noted(encrypted: bool, local: bool, url: &str) -> crate::domain::Finding {
        let mut found = Findings::default();
        note_encryption(&Way { encrypted, version: Some("TLSv1.3".to_owned()), local }, url, &mut found);
        found.into_iter().next().unwrap()
    }

    #[test]
    fn the_way_to_another_machine_is_to_be_encrypted_and_its_server_verified() {
        use crate::domain::Verdict::{Good, Warning};
        for (encrypted, local, url, verdict) in [
            (false, true, "postgres://localhost/", Good),
            (true, true, "postgres://localhost/", Good),
            (false, false, "postgres://db/", Warning),
            (true, false, "postgres://db/", Warning),
            (true, false, "postgres://db/?sslmode=require", Warning),
            (true, false, "postgres://db/?sslmode=verify-full", Good),
        ] {
            assert_eq!(noted(encrypted, local, url).verdict, verdict, "{encrypted} {local} {url}");
        }
    }

    #[test]
    fn the_way_to_another_machine_is_warned_about_in_these_words() {
        let said = [("not encrypted", false), ("encrypted, to whomever", true)].map(|(what, encrypted)| {
            let finding = noted(encrypted, false, "postgres://db/?sslmode=require");
            let (mark, code) = (finding.verdict.mark(), finding.check.code());
            format!("{what}:\n  {mark} {} ({code})\n      {}", finding.seen, finding.remedy.unwrap())
        });
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/commands");
        insta::with_settings!({ snapshot_path => folder, prepend_module_to_snapshot => false, omit_expression => true }, {
            insta::assert_snapshot!("check-database-tls", said.join("\n\n"));
        });
    }
}

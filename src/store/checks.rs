//! The checks of `kaimu check` for the database: whether it answers, its migrations and its encryption. Changes
//! nothing.

use std::ops::ControlFlow;

use diesel::RunQueryDsl;
use diesel::sql_types::{Bool, Nullable, Text};
use secrecy::ExposeSecret;

use super::connection::Connection;
use super::error::StoreError;
use super::not_ready::Reason;
use super::{manager, migrations, postgres, sqlite_error, sqlite_folder, write_probe};
use crate::domain::{Check, DatabaseUrl, Findings, Pooler, error_chain};

const URL: &str = "database.url (DATABASE_URL)";

/// A connection, as the Postgres server sees it.
#[derive(diesel::QueryableByName)]
struct ConnectionSecurity {
    #[diesel(sql_type = Bool)]
    encrypted: bool,
    /// The version of TLS.
    #[diesel(sql_type = Nullable<Text>)]
    version: Option<String>,
    /// On this machine: through a socket, or on a loopback address.
    #[diesel(sql_type = Bool)]
    local: bool,
}

/// Checks the database, then runs `query` on it if it has tables. Creates no database and runs no migration. `None` if
/// there are no tables, or the database does not answer.
pub fn run<T>(
    url: &DatabaseUrl,
    findings: &mut Findings,
    query: impl FnOnce(&mut Connection) -> Result<T, StoreError>,
) -> Option<T> {
    check(url, findings, query).unwrap_or_else(|error| {
        let error = sqlite_error::with_name(url, error);
        findings.broken(Check::DatabaseReachable, error_chain(&error), Reason::of_store(&error).remedy());
        None
    })
}

fn check<T>(
    url: &DatabaseUrl,
    findings: &mut Findings,
    query: impl FnOnce(&mut Connection) -> Result<T, StoreError>,
) -> Result<Option<T>, StoreError> {
    if let DatabaseUrl::Postgres(server) = url
        && check_pooler(server.pooler, postgres::is_pooled(server)?, findings).is_break()
    {
        return Ok(None);
    }
    let Some(mut connection) = manager::connect_to_existing(url).map_err(StoreError::unreachable)? else {
        findings.good(Check::DatabaseReachable, "the SQLite file does not exist yet; the first start creates it");
        return Ok(None);
    };
    let has_tables = connection.has_tables()?;
    let migrations = if has_tables { Some(migrations::check(&mut connection)) } else { None };
    findings.good(Check::DatabaseReachable, check_writes(url, &mut connection, matches!(migrations, Some(Ok(()))))?);
    if let (Connection::Postgres(postgres), DatabaseUrl::Postgres(server)) = (&mut connection, url) {
        check_encryption(&connection_security(postgres.ready()?)?, server.url.expose_secret(), findings);
    }
    let Some(migrations) = migrations else {
        findings.good(Check::DatabaseMigrations, "the database has no tables yet; the first start creates them");
        return Ok(None);
    };
    check_migrations(migrations, findings)?;
    query(&mut connection).map(Some)
}

/// Tries to write, if the database has the tables of this version, and says what was tried. Nothing stays.
fn check_writes(url: &DatabaseUrl, connection: &mut Connection, is_current: bool) -> Result<&'static str, StoreError> {
    if is_current {
        write_probe::roll_back(connection)?;
    }
    let DatabaseUrl::Sqlite(path) = url else {
        let seen =
            if is_current { "the Postgres server answers and accepts writes" } else { "the Postgres server answers" };
        return Ok(seen);
    };
    sqlite_folder::check_room(path).map_err(StoreError::file)?;
    Ok(if is_current { "the SQLite file can be read and written" } else { "the SQLite file can be read" })
}

fn connection_security(connection: &mut diesel::PgConnection) -> Result<ConnectionSecurity, StoreError> {
    let query = "SELECT ssl AS encrypted, version, COALESCE(inet_server_addr() <<= '127.0.0.0/8'::inet \
                 OR inet_server_addr() = '::1'::inet, TRUE) AS local FROM pg_stat_ssl WHERE pid = pg_backend_pid()";
    Ok(diesel::sql_query(query).get_result(connection)?)
}

/// Behind a pooler that is not configured, the statements of the following checks would be mixed up with others.
fn check_pooler(configured: Pooler, is_found: bool, findings: &mut Findings) -> ControlFlow<()> {
    match (configured, is_found) {
        (Pooler::None, false) => {}
        (Pooler::Transaction, true) => {
            findings.good(Check::DatabasePooler, "there is a transaction pooler, as configured");
        }
        (Pooler::Transaction, false) => {
            findings.unknown(Check::DatabasePooler, "database.pooler is \"transaction\", but no such pooler was found");
        }
        (Pooler::None, true) => {
            findings.broken(
                Check::DatabasePooler,
                "there is a transaction pooler between Kaimu and Postgres: Kaimu will not start",
                "set database.pooler = \"transaction\" (KAIMU_DATABASE__POOLER), or connect to Postgres without the pooler",
            );
            return ControlFlow::Break(());
        }
    }
    ControlFlow::Continue(())
}

fn check_encryption(connection: &ConnectionSecurity, url: &str, findings: &mut Findings) {
    let verified = ["sslmode=verify-full", "sslmode=verify-ca"].iter().any(|mode| url.contains(mode));
    let version = connection.version.as_deref().unwrap_or("TLS");
    match (connection.encrypted, connection.local) {
        (true, _) if verified => {
            findings.good(Check::DatabaseTls, format!("the connection uses {version}, and the server is verified"));
        }
        (true, true) => findings.good(Check::DatabaseTls, format!("the connection uses {version} within this machine")),
        (false, true) => {
            findings.good(Check::DatabaseTls, "the connection is not encrypted, and stays within this machine");
        }
        (true, false) => findings.warning(
            Check::DatabaseTls,
            format!("the connection uses {version}, but the server is not verified: an attacker can impersonate it"),
            format!(
                "add sslmode=verify-full to {URL}, and sslrootcert=FILE if its certificate authority is a private one"
            ),
        ),
        (false, false) => findings.warning(
            Check::DatabaseTls,
            "the connection is not encrypted: an attacker on the network can read all data",
            format!("enable TLS on the server, and add sslmode=verify-full to {URL}"),
        ),
    }
}

fn check_migrations(checked: Result<(), StoreError>, findings: &mut Findings) -> Result<(), StoreError> {
    match checked {
        Ok(()) => findings.good(Check::DatabaseMigrations, "the schema matches this version of Kaimu"),
        Err(StoreError::OlderDatabase(missing)) => findings.warning(
            Check::DatabaseMigrations,
            format!("the migration {missing} is missing: the schema is that of an older Kaimu"),
            "make a copy of the database, then start this Kaimu or run `kaimu migrate`",
        ),
        Err(StoreError::NewerDatabase(unknown)) => findings.broken(
            Check::DatabaseMigrations,
            format!("this version does not know the migration {unknown} of the database, and will not start"),
            "use the newer version of Kaimu that applied the migration",
        ),
        Err(other) => return Err(other),
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn finding(encrypted: bool, local: bool, url: &str) -> crate::domain::Finding {
        let mut findings = Findings::default();
        check_encryption(
            &ConnectionSecurity { encrypted, version: Some("TLSv1.3".to_owned()), local },
            url,
            &mut findings,
        );
        findings.into_iter().next().unwrap()
    }

    #[test]
    fn a_connection_to_another_machine_must_be_encrypted_and_its_server_verified() {
        use crate::domain::Verdict::{Good, Warning};
        for (encrypted, local, url, verdict) in [
            (false, true, "postgres://localhost/", Good),
            (true, true, "postgres://localhost/", Good),
            (false, false, "postgres://db/", Warning),
            (true, false, "postgres://db/", Warning),
            (true, false, "postgres://db/?sslmode=require", Warning),
            (true, false, "postgres://db/?sslmode=verify-full", Good),
        ] {
            assert_eq!(finding(encrypted, local, url).verdict, verdict, "{encrypted} {local} {url}");
        }
    }

    #[test]
    fn warnings_about_a_connection_to_another_machine() {
        let shown = [("not encrypted", false), ("encrypted, server not verified", true)].map(|(what, encrypted)| {
            let finding = finding(encrypted, false, "postgres://db/?sslmode=require");
            let (mark, code) = (finding.verdict.mark(), finding.check.code());
            format!("{what}:\n  {mark} {} ({code})\n      {}", finding.seen, finding.remedy.unwrap())
        });
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/commands");
        insta::with_settings!({ snapshot_path => folder, prepend_module_to_snapshot => false, omit_expression => true }, {
            insta::assert_snapshot!("check-database-tls", shown.join("\n\n"));
        });
    }
}

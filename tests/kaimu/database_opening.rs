//! Opening a database: concurrently, with a newer version, and over TLS.

use std::sync::{Arc, Barrier};

use diesel::connection::SimpleConnection;
use diesel::sql_types::{Bool, Text};
use diesel::{Connection as _, RunQueryDsl, SqliteConnection};
use kaimu::domain::error_chain;
use kaimu::store::{Connection, Store, StoreError};
use url::Url;

use crate::database::{Database, address, environment, on_both_databases};
use crate::program::Program;

on_both_databases![
    concurrent_openings_of_a_new_database_all_succeed,
    a_database_of_a_newer_version_is_refused_and_not_changed,
    a_second_opening_runs_no_migration,
];

async fn concurrent_openings_of_a_new_database_all_succeed(database: Database) {
    for round in 0..6 {
        let database = match round {
            0 => database.clone(),
            _ if database.url().starts_with("sqlite") => Database::sqlite(),
            _ => Database::postgres(),
        };
        let together = Arc::new(Barrier::new(12));
        let openers: Vec<_> = (0..12)
            .map(|_| {
                let (together, url) = (Arc::clone(&together), address(database.url()));
                std::thread::spawn(move || {
                    together.wait();
                    Store::open(&url, 1).map_err(|error| error_chain(&error))
                })
            })
            .collect();
        for opener in openers {
            opener.join().unwrap().unwrap().ready().await.unwrap();
        }
        database.assert_up_to_date();
    }
}

async fn a_database_of_a_newer_version_is_refused_and_not_changed(database: Database) {
    if let Some(path) = database.url().strip_prefix("sqlite://") {
        std::fs::create_dir_all(std::path::Path::new(path).parent().unwrap()).unwrap();
    }
    // The database has only the mark of a newer Kaimu. Our own migrations are pending and must not run.
    database.execute(
        "CREATE TABLE __diesel_schema_migrations (version VARCHAR(50) PRIMARY KEY NOT NULL, \
         run_on TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP)",
    );
    database.execute("INSERT INTO __diesel_schema_migrations (version) VALUES ('29991231235959')");
    let refused = Store::open(&address(database.url()), 1).unwrap_err();
    assert!(matches!(&refused, StoreError::NewerDatabase(version) if version == "29991231235959"), "{refused}");
    let tables = if database.url().starts_with("sqlite") {
        database.values("name", "sqlite_master WHERE type = 'table'")
    } else {
        database.values("tablename", "pg_tables WHERE schemaname = 'public'")
    };
    assert_eq!(tables, [Some("__diesel_schema_migrations".to_owned())]);
    assert_eq!(database.values("version", "__diesel_schema_migrations"), [Some("29991231235959".to_owned())]);
}

async fn a_second_opening_runs_no_migration(database: Database) {
    let first = database.open();
    let ran = || database.values("version || ' ' || run_on", "__diesel_schema_migrations");
    let before = ran();
    database.open().ready().await.unwrap();
    first.ready().await.unwrap();
    database.assert_up_to_date();
    assert_eq!(before, ran());
}

/// The `sqlite3` shell enforces no foreign keys.
#[test]
fn a_token_of_a_session_that_was_deleted_by_hand_stops_no_migration() {
    let database = Database::sqlite();
    drop(database.open());
    let path = database.url().strip_prefix("sqlite://").unwrap();
    let mut shell = SqliteConnection::establish(path).unwrap();
    let before = include_str!("../../migrations-sqlite/2026-12-01-200000_rows_in_the_primary_key/down.sql");
    shell.batch_execute(before).unwrap();
    let without_session = "PRAGMA foreign_keys = OFF;
         DELETE FROM __diesel_schema_migrations WHERE version = '20261201200000';
         INSERT INTO session_tokens (token_hash, session_id, host) VALUES ('hash', 'deleted', 'localhost')";
    shell.batch_execute(without_session).unwrap();
    drop(database.open());
    database.assert_up_to_date();
    assert_eq!(database.count("session_tokens"), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn sqlite_uses_write_ahead_logging() {
    let database = Database::sqlite();
    let store = database.open();
    assert_eq!(
        query_one::<TextRow>(&store, "SELECT journal_mode AS value FROM pragma_journal_mode").await.value,
        "wal"
    );
}

/// Whether a connection with this URL is encrypted, as the database server reports it.
async fn is_encrypted(url: &str) -> bool {
    let store = Store::open(&address(url), 1).unwrap_or_else(|error| panic!("{}", error_chain(&error)));
    query_one::<BoolRow>(&store, "SELECT ssl AS value FROM pg_stat_ssl WHERE pid = pg_backend_pid()").await.value
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs Postgres (KAIMU_TEST_POSTGRES): use tests/run"]
async fn the_connection_to_postgres_is_encrypted_when_the_url_requires_it() {
    let database = Database::postgres();
    assert!(is_encrypted(&format!("{}?sslmode=require", database.url())).await);
    assert!(!is_encrypted(&format!("{}?sslmode=disable", database.url())).await, "the query can also return false");
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs Postgres (KAIMU_TEST_POSTGRES): use tests/run"]
async fn the_certificate_of_postgres_is_verified_with_the_ca_of_the_url() {
    let mut url = Url::parse(Database::postgres().url()).unwrap();
    url.set_host(Some("localhost")).unwrap();
    let verified_by = |ca: &str| format!("{url}?sslmode=verify-full&sslrootcert={ca}");
    assert!(is_encrypted(&verified_by(&environment("KAIMU_TEST_POSTGRES_CA"))).await);

    let folder = tempfile::tempdir().unwrap();
    let other = folder.path().join("other-ca.pem");
    std::fs::write(&other, another_ca()).unwrap();
    let error = Store::open(&address(&verified_by(other.to_str().unwrap())), 1).unwrap_err();
    let words = error_chain(&error);
    assert!(words.contains("certificate verify failed"), "{words}");
    assert!(!words.contains(url.password().unwrap()), "the password is not shown: {words}");
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs Postgres (KAIMU_TEST_POSTGRES) and namespaces of the kernel: use tests/run"]
async fn verify_full_trusts_the_authorities_of_the_machine() {
    let ca = environment("KAIMU_TEST_POSTGRES_CA");
    let mut url = Url::parse(Database::postgres().url()).unwrap();
    url.set_host(Some("localhost")).unwrap();
    for parameters in ["sslmode=verify-full", "sslmode=verify-full&sslrootcert=system", "sslrootcert=system"] {
        let program = || Program::on(&Database::sqlite()).set("DATABASE_URL", &format!("{url}?{parameters}"));
        let refused = program().run(&["migrate"]);
        assert_eq!(refused.status, Some(1), "this machine does not know the authority: {}", refused.stderr);
        assert!(refused.stderr.contains("certificate verify failed"), "{}", refused.stderr);

        let named = program().set("SSL_CERT_FILE", &ca).run(&["migrate"]);
        assert_eq!(named.status, Some(0), "{parameters}: {}", named.stderr);

        // The machine's own file, in a mount namespace.
        let script = "mount -t tmpfs none /etc/ssl/certs && printf %s \"$0\" >/etc/ssl/certs/ca-certificates.crt \
                      && exec \"$@\"";
        let authority = std::fs::read_to_string(&ca).unwrap();
        let enter = ["/usr/bin/unshare", "--user", "--map-root-user", "--mount", "/bin/sh", "-c", script, &authority];
        let known = program().run_by(enter.map(str::to_owned).into()).run(&["migrate"]);
        assert_eq!(known.status, Some(0), "{parameters}: {}", known.stderr);
    }
}

fn another_ca() -> String {
    let mut ca = rcgen::CertificateParams::default();
    ca.distinguished_name.push(rcgen::DnType::CommonName, "Kaimu test CA");
    ca.is_ca = rcgen::IsCa::Ca(rcgen::BasicConstraints::Unconstrained);
    ca.self_signed(&rcgen::KeyPair::generate().unwrap()).unwrap().pem()
}

/// Queries one row over a connection of the pool, on either database.
async fn query_one<T>(store: &Store, sql: &'static str) -> T
where
    T: diesel::deserialize::QueryableByName<diesel::pg::Pg>
        + diesel::deserialize::QueryableByName<diesel::sqlite::Sqlite>
        + Send
        + 'static,
{
    let answer = store.read(move |connection| match connection {
        Connection::Postgres(c) => diesel::sql_query(sql).get_result(c.ready()?).map_err(StoreError::from),
        Connection::Sqlite(c) => diesel::sql_query(sql).get_result(c).map_err(StoreError::from),
    });
    answer.await.unwrap()
}

#[derive(diesel::QueryableByName)]
struct TextRow {
    #[diesel(sql_type = Text)]
    value: String,
}

#[derive(diesel::QueryableByName)]
struct BoolRow {
    #[diesel(sql_type = Bool)]
    value: bool,
}

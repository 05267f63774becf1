//! Creates a new SQLite or Postgres database for each test.

use std::net::IpAddr;
use std::sync::Arc;

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Nullable, Text};
use kaimu::domain::{DatabaseUrl, Pooler, PostgresServer};
use kaimu::store::Store;
use tempfile::TempDir;
use url::Url;

/// The database of one test. Clones share it, and dropping the last one deletes an SQLite database.
#[derive(Clone)]
pub struct Database {
    url: String,
    _folder: Option<Arc<TempDir>>,
}

impl Database {
    /// An SQLite file in a temporary folder.
    pub fn sqlite() -> Self {
        let folder = tempfile::tempdir().unwrap();
        Self { url: format!("sqlite://{}/data/kaimu.db", folder.path().display()), _folder: Some(Arc::new(folder)) }
    }

    /// A new database on the Postgres server of `KAIMU_TEST_POSTGRES`. A test that has one is `#[ignore]`d: see `main.rs`.
    pub fn postgres() -> Self {
        Self::postgres_named(&format!("test_{}", uuid::Uuid::from_bytes(kaimu::flow::random::bytes()).simple()))
    }

    /// A new database with this name, in the place of one that an earlier run of the test has left.
    pub fn postgres_named(name: &str) -> Self {
        Self::on_server(&format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"));
        Self::on_server(&format!("CREATE DATABASE {name}"));
        let mut url = Url::parse(&environment("KAIMU_TEST_POSTGRES")).unwrap();
        url.set_path(name);
        Self { url: url.into(), _folder: None }
    }

    /// A Postgres database that the test has made.
    pub fn at(url: &str) -> Self {
        Self { url: url.to_owned(), _folder: None }
    }

    /// The value for `DATABASE_URL`.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Where the Postgres server listens.
    pub fn server(&self) -> (IpAddr, u16) {
        let url = Url::parse(&self.url).unwrap();
        (url.host_str().unwrap().parse().unwrap(), url.port().unwrap())
    }

    /// The user of this Postgres database, and the password.
    pub fn credentials(&self) -> (String, String) {
        let url = Url::parse(&self.url).unwrap();
        (url.username().to_owned(), url.password().unwrap().to_owned())
    }

    /// The same Postgres database through another port of this machine.
    pub fn at_port(&self, port: u16) -> Self {
        self.at_host("127.0.0.1", port)
    }

    /// The same Postgres database at another address.
    pub fn at_host(&self, host: &str, port: u16) -> Self {
        let mut url = Url::parse(&self.url).unwrap();
        url.set_host(Some(host)).unwrap();
        url.set_port(Some(port)).unwrap();
        Self { url: url.into(), _folder: None }
    }

    /// The same Postgres database with a parameter of libpq.
    pub fn with_parameter(&self, name: &str, value: &str) -> Self {
        let mut url = Url::parse(&self.url).unwrap();
        url.query_pairs_mut().append_pair(name, value);
        Self { url: url.into(), _folder: None }
    }

    /// The same Postgres database for a new role, which gets these rights and no others.
    pub fn with_role(&self, grant: &str) -> Self {
        let role = self.name().replace("test_", "role_");
        self.execute(&format!("CREATE ROLE {role} LOGIN PASSWORD 'secret'"));
        self.execute(&format!("{grant} TO {role}"));
        let mut url = Url::parse(&self.url).unwrap();
        url.set_username(&role).unwrap();
        url.set_password(Some("secret")).unwrap();
        Self { url: url.into(), _folder: None }
    }

    /// Ends every connection to this Postgres database, and waits until the server has closed them.
    pub fn end_connections(&self) {
        let others = "pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()";
        self.values("pg_terminate_backend(pid, 5000)", others);
    }

    /// Opens the database as the server does.
    pub fn open(&self) -> Store {
        Store::open(&address(&self.url), 4).unwrap()
    }

    /// Runs an SQL statement directly, past the server, and waits until what it changes about sessions counts on every instance.
    pub fn execute(&self, sql: &str) {
        self.execute_at_once(sql);
        let is_change = ["UPDATE", "DELETE"].iter().any(|word| sql.starts_with(word));
        if is_change && ["sessions", "session_tokens", "rechecks", "users"].iter().any(|table| sql.contains(table)) {
            std::thread::sleep(kaimu::domain::LEASE);
        }
    }

    /// Runs an SQL statement directly, past the server.
    pub fn execute_at_once(&self, sql: &str) {
        match self.url.strip_prefix("sqlite://") {
            Some(path) => drop(diesel::sql_query(sql).execute(&mut sqlite(path)).unwrap()),
            None => drop(diesel::sql_query(sql).execute(&mut PgConnection::establish(&self.url).unwrap()).unwrap()),
        }
    }

    /// Refuses each change of a row of this table with a message, until [`Database::accept_updates`].
    pub fn refuse_updates(&self, table: &str, message: &str) {
        let trigger = format!("CREATE TRIGGER refuse BEFORE UPDATE ON {table}");
        if self.url.starts_with("sqlite") {
            self.execute(&format!("{trigger} BEGIN SELECT RAISE(ABORT, '{message}'); END"));
        } else {
            let body = format!("'BEGIN RAISE EXCEPTION ''{message}''; END'");
            self.execute(&format!("CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS {body}"));
            self.execute(&format!("{trigger} FOR EACH ROW EXECUTE FUNCTION refuse()"));
        }
    }

    /// Ends [`Database::refuse_updates`].
    pub fn accept_updates(&self, table: &str) {
        let on = if self.url.starts_with("sqlite") { String::new() } else { format!(" ON {table}") };
        self.execute(&format!("DROP TRIGGER refuse{on}"));
    }

    /// Runs SQL statements in a transaction on Postgres that stays open until it is committed.
    pub fn hold(&self, sql: &str) -> OpenTransaction {
        let mut connection = PgConnection::establish(&self.url).unwrap();
        connection.batch_execute(&format!("BEGIN; {sql}")).unwrap();
        OpenTransaction(connection)
    }

    /// Takes this Postgres database away: ends its connections and refuses new ones.
    pub fn take_away(&self) {
        self.allow_connections(false);
        let name = self.name();
        Self::on_server(&format!("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'"));
    }

    /// Ends [`Database::take_away`].
    pub fn give_back(&self) {
        self.allow_connections(true);
    }

    /// The name of this Postgres database.
    pub fn name(&self) -> String {
        Url::parse(&self.url).unwrap().path()[1..].to_owned()
    }

    fn allow_connections(&self, allowed: bool) {
        Self::on_server(&format!("ALTER DATABASE {} WITH ALLOW_CONNECTIONS {allowed}", self.name()));
    }

    /// Runs an SQL statement in another database of the same server.
    fn on_server(sql: &str) {
        let mut connection = PgConnection::establish(&environment("KAIMU_TEST_POSTGRES")).unwrap();
        diesel::sql_query(sql).execute(&mut connection).unwrap();
    }

    /// How many connections to this Postgres database wait for a lock.
    pub fn waiting(&self) -> usize {
        self.values("pid", "pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'").len()
    }

    /// The number of rows of a table.
    pub fn count(&self, table: &str) -> i64 {
        let sql = format!("SELECT CAST(COUNT(*) AS BIGINT) AS value FROM {table}");
        let rows: Vec<Count> = match self.url.strip_prefix("sqlite://") {
            Some(path) => diesel::sql_query(sql).load(&mut sqlite(path)).unwrap(),
            None => diesel::sql_query(sql).load(&mut PgConnection::establish(&self.url).unwrap()).unwrap(),
        };
        rows[0].value
    }

    /// Asserts that every migration has run once.
    #[track_caller]
    pub fn assert_up_to_date(&self) {
        let own = if self.url.starts_with("sqlite") { "migrations-sqlite" } else { "migrations-postgres" };
        let folders = ["migrations", own]
            .into_iter()
            .flat_map(|all| std::fs::read_dir(format!("{}/{all}", env!("CARGO_MANIFEST_DIR"))).unwrap());
        let all = folders.filter(|entry| entry.as_ref().unwrap().path().is_dir()).count();
        assert_eq!(self.count("__diesel_schema_migrations"), i64::try_from(all).unwrap());
    }

    /// The values of an SQL expression for each row of a table.
    pub fn values(&self, expression: &str, from: &str) -> Vec<Option<String>> {
        let sql = format!("SELECT CAST({expression} AS TEXT) AS value FROM {from}");
        let rows: Vec<Cell> = match self.url.strip_prefix("sqlite://") {
            Some(path) => diesel::sql_query(sql).load(&mut sqlite(path)).unwrap(),
            None => diesel::sql_query(sql).load(&mut PgConnection::establish(&self.url).unwrap()).unwrap(),
        };
        rows.into_iter().map(|row| row.value).collect()
    }

    /// The audit log: action and outcome of each entry, oldest first.
    pub fn audit(&self) -> Vec<String> {
        let entries = self.values("action || ' ' || outcome", "audit_events ORDER BY id");
        entries.into_iter().flatten().collect()
    }
}

/// A transaction on Postgres that holds its locks.
pub struct OpenTransaction(PgConnection);

impl OpenTransaction {
    pub fn commit(mut self) {
        self.0.batch_execute("COMMIT").unwrap();
    }
}

/// Parses a database URL.
pub fn address(url: &str) -> DatabaseUrl {
    match url.strip_prefix("sqlite://") {
        Some(path) => DatabaseUrl::Sqlite(path.into()),
        None => DatabaseUrl::Postgres(PostgresServer { url: url.into(), pooler: Pooler::None }),
    }
}

fn sqlite(path: &str) -> SqliteConnection {
    let mut connection = SqliteConnection::establish(path).unwrap();
    diesel::sql_query("PRAGMA busy_timeout = 5000").execute(&mut connection).unwrap();
    connection
}

/// The value of an environment variable that `tests/run` sets.
pub fn environment(name: &str) -> String {
    std::env::vars()
        .find_map(|(key, value)| (key == name).then_some(value))
        .unwrap_or_else(|| panic!("{name} is not set: run this test with `tests/run`"))
}

#[derive(QueryableByName)]
struct Count {
    #[diesel(sql_type = BigInt)]
    value: i64,
}

#[derive(QueryableByName)]
struct Cell {
    #[diesel(sql_type = Nullable<Text>)]
    value: Option<String>,
}

/// Makes two tests of one function, one for each kind of database. Functions that also need Node come after `with_node`.
macro_rules! on_both_databases {
    ($($story:ident),* $(,)? $(; with_node: $($with_node:ident),+ $(,)?)?) => {
        mod on_sqlite {
            $(
                #[tokio::test(flavor = "multi_thread")]
                async fn $story() { super::$story($crate::database::Database::sqlite()).await; }
            )*
            $($(
                #[tokio::test(flavor = "multi_thread")]
                #[ignore = "needs Node 24 (KAIMU_TEST_NODE): use tests/run"]
                async fn $with_node() { super::$with_node($crate::database::Database::sqlite()).await; }
            )+)?
        }
        mod on_postgres {
            $(
                #[tokio::test(flavor = "multi_thread")]
                #[ignore = "needs Postgres (KAIMU_TEST_POSTGRES): use tests/run"]
                async fn $story() { super::$story($crate::database::Database::postgres()).await; }
            )*
            $($(
                #[tokio::test(flavor = "multi_thread")]
                #[ignore = "needs Postgres (KAIMU_TEST_POSTGRES) and Node 24 (KAIMU_TEST_NODE): use tests/run"]
                async fn $with_node() { super::$with_node($crate::database::Database::postgres()).await; }
            )+)?
        }
    };
}
pub(crate) use on_both_databases;

//! A dump: SQL that any SQLite or Postgres can run, below a comment with what only the browsers of its users know.
//!
//! A dump has to work years later, although sessions expire, and on a machine where other ports are free. So its times are moved to
//! the present when it is loaded, as if it had been made a moment ago, and its ports are replaced by those of the test.

use std::process::Command;

use chrono::Utc;
use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use serde_json::Value;

use super::is_sqlite;
use crate::database::Database;
use crate::faults::postgres_programs;

/// Tables that are empty between two transactions: Kaimu deletes or rolls back what it writes there.
const EMPTY_ON_POSTGRES: &[&str] = &["readiness"];
const EMPTY_ON_SQLITE: &[&str] = &["session_changes"];

/// The ports in the URLs of a dump. Those of [`Ports::default`] are above all ports that the kernel assigns.
#[derive(Clone, Copy)]
pub struct Ports {
    /// The first and the second provider.
    pub providers: [u16; 2],
    /// Kaimu's callbacks, and its application.
    pub base: u16,
}

impl Default for Ports {
    fn default() -> Self {
        Self { providers: [61_001, 61_002], base: 61_003 }
    }
}

impl Ports {
    fn all(self) -> [u16; 3] {
        [self.providers[0], self.providers[1], self.base]
    }
}

pub struct Dump {
    /// What the browsers of its users know, and `made_at`: when it was made, in milliseconds since 1970.
    pub known: Value,
    sql: String,
}

impl Dump {
    /// Makes a dump of a database with these ports.
    pub fn of(database: &Database, ports: Ports, mut known: Value) -> Self {
        known["made_at"] = now().into();
        let sql = if is_sqlite(database) { sqlite_dump(database) } else { postgres_dump(database) };
        Self { known, sql: with_ports(&sql, ports, Ports::default()) }
    }

    pub fn parse(text: &str) -> Self {
        let (comment, sql) = text.split_once('\n').unwrap();
        Self { known: serde_json::from_str(comment.strip_prefix("-- ").unwrap()).unwrap(), sql: sql.to_owned() }
    }

    /// The content of its file.
    pub fn text(&self) -> String {
        format!("-- {}\n{}", self.known, self.sql)
    }

    /// What only a browser or a program of a user knows, such as a cookie.
    #[track_caller]
    pub fn known(&self, name: &str) -> &str {
        self.known[name].as_str().unwrap_or_else(|| panic!("the dump has no {name}"))
    }

    /// Whether its database has the migration of this version.
    pub fn has_migration(&self, version: &str) -> bool {
        self.migrations().any(|migration| migration == version)
    }

    /// The version of the last migration of its database.
    pub fn last_migration(&self) -> &str {
        self.migrations().max().unwrap()
    }

    fn migrations(&self) -> impl Iterator<Item = &str> {
        let rows = self.sql.lines().filter(|line| line.contains("__diesel_schema_migrations VALUES"));
        rows.map(|row| row.split('\'').nth(1).unwrap())
    }

    /// Loads it into a new database, as if it had been made a moment ago.
    pub fn load(&self, database: &Database, ports: Ports) {
        let sql = with_ports(&self.sql, Ports::default(), ports);
        let later = now() - self.known["made_at"].as_i64().unwrap();
        let sql: Vec<String> = sql.lines().map(|line| moved(line, later)).collect();
        let sql = sql.join("\n");
        match database.url().strip_prefix("sqlite://") {
            Some(path) => {
                std::fs::create_dir_all(std::path::Path::new(path).parent().unwrap()).unwrap();
                SqliteConnection::establish(path).unwrap().batch_execute(&sql).unwrap();
            }
            None => PgConnection::establish(database.url()).unwrap().batch_execute(&sql).unwrap(),
        }
    }
}

#[allow(clippy::disallowed_methods, reason = "a test reads the clock, too")]
fn now() -> i64 {
    Utc::now().timestamp_millis()
}

fn with_ports(sql: &str, from: Ports, to: Ports) -> String {
    let pairs = from.all().into_iter().zip(to.all());
    pairs.fold(sql.to_owned(), |sql, (from, to)| sql.replace(&format!(":{from}"), &format!(":{to}")))
}

/// Moves the times of a row. Each number of 13 digits outside quotes is a time in milliseconds.
fn moved(line: &str, later: i64) -> String {
    if !line.starts_with("INSERT INTO ") {
        return line.to_owned();
    }
    let is_time = |word: &str| word.len() == 13 && word.bytes().all(|byte| byte.is_ascii_digit());
    let moved_time = |word: &str| match word.trim_end_matches([')', ';', ' ']) {
        time if is_time(time) => word.replace(time, &(time.parse::<i64>().unwrap() + later).to_string()),
        _ => word.to_owned(),
    };
    let outside = |part: &str| {
        part.split_inclusive([',', ' ', '('])
            .map(|word| {
                let (word, end) = word.split_at(word.trim_end_matches([',', ' ', '(']).len());
                moved_time(word) + end
            })
            .collect::<String>()
    };
    // A quote within a text is doubled, which adds an empty part.
    let parts = line.split('\'').enumerate();
    let parts: Vec<String> =
        parts.map(|(number, part)| if number % 2 == 0 { outside(part) } else { part.to_owned() }).collect();
    parts.join("'")
}

fn sqlite_dump(database: &Database) -> String {
    let schema = |kind: &str| -> Vec<String> {
        let from = format!("sqlite_master WHERE {kind} AND sql IS NOT NULL AND name NOT LIKE 'sqlite%' ORDER BY rowid");
        database.values("sql || ';'", &from).into_iter().flatten().collect()
    };
    // As in the dumps of SQLite's own program: a row may come before the row that it refers to.
    let mut lines = vec!["PRAGMA foreign_keys = OFF;".to_owned()];
    lines.extend(schema("type = 'table'"));
    for table in tables(database).iter().map(String::as_str).chain(["__diesel_schema_migrations", "sqlite_sequence"]) {
        let columns = database.values("'quote(' || name || ')'", &format!("pragma_table_info('{table}')"));
        let values = columns.into_iter().flatten().collect::<Vec<_>>().join(" || ', ' || ");
        let row = format!("'INSERT INTO {table} VALUES (' || {values} || ');'");
        lines.extend(database.values(&row, table).into_iter().flatten());
    }
    lines.extend(schema("type <> 'table'"));
    lines.join("\n") + "\n"
}

/// Without what only `psql` or this version of Postgres understands.
fn postgres_dump(database: &Database) -> String {
    let mut program = Command::new(postgres_programs().join("pg_dump"));
    let dumped = program.args(["--inserts", "--no-owner", "--no-privileges", database.url()]).output().unwrap();
    assert!(dumped.status.success(), "{}", String::from_utf8_lossy(&dumped.stderr));
    let dumped = String::from_utf8(dumped.stdout).unwrap();
    let left_out = ["--", "\\", "SET ", "SELECT pg_catalog.set_config("];
    let kept = |line: &&str| !line.is_empty() && !left_out.iter().any(|start| line.starts_with(start));
    dumped.lines().filter(kept).collect::<Vec<_>>().join("\n") + "\n"
}

/// The tables of Kaimu in this database.
pub fn tables(database: &Database) -> Vec<String> {
    let (name, from) = if is_sqlite(database) {
        (
            "name",
            "sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%' AND name NOT LIKE '\\_\\_%' ESCAPE '\\'",
        )
    } else {
        ("tablename", "pg_tables WHERE schemaname = 'public' AND tablename NOT LIKE '\\_\\_%'")
    };
    database.values(name, &format!("{from} ORDER BY 1")).into_iter().flatten().collect()
}

/// The tables that have no row and should have one.
pub fn empty_tables(database: &Database) -> Vec<String> {
    let allowed = if is_sqlite(database) { EMPTY_ON_SQLITE } else { EMPTY_ON_POSTGRES };
    let is_empty = |table: &String| !allowed.contains(&table.as_str()) && database.count(table) == 0;
    tables(database).into_iter().filter(is_empty).collect()
}

#[test]
fn only_the_times_of_a_row_are_moved() {
    let row = "INSERT INTO a VALUES ('it''s (1796020000000', 1796020000000, 7, NULL, 1796020000001);";
    let moved_row = "INSERT INTO a VALUES ('it''s (1796020000000', 1796020000005, 7, NULL, 1796020000006);";
    assert_eq!(moved(row, 5), moved_row);
    assert_eq!(moved("    x BIGINT DEFAULT 1796020000000", 5), "    x BIGINT DEFAULT 1796020000000");
}

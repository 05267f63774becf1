//! A migration of a later version than 0.1.0 leaves everything that the former version uses, which still runs during a rolling
//! upgrade. What it may remove, no running version uses (`migrations/README.md`).

use std::collections::BTreeSet;

use super::dump::Dump;
use super::dumps;
use crate::database::Database;
use crate::documentation;

/// Begins the comment of a migration that removes something. The version that no longer used it follows.
const CONTRACT: &str = "-- contract: unused since ";

#[test]
fn a_migration_removes_only_what_a_released_version_no_longer_uses() {
    let mut dumps = dumps(&Database::sqlite());
    dumps.sort_by_key(|(version, _)| version.split('.').map(|part| part.parse::<u32>().unwrap()).collect::<Vec<_>>());
    let (_, first) = &dumps[0];
    let is_of = |path: &str, dump: &Dump| dump.has_migration(&version_of(path));
    for path in ["migrations", "migrations-postgres", "migrations-sqlite"].into_iter().flat_map(documentation::files) {
        if !path.ends_with("/up.sql") || is_of(&path, first) {
            continue;
        }
        let sql = documentation::text(&path);
        let Some(statement) = first_that_breaks_the_former_version(&sql) else { continue };
        let unused_since = sql.lines().find_map(|line| line.strip_prefix(CONTRACT));
        let released = dumps.iter().find(|(version, _)| Some(version.as_str()) == unused_since);
        assert!(
            released.is_some_and(|(_, dump)| !is_of(&path, dump)),
            "{path} breaks the former version during a rolling upgrade: {statement}\nSay in a line of its own which earlier \
             release no longer uses it, such as `{CONTRACT}0.2.0`, or add without removing (migrations/README.md)"
        );
    }
}

/// The version of a migration, as Diesel keeps it: the digits of the name of its folder.
fn version_of(path: &str) -> String {
    let folder = path.split('/').nth(1).unwrap();
    folder.split('_').next().unwrap().replace('-', "")
}

/// The first statement after which the former version fails, or no longer finds what it has stored.
fn first_that_breaks_the_former_version(sql: &str) -> Option<String> {
    let lines: Vec<&str> = sql.lines().map(|line| line.split("--").next().unwrap()).collect();
    let sql = lines.join(" ").to_uppercase();
    let statements = sql.split(';').map(|statement| statement.split_whitespace().collect::<Vec<_>>().join(" "));
    let mut created = BTreeSet::new();
    for statement in statements {
        let words: Vec<&str> = statement.split(' ').collect();
        let breaks = match words[..] {
            ["CREATE", "TABLE", table, ..] => {
                created.insert(table.split('(').next().unwrap().to_owned());
                false
            }
            ["ALTER", "TABLE", _, "ADD", "COLUMN", ..] => {
                statement.contains(" NOT NULL") && !statement.contains(" DEFAULT ")
            }
            // Rows of the former version may break the rule.
            ["CREATE", "UNIQUE", "INDEX", ..] => {
                let table = words.iter().skip_while(|word| **word != "ON").nth(1);
                table.is_none_or(|table| !created.contains(table.split('(').next().unwrap()))
            }
            ["DROP", "INDEX", ..] => false,
            ["ALTER" | "DROP" | "DELETE" | "TRUNCATE", ..] => true,
            _ => false,
        };
        if breaks {
            return Some(statement);
        }
    }
    None
}

#[test]
fn what_breaks_the_former_version_is_found() {
    for sql in [
        "-- Unused.\nDROP TABLE users;",
        "ALTER TABLE users ADD COLUMN a TEXT;\nALTER TABLE users\n    DROP COLUMN email;",
        "ALTER TABLE users RENAME COLUMN email TO address;",
        "ALTER TABLE users RENAME TO people;",
        "ALTER TABLE users ALTER COLUMN email SET NOT NULL;",
        "ALTER TABLE users ADD COLUMN age BIGINT NOT NULL; -- DEFAULT 0",
        "ALTER TABLE users ADD CONSTRAINT one UNIQUE (email);",
        "CREATE UNIQUE INDEX users_email ON users (email);",
        "delete from sessions;",
        "DROP TRIGGER users_update;",
    ] {
        assert!(first_that_breaks_the_former_version(sql).is_some(), "{sql}");
    }
    for sql in [
        "CREATE TABLE people (id TEXT NOT NULL);\nCREATE UNIQUE INDEX people_id ON people(id);",
        "ALTER TABLE users ADD COLUMN age BIGINT;",
        "ALTER TABLE users ADD COLUMN age BIGINT NOT NULL DEFAULT 0;",
        "CREATE INDEX users_email ON users (email);\nDROP INDEX users_name;",
        "UPDATE users SET age = 1; -- DROP TABLE users;",
    ] {
        assert_eq!(first_that_breaks_the_former_version(sql), None, "{sql}");
    }
}

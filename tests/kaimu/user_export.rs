//! `kaimu users export`: everything that is stored about a user, and no secret.

use std::fmt::Write;

use serde_json::{Value, json};

use crate::app::Setup;
use crate::browser::Browser;
use crate::database::{Database, on_both_databases};
use crate::operator::stdout_of;
use crate::program::Program;
use crate::provider::Provider;

on_both_databases![every_column_of_every_table_about_a_user_is_exported_except_secrets,];

/// A text in place of each secret.
const SECRET: &str = "this-must-not-be-exported";

/// The columns that relate a row to a user.
const RELATIONS: [&str; 5] = ["user_id", "session_id", "identity_id", "subject", "email_key"];

/// A table of `src/store/schema.rs`: its name, and name and type of each column.
struct Table {
    name: String,
    columns: Vec<(String, String)>,
}

fn tables_about_users() -> Vec<Table> {
    let schema = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/src/store/schema.rs")).unwrap();
    let tables = schema.split("diesel::table! {").skip(1).map(|text| {
        let (head, body) = text.trim().split_once('{').unwrap();
        let lines = body.lines().map_while(|line| (line.trim() != "}").then_some(line));
        let columns = lines.filter_map(|line| line.trim().trim_end_matches(',').split_once(" -> "));
        let columns = columns.map(|(name, kind)| (name.to_owned(), kind.to_owned())).collect();
        Table { name: head.split_whitespace().next().unwrap().to_owned(), columns }
    });
    let is_about_users = |table: &Table| table.columns.iter().any(|(name, _)| RELATIONS.contains(&name.as_str()));
    tables.filter(is_about_users).collect()
}

/// Whether a column holds a secret, or the hash of one.
fn is_secret(column: &str) -> bool {
    column.ends_with("_hash") || ["id_token", "refresh_token", "access_token"].contains(&column)
}

/// Writes a row about the user of the only session into a table. Its secrets have the text [`SECRET`].
fn insert(database: &Database, table: &Table) {
    let only = |expression: &str, from: &str| database.values(expression, from).remove(0).unwrap();
    let (mut names, mut values) = (String::new(), String::new());
    for (name, kind) in &table.columns {
        let value = match (name.as_str(), kind.trim_start_matches("Nullable<").trim_end_matches('>')) {
            (name, _) if is_secret(name) => format!("'{SECRET}'"),
            ("user_id", _) => format!("'{}'", only("id", "users")),
            ("session_id", _) => format!("'{}'", only("id", "sessions")),
            ("identity_id", _) => format!("'{}'", only("id", "identities")),
            ("issuer", _) => format!("'{}'", only("issuer", "identities")),
            ("subject", _) => format!("'{}'", only("subject", "identities")),
            ("email_key", _) => "'ada@example.org'".to_owned(),
            (_, "Text") => format!("'a {name}'"),
            (_, "BigInt") => "1790000000000".to_owned(),
            (_, "Bool") => "TRUE".to_owned(),
            (name, kind) => panic!("{}.{name} has the type {kind}", table.name),
        };
        let separator = if names.is_empty() { "" } else { ", " };
        write!(names, "{separator}{name}").unwrap();
        write!(values, "{separator}{value}").unwrap();
    }
    database.execute_at_once(&format!("DELETE FROM {}", table.name));
    database.execute_at_once(&format!("INSERT INTO {} ({names}) VALUES ({values})", table.name));
}

async fn every_column_of_every_table_about_a_user_is_exported_except_secrets(database: Database) {
    let provider = Provider::start();
    let app = Setup::on(&database).provider(provider.settings("idp")).start();
    Browser::new().follow(app.api("/auth/oidc/idp/authorize")).await.is_dashboard_of("Ada");
    let tables = tables_about_users();
    assert!(tables.len() >= 18, "{}", tables.len());
    for table in tables.iter().filter(|table| !["users", "identities", "sessions"].contains(&table.name.as_str())) {
        insert(&database, table);
    }
    let operator = Program::on(&database);
    let exported = stdout_of(&operator, &["users", "export", "ada"]);
    assert!(!exported.contains(SECRET), "{exported}");
    let exported: Value = serde_json::from_str(&exported).unwrap();
    for Table { name, columns } in &tables {
        let rows = exported[name].as_array().map(Vec::as_slice).unwrap_or_default();
        assert_eq!(rows.len(), 1, "{name}");
        let mut stored: Vec<&str> =
            columns.iter().map(|(column, _)| column.as_str()).filter(|it| !is_secret(it)).collect();
        stored.sort_unstable();
        let mut shown: Vec<&str> = rows[0].as_object().unwrap().keys().map(String::as_str).collect();
        shown.sort_unstable();
        assert_eq!(shown, stored, "{name}");
    }
    assert_eq!(exported["users"][0]["email"], "ada@example.org");
    assert_eq!(exported["invitations"][0]["invited_at"], "2026-09-21T14:13:20Z");

    stdout_of(&operator, &["users", "delete", "ada", "--yes"]);
    let refused = operator.run(&["users", "export", "ada"]);
    assert_eq!((refused.status, refused.stdout.as_str()), (Some(1), ""));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_export_has_nothing_of_another_user() {
    let (database, provider) = (Database::sqlite(), Provider::start());
    let app = Setup::on(&database).provider(provider.settings("idp")).start();
    Browser::new().follow(app.api("/auth/oidc/idp/authorize")).await.is_dashboard_of("Ada");
    provider.person(json!({ "sub": "grace-1", "email": "grace@example.org", "email_verified": true, "name": "Grace" }));
    Browser::new().follow(app.api("/auth/oidc/idp/authorize")).await.is_dashboard_of("Grace");
    let exported = stdout_of(&Program::on(&database), &["users", "export", "grace@example.org"]);
    let of_ada = ["ada-1", "ada@example.org"].iter().any(|text| exported.contains(text));
    assert!(exported.contains("grace-1") && !of_ada, "{exported}");
    let exported: Value = serde_json::from_str(&exported).unwrap();
    assert_eq!(
        ["identities", "sessions", "audit_events"].map(|table| exported[table].as_array().unwrap().len()),
        [1; 3]
    );
}

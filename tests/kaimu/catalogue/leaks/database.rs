//! The contents of the database.

use crate::catalogue::world::World;
use crate::database::{Database, on_both_databases};

on_both_databases![codes_tokens_verifiers_and_cookies_in_the_database, email_addresses_and_subjects_in_the_audit_log,];

const EVERYTHING: [(&str, &str); 6] = [
    ("users", "id || username || COALESCE(display_name, '') || COALESCE(avatar_url, '')"),
    ("identities", "id || user_id || provider || issuer || subject"),
    ("sessions", "id || user_id || provider"),
    ("session_tokens", "token_hash || session_id || host"),
    ("completed_sign_ins", "state_hash"),
    (
        "audit_events",
        "id || action || outcome || provider || COALESCE(user_id, '') || COALESCE(address, '') || request_id",
    ),
];

/// The rows of these tables after an accepted and a refused sign-in.
async fn rows(database: Database, tables: &[(&str, &str)]) -> (World, Vec<String>) {
    let world = World::on(database);
    world.accepts().await;
    world.id_token(|token| token.claims["nonce"] = "another".into());
    world.refuses("id_token.invalid", "nonce").await;
    let rows = tables.iter().flat_map(|(table, columns)| world.database.values(columns, table)).flatten().collect();
    (world, rows)
}

async fn codes_tokens_verifiers_and_cookies_in_the_database(database: Database) {
    let (world, rows) = rows(database, &EVERYTHING).await;
    assert!(rows.len() > 6, "{rows:?}");
    assert_eq!(world.app.watch.secrets_in(&rows), Vec::<String>::new());
}

async fn email_addresses_and_subjects_in_the_audit_log(database: Database) {
    let (_world, rows) = rows(database, &EVERYTHING[5..]).await;
    assert_eq!(rows.len(), 2);
    assert!(!rows.iter().any(|row| row.contains('@') || row.contains("ada-1")), "{rows:?}");
}

//! Cleanup deletes expired rows from the database.

use crate::app::Setup;
use crate::browser::Browser;
use crate::database::{Database, on_both_databases};
use crate::provider::Provider;
use crate::waiting::until;

on_both_databases![only_expired_rows_are_deleted];

async fn only_expired_rows_are_deleted(database: Database) {
    let provider = Provider::start();
    let app = Setup::on(&database).provider(provider.settings("idp")).start();
    for _ in 0..2 {
        Browser::new().follow(app.api("/auth/oidc/idp/authorize")).await.is_dashboard_of("Ada");
    }
    let user = database.values("id", "users")[0].clone().unwrap();
    let now = app.clock.clock()().timestamp_millis();
    let hour = 3_600_000;
    let first = database.values("MIN(id)", "audit_events")[0].clone().unwrap();
    for statement in [
        format!("UPDATE audit_events SET occurred_at = {} WHERE id = '{first}'", now - 31 * 24 * hour),
        format!(
            "INSERT INTO invitations VALUES ('over@a', 'over@a', 0, {now}), ('good@a', 'good@a', 0, {})",
            now + hour
        ),
        format!("INSERT INTO sign_in_links VALUES ('over', '{user}', {now}), ('good', '{user}', {})", now + hour),
    ] {
        database.execute(&statement);
    }

    let _cleanup = Setup::on(&database).provider(provider.settings("idp")).set("KAIMU_AUDIT__KEEP", "30d").start();
    until("only the expired rows are deleted", async || {
        ["audit_events", "invitations", "sign_in_links"].map(|table| database.count(table)) == [1, 1, 1]
    })
    .await;
    assert_eq!(database.values("email_key", "invitations"), [Some("good@a".to_owned())]);
    assert_eq!(database.values("token_hash", "sign_in_links"), [Some("good".to_owned())]);
}

//! `kaimu audit follow` prints the entries of the audit log as JSON lines, for a SIEM.

use serde_json::{Value, json};

use crate::app::Setup;
use crate::browser::Browser;
use crate::database::{Database, on_both_databases};
use crate::operator::stdout_of;
use crate::program::{Program, Running};
use crate::provider::Provider;

on_both_databases![entries_of_servers_and_commands_are_printed_once_as_json_lines,];

fn printed(following: &Running) -> Vec<Value> {
    let lines = following.log().iter().filter(|line| line.starts_with('{'));
    lines.map(|line| serde_json::from_str(line).unwrap()).collect()
}

async fn entries_of_servers_and_commands_are_printed_once_as_json_lines(database: Database) {
    let provider = Provider::start();
    let app = Setup::on(&database).provider(provider.settings("idp")).start();
    Browser::new().follow(app.api("/auth/oidc/idp/authorize")).await.is_dashboard_of("Ada");
    let operator = Program::on(&database);
    stdout_of(&operator, &["users", "invite", "old@example.org"]);
    database.execute("UPDATE audit_events SET occurred_at = occurred_at - 3600 * 1000 WHERE action = 'user_invite'");

    let mut following = operator.clone().spawn(&["audit", "follow"]);
    following.wait_for_line("\"sign_in\"");
    for action in ["disable", "enable"] {
        stdout_of(&operator, &["users", action, "ada"]);
        following.wait_for_line(&format!("user_{action}"));
    }
    let actions: Vec<_> = printed(&following).iter().map(|entry| entry["action"].clone()).collect();
    assert_eq!(actions, ["sign_in", "user_disable", "user_enable"], "not the old one, and each once");
    let of_audit = |column: &str| database.values(column, "audit_events WHERE action = 'sign_in'").remove(0).unwrap();
    let sign_in = printed(&following).remove(0);
    assert_eq!((&sign_in["id"], &sign_in["user"]), (&json!(of_audit("id")), &json!(of_audit("user_id"))));
    assert_eq!((&sign_in["device"], &sign_in["username"]), (&json!("another browser"), &json!("ada")));

    let mut from_earlier = operator.spawn(&["audit", "follow", "--since", "2h"]);
    from_earlier.wait_for_line("user_enable");
    assert_eq!(printed(&from_earlier)[0]["action"], "user_invite", "oldest first");
}

#[tokio::test(flavor = "multi_thread")]
async fn it_ends_with_its_reader() {
    let (database, provider) = (Database::sqlite(), Provider::start());
    let app = Setup::on(&database).provider(provider.settings("idp")).start();
    Browser::new().follow(app.api("/auth/oidc/idp/authorize")).await.is_dashboard_of("Ada");
    let operator = Program::on(&database);
    let script = operator.clone();
    let ended = tokio::task::spawn_blocking(move || script.run_script("kaimu audit follow | head -n 1", &[]));
    // `head` ends after the first entry; the next one finds no reader.
    while !ended.is_finished() {
        stdout_of(&operator, &["users", "sign-out", "ada"]);
    }
    let ended = ended.await.unwrap();
    assert_eq!((ended.status, ended.stdout.lines().count()), (Some(0), 1), "{}", ended.stderr);
}

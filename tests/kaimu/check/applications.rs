//! `kaimu check` about applications, `kaimu check --access`, and `kaimu applications list`.

use std::fmt::Write;

use serde_json::json;

use super::{Setups, assert_snapshot, with};
use crate::app::Setup;
use crate::browser::Browser;
use crate::database::{Database, on_both_databases};
use crate::operator::stdout_of;
use crate::program::Program;
use crate::provider::Provider;

on_both_databases![an_access_is_explained_with_rule_and_headers];

const APPLICATIONS: &str = r#"[
    { "name": "Wiki", "urls": ["http://localhost:8080", "http://127.0.0.1:8080/wiki"],
      "allow": { "groups": ["staff"], "email_domains": ["example.org"] },
      "rules": [
        { "path": "/healthz", "exact": true, "allow": "everybody" },
        { "path": "/admin", "methods": ["GET", "POST"], "allow": [{ "groups": ["admins"] }, { "users": ["grace"] }],
          "require": { "amr": ["mfa"], "max_age": "10m" } },
        { "path": "/fresh", "require": { "acr": ["urn:mfa"] } }
      ] },
    { "name": "Notes", "url": "https://notes.invalid" }
]"#;

/// A provider that names groups, and its settings.
fn provider() -> (Provider, serde_json::Value) {
    let provider = Provider::start();
    provider.person(json!({ "groups": ["staff", "a,b"], "name": "Zoë" }));
    let mut settings = provider.settings("idp");
    settings["groups_claim"] = "groups".into();
    (provider, settings)
}

#[test]
fn applications_are_listed_as_table_and_json() {
    let (_provider, settings) = provider();
    let program = with(settings).set("KAIMU_APPLICATIONS", APPLICATIONS);
    let table = stdout_of(&program, &["applications", "list"]);
    assert!(table.lines().all(|line| line.chars().count() <= 80), "{table}");
    assert_snapshot("applications-list", &table);
    assert_snapshot("applications-list-json", &stdout_of(&program, &["applications", "list", "--format", "json"]));
}

async fn an_access_is_explained_with_rule_and_headers(database: Database) {
    let (_provider, settings) = provider();
    let app = Setup::on(&database).provider(settings.clone()).set("KAIMU_APPLICATIONS", APPLICATIONS).start();
    let browser = Browser::new();
    browser.follow(app.api("/auth/oidc/idp/authorize")).await.is_dashboard_of("Zoë");
    let program = Program::on(&database).provider(settings).set("KAIMU_APPLICATIONS", APPLICATIONS);
    let check = |user: &str, url: &str| program.run(&["check", "--access", user, url]);
    let mut samples = String::new();
    for (what, url, status) in [
        ("the application allows", "http://localhost:8080/page?x=1", 0),
        ("a rule refuses", "http://localhost:8080/admin/users", 1),
        ("a rule requires another sign-in", "http://localhost:8080/fresh", 0),
        ("an unclear path", "http://localhost:8080/a;b", 1),
        ("no application", "https://other.example.org/", 1),
        ("no URL", "wiki", 2),
    ] {
        let checked = check("ada@example.org", url);
        assert_eq!(checked.status, Some(status), "{what}: {}{}", checked.stdout, checked.stderr);
        writeln!(samples, "{what}:\n{}{}", checked.stdout, checked.stderr).unwrap();
    }
    assert_eq!(check("nobody", "http://localhost:8080/").status, Some(1));
    browser.sign_out(&app).await;
    let checked = check("ada", "http://localhost:8080/");
    assert_eq!(checked.status, Some(1), "{}", checked.stdout);
    write!(samples, "no session, so that groups are unknown:\n{}{}", checked.stdout, checked.stderr).unwrap();
    assert_snapshot("check-access", &crate::operator::normalized(&samples));
}

#[test]
fn a_setup_that_keeps_proxies_out_or_lets_clients_pass_by_is_reported() {
    let (_provider, settings) = provider();
    let program = with(settings).set("KAIMU_APPLICATIONS", APPLICATIONS);
    let mut setups = Setups::default();
    setups.show("a host name that does not resolve", &program, "applications.name");
    setups.show("http within this machine", &program, "applications.https");
    setups.show("no proxy is trusted", &program, "applications.trusted_proxies");
    setups.show("private addresses", &program, "applications.listen");
    let trusting = program.clone().set("KAIMU_SERVER__TRUSTED_PROXIES", "127.0.0.1");
    setups.show("a proxy is trusted", &trusting, "applications.trusted_proxies");
    let public = program.set("KAIMU_SERVER__LISTEN", "*:3000");
    setups.show("all addresses", &public, "applications.listen");
    setups.assert_snapshot("check-applications");
}

//! A slug whose provider has another issuer than before.

use serde_json::{Value, json};

use crate::app::{Setup, TestApp};
use crate::browser::{Answer, Browser};
use crate::database::{Database, on_both_databases};
use crate::program::Program;
use crate::provider::Provider;

on_both_databases![
    a_slug_with_another_issuer_is_refused_until_the_operator_confirms_it,
    a_sign_in_attempt_across_a_change_of_issuer_is_refused,
    replaces_issuer_allows_sign_ins_and_moves_no_identity,
    replaces_issuer_must_name_the_exact_previous_issuer,
    a_session_of_a_provider_that_is_not_configured,
    check_and_log_print_the_setting_that_confirms_a_change_of_issuer,
    check_looks_for_a_change_of_issuer_without_creating_or_migrating_a_database,
];

/// Kaimu with one provider under the slug `idp`.
fn start(database: &Database, settings: Value) -> TestApp {
    Setup::on(database).provider(settings).start()
}

async fn sign_in(app: &TestApp, slug: &str) -> Answer {
    Browser::new().follow(app.api(&format!("/auth/oidc/{slug}/authorize"))).await
}

/// Ada has signed in with the first provider under the slug `idp`. The second one is to replace it.
async fn former_and_new_issuer(database: &Database) -> (Provider, Provider) {
    let (before, now) = (Provider::start(), Provider::start());
    let app = start(database, before.settings("idp"));
    sign_in(&app, "idp").await.is_dashboard_of("Ada");
    (before, now)
}

fn with_replaces_issuer(provider: &Provider, issuer: &str) -> Value {
    let mut settings = provider.settings("idp");
    settings["replaces_issuer"] = issuer.into();
    settings
}

async fn a_slug_with_another_issuer_is_refused_until_the_operator_confirms_it(database: Database) {
    let (before, now) = former_and_new_issuer(&database).await;
    let app = Setup::on(&database).provider(now.settings("idp")).provider(before.settings("other")).start();
    sign_in(&app, "idp").await.is_refused_with("provider.issuer_changed");
    assert_eq!(now.requests("/authorize"), 0);
    sign_in(&app, "other").await.is_dashboard_of("Ada");
}

async fn a_sign_in_attempt_across_a_change_of_issuer_is_refused(database: Database) {
    let (before, now) = (Provider::start(), Provider::start());
    let (one, browser) = (start(&database, before.settings("idp")), Browser::new());
    let at_provider = browser.get(one.api("/auth/oidc/idp/authorize")).await.location().unwrap();
    let response = browser.get(at_provider).await.location().unwrap();
    sign_in(&one, "idp").await.is_dashboard_of("Ada");
    let two = start(&database, now.settings("idp"));
    let mut response_there = two.api("/auth/oidc/idp/callback");
    response_there.set_query(response.query());
    browser.follow(response_there).await.is_refused_with("provider.issuer_changed");
    assert_eq!(now.requests("/token"), 0, "the new issuer never sees the old one's code");
}

async fn replaces_issuer_allows_sign_ins_and_moves_no_identity(database: Database) {
    let (before, now) = former_and_new_issuer(&database).await;
    now.person(json!({ "email": null }));
    let app = start(&database, with_replaces_issuer(&now, &before.issuer));
    sign_in(&app, "idp").await.is_dashboard_of("Ada");
    let identities = database.values("issuer || ' ' || subject", "identities ORDER BY linked_at");
    let expected = [&before, &now].map(|provider| Some(format!("{} ada-1", provider.issuer)));
    assert_eq!(identities, expected, "the same subject at another issuer is another identity");
    assert_eq!(database.count("users"), 2, "and another user");
    // After this sign-in no confirmation is needed.
    sign_in(&start(&database, now.settings("idp")), "idp").await.is_dashboard_of("Ada");
    sign_in(&start(&database, before.settings("idp")), "idp").await.is_refused_with("provider.issuer_changed");
}

async fn replaces_issuer_must_name_the_exact_previous_issuer(database: Database) {
    let (before, now) = former_and_new_issuer(&database).await;
    let app = start(&database, with_replaces_issuer(&now, &format!("{}/", before.issuer)));
    sign_in(&app, "idp").await.is_refused_with("provider.issuer_changed");
}

async fn a_session_of_a_provider_that_is_not_configured(database: Database) {
    let provider = Provider::start();
    let (app, browser) = (start(&database, provider.settings("idp")), Browser::new());
    browser.follow(app.api("/auth/oidc/idp/authorize")).await.is_dashboard_of("Ada");
    // As after a sign-in that a reload has overtaken.
    for (slug, expected) in [("gone", 401), ("operator", 200), ("idp", 200)] {
        database.execute(&format!("UPDATE sessions SET provider = '{slug}'"));
        assert_eq!(browser.session(&app).await.0, expected, "{slug}");
    }
}

async fn check_and_log_print_the_setting_that_confirms_a_change_of_issuer(database: Database) {
    let (before, now) = former_and_new_issuer(&database).await;
    let line = format!("    replaces_issuer = {:?}", before.issuer);
    let json = format!("\"replaces_issuer\": {:?}", before.issuer);
    let checked = Program::on(&database).provider(now.settings("idp")).run(&["check"]);
    assert_eq!(checked.status, Some(1), "{}", checked.stderr);
    assert!(checked.stdout.contains(line.trim()) && checked.stdout.contains(&json), "{}", checked.stdout);
    let mut running = Program::on(&database).provider(now.settings("idp")).start();
    running.wait_for_line(&line);
    let quiet = Program::on(&database).provider(with_replaces_issuer(&now, &before.issuer)).run(&["check"]);
    assert!(!quiet.stdout.contains("replaces_issuer"), "{}", quiet.stdout);
}

async fn check_looks_for_a_change_of_issuer_without_creating_or_migrating_a_database(database: Database) {
    let provider = Provider::start();
    let checked = Program::on(&database).provider(provider.settings("idp")).run(&["check"]);
    assert_eq!(checked.status, Some(0), "{}", checked.stderr);
    assert!(checked.stdout.contains(" yet; the first start creates "), "{}", checked.stdout);
    match database.url().strip_prefix("sqlite://") {
        Some(path) => assert!(!std::path::Path::new(path).exists()),
        None => assert!(database.values("tablename", "pg_tables WHERE schemaname = 'public'").is_empty()),
    }
}

#[test]
fn check_reports_a_database_that_cannot_be_reached() {
    let checked = Program::new()
        .set("DATABASE_URL", "postgres://kaimu:hunter2@127.0.0.1:9/kaimu")
        .set("SESSION_SECRET", "a secret of the tests, which is long enough")
        .run(&["check"]);
    assert_eq!(checked.status, Some(1), "{}", checked.stderr);
    assert!(checked.stdout.contains("✗ the database cannot be reached"), "{}", checked.stdout);
    assert!(!checked.stdout.contains("hunter2"));
}

//! A slug that names another issuer than before.

use serde_json::{Value, json};

use crate::app::{Setup, TestApp};
use crate::browser::{Answer, Browser};
use crate::database::{Database, on_both_databases};
use crate::program::Program;
use crate::provider::Provider;

on_both_databases![
    a_slug_that_names_another_issuer_waits_for_the_operator,
    a_sign_in_under_way_does_not_get_past_a_change_of_issuer,
    replaces_issuer_lets_people_in_and_moves_no_identity,
    replaces_issuer_must_name_the_very_issuer_before,
    check_and_log_print_the_line_that_confirms_a_change_of_issuer,
    check_makes_and_migrates_nothing_to_find_out_about_a_change_of_issuer,
];

/// Kaimu with one provider under the slug `idp`.
fn start(database: &Database, settings: Value) -> TestApp {
    Setup::on(database).provider(settings).start()
}

async fn sign_in(app: &TestApp, slug: &str) -> Answer {
    Browser::new().follow(app.api(&format!("/auth/oidc/{slug}/authorize"))).await
}

/// Ada has signed in with `idp`; then another provider gets that slug.
async fn two_issuers_after_each_other(database: &Database) -> (Provider, Provider) {
    let (before, now) = (Provider::start(), Provider::start());
    let app = start(database, before.settings("idp"));
    sign_in(&app, "idp").await.is_dashboard_of("Ada");
    (before, now)
}

fn replacing(provider: &Provider, issuer: &str) -> Value {
    let mut settings = provider.settings("idp");
    settings["replaces_issuer"] = issuer.into();
    settings
}

async fn a_slug_that_names_another_issuer_waits_for_the_operator(database: Database) {
    let (before, now) = two_issuers_after_each_other(&database).await;
    let app = Setup::on(&database).provider(now.settings("idp")).provider(before.settings("other")).start();
    sign_in(&app, "idp").await.is_refused_with("provider.issuer_changed");
    assert_eq!(now.requests("/authorize"), 0);
    sign_in(&app, "other").await.is_dashboard_of("Ada");
}

async fn a_sign_in_under_way_does_not_get_past_a_change_of_issuer(database: Database) {
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

async fn replaces_issuer_lets_people_in_and_moves_no_identity(database: Database) {
    let (before, now) = two_issuers_after_each_other(&database).await;
    now.person(json!({ "email": null }));
    let app = start(&database, replacing(&now, &before.issuer));
    sign_in(&app, "idp").await.is_dashboard_of("Ada");
    let identities = database.values("issuer || ' ' || subject", "identities ORDER BY linked_at");
    let expected = [&before, &now].map(|provider| Some(format!("{} ada-1", provider.issuer)));
    assert_eq!(identities, expected, "the same subject at another issuer is another identity");
    assert_eq!(database.count("users"), 2, "and another person");
    // From now on nothing has to be confirmed.
    sign_in(&start(&database, now.settings("idp")), "idp").await.is_dashboard_of("Ada");
    sign_in(&start(&database, before.settings("idp")), "idp").await.is_refused_with("provider.issuer_changed");
}

async fn replaces_issuer_must_name_the_very_issuer_before(database: Database) {
    let (before, now) = two_issuers_after_each_other(&database).await;
    let app = start(&database, replacing(&now, &format!("{}/", before.issuer)));
    sign_in(&app, "idp").await.is_refused_with("provider.issuer_changed");
}

async fn check_and_log_print_the_line_that_confirms_a_change_of_issuer(database: Database) {
    let (before, now) = two_issuers_after_each_other(&database).await;
    let line = format!("    replaces_issuer = {:?}", before.issuer);
    let json = format!("\"replaces_issuer\": {:?}", before.issuer);
    let checked = Program::on(&database).provider(now.settings("idp")).run(&["check"]);
    assert_eq!(checked.status, Some(1), "{}", checked.stderr);
    assert!(checked.stdout.contains(line.trim()) && checked.stdout.contains(&json), "{}", checked.stdout);
    let mut running = Program::on(&database).provider(now.settings("idp")).start();
    running.wait_for_line(&line);
    let quiet = Program::on(&database).provider(replacing(&now, &before.issuer)).run(&["check"]);
    assert!(!quiet.stdout.contains("replaces_issuer"), "{}", quiet.stdout);
}

async fn check_makes_and_migrates_nothing_to_find_out_about_a_change_of_issuer(database: Database) {
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
fn check_says_so_when_the_database_cannot_be_reached() {
    let checked = Program::new()
        .set("DATABASE_URL", "postgres://kaimu:hunter2@127.0.0.1:9/kaimu")
        .set("SESSION_SECRET", "a secret of the tests, which is long enough")
        .run(&["check"]);
    assert_eq!(checked.status, Some(1), "{}", checked.stderr);
    assert!(checked.stdout.contains("✗ the database cannot be reached"), "{}", checked.stdout);
    assert!(!checked.stdout.contains("hunter2"));
}

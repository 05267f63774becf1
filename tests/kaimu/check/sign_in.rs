//! `kaimu check --sign-in`: a test sign-in whose transaction is rolled back.

use reqwest::StatusCode;
use serde_json::json;

use super::{assert_snapshot, normalized, with};
use crate::app::Setup;
use crate::browser::{Answer, Browser};
use crate::database::Database;
use crate::program::{Program, Running};
use crate::provider::Provider;

const TABLES: [&str; 6] = ["users", "identities", "sessions", "audit_events", "completed_sign_ins", "waiting_links"];

/// Signs in with a waiting test sign-in. Returns the last page, the exit status and the printed lines.
async fn go_through(trial: Running) -> (Answer, Option<i32>, String) {
    let end = Browser::new().follow(trial.trial_address()).await;
    let (status, log) = trial.end();
    // The log contains no address and no name of the user.
    let (log, printed): (Vec<_>, Vec<_>) = log.into_iter().partition(|line| line.starts_with('['));
    assert!(!log.iter().any(|line| line.contains("ada@") || line.contains("Ada")), "{log:#?}");
    (end, status, printed.join("\n"))
}

fn rows(database: &Database) -> Vec<i64> {
    TABLES.iter().map(|table| database.count(table)).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_test_sign_in_shows_claims_and_decision_and_stores_nothing() {
    let (database, provider) = (Database::sqlite(), Provider::start());
    drop(database.open());
    let (end, status, printed) =
        go_through(Program::on(&database).provider(provider.settings("idp")).trial("idp")).await;
    assert_eq!((status, end.status), (Some(0), StatusCode::OK), "{printed}");
    assert_eq!(end.header("content-type"), "text/plain; charset=utf-8");
    assert!(end.set_cookies().is_empty());
    let shown_to_user =
        end.body.strip_prefix("This was a test sign-in: no user was signed in, and nothing was saved.\n\n").unwrap();
    assert!(printed.contains(shown_to_user.trim_end()), "{printed}");
    assert_eq!(rows(&database), [0; 6]);
    assert_snapshot("check-sign-in", &normalized(&without_moments(shown_to_user), &Program::new()));
    // The guide shows this output, with another issuer.
    let guide = include_str!("../../../docs/check.md");
    let shown = without_moments(
        &shown_to_user
            .replace(provider.settings("idp")["issuer_url"].as_str().unwrap(), "https://dev-1.okta.com/oauth2/default"),
    );
    assert!(without_moments(guide).contains(shown.trim_end()), "docs/check.md shows another output than {shown}");
}

fn without_moments(text: &str) -> String {
    let lines: Vec<&str> = text.lines().filter(|line| !line.contains("iat:") && !line.contains("exp:")).collect();
    lines.join("\n")
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs Postgres (KAIMU_TEST_POSTGRES): use tests/run"]
async fn a_test_sign_in_recognizes_an_existing_user_and_keeps_their_profile() {
    let (database, provider) = (Database::postgres(), Provider::start());
    let app = Setup::on(&database).provider(provider.settings("idp")).start();
    Browser::new().follow(app.api("/auth/oidc/idp/authorize")).await.is_dashboard_of("Ada");
    let (before, names) = (rows(&database), database.values("display_name", "users"));
    provider.person(json!({ "name": "Somebody else" }));
    let trial = Program::on(&database).provider(provider.settings("idp")).trial("idp");
    let (_, status, printed) = go_through(trial).await;
    assert_eq!(status, Some(0), "{printed}");
    assert!(printed.contains("would succeed as ada: the identity is linked to this user already"), "{printed}");
    assert_eq!((rows(&database), database.values("display_name", "users")), (before, names));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_test_sign_in_reports_that_a_proven_address_would_link_the_identity() {
    let (database, before, now) = (Database::sqlite(), Provider::start(), Provider::start());
    let app = Setup::on(&database).provider(before.settings("other")).start();
    Browser::new().follow(app.api("/auth/oidc/other/authorize")).await.is_dashboard_of("Ada");
    let trial = Program::on(&database).provider(now.settings("idp")).trial("idp");
    let (_, status, printed) = go_through(trial).await;
    assert_eq!(status, Some(0), "{printed}");
    assert!(printed.contains("the identity would be linked to this user"), "{printed}");
    assert_eq!(database.count("identities"), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_test_sign_in_reports_the_rule_that_refuses_a_user() {
    let provider = Provider::start();
    let program = |change: fn(&mut serde_json::Value)| {
        let mut settings = provider.settings("idp");
        change(&mut settings);
        with(settings)
    };
    let closed = program(|_| ()).set("KAIMU_SIGN_IN__SIGN_UP", "closed");
    let invited = program(|_| ()).set("KAIMU_SIGN_IN__SIGN_UP", "invited");
    let other_domain = program(|_| ()).set("KAIMU_SIGN_IN__ALLOWED_EMAIL_DOMAINS", "elsewhere.example");
    let other_domain_there = program(|it| it["allowed_email_domains"] = json!(["elsewhere.example"]));
    let no_group = program(|it| it["allowed_groups"] = json!(["operators"]));
    let wrong_secret = program(|it| it["client_secret"] = "hunter2-hunter2".into());
    for (program, code, rule) in [
        (closed, "account.sign_up_closed", "sign_in.sign_up = \"closed\""),
        (invited, "account.sign_up_closed", "sign_in.sign_up = \"invited\" needs a valid invitation"),
        (other_domain, "account.not_allowed", "no proven address in sign_in.allowed_email_domains"),
        (other_domain_there, "account.not_allowed", "no proven address in allowed_email_domains of the provider"),
        (no_group, "account.no_allowed_group", "which allowed_groups needs"),
        (wrong_secret, "token.client_rejected", ""),
    ] {
        let (end, status, printed) = go_through(program.trial("idp")).await;
        assert_eq!(status, Some(1), "{printed}");
        let decision = printed.lines().find(|line| line.starts_with("✗ ")).unwrap();
        assert!(decision.starts_with(&format!("✗ The sign-in would be refused ({code}): ")), "{printed}");
        assert!(decision.contains(rule), "{printed}");
        assert!(end.body.contains(code), "{}", end.body);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_test_sign_in_reports_the_rules_that_admit_a_user() {
    let (database, provider) = (Database::sqlite(), Provider::start());
    drop(database.open());
    provider.person(json!({ "groups": ["engineers"] }));
    let mut settings = provider.settings("idp");
    settings["allowed_groups"] = json!(["operators", "engineers"]);
    settings["allowed_email_domains"] = json!(["example.org"]);
    let program = Program::on(&database).provider(settings).set("KAIMU_SIGN_IN__SIGN_UP", "invited");
    let program = program.set("KAIMU_SIGN_IN__ALLOWED_EMAIL_DOMAINS", "example.com,example.org");
    assert_eq!(program.run(&["users", "invite", "ada@example.org"]).status, Some(0));
    let (_, status, printed) = go_through(program.trial("idp")).await;
    assert_eq!(status, Some(0), "{printed}");
    let decision = printed.split_once('✓').unwrap().1;
    assert_snapshot("check-sign-in-rules", &format!("✓{decision}"));
}

#[tokio::test(flavor = "multi_thread")]
async fn requests_of_other_browsers_do_not_end_a_test_sign_in() {
    let (database, provider) = (Database::sqlite(), Provider::start());
    let trial = Program::on(&database).provider(provider.settings("idp")).trial("idp");
    let stranger = Browser::new();
    let callback = trial.api("/auth/oidc/idp/callback?code=x&state=guessed");
    assert_eq!(stranger.get(callback).await.status, StatusCode::BAD_REQUEST);
    assert_eq!(stranger.get(trial.api("/auth/trial/guessed")).await.status, StatusCode::NOT_FOUND);
    assert_eq!(stranger.get(trial.page("/login")).await.status, StatusCode::NOT_FOUND);
    let (end, status, _) = go_through(trial).await;
    assert_eq!((status, end.status), (Some(0), StatusCode::OK));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_test_sign_in_without_a_database_creates_none() {
    let provider = Provider::start();
    let program = Program::new().provider(provider.settings("idp"));
    let [base, frontend] = [program.base(), program.frontend()];
    let trial = program.set("OIDC_BASE_URL", &base).set("OIDC_FRONTEND_URL", &frontend).trial("idp");
    let end = Browser::new().follow(trial.trial_address()).await;
    assert_eq!(end.status, StatusCode::OK, "{}", end.body);
    assert!(!trial.program.file("data").exists());
    assert!(!trial.log().iter().any(|line| line.contains("migration")), "{:#?}", trial.log());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_test_sign_in_beside_a_running_server_explains_what_to_do() {
    let (database, provider) = (Database::sqlite(), Provider::start());
    let running = Program::on(&database).provider(provider.settings("idp")).start();
    let refused = running.program.run(&["check", "--sign-in", "idp"]);
    assert_eq!(refused.status, Some(1));
    assert!(refused.stderr.contains("stop the running Kaimu"), "{}", refused.stderr);
    let unknown = running.program.run(&["check", "--sign-in", "okta"]);
    assert_eq!(unknown.status, Some(2));
    assert!(
        unknown.stderr.contains("no provider has the slug") && unknown.stderr.contains("idp"),
        "{}",
        unknown.stderr
    );
}

//! Sign-in links, which an operator makes for a user when no provider works.

use chrono::TimeDelta;
use futures_util::future::join_all;
use reqwest::StatusCode;
use url::Url;

use crate::account::link as link_identity;
use crate::app::{Setup, TestApp};
use crate::browser::{Answer, Browser};
use crate::database::{Database, on_both_databases};
use crate::program::Program;
use crate::provider::Provider;

on_both_databases![
    a_link_signs_its_user_in_once_and_a_get_request_does_not_use_it_up,
    concurrent_uses_of_a_link_on_two_instances_sign_one_browser_in,
    a_link_expires_after_ten_minutes,
    a_link_ends_with_the_sessions_of_its_user,
    a_link_does_not_sign_a_disabled_user_in,
    a_link_replaces_the_session_of_the_browser,
    a_user_who_came_by_a_link_can_link_another_provider,
];

/// Kaimu with one user, Ada, and the program for the operator's commands.
async fn with_ada(database: &Database) -> (TestApp, Provider, Program) {
    let provider = Provider::start();
    let app = Setup::on(database).provider(provider.settings("idp")).start();
    Browser::new().follow(app.api("/auth/oidc/idp/authorize")).await.is_dashboard_of("Ada");
    let operator =
        Program::on(database).set("OIDC_BASE_URL", app.base.as_str()).set("OIDC_FRONTEND_URL", app.frontend.as_str());
    (app, provider, operator)
}

#[track_caller]
fn create_link(operator: &Program) -> Url {
    let made = operator.run(&["sign-in-link", "ada"]);
    assert_eq!(made.status, Some(0), "{}", made.stderr);
    let token = made.stdout.trim().rsplit('/').next().unwrap();
    assert!(!made.stderr.contains(token), "the log has no secret: {}", made.stderr);
    Url::parse(made.stdout.trim()).unwrap()
}

async fn press(app: &TestApp, browser: &Browser, link: &Url) -> Answer {
    browser.submit(link, &app.frontend, &[]).await
}

async fn a_link_signs_its_user_in_once_and_a_get_request_does_not_use_it_up(database: Database) {
    let (app, _provider, operator) = with_ada(&database).await;
    let link = create_link(&operator);
    assert!(link.as_str().starts_with(app.api("/auth/link/").as_str()), "{link}");
    let kept = database.values("token_hash", "sign_in_links");
    assert!(!link.as_str().contains(kept[0].as_deref().unwrap()), "the store has a hash");

    let browser = Browser::new();
    for _ in 0..2 {
        let page = browser.get(&link).await;
        assert_eq!((page.status, page.set_cookies().len()), (StatusCode::OK, 0));
        assert!(page.body.contains("Sign in as Ada Lovelace?"), "{}", page.body);
        assert_eq!((page.header("cache-control"), page.header("referrer-policy")), ("no-store", "same-origin"));
    }
    assert_eq!(browser.request("HEAD", &link, &[], "").await.status, StatusCode::OK);
    let elsewhere = Url::parse("https://elsewhere.example").unwrap();
    assert_eq!(browser.submit(&link, &elsewhere, &[]).await.status, StatusCode::FORBIDDEN);

    press(&app, &browser, &link).await.is_dashboard_of("Ada");
    assert!(browser.get(app.page("/dashboard")).await.body.contains("a link from the administrator"));
    assert_eq!(browser.session(&app).await.1["session"]["provider"], "operator");
    for again in [press(&app, &Browser::new(), &link).await, Browser::new().follow(&link).await] {
        again.is_refused_with("link.invalid");
    }
    assert_eq!(database.count("sign_in_links"), 0);
    let audited = database.values("action || ' ' || outcome || ' ' || provider", "audit_events ORDER BY id");
    let audited: Vec<_> = audited.iter().flatten().collect();
    assert_eq!(
        audited,
        ["sign_in succeeded idp", "sign_in_link succeeded operator", "sign_in succeeded operator"],
        "and an invalid link leaves no entry"
    );
}

async fn concurrent_uses_of_a_link_on_two_instances_sign_one_browser_in(database: Database) {
    let (app, provider, operator) = with_ada(&database).await;
    let other = Setup::on(&database).provider(provider.settings("idp")).start();
    let link = create_link(&operator);
    let presses = (0..10).map(async |number| {
        let here = if number % 2 == 0 { &app } else { &other };
        let answer = press(here, &Browser::new(), &here.page(link.path())).await;
        answer.url.path().to_owned()
    });
    let ends = join_all(presses).await;
    assert_eq!(ends.iter().filter(|path| *path == "/dashboard").count(), 1, "{ends:?}");
    assert_eq!(database.count("sessions"), 2);
}

async fn a_link_expires_after_ten_minutes(database: Database) {
    let (app, _provider, operator) = with_ada(&database).await;
    let link = create_link(&operator);
    app.clock.advance(TimeDelta::minutes(9));
    assert_eq!(Browser::new().get(&link).await.status, StatusCode::OK);
    app.clock.advance(TimeDelta::minutes(1));
    Browser::new().follow(&link).await.is_refused_with("link.invalid");
    press(&app, &Browser::new(), &link).await.is_refused_with("link.invalid");
}

async fn a_link_ends_with_the_sessions_of_its_user(database: Database) {
    let (app, _provider, program) = with_ada(&database).await;
    for command in [&["users", "sign-out", "ada"][..], &["users", "disable", "ada"]] {
        let link = create_link(&program);
        program.run(command);
        program.run(&["users", "enable", "ada"]);
        press(&app, &Browser::new(), &link).await.is_refused_with("link.invalid");
    }
}

async fn a_link_does_not_sign_a_disabled_user_in(database: Database) {
    let (app, _provider, operator) = with_ada(&database).await;
    let link = create_link(&operator);
    assert_eq!(operator.run(&["users", "disable", "ada"]).status, Some(0));
    Browser::new().follow(&link).await.is_refused_with("link.invalid");
    press(&app, &Browser::new(), &link).await.is_refused_with("link.invalid");
    let made = operator.run(&["sign-in-link", "ada"]);
    assert_eq!((made.status, made.stdout.as_str()), (Some(1), ""));
    assert!(made.stderr.contains("ada is disabled"), "{}", made.stderr);
    assert_eq!(database.count("sessions"), 0);
}

async fn a_link_replaces_the_session_of_the_browser(database: Database) {
    let (app, _provider, operator) = with_ada(&database).await;
    let browser = Browser::new();
    browser.follow(app.api("/auth/oidc/idp/authorize")).await.is_dashboard_of("Ada");
    let before = database.count("sessions");
    press(&app, &browser, &create_link(&operator)).await.is_dashboard_of("Ada");
    assert_eq!(database.count("sessions"), before);
}

/// For the user whose provider is down for good.
async fn a_user_who_came_by_a_link_can_link_another_provider(database: Database) {
    let (_app, _provider, operator) = with_ada(&database).await;
    let link = create_link(&operator);
    let new = Provider::start();
    new.person(serde_json::json!({ "sub": "ada-at-new", "email": "ada@new.example" }));
    let app = Setup::on(&database).provider(new.settings("new")).start();
    let browser = Browser::new();
    let mut there = app.page("/");
    there.set_path(link.path());
    press(&app, &browser, &there).await.is_dashboard_of("Ada");
    let linked = link_identity(&app, &browser, "new").await;
    assert_eq!(
        (linked.url.path(), linked.parameter("done").as_deref()),
        ("/account", Some("linked")),
        "{}",
        linked.url
    );
}

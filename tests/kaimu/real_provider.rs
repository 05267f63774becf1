//! Complete sign-ins with real providers: a certified one, and Keycloak.

mod keycloak;

use chrono::TimeDelta;
use reqwest::StatusCode;
use serde_json::json;

use crate::app::{Setup, TestApp};
use crate::browser::Browser;
use crate::database::{Database, on_both_databases};
use crate::okta::Okta;

on_both_databases![
    ;
    with_node: a_user_signs_in_with_okta_sees_the_dashboard_and_signs_out,
    a_user_disabled_at_the_provider_is_signed_out_at_the_next_recheck,
];

fn with_okta(database: &Database, arguments: &[&str]) -> (TestApp, Okta) {
    let setup = Setup::on(database);
    let login = setup.frontend.join("/login").unwrap();
    let arguments = [&["--post-logout-redirect-uri", login.as_str()], arguments].concat();
    let okta = Okta::start(&setup.callback("okta"), &arguments);
    (setup.provider(okta.settings()).start(), okta)
}

async fn a_user_signs_in_with_okta_sees_the_dashboard_and_signs_out(database: Database) {
    let (app, okta) = with_okta(&database, &[]);
    let browser = Browser::new();

    let page = browser.get(app.page("/login")).await;
    let link = app.api("/auth/oidc/okta/authorize");
    let button = page.body.split_once(&format!("href=\"{link}\"")).expect("a button with the link").1;
    assert!(button.split_once("</a>").unwrap().0.contains("Continue with Okta"), "{}", page.body);

    okta.sign_in(&browser, &link, "alice").await.is_dashboard_of("Alice Example");
    let (status, session) = browser.session(&app).await;
    assert_eq!(status, StatusCode::OK);
    assert_eq!(session["user"]["username"], "alice");
    assert_eq!(session["user"]["email"], "alice@example.org");
    assert_eq!(session["user"]["email_verified"], true);
    assert_eq!(session["session"]["provider"], "okta");
    for table in ["users", "identities", "sessions"] {
        assert_eq!(database.count(table), 1, "{table}");
    }
    assert_eq!(database.audit(), ["sign_in succeeded"]);

    let second = Browser::new();
    okta.sign_in(&second, &link, "alice").await.is_dashboard_of("Alice Example");
    assert_eq!(second.session(&app).await.1["user"]["id"], session["user"]["id"]);
    assert_eq!((database.count("users"), database.count("sessions")), (1, 2));

    let question = browser.sign_out(&app).await;
    assert_eq!(question.url.as_str().split('?').next().unwrap(), okta.end_session_endpoint());
    assert_eq!(browser.session(&app).await, (StatusCode::UNAUTHORIZED, json!({ "error": "signed_out" })));
    assert_eq!(second.session(&app).await.0, StatusCode::OK, "the other browser stays signed in");
    assert_eq!(database.audit().last().unwrap(), "sign_out succeeded");

    let signed_out = okta.confirm_sign_out(&browser, &question).await;
    assert_eq!(signed_out.url.path(), "/login");
    for words in ["You are signed out", "Your session here has ended, and Okta was asked to sign you out as well"] {
        assert!(signed_out.body.contains(words), "{}", signed_out.body);
    }
    let again = browser.follow(&link).await;
    assert!(again.url.path().starts_with("/login/"), "Okta asks for the password again: {}", again.url);
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs Node 24 (KAIMU_TEST_NODE): use tests/run"]
async fn the_client_secret_is_sent_in_the_body_when_only_client_secret_post_is_supported() {
    let (app, okta) = with_okta(&Database::sqlite(), &["--auth-method", "client_secret_post"]);
    let end = okta.sign_in(&Browser::new(), app.api("/auth/oidc/okta/authorize"), "alice").await;
    end.is_dashboard_of("Alice Example");
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs Node 24 (KAIMU_TEST_NODE): use tests/run"]
async fn a_user_who_is_not_assigned_sees_that_reason() {
    let database = Database::sqlite();
    let (app, okta) = with_okta(&database, &[]);
    let end = okta.sign_in(&Browser::new(), app.api("/auth/oidc/okta/authorize?return_to=/notes"), "robin").await;
    end.is_refused_with("provider.refused.not_assigned");
    assert_eq!(end.parameter("provider").as_deref(), Some("okta"));
    assert_eq!(end.parameter("return_to").as_deref(), Some("/notes"));
    assert_eq!(database.audit(), ["sign_in provider.refused.not_assigned"]);
    assert_eq!(database.count("users"), 0);
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs Node 24 (KAIMU_TEST_NODE): use tests/run"]
async fn an_unknown_scope_is_reported_as_the_cause() {
    let setup = Setup::on(&Database::sqlite());
    let okta = Okta::start(&setup.callback("okta"), &[]);
    let mut settings = okta.settings();
    settings["scopes"] = "openid groups".into();
    let app = setup.provider(settings).start();
    let end = Browser::new().follow(app.api("/auth/oidc/okta/authorize")).await;
    end.is_refused_with("provider.refused.invalid_scope");
    assert!(end.body.contains("Invalid scope"), "with the title in the guide: {}", end.body);
    let log = app.watch.log();
    let reported =
        log.iter().any(|line| line.contains("the requested scopes (openid groups)") && line.contains("> Scopes"));
    assert!(reported, "the operator reads which scopes, and where to enable them: {log:#?}");
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs Node 24 (KAIMU_TEST_NODE): use tests/run"]
async fn a_user_without_an_e_mail_address_signs_in() {
    let (app, okta) = with_okta(&Database::sqlite(), &[]);
    let browser = Browser::new();
    okta.sign_in(&browser, app.api("/auth/oidc/okta/authorize"), "noemail").await.is_dashboard_of("Noemail Example");
    let (_, session) = browser.session(&app).await;
    assert_eq!((&session["user"]["email"], &session["user"]["email_verified"]), (&json!(null), &json!(false)));
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs Node 24 (KAIMU_TEST_NODE): use tests/run"]
async fn a_wrong_client_secret_ends_with_client_rejected() {
    let setup = Setup::on(&Database::sqlite());
    let okta = Okta::start(&setup.callback("okta"), &[]);
    let mut settings = okta.settings();
    settings["client_secret"] = "mistyped".into();
    let app = setup.provider(settings).start();
    let end = okta.sign_in(&Browser::new(), app.api("/auth/oidc/okta/authorize"), "alice").await;
    end.is_refused_with("token.client_rejected");
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs Node 24 (KAIMU_TEST_NODE): use tests/run"]
async fn new_signing_keys_between_two_sign_ins_cause_one_fetch() {
    let (app, okta) = with_okta(&Database::sqlite(), &[]);
    let link = app.api("/auth/oidc/okta/authorize");
    okta.sign_in(&Browser::new(), &link, "alice").await.is_dashboard_of("Alice Example");
    okta.sign_in(&Browser::new(), &link, "bob").await.is_dashboard_of("Bob Example");
    assert_eq!(okta.key_requests(), 1);
    okta.rotate_keys();
    okta.sign_in(&Browser::new(), &link, "alice").await.is_dashboard_of("Alice Example");
    assert_eq!(okta.key_requests(), 2);
}

async fn a_user_disabled_at_the_provider_is_signed_out_at_the_next_recheck(database: Database) {
    let setup = Setup::on(&database);
    let okta = Okta::start(&setup.callback("okta"), &[]);
    let mut settings = okta.settings();
    settings["scopes"] = "openid email profile offline_access".into();
    settings["recheck"] = "1m".into();
    let app = setup.provider(settings).start();
    let (alice, bob) = (Browser::new(), Browser::new());
    for (browser, username) in [(&alice, "alice"), (&bob, "bob")] {
        let question = okta.sign_in(browser, app.api("/auth/oidc/okta/authorize"), username).await;
        okta.allow(browser, &question).await.is_dashboard_of("Example");
    }
    // Each refresh token works once there, so every recheck gets a new one.
    for checks in 1..=3 {
        app.clock.advance(TimeDelta::seconds(125));
        for browser in [&alice, &bob] {
            assert_eq!(browser.session(&app).await.0, StatusCode::OK);
        }
        let answered = database.values("COUNT(*)", "rechecks WHERE unanswered_since IS NULL");
        assert_eq!((answered, okta.token_requests()), (vec![Some("2".to_owned())], 2 + 2 * checks));
    }
    okta.disable("bob");
    app.clock.advance(TimeDelta::seconds(125));
    assert_eq!(bob.session(&app).await, (StatusCode::UNAUTHORIZED, json!({ "error": "signed_out" })));
    assert_eq!(alice.session(&app).await.0, StatusCode::OK);
    assert_eq!(database.audit(), ["sign_in succeeded", "sign_in succeeded", "recheck refused"]);
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs Node 24 (KAIMU_TEST_NODE): use tests/run"]
async fn a_required_second_factor_is_requested_and_a_sign_in_without_it_is_refused() {
    let setup = Setup::on(&Database::sqlite());
    let okta = Okta::start(&setup.callback("okta"), &[]);
    let mut settings = okta.settings();
    settings["required_acr"] = json!(["urn:okta:loa:2fa:any"]);
    settings["required_amr"] = json!(["mfa"]);
    settings["max_age"] = "12h".into();
    let app = setup.provider(settings).start();
    let link = app.api("/auth/oidc/okta/authorize");
    okta.sign_in(&Browser::new(), &link, "alice").await.is_refused_with("account.stronger_sign_in_needed");
    okta.sign_in(&Browser::new(), &link, "bob").await.is_dashboard_of("Bob Example");
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs Node 24 (KAIMU_TEST_NODE): use tests/run"]
async fn groups_from_the_userinfo_of_okta_admit_their_members() {
    let setup = Setup::on(&Database::sqlite());
    let okta = Okta::start(&setup.callback("okta"), &[]);
    let mut settings = okta.settings();
    settings["allowed_groups"] = json!(["Engineering"]);
    let app = setup.provider(settings).start();
    let (browser, link) = (Browser::new(), app.api("/auth/oidc/okta/authorize"));
    okta.sign_in(&browser, &link, "alice").await.is_dashboard_of("Alice Example");
    assert_eq!(browser.session(&app).await.1["session"]["groups"], json!(["Everyone", "Engineering"]));
    let refused = okta.sign_in(&Browser::new(), &link, "bob").await;
    refused.is_refused_with("account.no_allowed_group");
    assert!(refused.body.contains("Use another account"), "{}", refused.body);
}

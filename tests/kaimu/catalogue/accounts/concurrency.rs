//! Events between the steps of a sign-in, and concurrent sign-ins.

use futures_util::future::join_all;
use reqwest::StatusCode;
use serde_json::json;

use super::{user, with_two_providers};
use crate::account::press;
use crate::browser::Browser;
use crate::catalogue::world::World;
use crate::database::{Database, on_both_databases};
use crate::provider::Provider;
use crate::waiting::until;

on_both_databases![
    a_user_who_is_deleted_during_a_sign_in_becomes_a_new_user,
    a_deleted_user_is_signed_out_at_once,
    a_session_that_ends_during_another_sign_in_is_not_restored,
    concurrent_first_sign_ins_with_one_verified_address_create_one_user,
    concurrent_sign_ins_and_sign_outs_leave_the_expected_sessions,
];

async fn a_user_who_is_deleted_during_a_sign_in_becomes_a_new_user(database: Database) {
    let world = World::on(database);
    let before = world.accepts().await;
    let response = world.response(&world.browser).await;
    world.database.execute("DELETE FROM users");
    world.browser.follow(response).await.is_dashboard_of("Ada");
    let after = world.browser.session(&world.app).await.1["user"].take();
    assert_ne!(after["id"], before["id"]);
    assert_eq!((world.database.count("users"), world.database.count("identities")), (1, 1));
}

async fn a_deleted_user_is_signed_out_at_once(database: Database) {
    let world = World::on(database);
    world.browser.follow(world.sign_in_url()).await.is_dashboard_of("Ada");
    world.database.execute("DELETE FROM users");
    assert_eq!(world.browser.session(&world.app).await.0, StatusCode::UNAUTHORIZED);
    assert_eq!(world.browser.follow(world.app.page("/dashboard")).await.url.path(), "/login");
}

async fn a_session_that_ends_during_another_sign_in_is_not_restored(database: Database) {
    let world = World::on(database);
    world.browser.follow(world.sign_in_url()).await.is_dashboard_of("Ada");
    let response = world.response(&world.browser).await;
    world.browser.sign_out(&world.app).await;
    assert_eq!(world.database.count("sessions"), 0);
    world.browser.follow(response).await.is_dashboard_of("Ada");
    assert_eq!(world.database.count("sessions"), 1);
}

async fn concurrent_first_sign_ins_with_one_verified_address_create_one_user(database: Database) {
    let (app, one, two) = with_two_providers(&database);
    for round in 0..3 {
        for (provider, name) in [(&one, "one"), (&two, "two")] {
            let (sub, email) = (format!("{name}-{round}"), format!("ada-{round}@example.org"));
            provider.person(json!({ "sub": sub, "email": email }));
        }
        let users = join_all(["one", "two", "one", "two"].map(|slug| user(&app, slug))).await;
        assert!(users.iter().all(|user| user["id"] == users[0]["id"]), "{users:?}");
    }
    assert_eq!((database.count("users"), database.count("identities")), (3, 6));
}

async fn concurrent_sign_ins_and_sign_outs_leave_the_expected_sessions(database: Database) {
    let world = World::on(database);
    let browsers: Vec<_> = (0..10).map(|_| Browser::new()).collect();
    join_all(browsers.iter().enumerate().map(async |(number, browser)| {
        browser.follow(world.sign_in_url()).await.is_dashboard_of("Ada");
        if number % 2 == 0 {
            browser.sign_out(&world.app).await;
        }
    }))
    .await;
    for (number, browser) in browsers.iter().enumerate() {
        let expected = if number % 2 == 0 { StatusCode::UNAUTHORIZED } else { StatusCode::OK };
        assert_eq!(browser.session(&world.app).await.0, expected);
    }
    assert_eq!((world.database.count("users"), world.database.count("sessions")), (1, 5));
}

#[tokio::test(flavor = "multi_thread")]
async fn another_user_gets_a_released_address_only_when_it_is_verified() {
    let database = Database::sqlite();
    let (app, one, two): (_, Provider, Provider) = with_two_providers(&database);
    let ada = user(&app, "one").await;
    one.person(json!({ "email": "new@example.org" }));
    assert_eq!(user(&app, "one").await["email"], "new@example.org");
    two.person(json!({ "sub": "bob", "email_verified": false }));
    let bob = user(&app, "two").await;
    assert_eq!((bob["id"] == ada["id"], &bob["email"]), (false, &json!(null)));
    two.person(json!({ "email_verified": true }));
    let bob = user(&app, "two").await;
    assert_eq!((bob["id"] == ada["id"], &bob["email"]), (false, &json!("ada@example.org")));
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs Postgres (KAIMU_TEST_POSTGRES): use tests/run"]
async fn an_identity_that_is_unlinked_during_its_sign_in() {
    let database = Database::postgres();
    let (app, ..) = with_two_providers(&database);
    let ada = user(&app, "one").await;
    assert_eq!(user(&app, "two").await["id"], ada["id"], "linked by its address");
    let unlinking = database.hold(
        "INSERT INTO unlinked_identities SELECT user_id, issuer, subject, 0 FROM identities WHERE provider = 'two';
         DELETE FROM identities WHERE provider = 'two'",
    );
    let (browser, start) = (Browser::new(), app.api("/auth/oidc/two/authorize"));
    let sign_in = tokio::spawn(async move { browser.follow(start).await });
    until("the sign-in waits for the identity", async || database.waiting() == 1).await;
    unlinking.commit();
    sign_in.await.unwrap().is_refused_with("account.confirmation_needed");
    assert_eq!((database.count("sessions"), database.count("users")), (2, 1), "no new session");
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs Postgres (KAIMU_TEST_POSTGRES): use tests/run"]
async fn an_identity_that_is_unlinked_while_its_session_begins() {
    let database = Database::postgres();
    let (app, one, _two) = with_two_providers(&database);
    one.person_has_just_authenticated();
    user(&app, "two").await;
    let here = Browser::new();
    here.follow(app.api("/auth/oidc/one/authorize")).await.is_signed_in_as("Ada");
    let of_two = database.values("id", "identities WHERE provider = 'two'")[0].clone().unwrap();
    let no_session_begins = database.hold("LOCK TABLE sessions IN SHARE MODE");
    let (browser, start) = (Browser::new(), app.api("/auth/oidc/two/authorize"));
    let sign_in = tokio::spawn(async move {
        browser.follow(start).await;
        browser
    });
    until("the sign-in has found its user", async || database.waiting() == 1).await;
    let unlinked = async { press(&app, &here, "unlink", &[("identity", &of_two)]).await.parameter("done") };
    let release = async {
        until("the unlink waits for the sign-in", async || database.waiting() == 2).await;
        no_session_begins.commit();
    };
    let (unlinked, ()) = tokio::join!(unlinked, release);
    assert_eq!(unlinked.as_deref(), Some("unlinked"));
    assert_eq!(sign_in.await.unwrap().session(&app).await.0, StatusCode::UNAUTHORIZED);
    assert_eq!(database.count("sessions"), 1, "the one that the other identity began");
}

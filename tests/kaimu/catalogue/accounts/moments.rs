//! What happens between the steps of a sign-in, and at the same time.

use futures_util::future::join_all;
use reqwest::StatusCode;
use serde_json::json;

use super::{user, with_two_providers};
use crate::browser::Browser;
use crate::catalogue::world::World;
use crate::database::{Database, on_both_databases};
use crate::provider::Provider;

on_both_databases![
    a_user_who_is_deleted_during_the_sign_in_starts_anew,
    a_user_who_is_deleted_is_signed_out_at_once,
    a_session_that_ends_during_another_sign_in_does_not_come_back,
    two_providers_that_verify_one_address_at_once_make_one_user,
    sign_ins_and_sign_outs_at_once_leave_what_was_asked_for,
];

async fn a_user_who_is_deleted_during_the_sign_in_starts_anew(database: Database) {
    let world = World::on(database);
    let before = world.accepts().await;
    let response = world.response(&world.browser).await;
    world.database.execute("DELETE FROM users");
    world.browser.follow(response).await.is_dashboard_of("Ada");
    let after = world.browser.session(&world.app).await.1["user"].take();
    assert_ne!(after["id"], before["id"]);
    assert_eq!((world.database.count("users"), world.database.count("identities")), (1, 1));
}

async fn a_user_who_is_deleted_is_signed_out_at_once(database: Database) {
    let world = World::on(database);
    world.browser.follow(world.link()).await.is_dashboard_of("Ada");
    world.database.execute("DELETE FROM users");
    assert_eq!(world.browser.session(&world.app).await.0, StatusCode::UNAUTHORIZED);
    assert_eq!(world.browser.follow(world.app.page("/dashboard")).await.url.path(), "/login");
}

async fn a_session_that_ends_during_another_sign_in_does_not_come_back(database: Database) {
    let world = World::on(database);
    world.browser.follow(world.link()).await.is_dashboard_of("Ada");
    let response = world.response(&world.browser).await;
    world.browser.sign_out(&world.app).await;
    assert_eq!(world.database.count("sessions"), 0);
    world.browser.follow(response).await.is_dashboard_of("Ada");
    assert_eq!(world.database.count("sessions"), 1);
}

async fn two_providers_that_verify_one_address_at_once_make_one_user(database: Database) {
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

async fn sign_ins_and_sign_outs_at_once_leave_what_was_asked_for(database: Database) {
    let world = World::on(database);
    let browsers: Vec<_> = (0..10).map(|_| Browser::new()).collect();
    join_all(browsers.iter().enumerate().map(async |(number, browser)| {
        browser.follow(world.link()).await.is_dashboard_of("Ada");
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
async fn an_address_that_a_person_gives_up_is_another_s_only_when_verified_there() {
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

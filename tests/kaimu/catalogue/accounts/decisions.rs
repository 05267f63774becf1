//! Whether a sign-in finds a user, links an identity or creates a user.

use futures_util::future::join_all;
use serde_json::{Value, json};

use super::{user, with_two_providers};
use crate::app::{STARTS_PER_MINUTE, Setup};
use crate::browser::Browser;
use crate::database::{Database, on_both_databases};
use crate::program::Program;
use crate::provider::Provider;

on_both_databases![
    ten_concurrent_first_sign_ins_of_one_identity_create_one_user,
    a_verified_address_links_and_an_unverified_one_does_not,
    a_recycled_address_at_the_same_issuer_creates_a_new_user,
    an_address_that_two_users_prove_links_an_identity_to_neither,
    a_changed_address_is_adopted_only_when_verified_and_unused,
    two_users_with_one_preferred_username_get_two_usernames,
    trust_email_makes_an_unverified_address_count_as_verified,
    a_username_that_another_user_had_before_a_rename,
];

async fn ten_concurrent_first_sign_ins_of_one_identity_create_one_user(database: Database) {
    let provider = Provider::start();
    let setup = Setup::on(&database).provider(provider.settings("one"));
    let app = setup.set("KAIMU_DATABASE__POOL_SIZE", "16").set(STARTS_PER_MINUTE, "0").start();
    for round in 1..=5 {
        provider.person(json!({ "sub": format!("ada-{round}"), "email": format!("ada-{round}@example.org") }));
        let browsers: Vec<_> = (0..10).map(|_| Browser::new()).collect();
        let responses = join_all(browsers.iter().map(async |browser| {
            let at_provider = browser.get(app.api("/auth/oidc/one/authorize")).await.location().unwrap();
            (browser, browser.get(at_provider).await.location().unwrap())
        }));
        // All browsers send their responses at the same time.
        let ends = responses.await.into_iter().map(async |(browser, response)| {
            browser.follow(response).await.is_dashboard_of("Ada");
            browser.session(&app).await.1["user"]["id"].take()
        });
        let users = join_all(ends).await;
        assert!(users.iter().all(|user| *user == users[0]), "{users:?}");
        assert_eq!((database.count("users"), database.count("identities")), (round, round));
        assert_eq!(database.count("sessions"), 10 * round);
    }
    assert_eq!(database.audit(), ["sign_in succeeded"; 50]);
}

async fn a_verified_address_links_and_an_unverified_one_does_not(database: Database) {
    let (app, _one, two) = with_two_providers(&database);
    let ada = user(&app, "one").await;

    two.person(json!({ "sub": "mallory", "email_verified": false }));
    let mallory = user(&app, "two").await;
    assert_ne!(mallory["id"], ada["id"]);
    assert_eq!((&mallory["email"], &mallory["email_verified"]), (&json!(null), &json!(false)));
    let kept =
        database.values("email || ' ' || CAST(email_verified AS INTEGER)", "identities WHERE subject = 'mallory'");
    assert_eq!(kept, [Some("ada@example.org 0".to_owned())], "kept for display");

    two.person(json!({ "sub": "ada-at-two", "email": "ADA@example.org", "email_verified": "true" }));
    assert_eq!(user(&app, "two").await["id"], ada["id"], "case is folded, and \"true\" is true");
    assert_eq!((database.count("users"), database.count("identities")), (2, 3));
}

async fn a_recycled_address_at_the_same_issuer_creates_a_new_user(database: Database) {
    let (app, one, _two) = with_two_providers(&database);
    let ada = user(&app, "one").await;
    one.person(json!({ "sub": "ada-2", "name": "Ada Byron" }));
    let successor = user(&app, "one").await;
    assert_ne!(successor["id"], ada["id"]);
    assert_eq!(successor["email"], json!(null), "the address has an owner");
    assert_eq!(database.count("users"), 2);
}

async fn an_address_that_two_users_prove_links_an_identity_to_neither(database: Database) {
    let (app, one, two) = with_two_providers(&database);
    let ada = user(&app, "one").await;
    // The provider has given Ada's address to Bob.
    one.person(json!({ "sub": "bob" }));
    let bob = user(&app, "one").await;
    two.person(json!({ "sub": "ada-or-bob" }));
    let new = user(&app, "two").await;
    assert!(new["id"] != ada["id"] && new["id"] != bob["id"], "{new}");
    assert_eq!(new["email"], json!(null));
}

async fn a_changed_address_is_adopted_only_when_verified_and_unused(database: Database) {
    let (app, one, two) = with_two_providers(&database);
    let ada = user(&app, "one").await;
    two.person(json!({ "sub": "bob", "email": "bob@example.org", "name": "Bob" }));
    let bob = user(&app, "two").await;

    for (claims, expected) in [
        (json!({ "email": "new@example.org", "email_verified": false }), Value::Null),
        (json!({ "email": "bob@example.org", "email_verified": true }), Value::Null),
        (json!({ "email": "new@example.org", "email_verified": true, "name": "Ada King" }), json!("new@example.org")),
    ] {
        one.person(claims);
        let again = user(&app, "one").await;
        assert_eq!((&again["id"], &again["email"]), (&ada["id"], &expected));
    }
    assert_eq!(user(&app, "one").await["display_name"], "Ada King");
    assert_eq!(user(&app, "two").await["email"], bob["email"]);
}

async fn two_users_with_one_preferred_username_get_two_usernames(database: Database) {
    let (app, _one, two) = with_two_providers(&database);
    two.person(json!({ "sub": "another", "email": null }));
    assert_eq!(user(&app, "one").await["username"], "ada");
    assert_eq!(user(&app, "two").await["username"], "ada-2");
}

async fn trust_email_makes_an_unverified_address_count_as_verified(database: Database) {
    let (one, two) = (Provider::start(), Provider::start());
    let mut trusted = two.settings("two");
    trusted["trust_email"] = true.into();
    let app = Setup::on(&database).provider(one.settings("one")).provider(trusted).start();
    two.person(json!({ "sub": "ada-at-two", "email_verified": null }));
    let ada = user(&app, "two").await;
    assert_eq!((&ada["email"], &ada["email_verified"]), (&json!("ada@example.org"), &json!(true)));
    assert_eq!(user(&app, "one").await["id"], ada["id"]);
}

async fn a_username_that_another_user_had_before_a_rename(database: Database) {
    let (app, _one, two) = with_two_providers(&database);
    user(&app, "one").await;
    let operator = Program::on(&database);
    let rename = |from: &str, to: &str| operator.run(&["users", "rename", from, to]).status;
    assert_eq!((rename("ada", "first"), rename("first", "second")), (Some(0), Some(0)));
    two.person(json!({ "sub": "bob", "email": "bob@example.org", "preferred_username": "first" }));
    assert_eq!(user(&app, "two").await["username"], "first-2");
    for of_another in ["ada", "first", "second"] {
        assert_eq!(rename("first-2", of_another), Some(1), "{of_another}");
    }
    assert_eq!(rename("second", "ada"), Some(0), "their own");
}

//! `kaimu users relink`: a new subject at the same issuer replaces an identity of the user whose address it proves.

use serde_json::{Value, json};

use super::{user, with_two_providers};
use crate::account::{confirms, link, sign_in};
use crate::app::{Setup, TestApp};
use crate::browser::Browser;
use crate::database::{Database, on_both_databases};
use crate::operator::stdout_of;
use crate::program::Program;
use crate::provider::Provider;

on_both_databases![
    a_new_subject_replaces_the_old_one_after_the_operator_has_relinked_its_user,
    a_user_who_was_created_for_a_new_subject_is_merged_by_a_relink,
    a_relink_that_has_expired_or_was_not_needed,
    a_new_subject_with_another_address_than_the_relinked_identity_proved,
    a_relink_without_a_proven_address,
];

/// The operator's program, which knows the providers "one" and "two".
fn operator(database: &Database, one: &Provider, two: &Provider) -> Program {
    let providers = json!([one.settings("one"), two.settings("two")]).to_string();
    Program::on(database).set("OIDC_PROVIDERS", &providers)
}

const PLAN: &[&str] = &["users", "relink", "--provider", "one", "--by", "email"];
const RELINK: &[&str] = &["users", "relink", "--provider", "one", "--by", "email", "--yes"];

async fn a_new_subject_replaces_the_old_one_after_the_operator_has_relinked_its_user(database: Database) {
    let (app, one, two) = with_two_providers(&database);
    let program = operator(&database, &one, &two);
    let before = Browser::new();
    let ada = sign_in(&app, &before, "one").await;
    let shown = stdout_of(&program, PLAN);
    assert!(shown.starts_with("ada: the next sign-in at one with the same proven address replaces"), "{shown}");
    assert!(shown.contains("1 user to relink; nothing has changed"), "{shown}");
    assert_eq!(database.count("identities WHERE relink_until IS NOT NULL"), 0);
    assert_eq!(database.audit(), ["sign_in succeeded"]);

    assert!(stdout_of(&program, RELINK).ends_with("1 user relinked\n"));
    assert_eq!(before.session(&app).await.0, 200, "nothing ends yet");
    one.person(json!({ "sub": "ada-new" }));
    assert_eq!(user(&app, "one").await["id"], ada["id"]);
    let subjects = || database.values("subject", "identities");
    assert_eq!(subjects(), [Some("ada-new".to_owned())]);
    assert_eq!(before.session(&app).await.0, 401, "a session of the old identity");
    let audit = database.audit();
    assert!(audit[1] == "user_relink succeeded" && audit.iter().any(|entry| entry == "link succeeded"), "{audit:?}");

    // It works once: the next subject is another person.
    one.person(json!({ "sub": "eve" }));
    assert_ne!(user(&app, "one").await["id"], ada["id"]);
    assert_eq!(database.count("users"), 2);
}

async fn a_user_who_was_created_for_a_new_subject_is_merged_by_a_relink(database: Database) {
    let (app, one, two) = with_two_providers(&database);
    let program = operator(&database, &one, &two);
    let ada = user(&app, "one").await;
    one.person(json!({ "sub": "ada-new", "preferred_username": "ada" }));
    let new = user(&app, "one").await;
    assert_ne!(new["id"], ada["id"]);
    let name = new["username"].as_str().unwrap();
    let shown = stdout_of(&program, PLAN);
    assert_eq!(
        shown.lines().next().unwrap(),
        format!("ada: gets the new identity of {name}; the user {name} is removed")
    );
    assert_eq!(database.count("users"), 2, "nothing has changed");
    stdout_of(&program, RELINK);
    let after = user(&app, "one").await;
    assert_eq!((&after["id"], &after["email"]), (&ada["id"], &ada["email"]));
    assert_eq!((database.count("users"), database.values("subject", "identities").len()), (1, 1));
}

async fn a_relink_that_has_expired_or_was_not_needed(database: Database) {
    let (app, one, two) = with_two_providers(&database);
    let program = operator(&database, &one, &two);
    let ada = user(&app, "one").await;
    // The subject is the same as before: the sign-in ends the permission.
    stdout_of(&program, RELINK);
    assert_eq!(user(&app, "one").await["id"], ada["id"]);
    one.person(json!({ "sub": "eve" }));
    let eve = user(&app, "one").await;
    assert_ne!(eve["id"], ada["id"]);
    database.execute(&format!("DELETE FROM users WHERE id = {}", crate::account::id(&eve)));
    database.execute("DELETE FROM identities WHERE subject = 'eve'");

    stdout_of(&program, RELINK);
    database.execute("UPDATE identities SET relink_until = last_used_at - 1");
    assert_ne!(user(&app, "one").await["id"], ada["id"], "after 30 days");
}

async fn a_new_subject_with_another_address_than_the_relinked_identity_proved(database: Database) {
    let (app, one, two) = with_two_providers(&database);
    let program = operator(&database, &one, &two);
    one.person_has_just_authenticated();
    two.person(json!({ "sub": "ada-at-two", "email": "ada@home.example" }));
    two.person_has_just_authenticated();
    let browser = Browser::new();
    let ada = sign_in(&app, &browser, "one").await;
    confirms(&link(&app, &browser, "two").await, "linked");
    stdout_of(&program, RELINK);
    one.person(json!({ "sub": "eve", "email": "ada@home.example" }));
    assert_ne!(user(&app, "one").await["id"], ada["id"], "the identity at one proved another address");
    let unproven = json!({ "sub": "mallory", "email": "ada@example.org", "email_verified": false });
    one.person(unproven);
    assert_ne!(user(&app, "one").await["id"], ada["id"]);
    one.person(json!({ "sub": "ada-new", "email": "ada@example.org", "email_verified": true }));
    assert_eq!(user(&app, "one").await["id"], ada["id"]);
}

async fn a_relink_without_a_proven_address(database: Database) {
    let (one, two) = (Provider::start(), Provider::start());
    one.person(json!({ "email_verified": false }));
    let app: TestApp = Setup::on(&database).provider(one.settings("one")).provider(two.settings("two")).start();
    let ada = user(&app, "one").await;
    assert_eq!(ada["email"], Value::Null);
    let program = operator(&database, &one, &two);
    let shown = stdout_of(&program, RELINK);
    assert!(shown.starts_with("ada: stays as it is, because not all of their identities"), "{shown}");
    assert!(shown.ends_with("there is no user to relink\n"), "{shown}");
    assert_eq!(database.count("identities WHERE relink_until IS NOT NULL"), 0);
    // The address of another provider proves nothing about an identity at this one.
    for provider in [&one, &two] {
        provider.person_has_just_authenticated();
    }
    let browser = Browser::new();
    sign_in(&app, &browser, "one").await;
    confirms(&link(&app, &browser, "two").await, "linked");
    let linked = user(&app, "two").await;
    assert!(linked["id"] == ada["id"] && linked["email"].is_string(), "{linked}");
    assert!(stdout_of(&program, RELINK).starts_with("ada: stays as it is, because not all of their identities"));
    one.person(json!({ "sub": "ada-new", "email": "new@example.org", "email_verified": true }));
    assert_ne!(user(&app, "one").await["id"], ada["id"]);
    for (arguments, status, words) in [
        (&["users", "relink", "--provider", "nope", "--by", "email"][..], 2, "no provider has the slug nope"),
        (&["users", "relink", "nobody", "--provider", "one", "--by", "email"], 1, "no user has this username"),
    ] {
        let ended = program.run(arguments);
        assert_eq!((ended.status, ended.stdout.as_str()), (Some(status), ""), "{arguments:?}");
        assert!(ended.stderr.contains(words), "{}", ended.stderr);
    }
}

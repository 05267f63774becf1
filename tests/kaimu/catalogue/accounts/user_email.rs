//! The address of a user: which of the addresses that their identities prove, and when it changes.

use serde_json::{Value, json};

use crate::account::{account, confirms, fields, id, link, press, sign_in, with_two_providers};
use crate::app::Setup;
use crate::browser::Browser;
use crate::database::{Database, on_both_databases};
use crate::provider::Provider;

on_both_databases![
    an_address_does_not_follow_the_identity_that_was_used_last,
    every_proven_address_of_a_user_finds_them,
    an_address_that_no_identity_has_any_more_is_released,
    an_unlinked_identity_takes_its_address_along,
    two_people_who_swap_addresses_at_their_provider_both_get_theirs,
    users_from_before_the_migration_keep_their_addresses,
];

async fn an_address_does_not_follow_the_identity_that_was_used_last(database: Database) {
    let (app, one, two) = with_two_providers(&database);
    let browser = Browser::new();
    let ada = sign_in(&app, &browser, "one").await;
    confirms(&link(&app, &browser, "two").await, "linked");
    for slug in ["two", "one", "two"] {
        assert_eq!(sign_in(&app, &Browser::new(), slug).await, ada, "{slug}");
    }
    assert!(!database.audit().contains(&"email_change succeeded".to_owned()));
    // Nor does a sign-in without any address change it.
    one.person(json!({ "email": null, "email_verified": null }));
    two.person(json!({ "email": null, "email_verified": null }));
    for slug in ["one", "two"] {
        assert_eq!(sign_in(&app, &Browser::new(), slug).await, ada, "{slug}");
    }
}

async fn every_proven_address_of_a_user_finds_them(database: Database) {
    let (one, two, three) = (Provider::start(), Provider::start(), Provider::start());
    two.person(json!({ "sub": "ada-at-two", "email": "ada@two.example" }));
    three.person(json!({ "sub": "ada-at-three", "email": "ada@two.example" }));
    one.person_has_just_authenticated();
    let setup = Setup::on(&database).provider(one.settings("one")).provider(two.settings("two"));
    let app = setup.provider(three.settings("three")).start();
    let browser = Browser::new();
    let ada = sign_in(&app, &browser, "one").await;
    confirms(&link(&app, &browser, "two").await, "linked");
    assert_eq!(sign_in(&app, &Browser::new(), "three").await, ada);
    assert_eq!((database.count("users"), database.count("identities")), (1, 3));
    // No other user gets the address, not even one without an address.
    three.person(json!({ "sub": "bob-at-three", "name": "Bob" }));
    let bob = sign_in(&app, &Browser::new(), "three").await;
    assert_eq!((bob["id"] == ada["id"], &bob["email"]), (false, &Value::Null));
}

async fn an_address_that_no_identity_has_any_more_is_released(database: Database) {
    let (app, one, _two) = with_two_providers(&database);
    let browser = Browser::new();
    let ada = sign_in(&app, &browser, "one").await;
    confirms(&link(&app, &browser, "two").await, "linked");
    // It moves to the address that the other identity proves, and stays there.
    one.person(json!({ "email": "new@example.org", "email_verified": false }));
    assert_eq!(sign_in(&app, &browser, "one").await["email"], "ada@two.example");
    one.person(json!({ "email": "ada@example.org", "email_verified": true }));
    assert_eq!(sign_in(&app, &browser, "one").await["email"], "ada@two.example");

    let changes = database.values("user_id", "audit_events WHERE action = 'email_change' AND outcome = 'succeeded'");
    assert_eq!(changes, [ada["id"].as_str().map(str::to_owned)]);
    let page = account(&app, &browser).await;
    assert!(page.body.contains("Your e-mail address here has changed"), "{}", page.body);
}

async fn an_unlinked_identity_takes_its_address_along(database: Database) {
    let (app, _one, two) = with_two_providers(&database);
    let browser = Browser::new();
    sign_in(&app, &browser, "one").await;
    confirms(&link(&app, &browser, "two").await, "linked");
    let page = account(&app, &browser).await;
    let end = press(&app, &browser, "unlink", &[("identity", &fields(&page, "identity")[0])]).await;
    assert_eq!(
        (end.url.path(), end.parameter("signed_out").as_deref()),
        ("/login", Some("1")),
        "it began this session"
    );
    assert_eq!(sign_in(&app, &browser, "two").await["email"], "ada@two.example");
    // The address is free for the person who has it now.
    two.person(json!({ "sub": "bob-at-two", "email": "ada@example.org", "name": "Bob" }));
    assert_eq!(sign_in(&app, &Browser::new(), "two").await["email"], "ada@example.org");
}

async fn two_people_who_swap_addresses_at_their_provider_both_get_theirs(database: Database) {
    let provider = Provider::start();
    let app = Setup::on(&database).provider(provider.settings("one")).start();
    let sign_in_as = async |subject: &str, email: &str| {
        provider.person(json!({ "sub": subject, "email": email }));
        sign_in(&app, &Browser::new(), "one").await
    };
    let ada = sign_in_as("ada", "first@example.org").await;
    let bob = sign_in_as("bob", "second@example.org").await;
    let swapped = sign_in_as("ada", "second@example.org").await;
    assert_eq!((&swapped["id"], &swapped["email"]), (&ada["id"], &Value::Null), "it is still Bob's");
    let swapped = sign_in_as("bob", "first@example.org").await;
    assert_eq!((&swapped["id"], &swapped["email"]), (&bob["id"], &json!("first@example.org")));
    let email_of = |user: &Value| database.values("email", &format!("users WHERE id = {}", id(user)));
    assert_eq!(email_of(&ada), [Some("second@example.org".to_owned())], "without another sign-in");
    let addresses = database.values(
        "COALESCE(address, '-')",
        &format!("audit_events WHERE action = 'email_change' AND user_id = {} ORDER BY id", id(&ada)),
    );
    assert_eq!(addresses, ["127.0.0.1", "-"].map(|it| Some(it.to_owned())), "Bob's client address is not Ada's affair");
}

async fn users_from_before_the_migration_keep_their_addresses(database: Database) {
    let (app, one, _two) = with_two_providers(&database);
    let browser = Browser::new();
    let ada = sign_in(&app, &browser, "one").await;
    confirms(&link(&app, &browser, "two").await, "linked");
    one.person(json!({ "sub": "eve", "email": "eve@example.org", "email_verified": false }));
    sign_in(&app, &Browser::new(), "one").await;
    database.execute("UPDATE identities SET proven_email_key = NULL");
    for statement in include_str!("../../../../migrations/2026-11-28-200000_proven_addresses/up.sql").split(';') {
        if statement.contains("UPDATE identities") {
            database.execute(statement);
        }
    }
    let proving = database.values("email", "identities WHERE proven_email_key IS NOT NULL");
    assert_eq!(proving, [Some("ada@example.org".to_owned())], "the address of the user, where it is verified");
    assert_eq!(sign_in(&app, &Browser::new(), "two").await, ada);
}

//! Users and identities.

use std::time::Duration;

use kaimu::domain::{Issuer, Profile, Slug, User, VerifiedIdentity};
use kaimu::flow::random;
use kaimu::store::{StoreError, identities, users};

use super::{all, at, change, email, identity, keep, link, owner_of, user, user_of, verified};
use crate::database::{Database, on_both_databases};

on_both_databases![
    a_user_comes_back_as_kept_with_times_to_the_millisecond,
    a_taken_username_adds_nobody_and_changes_nothing,
    a_proven_address_has_one_owner_in_whatever_case,
    a_claimed_address_finds_nobody,
    a_profile_is_replaced_and_nothing_else,
    an_identity_is_compared_to_the_letter_and_linked_once,
    a_use_of_an_identity_is_noted_with_what_its_provider_says_now,
];

async fn a_user_comes_back_as_kept_with_times_to_the_millisecond(database: Database) {
    let store = database.open();
    store.ping().await.unwrap();
    let created_at = at(0) + Duration::from_nanos(456_789);
    let ada = User {
        email: Some(email("Ada@Example.org")),
        display_name: Some("Ada \u{1f469}\u{200d}\u{1f4bb} O'Lovelace".to_owned()),
        avatar_url: Some("https://example.org/ada.png?size=1&x='".to_owned()),
        created_at,
        ..user("ada")
    };
    keep(&store, &ada).await;
    keep(&store, &user("bob")).await;
    let found = owner_of(&store, "Ada@Example.org").await.unwrap();
    assert_eq!(all(&found), all(&User { created_at: at(0), ..ada }));
}

async fn a_taken_username_adds_nobody_and_changes_nothing(database: Database) {
    let store = database.open();
    let ada = User { email: Some(email("ada@example.org")), ..user("ada") };
    keep(&store, &ada).await;
    let second = User { email: Some(email("second@example.org")), ..user("ada") };
    assert!(!change(&store, move |c| users::insert(c, &second)).await);
    assert_eq!(all(&owner_of(&store, "ada@example.org").await.unwrap()), all(&ada));
    assert_eq!(database.count("users"), 1);
}

async fn a_proven_address_has_one_owner_in_whatever_case(database: Database) {
    let store = database.open();
    let ada = User { email: Some(email("\u{c4}da@Example.org")), ..user("ada") };
    keep(&store, &ada).await;
    assert_eq!(owner_of(&store, "\u{c4}DA@EXAMPLE.ORG").await.unwrap().id, ada.id);
    assert!(owner_of(&store, "\u{e4}da@example.org").await.is_none(), "only ASCII is folded");
    let thief = User { email: Some(email("\u{c4}DA@example.org")), ..user("thief") };
    let refused = store.write(move |c| users::insert(c, &thief)).await;
    assert!(matches!(refused, Err(StoreError::Query(_))), "{refused:?}");
    assert_eq!(database.count("users"), 1);
}

async fn a_claimed_address_finds_nobody(database: Database) {
    let store = database.open();
    let mallory = user("mallory");
    keep(&store, &mallory).await;
    let profile = Profile { email: Some(email("ada@example.org")), ..Profile::default() };
    link(&store, &mallory, verified("mallory-1", profile), 0).await;
    assert!(owner_of(&store, "ada@example.org").await.is_none());
    let kept = database.values("email || ' ' || CAST(email_verified AS INTEGER)", "identities");
    assert_eq!(kept, [Some("ada@example.org 0".to_owned())], "kept for display");
}

async fn a_profile_is_replaced_and_nothing_else(database: Database) {
    let store = database.open();
    let (ada, bob) = (User { email: Some(email("old@example.org")), ..user("ada") }, user("bob"));
    keep(&store, &ada).await;
    keep(&store, &bob).await;
    link(&store, &bob, verified("bob-1", Profile::default()), 0).await;
    let changed = User {
        username: "not to be changed".to_owned(),
        email: Some(email("New@example.org")),
        display_name: Some("Ada".to_owned()),
        avatar_url: Some("https://example.org/new.png".to_owned()),
        created_at: at(99),
        ..ada.clone()
    };
    let given = changed.clone();
    change(&store, move |c| users::update_profile(c, &given)).await;
    assert!(owner_of(&store, "old@example.org").await.is_none());
    let found = owner_of(&store, "new@EXAMPLE.org").await.unwrap();
    assert_eq!(all(&found), all(&User { username: ada.username, created_at: ada.created_at, ..changed }));
    let other = user_of(&store, identity("https://idp.example", "bob-1")).await.unwrap();
    assert_eq!(all(&other), all(&bob), "the other user");
}

async fn an_identity_is_compared_to_the_letter_and_linked_once(database: Database) {
    let store = database.open();
    let (ada, bob) = (user("ada"), user("bob"));
    keep(&store, &ada).await;
    keep(&store, &bob).await;
    link(&store, &ada, verified("ada-1", Profile::default()), 0).await;
    assert_eq!(user_of(&store, identity("https://idp.example", "ada-1")).await.unwrap().id, ada.id);
    for (issuer, subject) in [
        ("https://idp.example/", "ada-1"),
        ("https://IDP.example", "ada-1"),
        ("https://idp.example", "Ada-1"),
        ("https://idp.example", "ada-1 "),
        ("https://idp.example", "ada_1"),
    ] {
        assert!(user_of(&store, identity(issuer, subject)).await.is_none(), "{issuer} {subject}");
    }
    for (somebody, issuer, expected) in [
        (ada.id, "https://idp.example", true),
        (ada.id, "https://idp.example/", false),
        (bob.id, "https://idp.example", false),
    ] {
        let issuer = Issuer::new(issuer);
        assert_eq!(store.read(move |c| identities::exists_at_issuer(c, somebody, &issuer)).await.unwrap(), expected);
    }
    let again = verified("ada-1", Profile::default());
    let refused = store.write(move |c| identities::link(c, random::id(at(1)), bob.id, &again, at(1))).await;
    assert!(matches!(refused, Err(StoreError::Query(_))), "{refused:?}");
    assert_eq!(database.count("identities"), 1);
}

async fn a_use_of_an_identity_is_noted_with_what_its_provider_says_now(database: Database) {
    let store = database.open();
    let ada = user("ada");
    keep(&store, &ada).await;
    for subject in ["ada-1", "ada-2"] {
        link(&store, &ada, verified(subject, Profile::default()), 0).await;
    }
    let profile = Profile { email: Some(email("ada@example.org")), email_verified: true, ..Profile::default() };
    let now = VerifiedIdentity { provider: Slug::parse("renamed").unwrap(), ..verified("ada-1", profile) };
    change(&store, move |c| identities::record_use(c, &now, at(5))).await;
    let stranger = verified("stranger", Profile::default());
    change(&store, move |c| identities::record_use(c, &stranger, at(5))).await;

    let columns = "subject || ' ' || provider || ' ' || COALESCE(email, '-') || ' ' || CAST(email_verified AS INTEGER) \
                   || ' ' || (linked_at - 1767225600123) || ' ' || (last_used_at - 1767225600123)";
    let kept = database.values(columns, "identities ORDER BY subject");
    let expected = ["ada-1 renamed ada@example.org 1 0 5", "ada-2 okta - 0 0 0"];
    assert_eq!(kept, expected.map(|line| Some(line.to_owned())));
}

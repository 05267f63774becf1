//! Users and identities.

use std::time::Duration;

use kaimu::domain::{EmailAddress, Issuer, Profile, Slug, User, UserId, VerifiedIdentity};
use kaimu::flow::random;
use kaimu::store::{Connection, Store, StoreError, identities, user_admin, users};

use super::{
    at, change, describe, email, find_by_email, find_by_identity, identity, insert_user, link, user, verified,
};
use crate::database::{Database, on_both_databases};

on_both_databases![
    a_user_is_read_as_it_was_written_with_times_to_the_millisecond,
    a_taken_username_adds_no_user_and_changes_nothing,
    a_username_stays_used_after_its_user_is_deleted,
    a_proven_address_has_one_owner_in_upper_or_lower_case,
    a_claimed_address_finds_no_user,
    the_owners_of_an_address_have_it_or_an_identity_that_proves_it,
    a_profile_and_an_address_are_replaced_and_nothing_else,
    an_identity_is_compared_exactly_and_linked_once,
    a_use_of_an_identity_is_recorded_with_the_current_address,
];

async fn a_user_is_read_as_it_was_written_with_times_to_the_millisecond(database: Database) {
    let store = database.open();
    store.ready().await.unwrap();
    let created_at = at(0) + Duration::from_nanos(456_789);
    let ada = User {
        email: Some(email("Ada@Example.org")),
        display_name: Some("Ada \u{1f469}\u{200d}\u{1f4bb} O'Lovelace".to_owned()),
        avatar_url: Some("https://example.org/ada.png?size=1&x='".to_owned()),
        created_at,
        ..user("ada")
    };
    insert_user(&store, &ada).await;
    insert_user(&store, &user("bob")).await;
    let found = find_by_email(&store, "Ada@Example.org").await.unwrap();
    assert_eq!(describe(&found), describe(&User { created_at: at(0), ..ada }));
}

async fn a_taken_username_adds_no_user_and_changes_nothing(database: Database) {
    let store = database.open();
    let ada = User { email: Some(email("ada@example.org")), ..user("ada") };
    insert_user(&store, &ada).await;
    let second = User { email: Some(email("second@example.org")), ..user("ada") };
    assert!(!change(&store, move |c| users::insert(c, &second)).await);
    assert_eq!(describe(&find_by_email(&store, "ada@example.org").await.unwrap()), describe(&ada));
    assert_eq!(database.count("users"), 1);
}

async fn a_username_stays_used_after_its_user_is_deleted(database: Database) {
    let store = database.open();
    let (ada, bob) = (user("ada"), user("bob"));
    insert_user(&store, &ada).await;
    insert_user(&store, &bob).await;
    let id = ada.id;
    change(&store, move |c| user_admin::delete(c, id)).await;
    change(&store, move |c| user_admin::delete(c, id)).await;
    let second = user("ada");
    assert!(!change(&store, move |c| users::insert(c, &second)).await);
    assert_eq!((database.count("users"), database.count("used_usernames")), (1, 2));
}

async fn a_proven_address_has_one_owner_in_upper_or_lower_case(database: Database) {
    let store = database.open();
    let ada = User { email: Some(email("\u{c4}da@Example.org")), ..user("ada") };
    insert_user(&store, &ada).await;
    assert_eq!(find_by_email(&store, "\u{c4}DA@EXAMPLE.ORG").await.unwrap().id, ada.id);
    assert!(find_by_email(&store, "\u{e4}da@example.org").await.is_none(), "only ASCII is folded");
    let thief = User { email: Some(email("\u{c4}DA@example.org")), ..user("thief") };
    let refused = store.write(move |c| users::insert(c, &thief)).await;
    assert!(matches!(refused, Err(StoreError::Query(_))), "{refused:?}");
    assert_eq!(database.count("users"), 1);
}

async fn a_claimed_address_finds_no_user(database: Database) {
    let store = database.open();
    let mallory = user("mallory");
    insert_user(&store, &mallory).await;
    let profile = Profile { email: Some(email("ada@example.org")), ..Profile::default() };
    link(&store, &mallory, verified("mallory-1", profile), 0).await;
    assert!(find_by_email(&store, "ada@example.org").await.is_none());
    let kept = database.values("email || ' ' || CAST(email_verified AS INTEGER)", "identities");
    assert_eq!(kept, [Some("ada@example.org 0".to_owned())], "kept for display");
}

async fn the_owners_of_an_address_have_it_or_an_identity_that_proves_it(database: Database) {
    let store = database.open();
    let users = ["ada", "bob", "carol"].map(user);
    for user in &users {
        insert_user(&store, user).await;
    }
    let [ada, bob, carol] = users;
    let proven = |address: &str| Profile { email: Some(email(address)), email_verified: true, ..Profile::default() };
    link(&store, &ada, verified("ada-1", proven("Work@example.org")), 1).await;
    link(&store, &ada, verified("ada-2", proven("home@example.org")), 2).await;
    link(&store, &bob, verified("bob-1", proven("work@example.org")), 3).await;
    link(&store, &carol, verified("carol-1", Profile { email_verified: false, ..proven("work@example.org") }), 4).await;
    let owners = async |address: &str| {
        let address = email(address);
        let found = store.read(move |c| users::find_owners(c, &address)).await.unwrap();
        let mut names: Vec<_> = found.into_iter().map(|user| user.username).collect();
        names.sort();
        names.join(" ")
    };
    assert_eq!(owners("WORK@example.org").await, "ada bob");
    change(&store, move |c| users::set_email(c, carol.id, Some(&email("work@example.org")))).await;
    assert_eq!(
        (owners("work@example.org").await, owners("home@example.org").await),
        ("ada bob carol".into(), "ada".into())
    );

    let listed = store.read(move |c| identities::list_proven_emails(c, ada.id)).await.unwrap();
    assert_eq!(listed.iter().map(EmailAddress::as_str).collect::<Vec<_>>(), ["home@example.org", "Work@example.org"]);
    let key = async |subject: &'static str| {
        let identity = identity("https://idp.example", subject);
        store
            .read(move |c| users::find_with_last_use(c, &identity))
            .await
            .unwrap()
            .unwrap()
            .1
            .proven_email_key()
            .map(str::to_owned)
    };
    assert_eq!(key("ada-1").await.as_deref(), Some("work@example.org"));
    assert_eq!(key("carol-1").await, None);
    database.execute("UPDATE identities SET email = 'newer@example.org' WHERE subject = 'ada-2'");
    let listed = store.read(move |c| identities::list_proven_emails(c, ada.id)).await.unwrap();
    assert_eq!(listed.len(), 1, "written by the version before");
}

async fn a_profile_and_an_address_are_replaced_and_nothing_else(database: Database) {
    let store = database.open();
    let (ada, bob) = (User { email: Some(email("old@example.org")), ..user("ada") }, user("bob"));
    insert_user(&store, &ada).await;
    insert_user(&store, &bob).await;
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
    assert_eq!(find_by_email(&store, "old@example.org").await.unwrap().id, ada.id, "it has a function of its own");
    let new = changed.email.clone();
    change(&store, move |c| users::set_email(c, ada.id, new.as_ref())).await;
    assert!(find_by_email(&store, "old@example.org").await.is_none());
    let found = find_by_email(&store, "new@EXAMPLE.org").await.unwrap();
    assert_eq!(describe(&found), describe(&User { username: ada.username, created_at: ada.created_at, ..changed }));
    let other = find_by_identity(&store, identity("https://idp.example", "bob-1")).await.unwrap();
    assert_eq!(describe(&other), describe(&bob), "the other user");
}

async fn an_identity_is_compared_exactly_and_linked_once(database: Database) {
    let store = database.open();
    let (ada, bob) = (user("ada"), user("bob"));
    insert_user(&store, &ada).await;
    insert_user(&store, &bob).await;
    link(&store, &ada, verified("ada-1", Profile::default()), 0).await;
    assert_eq!(find_by_identity(&store, identity("https://idp.example", "ada-1")).await.unwrap().id, ada.id);
    for (issuer, subject) in [
        ("https://idp.example/", "ada-1"),
        ("https://IDP.example", "ada-1"),
        ("https://idp.example", "Ada-1"),
        ("https://idp.example", "ada-1 "),
        ("https://idp.example", "ada_1"),
        ("https://idp.example", "ada-1\u{ad}"),
        ("https://idp.example", "áda-1"),
    ] {
        assert!(find_by_identity(&store, identity(issuer, subject)).await.is_none(), "{issuer} {subject}");
    }
    for (user_id, issuer, expected) in [
        (ada.id, "https://idp.example", true),
        (ada.id, "https://idp.example/", false),
        (bob.id, "https://idp.example", false),
    ] {
        let issuer = Issuer::new(issuer);
        assert_eq!(store.read(move |c| identities::exists_at_issuer(c, user_id, &issuer)).await.unwrap(), expected);
    }
    let again = verified("ada-1", Profile::default());
    let refused = store.write(move |c| identities::link(c, random::id(at(1)), bob.id, &again, at(1))).await;
    assert!(matches!(refused, Err(StoreError::Query(_))), "{refused:?}");
    assert_eq!(database.count("identities"), 1);
}

async fn a_use_of_an_identity_is_recorded_with_the_current_address(database: Database) {
    let store = database.open();
    let ada = user("ada");
    insert_user(&store, &ada).await;
    for subject in ["ada-1", "ada-2"] {
        link(&store, &ada, verified(subject, Profile::default()), 0).await;
    }
    let profile = Profile { email: Some(email("ada@example.org")), email_verified: true, ..Profile::default() };
    let now = VerifiedIdentity { provider: Slug::parse("renamed").unwrap(), ..verified("ada-1", profile) };
    let other = UserId(random::id(at(0)));
    assert!(!record_use(&store, other, &now, 4).await, "it is not theirs");
    assert!(record_use(&store, ada.id, &now, 5).await);
    // A sign-in without an address leaves the last one.
    let without =
        VerifiedIdentity { provider: Slug::parse("renamed").unwrap(), ..verified("ada-1", Profile::default()) };
    assert!(record_use(&store, ada.id, &without, 5).await);
    change(&store, move |c| user_admin::set_disabled_at(c, ada.id, Some(at(6)))).await;
    assert!(!record_use(&store, ada.id, &now, 6).await, "they are disabled");

    let columns = "subject || ' ' || provider || ' ' || COALESCE(email, '-') || ' ' || CAST(email_verified AS INTEGER) \
                   || ' ' || (linked_at - 1767225600123) || ' ' || (last_used_at - 1767225600123)";
    let kept = database.values(columns, "identities ORDER BY subject");
    let expected = ["ada-1 renamed ada@example.org 1 0 5", "ada-2 okta - 0 0 0"];
    assert_eq!(kept, expected.map(|line| Some(line.to_owned())));
}

async fn record_use(store: &Store, user: UserId, verified: &VerifiedIdentity, now: i64) -> bool {
    let verified = verified.clone();
    let record = move |connection: &mut Connection| {
        let (_, last_use) = users::find_with_last_use(connection, &verified.identity)?.unwrap();
        identities::record_use(connection, user, &verified, &last_use, at(now))
    };
    change(store, record).await
}

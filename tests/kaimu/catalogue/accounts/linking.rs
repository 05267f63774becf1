//! Links: an identity is only linked to the user who has signed in with it.

use serde_json::json;

use crate::account::{id, link, press, refuses, sign_in, user, with_two_providers};
use crate::browser::Browser;
use crate::database::{Database, on_both_databases};

on_both_databases![
    an_identity_of_another_user_is_not_linked,
    an_identity_of_a_disabled_user_is_neither_linked_nor_merged,
    a_reauthentication_or_link_that_returns_as_another_user_changes_nothing,
];

async fn an_identity_of_another_user_is_not_linked(database: Database) {
    let (app, ..) = with_two_providers(&database);
    let (ada, bob) = (Browser::new(), Browser::new());
    let at_two = sign_in(&app, &bob, "two").await;
    sign_in(&app, &ada, "one").await;
    let before = database.values("user_id || subject || last_used_at", "identities ORDER BY id");
    let page = link(&app, &ada, "two").await;
    refuses(&page, "account.identity_taken");
    assert!(page.body.contains("href=\"/account/merge\""), "{}", page.body);
    assert_eq!(database.values("user_id || subject || last_used_at", "identities ORDER BY id"), before);
    assert_eq!(user(&app, &bob).await, at_two);
    assert_eq!(database.audit()[2..], ["link account.identity_taken"]);
}

async fn an_identity_of_a_disabled_user_is_neither_linked_nor_merged(database: Database) {
    let (app, ..) = with_two_providers(&database);
    let (ada, bob) = (Browser::new(), Browser::new());
    let at_two = id(&sign_in(&app, &bob, "two").await);
    sign_in(&app, &ada, "one").await;
    database.execute(&format!("UPDATE users SET disabled_at = 1 WHERE id = {at_two}"));
    let page = link(&app, &ada, "two").await;
    refuses(&page, "account.disabled");
    assert!(!page.body.contains("href=\"/account/merge\""), "a merge would let them in again: {}", page.body);
    assert_eq!(database.count("identities"), 2);
    assert_eq!(database.values("also_user_id", "sessions WHERE also_user_id IS NOT NULL"), []);
}

async fn a_reauthentication_or_link_that_returns_as_another_user_changes_nothing(database: Database) {
    let (app, one, two) = with_two_providers(&database);
    let browser = Browser::new();
    let ada = sign_in(&app, &browser, "one").await;
    // Ada starts a reauthentication, and the provider answers about Bob, who is no user yet.
    one.person(json!({ "sub": "bob", "email": "bob@example.org", "auth_time": (app.clock.clock())().timestamp() }));
    refuses(&press(&app, &browser, "confirm", &[("provider", "one")]).await, "account.another_user");
    assert_eq!(user(&app, &browser).await["id"], ada["id"]);
    assert_eq!(database.count("users"), 1);

    // While Ada links an identity, Bob signs in with the same browser. Then the browser signs out.
    let begin = async || {
        let origin = app.frontend.origin().ascii_serialization();
        let headers = [("Origin", origin.as_str()), ("Content-Type", "application/x-www-form-urlencoded")];
        let answer = browser.request("POST", app.api("/account/link"), &headers, "provider=two").await;
        browser.get(answer.location().unwrap()).await.location().unwrap()
    };
    let (first, second) = (begin().await, begin().await);
    let bob = sign_in(&app, &browser, "one").await;
    refuses(&browser.follow(first).await, "account.another_user");
    browser.sign_out(&app).await;
    browser.follow(second).await.is_refused_with("account.another_user");
    assert_eq!(database.count("identities"), 2);
    two.person(json!({ "sub": "ada-at-two" }));
    let of_ada = database.values("action || ' ' || outcome", &format!("audit_events WHERE user_id = {}", id(&ada)));
    let of_bob = database.count(&format!("audit_events WHERE user_id = {}", id(&bob)));
    let refused = ["sign_in account.another_user", "link account.another_user", "link account.another_user"];
    assert_eq!(of_ada.iter().flatten().filter(|entry| refused.contains(&entry.as_str())).count(), 3, "{of_ada:?}");
    assert_eq!(of_bob, 2, "his sign-in and his sign-out");
}

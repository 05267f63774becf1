//! Links: an identity is only linked to the user who has signed in with it.

use serde_json::json;

use crate::account::{
    agree, begin_link, id, own_session, press, press_with_session, refuses, sign_in, user, with_two_providers,
};
use crate::browser::Browser;
use crate::database::{Database, on_both_databases};

on_both_databases![
    an_identity_of_another_user_is_not_linked,
    an_identity_of_a_disabled_user_is_neither_linked_nor_merged,
    a_reauthentication_or_link_that_returns_as_another_user_changes_nothing,
    a_pending_link_in_another_browser_or_of_another_user,
    a_link_that_is_agreed_to_long_after_the_sign_in,
    an_account_change_with_another_session_than_the_page_showed,
    a_reauthentication_or_link_that_returns_in_another_session_of_the_user,
];

async fn an_identity_of_another_user_is_not_linked(database: Database) {
    let (app, ..) = with_two_providers(&database);
    let (ada, bob) = (Browser::new(), Browser::new());
    let at_two = sign_in(&app, &bob, "two").await;
    sign_in(&app, &ada, "one").await;
    let before = database.values("user_id || subject || last_used_at", "identities ORDER BY id");
    let page = begin_link(&app, &ada, "two").await;
    assert!(page.body.contains("Merge two accounts?"), "{}", page.body);
    let form = [("answer", "yes"), ("account", "")];
    ada.submit(app.api("/account/link/confirm"), &app.base, &form).await;
    assert_eq!(database.values("user_id || subject || last_used_at", "identities ORDER BY id"), before);
    assert_eq!(user(&app, &bob).await, at_two);
    assert_eq!(database.audit(), ["sign_in succeeded"; 2]);
}

async fn an_identity_of_a_disabled_user_is_neither_linked_nor_merged(database: Database) {
    let (app, ..) = with_two_providers(&database);
    let (ada, bob) = (Browser::new(), Browser::new());
    let at_two = id(&sign_in(&app, &bob, "two").await);
    sign_in(&app, &ada, "one").await;
    let question = begin_link(&app, &ada, "two").await;
    database.execute(&format!("UPDATE users SET disabled_at = 1 WHERE id = {at_two}"));
    refuses(&agree(&app, &ada, &question).await, "account.disabled");
    refuses(&begin_link(&app, &ada, "two").await, "account.disabled");
    assert_eq!((database.count("users"), database.count("identities")), (2, 2), "a merge would let them in again");
}

/// A link that waits in one browser can be agreed to there alone, and by its user alone.
async fn a_pending_link_in_another_browser_or_of_another_user(database: Database) {
    let (app, one, _two) = with_two_providers(&database);
    let (ada, elsewhere) = (Browser::new(), Browser::new());
    sign_in(&app, &ada, "one").await;
    let question = begin_link(&app, &ada, "two").await;
    // The same user with another secret than the browser that came back.
    let to_provider = elsewhere.get(app.api("/auth/oidc/one/authorize")).await.location().unwrap();
    let back = elsewhere.get(to_provider).await.location().unwrap();
    let signed_in = elsewhere.get(back).await;
    let session = signed_in.set_cookies().into_iter().find(|cookie| cookie.starts_with("kaimu_session=")).unwrap();
    let cookies = format!("{}; kaimu_waiting_link={}", session.split(';').next().unwrap(), "A".repeat(43));
    let origin = app.base.origin().ascii_serialization();
    let headers = [("Origin", &*origin), ("Cookie", &*cookies), ("Content-Type", "application/x-www-form-urlencoded")];
    let url = app.api("/account/link/confirm");
    let answer = Browser::new().request("POST", url, &headers, "answer=yes&account=").await;
    assert_eq!(answer.location().unwrap(), app.page("/account"));
    // Another user with the secret.
    one.person(json!({ "sub": "bob", "email": "bob@example.org" }));
    sign_in(&app, &ada, "one").await;
    assert_eq!(agree(&app, &ada, &question).await.url, app.page("/account"));
    assert_eq!(
        database.values("subject", "identities ORDER BY subject"),
        ["ada-1", "bob"].map(|it| Some(it.to_owned()))
    );
}

async fn a_link_that_is_agreed_to_long_after_the_sign_in(database: Database) {
    let (app, ..) = with_two_providers(&database);
    let ada = Browser::new();
    sign_in(&app, &ada, "one").await;
    let question = begin_link(&app, &ada, "two").await;
    database.execute("UPDATE sessions SET authenticated_at = authenticated_at - 660000");
    assert_eq!(agree(&app, &ada, &question).await.url, app.page("/account/confirm"));
    assert_eq!(database.count("identities"), 1);
}

/// A form that repeats another session than the browser's: the pages of the two hosts may have shown different users.
async fn an_account_change_with_another_session_than_the_page_showed(database: Database) {
    let (app, ..) = with_two_providers(&database);
    let (ada, other) = (Browser::new(), Browser::new());
    sign_in(&app, &ada, "one").await;
    sign_in(&app, &other, "one").await;
    let foreign = own_session(&app, &other).await;
    for path in ["link", "confirm"] {
        for session in [foreign.as_str(), ""] {
            let end = press(&app, &ada, path, &[("provider", "one"), ("own_session", session)]).await;
            assert_eq!(end.url, app.page("/account"), "{path}");
        }
    }
    assert_eq!(database.audit(), ["sign_in succeeded"; 2]);
}

async fn a_reauthentication_or_link_that_returns_as_another_user_changes_nothing(database: Database) {
    let (app, one, two) = with_two_providers(&database);
    let browser = Browser::new();
    let ada = sign_in(&app, &browser, "one").await;
    // Ada starts a reauthentication, and the provider answers about Bob, who is no user yet.
    one.person(json!({ "sub": "bob", "email": "bob@example.org", "auth_time": (app.clock.clock())().timestamp() }));
    refuses(&press_with_session(&app, &browser, "confirm", "one").await, "account.another_user");
    assert_eq!(user(&app, &browser).await["id"], ada["id"]);
    assert_eq!(database.count("users"), 1);

    // While Ada links an identity, Bob signs in with the same browser. Then the browser signs out.
    let begin = async || {
        let origin = app.frontend.origin().ascii_serialization();
        let headers = [("Origin", origin.as_str()), ("Content-Type", "application/x-www-form-urlencoded")];
        let form = format!("provider=two&own_session={}", own_session(&app, &browser).await);
        let answer = browser.request("POST", app.api("/account/link"), &headers, &form).await;
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

async fn a_reauthentication_or_link_that_returns_in_another_session_of_the_user(database: Database) {
    let (app, one, _two) = with_two_providers(&database);
    one.person(json!({ "auth_time": (app.clock.clock())().timestamp() }));
    let browser = Browser::new();
    sign_in(&app, &browser, "one").await;
    let origin = app.frontend.origin().ascii_serialization();
    let headers = [("Origin", origin.as_str()), ("Content-Type", "application/x-www-form-urlencoded")];
    let session = own_session(&app, &browser).await;
    let mut back = Vec::new();
    for (path, slug) in [("link", "two"), ("confirm", "one")] {
        let form = format!("provider={slug}&own_session={session}");
        let begun = browser.request("POST", app.api(&format!("/account/{path}")), &headers, &form).await;
        back.push(browser.get(begun.location().unwrap()).await.location().unwrap());
    }
    sign_in(&app, &browser, "one").await;
    for response in back {
        refuses(&browser.follow(response).await, "account.another_user");
    }
    assert_eq!(database.count("identities"), 1);
}

//! Changes of an account: in the session that asked for them, and soon after the user has authenticated.

use serde_json::json;

use super::linking::{response_before_callback, with_keys};
use crate::account::{id, link, own_session, press, press_with_session, refuses, sign_in, user, with_two_providers};
use crate::app::TestApp;
use crate::browser::Browser;
use crate::database::{Database, on_both_databases};

on_both_databases![
    an_account_change_with_another_session_than_the_page_showed,
    a_reauthentication_or_link_that_returns_as_another_user_changes_nothing,
    a_reauthentication_or_link_that_returns_in_another_session_of_the_user,
    a_sign_in_of_unknown_age_changes_no_identities,
    a_reauthentication_with_an_old_or_malformed_auth_time_proves_nothing,
];

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
    let back = [
        response_before_callback(&app, &browser, "link", "two").await,
        response_before_callback(&app, &browser, "confirm", "one").await,
    ];
    sign_in(&app, &browser, "one").await;
    for response in back {
        refuses(&browser.follow(response).await, "account.another_user");
    }
    assert_eq!(database.count("identities"), 1);
}

/// Whether this browser may change how its user signs in.
async fn may_change(app: &TestApp, browser: &Browser) -> bool {
    let unknown = "00000000-0000-7000-8000-000000000000";
    press(app, browser, "unlink", &[("identity", unknown)]).await.url.path() == "/account"
}

async fn a_sign_in_of_unknown_age_changes_no_identities(database: Database) {
    let (app, [one, _two]) = with_keys(&database, json!({}));
    let browser = Browser::new();
    for auth_time in [json!(null), json!("now"), json!([0])] {
        one.person(json!({ "auth_time": auth_time }));
        sign_in(&app, &browser, "one").await;
        assert!(!may_change(&app, &browser).await, "{auth_time}");
        assert_eq!(link(&app, &browser, "two").await.url.path(), "/account/confirm", "{auth_time}");
    }
    one.person(json!({ "auth_time": (app.clock.clock())().timestamp() - 660 }));
    sign_in(&app, &browser, "one").await;
    assert!(!may_change(&app, &browser).await, "eleven minutes ago");
    one.person_has_just_authenticated();
    sign_in(&app, &browser, "one").await;
    assert!(may_change(&app, &browser).await);
}

async fn a_reauthentication_with_an_old_or_malformed_auth_time_proves_nothing(database: Database) {
    let (app, [one, _two]) = with_keys(&database, json!({}));
    let browser = Browser::new();
    one.person(json!({ "auth_time": null }));
    sign_in(&app, &browser, "one").await;
    for (auth_time, code) in [
        (json!((app.clock.clock())().timestamp() - 700), "account.fresh_sign_in_needed"),
        (json!((app.clock.clock())().timestamp() + 90), "account.fresh_sign_in_needed"),
        (json!("now"), "id_token.invalid"),
        (json!(true), "id_token.invalid"),
    ] {
        one.person(json!({ "auth_time": auth_time }));
        refuses(&press_with_session(&app, &browser, "confirm", "one").await, code);
        assert!(!may_change(&app, &browser).await, "{auth_time}");
    }
    // Without auth_time, the provider is believed: it was asked to authenticate the user.
    one.person(json!({ "auth_time": null }));
    assert_eq!(press_with_session(&app, &browser, "confirm", "one").await.url, app.page("/account"));
    assert!(may_change(&app, &browser).await);
}

//! Two users that belong to one person are merged.

use chrono::TimeDelta;
use reqwest::StatusCode;
use serde_json::{Value, json};

use super::{browser_is_signed_in, confirms, fields, link, press, refuses, sign_in, user, with_two_providers};
use crate::app::Setup;
use crate::browser::Browser;
use crate::database::{Database, on_both_databases};
use crate::provider::Provider;

on_both_databases![
    two_users_are_merged_after_a_sign_in_as_both,
    a_merge_requires_recent_sign_ins_as_both_users,
    an_identity_that_the_removed_user_has_unlinked_is_not_linked_again_by_its_address,
];

async fn two_users_are_merged_after_a_sign_in_as_both(database: Database) {
    let (app, one, _two) = with_two_providers(&database);
    one.person(json!({ "email_verified": false }));
    let (browser, elsewhere) = (Browser::new(), Browser::new());
    let goes = sign_in(&app, &elsewhere, "two").await;
    let stays = sign_in(&app, &browser, "one").await;
    assert_eq!(stays["email"], Value::Null);
    refuses(&link(&app, &browser, "two").await, "account.identity_taken");

    let page = browser.get(app.page("/account/merge")).await;
    for words in
        ["ada@example.org", "ada@two.example", "This account is kept", "This account is merged into it", "ada-2"]
    {
        assert!(page.body.contains(words), "{words}: {}", page.body);
    }
    assert_eq!(database.count("users"), 2, "showing changes nothing");
    let shown = fields(&page, "account");
    assert_eq!(shown, [goes["id"].as_str().unwrap()]);

    let other = press(&app, &browser, "merge", &[("account", "00000000-0000-7000-8000-000000000000")]).await;
    assert_eq!((other.url.path(), database.count("users")), ("/account/confirm", 2), "only what was shown");
    confirms(&press(&app, &browser, "merge", &[("account", &shown[0])]).await, "merged");
    assert_eq!((database.count("users"), database.count("identities"), database.count("sessions")), (1, 2, 1));
    assert!(!browser_is_signed_in(&app, &elsewhere).await);
    let now = user(&app, &browser).await;
    assert_eq!(
        (&now["id"], &now["email"]),
        (&stays["id"], &json!("ada@two.example")),
        "the address moves to the remaining user"
    );
    assert_eq!(sign_in(&app, &elsewhere, "two").await["id"], stays["id"]);
    let merged = database.values("user_id", "audit_events WHERE action = 'merge' ORDER BY id");
    assert_eq!(merged.len(), 2, "an entry for each of the two");
    let again = press(&app, &browser, "merge", &[("account", &shown[0])]).await;
    assert_eq!(again.url.path(), "/account/confirm");
}

async fn a_merge_requires_recent_sign_ins_as_both_users(database: Database) {
    let (app, ..) = with_two_providers(&database);
    let (ada, bob) = (Browser::new(), Browser::new());
    let other = sign_in(&app, &bob, "two").await;
    sign_in(&app, &ada, "one").await;
    let merge = async || press(&app, &ada, "merge", &[("account", other["id"].as_str().unwrap())]).await;
    assert_eq!(merge().await.url.path(), "/account/confirm", "she has not signed in as Bob");
    assert_eq!(ada.follow(app.page("/account/merge")).await.url.path(), "/account");

    refuses(&link(&app, &ada, "two").await, "account.identity_taken");
    let in_another_browser = Browser::new();
    sign_in(&app, &in_another_browser, "one").await;
    let from_there = press(&app, &in_another_browser, "merge", &[("account", other["id"].as_str().unwrap())]).await;
    assert_eq!(from_there.url.path(), "/account/confirm", "she has not signed in as Bob in that browser");
    app.clock.advance(TimeDelta::minutes(11));
    assert_eq!(merge().await.url.path(), "/account/confirm", "too long ago");
    assert_eq!((database.count("users"), database.count("identities")), (2, 2));
}

async fn an_identity_that_the_removed_user_has_unlinked_is_not_linked_again_by_its_address(database: Database) {
    let [one, two, three] = [(); 3].map(|()| Provider::start());
    one.person(json!({ "email_verified": false }));
    let app = Setup::on(&database)
        .provider(one.settings("one"))
        .provider(two.settings("two"))
        .provider(three.settings("three"))
        .start();
    let (browser, goes) = (Browser::new(), Browser::new());
    let removed = sign_in(&app, &goes, "two").await;
    confirms(&link(&app, &goes, "three").await, "linked");
    let of_three = database.values("id", "identities WHERE provider = 'three'")[0].clone().unwrap();
    confirms(&press(&app, &goes, "unlink", &[("identity", &of_three)]).await, "unlinked");

    let kept = sign_in(&app, &browser, "one").await;
    refuses(&link(&app, &browser, "two").await, "account.identity_taken");
    let merged = press(&app, &browser, "merge", &[("account", removed["id"].as_str().unwrap())]).await;
    confirms(&merged, "merged");
    assert_eq!(user(&app, &browser).await["email"], "ada@example.org", "the address has moved");
    assert_eq!(database.values("user_id", "unlinked_identities"), [kept["id"].as_str().map(str::to_owned)]);
    let stranger = Browser::new();
    stranger.follow(app.api("/auth/oidc/three/authorize")).await.is_refused_with("account.confirmation_needed");
    assert_eq!(stranger.session(&app).await.0, StatusCode::UNAUTHORIZED);
}

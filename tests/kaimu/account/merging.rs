//! Two users that belong to one person are merged.

use chrono::TimeDelta;
use reqwest::StatusCode;
use serde_json::{Value, json};

use super::{
    agree, begin_link, browser_is_signed_in, confirms, fields, link, press, sign_in, user, with_two_providers,
};
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
    let page = begin_link(&app, &browser, "two").await;
    for words in
        ["ada@example.org", "ada@two.example", "This account is kept", "This account is merged into it", "ada-2"]
    {
        assert!(page.body.contains(words), "{words}: {}", page.body);
    }
    assert_eq!(database.count("users"), 2, "showing changes nothing");
    let shown = fields(&page, "account");
    assert_eq!(shown, [goes["id"].as_str().unwrap()]);

    for not_shown in ["00000000-0000-7000-8000-000000000000", ""] {
        let form = [("answer", "yes"), ("account", not_shown), ("pending", &fields(&page, "pending")[0])];
        let other = browser.submit(app.api("/account/link/confirm"), &app.base, &form).await;
        assert_eq!((other.url.path(), database.count("users")), ("/account", 2), "only what was shown");
    }
    confirms(&agree(&app, &browser, &page).await, "merged");
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
    assert_eq!(agree(&app, &browser, &page).await.url, app.page("/account"), "once");
}

async fn a_merge_requires_recent_sign_ins_as_both_users(database: Database) {
    let (app, ..) = with_two_providers(&database);
    let (ada, bob) = (Browser::new(), Browser::new());
    sign_in(&app, &bob, "two").await;
    sign_in(&app, &ada, "one").await;
    assert_eq!(
        ada.follow(app.api("/account/link/confirm")).await.url.path(),
        "/account",
        "she has not signed in as Bob"
    );

    let question = begin_link(&app, &ada, "two").await;
    app.clock.advance(TimeDelta::minutes(11));
    assert_eq!(agree(&app, &ada, &question).await.url.path(), "/account/confirm", "too long ago");
    assert_eq!((database.count("users"), database.count("identities")), (2, 2));
}

async fn an_identity_that_the_removed_user_has_unlinked_is_not_linked_again_by_its_address(database: Database) {
    let [one, two, three] = [(); 3].map(|()| Provider::start());
    one.person(json!({ "email_verified": false }));
    for provider in [&one, &two, &three] {
        provider.person_has_just_authenticated();
    }
    let app = Setup::on(&database)
        .provider(one.settings("one"))
        .provider(two.settings("two"))
        .provider(three.settings("three"))
        .start();
    let (browser, goes) = (Browser::new(), Browser::new());
    sign_in(&app, &goes, "two").await;
    confirms(&link(&app, &goes, "three").await, "linked");
    let of_three = database.values("id", "identities WHERE provider = 'three'")[0].clone().unwrap();
    confirms(&press(&app, &goes, "unlink", &[("identity", &of_three)]).await, "unlinked");

    let kept = sign_in(&app, &browser, "one").await;
    confirms(&link(&app, &browser, "two").await, "merged");
    assert_eq!(user(&app, &browser).await["email"], "ada@example.org", "the address has moved");
    assert_eq!(database.values("user_id", "unlinked_identities"), [kept["id"].as_str().map(str::to_owned)]);
    let stranger = Browser::new();
    stranger.follow(app.api("/auth/oidc/three/authorize")).await.is_refused_with("account.confirmation_needed");
    assert_eq!(stranger.session(&app).await.0, StatusCode::UNAUTHORIZED);
}

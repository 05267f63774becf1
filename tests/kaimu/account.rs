//! One's own account: where one is signed in, how one signs in, what happened; and two accounts made one.

use chrono::TimeDelta;
use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::app::{Setup, TestApp};
use crate::browser::{Answer, Browser};
use crate::database::{Database, on_both_databases};
use crate::provider::Provider;

on_both_databases![
    a_person_sees_their_sessions_and_ends_them_for_good,
    nobody_ends_the_session_of_somebody_else,
    an_identity_is_linked_used_and_unlinked_again_but_never_the_last_one,
    an_identity_of_somebody_else_is_not_linked,
    a_link_needs_a_recent_sign_in_and_the_provider_has_to_prove_it,
    whoever_comes_back_as_somebody_else_changes_nothing,
    two_accounts_that_one_person_has_signed_in_to_become_one,
    nothing_is_merged_without_both_sign_ins_a_moment_ago,
    an_address_links_after_its_owner_has_confirmed_it,
    an_address_links_nobody_where_it_never_shall,
    what_was_unlinked_comes_back_only_when_it_is_confirmed,
    refusals_stand_among_what_happened,
];

fn with_two_providers(database: &Database) -> (TestApp, Provider, Provider) {
    let (one, two) = (Provider::start(), Provider::start());
    two.person(json!({ "sub": "ada-at-two", "email": "ada@two.example" }));
    let app = Setup::on(database).provider(one.settings("one")).provider(two.settings("two")).start();
    (app, one, two)
}

const FIREFOX: &str = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";

/// Signs in as whoever the provider says; the user, as applications see it.
async fn sign_in(app: &TestApp, browser: &Browser, slug: &str) -> Value {
    let end = browser.follow(app.api(&format!("/auth/oidc/{slug}/authorize"))).await;
    assert_eq!(end.url.path(), "/dashboard", "{}", end.url);
    user(app, browser).await
}

async fn user(app: &TestApp, browser: &Browser) -> Value {
    browser.session(app).await.1["user"].take()
}

async fn account(app: &TestApp, browser: &Browser) -> Answer {
    let page = browser.follow(app.page("/account")).await;
    assert_eq!((page.status, page.url.path()), (StatusCode::OK, "/account"), "{}", page.url);
    assert_eq!(page.header("referrer-policy"), "strict-origin", "or a form for the other origin comes without its own");
    page
}

/// Presses a button of the account page.
async fn press(app: &TestApp, browser: &Browser, path: &str, fields: &[(&str, &str)]) -> Answer {
    browser.submit(app.api(&format!("/account/{path}")), &app.frontend, fields).await
}

async fn link(app: &TestApp, browser: &Browser, slug: &str) -> Answer {
    press(app, browser, "link", &[("provider", slug)]).await
}

/// The values of all hidden fields of this name.
fn fields(page: &Answer, name: &str) -> Vec<String> {
    let before = format!("name=\"{name}\" value=\"");
    page.body.split(&before).skip(1).map(|rest| rest.split('"').next().unwrap().to_owned()).collect()
}

#[track_caller]
fn says(page: &Answer, done: &str) {
    assert_eq!((page.url.path(), page.parameter("done").as_deref()), ("/account", Some(done)), "{}", page.url);
    assert!(page.body.contains("role=\"status\""), "{}", page.body);
}

#[track_caller]
fn refuses(page: &Answer, code: &str) {
    assert_eq!((page.url.path(), page.parameter("error").as_deref()), ("/account", Some(code)), "{}", page.url);
    assert!(page.body.contains(&format!("<code>{code}</code>")), "{}", page.body);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_account_page_is_for_those_who_are_signed_in() {
    let (app, ..) = with_two_providers(&Database::sqlite());
    for path in ["/account", "/account/confirm", "/account/merge"] {
        let answer = Browser::new().get(app.page(path)).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{path}");
        assert_eq!(answer.location().unwrap(), app.page("/login?return_to=/account"), "{path}");
    }
    for path in ["end-session", "end-other-sessions", "link", "unlink", "confirm", "merge"] {
        let end = press(&app, &Browser::new(), path, &[("provider", "one")]).await;
        assert_eq!(end.url, app.page("/login?return_to=/account"), "{path}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn no_other_site_changes_anything_in_an_account() {
    let database = Database::sqlite();
    let (app, ..) = with_two_providers(&database);
    let browser = Browser::new();
    sign_in(&app, &browser, "one").await;
    for path in ["end-session", "end-other-sessions", "link", "unlink", "confirm", "merge"] {
        let elsewhere = [("Origin", "https://evil.example"), ("Content-Type", "application/x-www-form-urlencoded")];
        let url = app.api(&format!("/account/{path}"));
        let answer = browser.request("POST", url, &elsewhere, "provider=two").await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{path}");
        assert!(answer.body.contains("request.cross_site"), "{path}");
    }
    assert_eq!(database.audit(), ["sign_in succeeded"]);
}

async fn a_person_sees_their_sessions_and_ends_them_for_good(database: Database) {
    let (app, ..) = with_two_providers(&database);
    let browsers = [(); 3].map(|()| Browser::new());
    for browser in &browsers[1..] {
        sign_in(&app, browser, "one").await;
    }
    let firefox = [("User-Agent", FIREFOX)];
    let to_provider = browsers[0].get(app.api("/auth/oidc/one/authorize")).await.location().unwrap();
    let back = browsers[0].get(to_provider).await.location().unwrap();
    browsers[0].request("GET", back, &firefox, "").await;

    let page = account(&app, &browsers[0]).await;
    for words in ["Firefox on Linux", "Unknown device", "This browser", "127.0.0.1", "The one", "ada@example.org"] {
        assert!(page.body.contains(words), "{words}: {}", page.body);
    }
    let others = fields(&page, "session");
    assert_eq!(others.len(), 2, "this browser has no button");
    says(&press(&app, &browsers[0], "end-session", &[("session", &others[0])]).await, "session_ended");
    let alive = async |browser| browser_is_signed_in(&app, browser).await;
    let left = [alive(&browsers[1]).await, alive(&browsers[2]).await];
    assert_eq!(left.iter().filter(|alive| **alive).count(), 1, "one of the two: {left:?}");

    says(&press(&app, &browsers[0], "end-other-sessions", &[]).await, "other_sessions_ended");
    assert!(alive(&browsers[0]).await && !alive(&browsers[1]).await && !alive(&browsers[2]).await);
    assert_eq!(database.audit()[3..], ["end_session succeeded", "end_other_sessions succeeded"]);
    let page = account(&app, &browsers[0]).await;
    assert!(fields(&page, "session").is_empty() && !page.body.contains("end-other-sessions"), "{}", page.body);
    for words in ["Signed out everywhere else", "Signed out in another browser", "Signed in with The one"] {
        assert!(page.body.contains(words), "{words}: {}", page.body);
    }
}

async fn browser_is_signed_in(app: &TestApp, browser: &Browser) -> bool {
    browser.session(app).await.0 == StatusCode::OK
}

async fn nobody_ends_the_session_of_somebody_else(database: Database) {
    let (app, _one, two) = with_two_providers(&database);
    let (ada, mallory) = (Browser::new(), Browser::new());
    sign_in(&app, &ada, "one").await;
    two.person(json!({ "sub": "mallory", "email": "mallory@example.org" }));
    sign_in(&app, &mallory, "two").await;
    let of_ada = database.values("id", "sessions ORDER BY signed_in_at, id")[0].clone().unwrap();
    press(&app, &mallory, "end-session", &[("session", &of_ada)]).await;
    press(&app, &mallory, "end-other-sessions", &[]).await;
    let identity = database.values("id", "identities WHERE subject = 'ada-1'")[0].clone().unwrap();
    press(&app, &mallory, "unlink", &[("identity", &identity)]).await;
    assert!(browser_is_signed_in(&app, &ada).await);
    assert_eq!((database.count("sessions"), database.count("identities")), (2, 2));
    assert_eq!(database.audit(), ["sign_in succeeded"; 2]);
    assert!(!account(&app, &mallory).await.body.contains("ada@example.org"));
}

async fn an_identity_is_linked_used_and_unlinked_again_but_never_the_last_one(database: Database) {
    let (app, ..) = with_two_providers(&database);
    let browser = Browser::new();
    let ada = sign_in(&app, &browser, "one").await;
    let own = fields(&account(&app, &browser).await, "identity");
    assert!(own.is_empty(), "the last one has no button");

    says(&link(&app, &browser, "two").await, "linked");
    says(&link(&app, &browser, "two").await, "linked");
    assert_eq!(user(&app, &browser).await, ada, "the account is as it was");
    assert_eq!(sign_in(&app, &Browser::new(), "two").await["id"], ada["id"]);
    let page = account(&app, &browser).await;
    let own = fields(&page, "identity");
    assert_eq!(own.len(), 2);
    assert!(page.body.contains("ada@two.example") && page.body.contains("The two was linked"), "{}", page.body);

    says(&press(&app, &browser, "unlink", &[("identity", &own[1])]).await, "unlinked");
    let page = press(&app, &browser, "unlink", &[("identity", &own[0])]).await;
    refuses(&page, "account.last_identity");
    assert_eq!(database.values("subject", "identities"), [Some("ada-1".to_owned())]);
    let log = ["sign_in succeeded", "link succeeded", "sign_in succeeded", "unlink succeeded"];
    assert_eq!(database.audit(), log);
    let end = Browser::new().follow(app.api("/auth/oidc/two/authorize")).await;
    end.is_refused_with("account.confirmation_needed");
}

async fn an_identity_of_somebody_else_is_not_linked(database: Database) {
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

async fn a_link_needs_a_recent_sign_in_and_the_provider_has_to_prove_it(database: Database) {
    let (app, one, _two) = with_two_providers(&database);
    let browser = Browser::new();
    sign_in(&app, &browser, "one").await;
    // The provider has a clock of its own, so it is not ours that goes on.
    database.execute("UPDATE sessions SET authenticated_at = authenticated_at - 660000");
    let identity = database.values("id", "identities")[0].clone().unwrap();
    for (path, field, value) in [("link", "provider", "two"), ("unlink", "identity", identity.as_str())] {
        let page = press(&app, &browser, path, &[(field, value)]).await;
        assert_eq!(page.url, app.page("/account/confirm"), "{path}");
        assert!(page.body.contains("Sign in again with The one"), "{}", page.body);
        assert!(!page.body.contains("The two"), "only what is linked: {}", page.body);
    }

    let confirm = async || press(&app, &browser, "confirm", &[("provider", "one")]).await;
    refuses(&confirm().await, "id_token.invalid");
    let now = || (app.clock.clock())().timestamp();
    one.person(json!({ "auth_time": now() - 700 }));
    refuses(&confirm().await, "id_token.invalid");
    one.person(json!({ "auth_time": "just now" }));
    refuses(&confirm().await, "id_token.invalid");
    assert_eq!(link(&app, &browser, "two").await.url.path(), "/account/confirm");

    one.person(json!({ "auth_time": now() - 5 }));
    let token = database.values("token_hash", "sessions");
    assert_eq!(confirm().await.url, app.page("/account"));
    assert_ne!(database.values("token_hash", "sessions"), token, "a sign-in like any other");
    says(&link(&app, &browser, "two").await, "linked");
    let log = [&["sign_in succeeded"][..], &["sign_in id_token.invalid"; 3], &["sign_in succeeded", "link succeeded"]];
    assert_eq!(database.audit(), log.concat());
}

#[tokio::test(flavor = "multi_thread")]
async fn the_provider_is_asked_for_a_proof_of_now_and_for_a_choice_of_account() {
    let (app, ..) = with_two_providers(&Database::sqlite());
    let browser = Browser::new();
    sign_in(&app, &browser, "one").await;
    for (path, slug, asked) in [
        ("confirm", "one", &[("prompt", "login"), ("max_age", "600")][..]),
        ("link", "two", &[("prompt", "select_account")][..]),
    ] {
        let origin = app.frontend.origin().ascii_serialization();
        let headers = [("Origin", origin.as_str()), ("Content-Type", "application/x-www-form-urlencoded")];
        let url = app.api(&format!("/account/{path}"));
        let answer = browser.request("POST", url, &headers, &format!("provider={slug}")).await;
        let to_provider = answer.location().unwrap();
        for (name, value) in asked {
            assert!(to_provider.query_pairs().any(|(n, v)| (&*n, &*v) == (*name, *value)), "{path}: {name}={value}");
        }
        let cookie = answer.set_cookies()[0].split(';').next().unwrap().len();
        assert!(cookie <= 1024, "{path}: {cookie} bytes");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_of_a_provider_is_as_old_as_the_proof_behind_it() {
    let (app, one, _two) = with_two_providers(&Database::sqlite());
    let browser = Browser::new();
    one.person(json!({ "auth_time": (app.clock.clock())().timestamp() - 3600 }));
    sign_in(&app, &browser, "one").await;
    assert_eq!(link(&app, &browser, "two").await.url.path(), "/account/confirm");
}

async fn whoever_comes_back_as_somebody_else_changes_nothing(database: Database) {
    let (app, one, two) = with_two_providers(&database);
    let browser = Browser::new();
    let ada = sign_in(&app, &browser, "one").await;
    // She is to prove who she is, and comes back as Bob, whom nobody knew.
    one.person(json!({ "sub": "bob", "email": "bob@example.org", "auth_time": (app.clock.clock())().timestamp() }));
    refuses(&press(&app, &browser, "confirm", &[("provider", "one")]).await, "account.another_user");
    assert_eq!(user(&app, &browser).await["id"], ada["id"]);
    assert_eq!(database.count("users"), 1);

    // While she is at the provider, Bob signs in in another tab; then she signs out there.
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

/// The user's id for a query.
fn id(user: &Value) -> String {
    format!("'{}'", user["id"].as_str().unwrap())
}

async fn two_accounts_that_one_person_has_signed_in_to_become_one(database: Database) {
    let (app, one, _two) = with_two_providers(&database);
    one.person(json!({ "email_verified": false }));
    let (browser, elsewhere) = (Browser::new(), Browser::new());
    let goes = sign_in(&app, &elsewhere, "two").await;
    let stays = sign_in(&app, &browser, "one").await;
    assert_eq!(stays["email"], Value::Null);
    refuses(&link(&app, &browser, "two").await, "account.identity_taken");

    let page = browser.get(app.page("/account/merge")).await;
    for words in ["ada@example.org", "ada@two.example", "This account stays", "This account goes into it", "ada-2"] {
        assert!(page.body.contains(words), "{words}: {}", page.body);
    }
    assert_eq!(database.count("users"), 2, "showing changes nothing");
    let shown = fields(&page, "account");
    assert_eq!(shown, [goes["id"].as_str().unwrap()]);

    let other = press(&app, &browser, "merge", &[("account", "00000000-0000-7000-8000-000000000000")]).await;
    assert_eq!((other.url.path(), database.count("users")), ("/account/confirm", 2), "only what was shown");
    says(&press(&app, &browser, "merge", &[("account", &shown[0])]).await, "merged");
    assert_eq!((database.count("users"), database.count("identities"), database.count("sessions")), (1, 2, 1));
    assert!(!browser_is_signed_in(&app, &elsewhere).await);
    let now = user(&app, &browser).await;
    assert_eq!((&now["id"], &now["email"]), (&stays["id"], &json!("ada@two.example")), "the address moves along");
    assert_eq!(sign_in(&app, &elsewhere, "two").await["id"], stays["id"]);
    let merged = database.values("user_id", "audit_events WHERE action = 'merge' ORDER BY id");
    assert_eq!(merged.len(), 2, "an entry for each of the two");
    let again = press(&app, &browser, "merge", &[("account", &shown[0])]).await;
    assert_eq!(again.url.path(), "/account/confirm");
}

async fn nothing_is_merged_without_both_sign_ins_a_moment_ago(database: Database) {
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
    assert_eq!(from_there.url.path(), "/account/confirm", "in that browser she has not");
    app.clock.advance(TimeDelta::minutes(11));
    assert_eq!(merge().await.url.path(), "/account/confirm", "too long ago");
    assert_eq!((database.count("users"), database.count("identities")), (2, 2));
}

/// Two providers with one address for Ada; the second has this `link_by_email`.
fn with_one_address(database: &Database, link_by_email: &str) -> (TestApp, Provider, Provider) {
    let (one, two) = (Provider::start(), Provider::start());
    two.person(json!({ "sub": "ada-at-two" }));
    let mut settings = two.settings("two");
    settings["link_by_email"] = link_by_email.into();
    (Setup::on(database).provider(one.settings("one")).provider(settings).start(), one, two)
}

async fn an_address_links_after_its_owner_has_confirmed_it(database: Database) {
    let (app, one, _two) = with_one_address(&database, "confirm");
    let ada = sign_in(&app, &Browser::new(), "one").await;

    // Somebody else's sign-in in the same browser links nothing, and neither does Ada's in another one, or much later.
    let browser = Browser::new();
    let new = async || browser.follow(app.api("/auth/oidc/two/authorize")).await;
    new().await.is_refused_with("account.confirmation_needed");
    one.person(json!({ "sub": "bob", "email": "bob@example.org" }));
    sign_in(&app, &browser, "one").await;
    one.person(json!({ "sub": "ada-1", "email": "ada@example.org" }));
    browser.sign_out(&app).await;
    new().await.is_refused_with("account.confirmation_needed");
    sign_in(&app, &Browser::new(), "one").await;
    database.execute("UPDATE waiting_links SET began_at = began_at - 660000");
    sign_in(&app, &browser, "one").await;
    browser.sign_out(&app).await;
    assert_eq!(database.values("subject", "identities WHERE subject = 'ada-at-two'"), []);

    new().await.is_refused_with("account.confirmation_needed");
    assert_eq!(browser.session(&app).await.0, StatusCode::UNAUTHORIZED, "nobody is signed in");
    assert_eq!(sign_in(&app, &browser, "one").await["id"], ada["id"]);
    assert_eq!(sign_in(&app, &Browser::new(), "two").await["id"], ada["id"]);
    let of_ada = database.values("action || ' ' || outcome", &format!("audit_events WHERE user_id = {}", id(&ada)));
    let count = |entry: &str| of_ada.iter().flatten().filter(|it| *it == entry).count();
    assert_eq!((count("link succeeded"), count("sign_in account.confirmation_needed")), (1, 3));
}

async fn an_address_links_nobody_where_it_never_shall(database: Database) {
    let (app, ..) = with_one_address(&database, "never");
    let ada = sign_in(&app, &Browser::new(), "one").await;
    let new = sign_in(&app, &Browser::new(), "two").await;
    assert_ne!(new["id"], ada["id"]);
    assert_eq!(new["email"], Value::Null, "the address has an owner");
}

async fn what_was_unlinked_comes_back_only_when_it_is_confirmed(database: Database) {
    let (app, ..) = with_one_address(&database, "verified");
    let browser = Browser::new();
    let ada = sign_in(&app, &browser, "one").await;
    assert_eq!(sign_in(&app, &Browser::new(), "two").await["id"], ada["id"], "by its address");
    let page = account(&app, &browser).await;
    says(&press(&app, &browser, "unlink", &[("identity", &fields(&page, "identity")[1])]).await, "unlinked");
    let other = Browser::new();
    other.follow(app.api("/auth/oidc/two/authorize")).await.is_refused_with("account.confirmation_needed");
    assert_eq!(sign_in(&app, &other, "one").await["id"], ada["id"]);
    assert_eq!(sign_in(&app, &Browser::new(), "two").await["id"], ada["id"]);
}

async fn refusals_stand_among_what_happened(database: Database) {
    let (app, ..) = with_two_providers(&database);
    let (ada, bob) = (Browser::new(), Browser::new());
    sign_in(&app, &bob, "two").await;
    sign_in(&app, &ada, "one").await;
    refuses(&link(&app, &ada, "two").await, "account.identity_taken");
    let page = account(&app, &ada).await;
    assert!(page.body.contains("The two was not linked: That belongs to another account"), "{}", page.body);
    assert!(!account(&app, &bob).await.body.contains("was not linked"));
    for _ in 0..25 {
        sign_in(&app, &ada, "one").await;
    }
    let events = account(&app, &ada).await.body.matches("<time ").count();
    assert_eq!(events, 20, "the last ones");
}

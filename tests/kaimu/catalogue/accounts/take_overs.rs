//! Attempts at an account takeover: Ada is a user with a verified address, and Mallory signs in with another provider.

use serde_json::{Value, json};

use super::{user, with_two_providers};
use crate::app::{Setup, TestApp};
use crate::browser::Browser;
use crate::catalogue::accepted::providers::with_issuer;
use crate::database::{Database, on_both_databases};
use crate::program::Program;
use crate::provider::{Draft, Provider, alter};

on_both_databases![
    an_address_with_email_verified_false,
    an_address_without_email_verified,
    an_address_with_email_verified_other_than_true,
    an_unverified_address_in_another_case,
    a_verified_address_with_lookalike_letters,
    a_verified_address_with_a_plus_tag_or_other_dots,
    a_verified_string_that_contains_the_address,
    a_list_of_verified_addresses,
    an_address_in_the_id_token_that_only_userinfo_calls_verified,
    the_subject_of_another_user_at_another_issuer,
    the_username_of_another_user,
    the_username_of_a_deleted_user,
    a_reserved_username,
    a_user_created_before_the_owner_of_the_address,
    the_trust_email_of_another_provider,
    a_private_google_account_with_a_work_address,
    an_organization_s_google_account_with_an_address_of_another_domain,
    a_private_google_account_with_an_address_in_an_allowed_domain,
];

/// Asserts that Mallory, with these claims, becomes another user than Ada, and that Ada's user is unchanged.
async fn creates_another_user(database: &Database, claims: impl IntoIterator<Item = Value>) {
    let (app, _one, two) = with_two_providers(database);
    let ada = user(&app, "one").await;
    for (number, mut claims) in claims.into_iter().enumerate() {
        let given = claims.clone();
        claims["sub"] = format!("mallory-{number}").into();
        two.person(json!({ "email_verified": null }));
        two.person(claims);
        let mallory = user(&app, "two").await;
        assert_ne!(mallory["id"], ada["id"], "{given}");
        assert_ne!(mallory["email"], ada["email"], "{given}");
    }
    assert_eq!(user(&app, "one").await, ada);
}

async fn an_address_with_email_verified_false(database: Database) {
    creates_another_user(&database, [json!({ "email_verified": false })]).await;
}

async fn an_address_without_email_verified(database: Database) {
    creates_another_user(&database, [json!({})]).await;
}

async fn an_address_with_email_verified_other_than_true(database: Database) {
    let values = [json!("false"), json!("TRUE"), json!("yes"), json!(1), json!([true]), json!({ "value": true })];
    creates_another_user(&database, values.map(|value| json!({ "email_verified": value }))).await;
}

async fn an_unverified_address_in_another_case(database: Database) {
    creates_another_user(&database, [json!({ "email": "ADA@EXAMPLE.ORG", "email_verified": false })]).await;
}

async fn a_verified_address_with_lookalike_letters(database: Database) {
    let addresses = ["аda@example.org", "ada@exаmple.org", "ａda@example.org", "ada@example。org", "ada@example.oſg"];
    creates_another_user(&database, addresses.map(|email| json!({ "email": email, "email_verified": true }))).await;
}

async fn a_verified_address_with_a_plus_tag_or_other_dots(database: Database) {
    let addresses = ["ada+x@example.org", "a.da@example.org", "ada@example.org.", "ada@sub.example.org"];
    creates_another_user(&database, addresses.map(|email| json!({ "email": email, "email_verified": true }))).await;
}

async fn a_verified_string_that_contains_the_address(database: Database) {
    let addresses = [
        "Ada <ada@example.org>",
        " ada@example.org",
        "ada@example.org\0",
        "ada@example.org\n",
        "ada@example.org,mallory@example.net",
        "mallory@example.net@example.org",
        "\"ada@example.org\"@example.net",
    ];
    creates_another_user(&database, addresses.map(|email| json!({ "email": email, "email_verified": true }))).await;
}

async fn a_list_of_verified_addresses(database: Database) {
    let addresses = [json!(["ada@example.org"]), json!({ "0": "ada@example.org" })];
    creates_another_user(&database, addresses.map(|email| json!({ "email": email, "email_verified": true }))).await;
}

async fn an_address_in_the_id_token_that_only_userinfo_calls_verified(database: Database) {
    let (app, _one, two) = with_two_providers(&database);
    let ada = user(&app, "one").await;
    two.person(json!({ "sub": "mallory" }));
    two.script(|script| {
        script.id_token = alter(|token: &mut Draft| {
            token.without("email_verified");
            token.without("name");
        });
        script.userinfo = alter(|claims: &mut Value| claims["email"] = "mallory@example.net".into());
    });
    let mallory = user(&app, "two").await;
    assert_ne!(mallory["id"], ada["id"]);
    assert_eq!(mallory["email"], json!(null), "the ID token has the address without email_verified");
}

async fn the_subject_of_another_user_at_another_issuer(database: Database) {
    let (app, _one, two) = with_two_providers(&database);
    let ada = user(&app, "one").await;
    two.person(json!({ "email": null, "email_verified": null }));
    assert_ne!(user(&app, "two").await["id"], ada["id"]);
    assert_eq!((database.count("users"), database.count("identities")), (2, 2));
}

async fn the_username_of_another_user(database: Database) {
    creates_another_user(&database, [json!({ "email": "mallory@example.net", "preferred_username": "ada" })]).await;
    assert_eq!(
        database.values("username", "users ORDER BY username"),
        ["ada", "ada-2"].map(|name| Some(name.to_owned()))
    );
}

async fn the_username_of_a_deleted_user(database: Database) {
    let (app, _one, two) = with_two_providers(&database);
    let ada = user(&app, "one").await;
    assert_eq!(ada["username"], "ada");
    // Also if the user is from before the table of used usernames.
    database.execute("DELETE FROM used_usernames");
    let deleted = Program::on(&database).run(&["users", "delete", "ada", "--yes"]);
    assert_eq!(deleted.status, Some(0), "{}", deleted.stderr);
    two.person(json!({ "sub": "mallory", "email": "mallory@example.net", "preferred_username": "Ada" }));
    assert_eq!(user(&app, "two").await["username"], "ada-2");
    assert_eq!(user(&app, "one").await["username"], "ada-3", "not even to the same person, who is another user now");
}

async fn a_reserved_username(database: Database) {
    let (app, _one, two) = with_two_providers(&database);
    for (number, name) in ["admin", "ROOT", "support@example.net", "p\u{43e}stmaster"].into_iter().enumerate() {
        let (sub, email) = (format!("mallory-{number}"), format!("operator@{number}.example"));
        two.person(json!({ "sub": sub, "email": email, "preferred_username": name, "name": "Mallory" }));
        let expected = if number == 0 { "mallory".to_owned() } else { format!("mallory-{}", number + 1) };
        assert_eq!(user(&app, "two").await["username"], expected, "{name}");
    }
    // An existing user keeps theirs.
    database.execute("UPDATE users SET username = 'admin' WHERE username = 'mallory'");
    two.person(json!({ "sub": "mallory-0" }));
    assert_eq!(user(&app, "two").await["username"], "admin");
}

/// Mallory signs in first, with Ada's unverified address.
async fn a_user_created_before_the_owner_of_the_address(database: Database) {
    let (app, _one, two) = with_two_providers(&database);
    two.person(json!({ "sub": "mallory", "email_verified": false }));
    let mallory = user(&app, "two").await;
    let ada = user(&app, "one").await;
    assert_ne!(ada["id"], mallory["id"]);
    assert_eq!((&ada["email"], &mallory["email"]), (&json!("ada@example.org"), &json!(null)));
    assert_eq!(user(&app, "two").await, mallory);
}

async fn the_trust_email_of_another_provider(database: Database) {
    let (one, two) = (Provider::start(), Provider::start());
    let mut trusted = one.settings("one");
    trusted["trust_email"] = true.into();
    let app = Setup::on(&database).provider(trusted).provider(two.settings("two")).start();
    one.person(json!({ "email_verified": null }));
    let ada = user(&app, "one").await;
    two.person(json!({ "sub": "mallory", "email_verified": null }));
    assert_ne!(user(&app, "two").await["id"], ada["id"]);
}

/// Ada signs in with `one`. Returns her user, a Kaimu that also knows Google, and Google. Ada's subject at Google is
/// Mallory's here.
async fn with_google(database: &Database, keys: Value) -> (TestApp, Value, [Provider; 2]) {
    let one = Provider::start();
    let (google, reached) = with_issuer("https://accounts.google.com", keys);
    let mut settings = google.settings("google");
    settings.as_object_mut().unwrap().extend(reached.as_object().unwrap().clone());
    google.person(json!({ "sub": "mallory-at-google" }));
    let app = Setup::on(database).provider(one.settings("one")).provider(settings).start();
    let ada = user(&app, "one").await;
    (app, ada, [one, google])
}

async fn google_user(app: &TestApp, google: &Provider) -> Value {
    let browser = Browser::resolving(google);
    let end = browser.follow(app.api("/auth/oidc/google/authorize")).await;
    end.is_signed_in_as("");
    browser.session(app).await.1["user"].take()
}

/// Google verified the address when Mallory made the private account, and says so for ever.
async fn a_private_google_account_with_a_work_address(database: Database) {
    for (number, keys) in [json!({}), json!({ "trust_email": true })].into_iter().enumerate() {
        let database = if number == 0 { database.clone() } else { Database::sqlite() };
        let (app, ada, [_one, google]) = with_google(&database, keys).await;
        let mallory = google_user(&app, &google).await;
        assert_ne!(mallory["id"], ada["id"]);
        assert_eq!((&mallory["email"], &mallory["email_verified"]), (&json!(null), &json!(false)));

        // An account of the organization, and a mailbox of Google's, are proven.
        google.person(json!({ "sub": "ada-at-google", "hd": "example.org" }));
        assert_eq!(google_user(&app, &google).await["id"], ada["id"]);
        google.person(json!({ "sub": "bob-at-google", "hd": null, "email": "bob@gmail.com" }));
        assert_eq!(google_user(&app, &google).await["email"], "bob@gmail.com");
    }
}

async fn an_organization_s_google_account_with_an_address_of_another_domain(database: Database) {
    let (app, ada, [_one, google]) = with_google(&database, json!({})).await;
    let domains = [json!("example.com"), json!("sub.example.org"), json!(["example.org"]), json!("")];
    for (number, hosted_domain) in domains.into_iter().enumerate() {
        google.person(json!({ "sub": format!("mallory-{number}"), "hd": hosted_domain }));
        assert_ne!(google_user(&app, &google).await["id"], ada["id"], "{hosted_domain}");
    }
}

async fn a_private_google_account_with_an_address_in_an_allowed_domain(database: Database) {
    let (google, reached) = with_issuer("https://accounts.google.com", json!({}));
    let mut settings = google.settings("google");
    settings.as_object_mut().unwrap().extend(reached.as_object().unwrap().clone());
    let mut limited = settings.clone();
    limited["allowed_email_domains"] = json!(["example.org"]);
    let for_all = Setup::on(&database).set("KAIMU_SIGN_IN__ALLOWED_EMAIL_DOMAINS", "example.org");
    for app in [for_all.provider(settings).start(), Setup::on(&database).provider(limited).start()] {
        google.person(json!({ "hd": null }));
        let end = Browser::resolving(&google).follow(app.api("/auth/oidc/google/authorize")).await;
        end.is_refused_with("account.not_allowed");
        google.person(json!({ "hd": "example.org" }));
        assert_eq!(google_user(&app, &google).await["email"], "ada@example.org");
        database.execute("DELETE FROM users");
    }
}

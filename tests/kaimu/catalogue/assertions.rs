//! Assertions for applications (`Kaimu-Jwt-Assertion`), and the keys that sign them.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::TimeDelta;
use kaimu::domain::ASSERTION_KEY_PERIOD;
use kaimu::flow::assertion::rotate_keys;
use reqwest::StatusCode;
use serde_json::json;

use crate::app::{SESSION_SECRET, Setup, TestApp, TestClock};
use crate::assertion::{GIT, SignedIn, WIKI, claims, header, is_signed_by, key_ids, key_set, kid, now};
use crate::browser::Browser;
use crate::database::{Database, on_both_databases};
use crate::operator::stdout_of;
use crate::program::Program;
use crate::waiting::until;

on_both_databases![
    an_assertion_says_who_the_user_is_and_a_published_key_verifies_it,
    an_assertion_for_one_application_is_none_for_another,
    an_assertion_is_used_again_until_a_claim_changes_or_a_minute_is_left,
    instances_that_start_together_make_one_key,
    a_key_is_published_for_a_day_before_it_signs_and_after_its_last_use,
    the_cleanup_makes_the_next_key_and_deletes_the_old_one,
    the_database_has_no_private_key_that_it_can_use,
    a_key_that_the_session_secret_does_not_open_is_replaced_at_once,
    a_new_session_secret_keeps_the_key,
    a_key_that_the_operator_replaces_signs_and_verifies_nothing_a_minute_later,
];

const NEW_SECRET: &str = "the new secret of the tests, which is long enough";

async fn an_assertion_says_who_the_user_is_and_a_published_key_verifies_it(database: Database) {
    let app = Setup::on(&database).start();
    assert_eq!(key_set(&app).await, json!({ "keys": [] }), "no application needs a key");
    let mut ada = SignedIn::ada();
    let token = ada.assertion(&app, "https://wiki.example.org/start").await;
    let set = key_set(&app).await;
    let key = set["keys"][0].as_object().unwrap();
    let members: Vec<_> = key.keys().map(String::as_str).collect();
    assert_eq!(members, ["alg", "crv", "kid", "kty", "use", "x", "y"], "nothing private");
    assert_eq!(
        [&key["alg"], &key["crv"], &key["kty"], &key["use"]],
        [&json!("ES256"), &json!("P-256"), &json!("EC"), &json!("sig")]
    );
    assert_eq!(header(&token), json!({ "alg": "ES256", "kid": key["kid"], "typ": "JWT" }));
    assert!(is_signed_by(&token, &set));
    let issued_at = claims(&token)["iat"].as_i64().unwrap();
    assert!((now(&app).timestamp() - issued_at) < 60);
    assert_eq!(
        claims(&token),
        json!({
            "iss": app.base.origin().ascii_serialization(), "aud": WIKI, "sub": ada.user.id.to_string(),
            "iat": issued_at, "exp": issued_at + 300, "preferred_username": "ada",
            "email": "ada@example.org", "email_verified": true, "name": "Ada Lovelace",
            "groups": ["engineering"], "auth_time": 1_795_555_560, "idp": "okta", "sid": ada.session.id.to_string(),
        })
    );
    (ada.user.email, ada.user.display_name, ada.groups, ada.session.strength.authenticated_at) =
        (None, None, None, None);
    let claims = claims(&ada.assertion(&app, WIKI).await);
    for unknown in ["email", "email_verified", "name", "groups", "auth_time"] {
        assert_eq!(claims.get(unknown), None, "{unknown}");
    }
}

async fn an_assertion_for_one_application_is_none_for_another(database: Database) {
    let (app, ada) = (Setup::on(&database).start(), SignedIn::ada());
    let (wiki, git) = (ada.assertion(&app, WIKI).await, ada.assertion(&app, GIT).await);
    assert_eq!((claims(&wiki)["aud"].as_str(), claims(&git)["aud"].as_str()), (Some(WIKI), Some(GIT)));
    assert_eq!(ada.assertion(&app, WIKI).await, wiki);
}

async fn an_assertion_is_used_again_until_a_claim_changes_or_a_minute_is_left(database: Database) {
    let (app, mut ada) = (Setup::on(&database).start(), SignedIn::ada());
    let first = ada.assertion(&app, WIKI).await;
    app.clock.advance(TimeDelta::seconds(200));
    assert_eq!(ada.assertion(&app, WIKI).await, first);
    ada.groups = Some(Vec::new());
    let left = ada.assertion(&app, WIKI).await;
    assert_eq!(claims(&left)["groups"], json!([]), "a user who left a group");
    app.clock.advance(TimeDelta::seconds(230));
    assert_eq!(ada.assertion(&app, WIKI).await, left);
    app.clock.advance(TimeDelta::seconds(20));
    let next = ada.assertion(&app, WIKI).await;
    assert_ne!(next, left);
    assert!(claims(&next)["exp"].as_i64().unwrap() >= now(&app).timestamp() + 290);
}

async fn instances_that_start_together_make_one_key(database: Database) {
    let instances: Vec<TestApp> = (0..3).map(|_| Setup::on(&database).start()).collect();
    let is_postgres = database.url().starts_with("postgres");
    // Reads succeed, and inserts wait: without the lock, each instance would have seen that there is no key.
    let held = is_postgres.then(|| database.hold("LOCK TABLE assertion_keys IN SHARE MODE"));
    let ada = SignedIn::ada();
    let (one, two, three) = (&instances[0], &instances[1], &instances[2]);
    let release = async {
        if let Some(held) = held {
            until("each instance waits", async || database.waiting() == 3).await;
            held.commit();
        }
    };
    let (one, two, three, ()) =
        tokio::join!(ada.assertion(one, WIKI), ada.assertion(two, WIKI), ada.assertion(three, WIKI), release);
    assert_eq!(database.count("assertion_keys"), 1);
    assert!(kid(&one) == kid(&two) && kid(&two) == kid(&three));
    for instance in &instances {
        assert!(is_signed_by(&one, &key_set(instance).await), "each instance publishes it");
    }
}

/// Makes and deletes keys as the cleanup does, by the clock of the test.
async fn rotate(app: &TestApp) {
    rotate_keys(&app.services, now(app)).await.unwrap();
}

async fn a_key_is_published_for_a_day_before_it_signs_and_after_its_last_use(database: Database) {
    let clock = TestClock::default();
    let [one, two] = [(); 2].map(|()| Setup::on(&database).start_at(&clock));
    let ada = SignedIn::ada();
    let first = kid(&ada.assertion(&one, WIKI).await);
    clock.advance(ASSERTION_KEY_PERIOD - TimeDelta::days(1) - TimeDelta::minutes(20));
    rotate(&one).await;
    assert_eq!(key_ids(&two).await, [first.as_str()], "a day and more before");

    clock.advance(TimeDelta::minutes(11));
    rotate(&one).await;
    rotate(&two).await;
    let published = key_ids(&two).await;
    assert_eq!((published.len(), &published[0]), (2, &first));
    let second = published[1].clone();
    assert_eq!(key_ids(&one).await, published, "of all instances");
    for _ in 0..2 {
        assert_eq!(kid(&ada.assertion(&one, WIKI).await), first, "the next key waits for a day");
        clock.advance(TimeDelta::hours(24));
    }

    for instance in [&one, &two] {
        let token = ada.assertion(instance, WIKI).await;
        assert_eq!(kid(&token), second);
        assert!(is_signed_by(&token, &key_set(instance).await));
        rotate(instance).await;
        assert_eq!(key_ids(instance).await, published, "the old key stays for a day");
    }
    clock.advance(TimeDelta::hours(1));
    for instance in [&one, &two] {
        rotate(instance).await;
        assert_eq!(key_ids(instance).await, [second.as_str()]);
    }
    assert_eq!(database.count("assertion_keys"), 1);
}

async fn the_cleanup_makes_the_next_key_and_deletes_the_old_one(database: Database) {
    let ada = SignedIn::ada();
    let first = kid(&ada.assertion(&Setup::on(&database).start(), WIKI).await);
    let earlier = |days: i64| {
        database.execute(&format!("UPDATE assertion_keys SET signs_from = signs_from - {}", days * 86_400_000));
    };
    earlier(40);
    let next = Setup::on(&database).start();
    until("the start makes the next key", async || database.count("assertion_keys") == 2).await;
    assert_eq!(kid(&ada.assertion(&next, WIKI).await), first, "the old key signs for another day");
    earlier(3);
    let last = Setup::on(&database).start();
    until("the start deletes the old key", async || database.count("assertion_keys") == 1).await;
    assert_ne!(kid(&ada.assertion(&last, WIKI).await), first);
}

async fn the_database_has_no_private_key_that_it_can_use(database: Database) {
    let app = Setup::on(&database).start();
    SignedIn::ada().assertion(&app, WIKI).await;
    let column = |name: &str| database.values(name, "assertion_keys")[0].clone().unwrap();
    let (private, public) = (column("private_key"), URL_SAFE_NO_PAD.decode(column("public_key")).unwrap());
    let private = URL_SAFE_NO_PAD.decode(private).unwrap();
    // PKCS #8 of this curve has the public point and the identifiers of the algorithm (RFC 5480).
    assert_eq!(public.len(), 65);
    let identifier = [0x2a, 0x86, 0x48, 0xce, 0x3d];
    for readable in [&public[1..33], &identifier] {
        assert!(!private.windows(readable.len()).any(|bytes| bytes == readable));
    }
}

async fn a_key_that_the_session_secret_does_not_open_is_replaced_at_once(database: Database) {
    let ada = SignedIn::ada();
    let (before, first) = {
        let app = Setup::on(&database).start();
        let token = ada.assertion(&app, WIKI).await;
        (token.clone(), kid(&token))
    };
    let other = Setup::on(&database).set("SESSION_SECRET", NEW_SECRET).start();
    let token = ada.assertion(&other, WIKI).await;
    let set = key_set(&other).await;
    assert_ne!(kid(&token), first);
    assert!(is_signed_by(&token, &set) && is_signed_by(&before, &set), "what is valid stays valid");
    let log = other.watch.log();
    assert!(log.iter().any(|line| line.contains("does not open the key")), "{log:#?}");
    // The secret of before comes back, and with it the key that it opens.
    let back = Setup::on(&database).start();
    assert_eq!(kid(&ada.assertion(&back, WIKI).await), first);
    assert_eq!(database.count("assertion_keys"), 2);
}

async fn a_new_session_secret_keeps_the_key(database: Database) {
    let ada = SignedIn::ada();
    let first = kid(&ada.assertion(&Setup::on(&database).start(), WIKI).await);
    let both = json!([NEW_SECRET, SESSION_SECRET]).to_string();
    for setup in [
        Setup::on(&database).unset("SESSION_SECRET").set("KAIMU_SESSION__SECRETS", &both),
        Setup::on(&database).set("SESSION_SECRET", NEW_SECRET),
    ] {
        assert_eq!(kid(&ada.assertion(&setup.start(), WIKI).await), first);
    }
}

async fn a_key_that_the_operator_replaces_signs_and_verifies_nothing_a_minute_later(database: Database) {
    let (app, ada) = (Setup::on(&database).start(), SignedIn::ada());
    let before = ada.assertion(&app, WIKI).await;
    let shown = stdout_of(&Program::on(&database), &["keys", "rotate"]);
    assert!(shown.starts_with("1 key deleted; ") && shown.contains("/.well-known/jwks.json"), "{shown}");
    app.clock.advance(TimeDelta::minutes(1));
    let after = ada.assertion(&app, WIKI).await;
    let set = key_set(&app).await;
    assert!(is_signed_by(&after, &set));
    assert!(!is_signed_by(&before, &set));
    assert_eq!(database.audit().last().unwrap(), "keys_rotate succeeded");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_restore_brings_no_key_back() {
    let (database, folder, ada) = (Database::sqlite(), tempfile::tempdir().unwrap(), SignedIn::ada());
    let backup = folder.path().join("kaimu.db").display().to_string();
    let running = Program::on(&database).start();
    {
        let app = Setup::on(&database).start();
        ada.assertion(&app, WIKI).await;
    }
    stdout_of(&running.program, &["backup", &backup]);
    running.signal("TERM");
    running.end();
    let other = Database::sqlite();
    stdout_of(&Program::on(&other), &["restore", &backup]);
    assert_eq!((database.count("assertion_keys"), other.count("assertion_keys")), (1, 0));
}

#[tokio::test(flavor = "multi_thread")]
async fn every_origin_may_read_the_keys_and_keep_them_for_five_minutes() {
    let app = Setup::on(&Database::sqlite()).start();
    SignedIn::ada().assertion(&app, WIKI).await;
    for url in [app.api("/.well-known/jwks.json"), app.page("/.well-known/jwks.json")] {
        for method in ["GET", "HEAD"] {
            let answer = Browser::new().request(method, url.clone(), &[("Origin", "https://evil.example")], "").await;
            assert_eq!(answer.status, StatusCode::OK, "{method}");
            assert_eq!(answer.header("content-type"), "application/json");
            assert_eq!(answer.header("cache-control"), "max-age=300");
            assert_eq!(answer.header("access-control-allow-origin"), "*");
            assert_eq!(answer.header("access-control-allow-credentials"), "");
            assert!(answer.set_cookies().is_empty());
            assert_eq!(answer.body.is_empty(), method == "HEAD");
        }
    }
    let origin = app.frontend.origin().ascii_serialization();
    let posted = Browser::new().request("POST", app.api("/.well-known/jwks.json"), &[("Origin", &origin)], "").await;
    assert_eq!(posted.status, StatusCode::METHOD_NOT_ALLOWED);
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs Postgres (KAIMU_TEST_POSTGRES): use tests/run"]
async fn keys_that_cannot_be_read_are_no_empty_set() {
    let database = Database::postgres();
    let app = Setup::on(&database).start();
    SignedIn::ada().assertion(&app, WIKI).await;
    database.take_away();
    assert_eq!(key_ids(&app).await.len(), 1, "known for a minute");
    app.clock.advance(TimeDelta::minutes(1));
    let answer = Browser::new().get(app.api("/.well-known/jwks.json")).await;
    assert_eq!((answer.status, answer.header("cache-control")), (StatusCode::SERVICE_UNAVAILABLE, "no-store"));
    assert_eq!(answer.json()["error"], "database.unavailable");
    assert!(SignedIn::ada().try_assertion(&app, WIKI).await.is_err());
    database.give_back();
    until("the keys are back", async || {
        Browser::new().get(app.api("/.well-known/jwks.json")).await.status == StatusCode::OK
    })
    .await;
}

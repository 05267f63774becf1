//! A user links and unlinks identities after a recent sign-in.

use serde_json::{Value, json};

use super::{
    account, answer_question, begin_link, browser_is_signed_in, confirms, fields, link, own_session, press,
    press_with_session, refuses, sign_in, user, with_two_providers,
};
use crate::browser::Browser;
use crate::database::{Database, on_both_databases};
use crate::provider::alter;

on_both_databases![
    a_user_links_and_unlinks_an_identity_except_the_last_one,
    unlinking_an_identity_ends_the_sessions_that_it_began,
    links_and_unlinks_require_a_recent_sign_in_that_the_provider_proves,
    without_auth_time_a_user_has_to_reauthenticate_before_a_change,
];

async fn a_user_links_and_unlinks_an_identity_except_the_last_one(database: Database) {
    let (app, ..) = with_two_providers(&database);
    let browser = Browser::new();
    let ada = sign_in(&app, &browser, "one").await;
    let own = fields(&account(&app, &browser).await, "identity");
    assert!(own.is_empty(), "the last one has no button");

    // The question shows which identity goes to which account. Nothing is linked before the answer.
    let question = begin_link(&app, &browser, "two").await;
    for words in ["The two", "ada@two.example", "Ada Lovelace", "ada@example.org"] {
        assert!(question.body.contains(words), "{words}: {}", question.body);
    }
    assert_eq!(answer_question(&app, &browser, &question, "no").await.url, app.page("/account"));
    assert_eq!(database.count("identities"), 1);

    confirms(&link(&app, &browser, "two").await, "linked");
    confirms(&link(&app, &browser, "two").await, "linked");
    assert_eq!(user(&app, &browser).await, ada, "the account is as it was");
    assert_eq!(sign_in(&app, &Browser::new(), "two").await["id"], ada["id"]);
    let page = account(&app, &browser).await;
    let own = fields(&page, "identity");
    assert_eq!(own.len(), 2);
    assert!(page.body.contains("ada@two.example") && page.body.contains("The two was linked"), "{}", page.body);

    confirms(&press(&app, &browser, "unlink", &[("identity", &own[1])]).await, "unlinked");
    let page = press(&app, &browser, "unlink", &[("identity", &own[0])]).await;
    refuses(&page, "account.last_identity");
    assert_eq!(database.values("subject", "identities"), [Some("ada-1".to_owned())]);
    let log = ["sign_in succeeded", "link succeeded", "sign_in succeeded", "unlink succeeded"];
    assert_eq!(database.audit(), log);
    assert_ne!(sign_in(&app, &Browser::new(), "two").await["id"], ada["id"], "no account has its address any more");
}

async fn unlinking_an_identity_ends_the_sessions_that_it_began(database: Database) {
    let (app, ..) = with_two_providers(&database);
    let [here, also_by_one, by_two] = [(); 3].map(|()| Browser::new());
    sign_in(&app, &here, "one").await;
    confirms(&link(&app, &here, "two").await, "linked");
    sign_in(&app, &also_by_one, "one").await;
    sign_in(&app, &by_two, "two").await;
    let ends_here = "unlinking it signs you out here";
    let page = account(&app, &here).await;
    assert_eq!(page.body.matches(ends_here).count(), 1, "for the identity of this session: {}", page.body);
    let own = fields(&page, "identity");

    let page = press(&app, &here, "unlink", &[("identity", &own[1])]).await;
    confirms(&page, "unlinked");
    let offers = page.body.matches("action=\"/account/end-other-sessions\"").count();
    assert_eq!(offers, 2, "in the notice, and below the sessions: {}", page.body);
    let alive = async |browser| browser_is_signed_in(&app, browser).await;
    assert!(alive(&here).await && alive(&also_by_one).await && !alive(&by_two).await);

    confirms(&link(&app, &here, "two").await, "linked");
    let page = press(&app, &here, "unlink", &[("identity", &own[0])]).await;
    assert_eq!((page.url.path(), page.parameter("signed_out").as_deref()), ("/login", Some("1")), "{}", page.url);
    assert_eq!(page.parameter("return_to").as_deref(), Some("/account"));
    assert!(!alive(&here).await && !alive(&also_by_one).await);
    assert_eq!(database.values("provider", "identities"), [Some("two".to_owned())]);
    assert_eq!(database.count("sessions"), 0);
}

async fn links_and_unlinks_require_a_recent_sign_in_that_the_provider_proves(database: Database) {
    let (app, one, _two) = with_two_providers(&database);
    let browser = Browser::new();
    sign_in(&app, &browser, "one").await;
    // The provider's clock does not move with ours, so the test moves the sign-in into the past.
    database.execute("UPDATE sessions SET authenticated_at = authenticated_at - 660000");
    let identity = database.values("id", "identities")[0].clone().unwrap();
    for (path, field, value) in [("link", "provider", "two"), ("unlink", "identity", identity.as_str())] {
        let page = press(&app, &browser, path, &[(field, value)]).await;
        assert_eq!(page.url, app.page("/account/confirm"), "{path}");
        assert!(page.body.contains("Sign in again with The one"), "{}", page.body);
        assert!(!page.body.contains("The two"), "only what is linked: {}", page.body);
    }

    let confirm = async || press_with_session(&app, &browser, "confirm", "one").await;
    let now = || (app.clock.clock())().timestamp();
    // The provider ignores prompt and max_age.
    one.person(json!({ "auth_time": now() - 700 }));
    let page = confirm().await;
    refuses(&page, "account.fresh_sign_in_needed");
    assert!(page.body.contains("sign out there first, or use another provider"), "{}", page.body);
    assert!(page.body.contains("href=\"/account/confirm\""), "a way on: {}", page.body);
    one.person(json!({ "auth_time": "just now" }));
    refuses(&confirm().await, "id_token.invalid");
    assert_eq!(link(&app, &browser, "two").await.url.path(), "/account/confirm");

    one.person(json!({ "auth_time": now() - 5 }));
    let token = database.values("token_hash", "session_tokens");
    assert_eq!(confirm().await.url, app.page("/account"));
    assert_ne!(database.values("token_hash", "session_tokens"), token, "a sign-in like any other");
    confirms(&link(&app, &browser, "two").await, "linked");
    let log = [
        "sign_in succeeded",
        "sign_in account.fresh_sign_in_needed",
        "sign_in id_token.invalid",
        "sign_in succeeded",
        "link succeeded",
    ];
    assert_eq!(database.audit(), log);
}

async fn without_auth_time_a_user_has_to_reauthenticate_before_a_change(database: Database) {
    let (app, one, two) = with_two_providers(&database);
    one.person(json!({ "auth_time": null }));
    two.person(json!({ "auth_time": null }));
    let browser = Browser::new();
    sign_in(&app, &browser, "one").await;
    assert_eq!(link(&app, &browser, "two").await.url.path(), "/account/confirm");
    assert_eq!(press_with_session(&app, &browser, "confirm", "one").await.url, app.page("/account"));
    confirms(&link(&app, &browser, "two").await, "linked");
    // A later sign-in in the same browser is a new session, which proves nothing again.
    sign_in(&app, &browser, "two").await;
    let own = fields(&account(&app, &browser).await, "identity");
    assert_eq!(press(&app, &browser, "unlink", &[("identity", &own[0])]).await.url.path(), "/account/confirm");
    assert_eq!(database.count("identities"), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_provider_is_asked_for_reauthentication_and_account_selection() {
    let (app, _one, two) = with_two_providers(&Database::sqlite());
    two.script(|script| {
        script.discovery = alter(|it: &mut Value| it["prompt_values_supported"] = json!(["select_account"]));
    });
    let browser = Browser::new();
    sign_in(&app, &browser, "one").await;
    for (path, slug, asked) in [
        ("confirm", "one", &[("prompt", "login"), ("max_age", "600")][..]),
        ("link", "two", &[("prompt", "select_account")]),
        // This provider does not list its prompt values, and might refuse the request.
        ("link", "one", &[]),
    ] {
        let origin = app.frontend.origin().ascii_serialization();
        let headers = [("Origin", origin.as_str()), ("Content-Type", "application/x-www-form-urlencoded")];
        let url = app.api(&format!("/account/{path}"));
        let form = format!("provider={slug}&own_session={}", own_session(&app, &browser).await);
        let answer = browser.request("POST", url, &headers, &form).await;
        let to_provider = answer.location().unwrap();
        assert_eq!(to_provider.query_pairs().any(|(name, _)| name == "prompt"), !asked.is_empty(), "{path} {slug}");
        for (name, value) in asked {
            assert!(to_provider.query_pairs().any(|(n, v)| (&*n, &*v) == (*name, *value)), "{path}: {name}={value}");
        }
        let cookie = answer.set_cookies()[0].split(';').next().unwrap().len();
        assert!(cookie <= 1024, "{path}: {cookie} bytes");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_is_as_old_as_the_auth_time_of_its_id_token() {
    let (app, one, _two) = with_two_providers(&Database::sqlite());
    let browser = Browser::new();
    one.person(json!({ "auth_time": (app.clock.clock())().timestamp() - 3600 }));
    sign_in(&app, &browser, "one").await;
    assert_eq!(link(&app, &browser, "two").await.url.path(), "/account/confirm");
}

#[tokio::test(flavor = "multi_thread")]
async fn links_count_as_sign_in_starts() {
    let database = Database::sqlite();
    let (app, ..) = with_two_providers(&database);
    let browser = Browser::new();
    sign_in(&app, &browser, "one").await;
    let headers = [
        ("Origin", app.base.origin().ascii_serialization()),
        ("Content-Type", "application/x-www-form-urlencoded".to_owned()),
    ];
    let headers = [(headers[0].0, headers[0].1.as_str()), (headers[1].0, headers[1].1.as_str())];
    let form = format!("provider=two&own_session={}", own_session(&app, &browser).await);
    for _ in 0..200 {
        let answer = browser.request("POST", app.api("/account/link"), &headers, &form).await;
        if answer.status == 429 {
            assert!(answer.body.contains("request.too_many"), "{}", answer.body);
            return;
        }
    }
    panic!("200 links in a row");
}

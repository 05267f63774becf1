//! Links: an identity is only linked to the user who has signed in with it.

use serde_json::{Value, json};
use url::Url;

use crate::account::{
    agree, answer_question, begin_link, fields, id, link, own_session, press, refuses, sign_in, user,
    with_two_providers,
};
use crate::app::{Setup, TestApp};
use crate::browser::Browser;
use crate::database::{Database, on_both_databases};
use crate::provider::Provider;

on_both_databases![
    an_identity_of_another_user_is_not_linked,
    an_identity_of_a_disabled_user_is_neither_linked_nor_merged,
    a_pending_link_in_another_browser_or_of_another_user,
    a_link_that_is_agreed_to_long_after_the_sign_in,
    an_identity_that_the_user_does_not_agree_to_link,
    an_answer_to_the_question_about_another_identity,
    an_identity_outside_the_domains_of_its_provider_is_not_linked,
    an_identity_of_a_provider_with_link_off_is_linked_in_no_way,
    a_link_that_began_before_the_operator_set_link_off,
    a_merge_moves_no_identity_of_a_provider_with_link_off,
    the_last_identity_of_a_configured_provider_is_not_unlinked,
];

async fn an_identity_of_another_user_is_not_linked(database: Database) {
    let (app, ..) = with_two_providers(&database);
    let (ada, bob) = (Browser::new(), Browser::new());
    let at_two = sign_in(&app, &bob, "two").await;
    sign_in(&app, &ada, "one").await;
    let before = database.values("user_id || subject || last_used_at", "identities ORDER BY id");
    let page = begin_link(&app, &ada, "two").await;
    assert!(page.body.contains("Merge two accounts?"), "{}", page.body);
    let form = [("answer", "yes"), ("account", ""), ("pending", &fields(&page, "pending")[0])];
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
    let waiting = database.count("waiting_links");
    refuses(&begin_link(&app, &ada, "two").await, "account.disabled");
    assert_eq!(database.count("waiting_links"), waiting, "no question waits");
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
    let page = Browser::new().request("GET", url.clone(), &headers[1..2], "").await;
    assert_eq!(page.location().unwrap(), app.page("/account"), "it is asked nothing");
    let form = format!("answer=yes&account=&pending={}", fields(&question, "pending")[0]);
    let answer = Browser::new().request("POST", url, &headers, &form).await;
    assert_eq!(answer.location().unwrap(), app.page("/account"));
    // Another user with the secret, who is not asked either.
    one.person(json!({ "sub": "bob", "email": "bob@example.org" }));
    sign_in(&app, &Browser::new(), "one").await;
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

/// Begins an account change and stops before the callback. Returns the authorization response, which is the callback URL.
pub(super) async fn response_before_callback(app: &TestApp, browser: &Browser, path: &str, slug: &str) -> Url {
    let form = format!("provider={slug}&own_session={}", own_session(app, browser).await);
    let origin = app.frontend.origin().ascii_serialization();
    let headers = [("Origin", origin.as_str()), ("Content-Type", "application/x-www-form-urlencoded")];
    let begun = browser.request("POST", app.api(&format!("/account/{path}")), &headers, &form).await;
    browser.get(begun.location().unwrap()).await.location().unwrap()
}

/// Two providers. Ada has another address at the second one, which has these additional keys.
pub(super) fn with_keys(database: &Database, keys: Value) -> (TestApp, [Provider; 2]) {
    let (one, two) = (Provider::start(), Provider::start());
    two.person(json!({ "sub": "ada-at-two", "email": "ada@two.example" }));
    one.person_has_just_authenticated();
    two.person_has_just_authenticated();
    let mut settings = two.settings("two");
    settings.as_object_mut().unwrap().extend(keys.as_object().unwrap().clone());
    (Setup::on(database).provider(one.settings("one")).provider(settings).start(), [one, two])
}

async fn an_identity_outside_the_domains_of_its_provider_is_not_linked(database: Database) {
    let (app, [_one, two]) = with_keys(&database, json!({ "allowed_email_domains": ["example.org"] }));
    let ada = Browser::new();
    sign_in(&app, &ada, "one").await;
    for claims in [json!({}), json!({ "email": "ada@example.org", "email_verified": false }), json!({ "email": null })]
    {
        two.person(claims);
        refuses(&link(&app, &ada, "two").await, "account.not_allowed");
    }
    assert_eq!(database.count("identities"), 1);
    two.person(json!({ "email": "ada@example.org", "email_verified": true }));
    assert_eq!(link(&app, &ada, "two").await.parameter("done").as_deref(), Some("linked"));
    // A linked identity stays linked, and still signs in.
    two.person(json!({ "email": "ada@elsewhere.example" }));
    assert_eq!(link(&app, &ada, "two").await.parameter("done").as_deref(), Some("linked"));
    sign_in(&app, &Browser::new(), "two").await;
}

async fn an_identity_of_a_provider_with_link_off_is_linked_in_no_way(database: Database) {
    let (app, [_one, two]) = with_keys(&database, json!({ "link": "off" }));
    let ada = Browser::new();
    let known = sign_in(&app, &ada, "one").await;
    let page = ada.follow(app.page("/account")).await;
    assert!(page.body.contains("Link The one") && !page.body.contains("Link The two"), "{}", page.body);
    refuses(&link(&app, &ada, "two").await, "account.link_off");
    assert_eq!(database.count("identities"), 1);

    // By its address it becomes a user of its own, which cannot be merged into another one.
    two.person(json!({ "email": "ada@example.org" }));
    let own = sign_in(&app, &Browser::new(), "two").await;
    assert_eq!((own["id"] == known["id"], &own["email"]), (false, &Value::Null));
    refuses(&link(&app, &ada, "two").await, "account.link_off");
    assert_eq!(database.count("waiting_links"), 0);
}

async fn a_link_that_began_before_the_operator_set_link_off(database: Database) {
    let (before, [one, two]) = with_keys(&database, json!({}));
    let ada = Browser::new();
    sign_in(&before, &ada, "one").await;
    let mut back = response_before_callback(&before, &ada, "link", "two").await;
    let mut settings = two.settings("two");
    settings["link"] = "off".into();
    let setup = Setup::on(&database).provider(one.settings("one")).provider(settings);
    let now = setup.with_public_urls(before.base.as_str(), before.frontend.as_str()).start();
    back.set_port(Some(now.ports[0])).unwrap();
    refuses(&ada.follow(back).await, "account.link_off");
    assert_eq!(database.count("waiting_links"), 0);
}

async fn a_merge_moves_no_identity_of_a_provider_with_link_off(database: Database) {
    let (open, [one, two]) = with_keys(&database, json!({}));
    let bob = Browser::new();
    two.person(json!({ "email": "bob@two.example" }));
    sign_in(&open, &bob, "two").await;
    one.person(json!({ "sub": "bob-at-one", "email": "bob@example.org" }));
    assert_eq!(link(&open, &bob, "one").await.parameter("done").as_deref(), Some("linked"));
    let (mut settings, three) = (two.settings("two"), Provider::start());
    three.person(json!({ "sub": "ada-at-three", "email": "ada@three.example" }));
    three.person_has_just_authenticated();
    settings["link"] = "off".into();
    let setup = Setup::on(&database).provider(one.settings("one")).provider(settings);
    let app = setup.provider(three.settings("three")).start();
    let ada = Browser::new();
    sign_in(&app, &ada, "three").await;
    refuses(&link(&app, &ada, "one").await, "account.link_off");
    assert_eq!((database.count("users"), database.count("identities")), (2, 3));
}

async fn the_last_identity_of_a_configured_provider_is_not_unlinked(database: Database) {
    let (both, [one, two]) = with_keys(&database, json!({}));
    let ada = Browser::new();
    sign_in(&both, &ada, "one").await;
    assert_eq!(link(&both, &ada, "two").await.parameter("done").as_deref(), Some("linked"));
    let of_one = database.values("id", "identities WHERE provider = 'one'")[0].clone().unwrap();
    let of_two = database.values("id", "identities WHERE provider = 'two'")[0].clone().unwrap();

    let app = Setup::on(&database).provider(one.settings("one")).start();
    let page = ada.follow(app.page("/account")).await.body;
    let offers = |page: &str, identity: &str| page.contains(&format!("name=\"identity\" value=\"{identity}\""));
    assert!(page.contains("No longer offered") && offers(&page, &of_two) && !offers(&page, &of_one), "{page}");
    refuses(&press(&app, &ada, "unlink", &[("identity", &of_one)]).await, "account.last_identity");

    // With neither of the two providers there is no way to sign in. The session began with a sign-in link.
    database.execute("UPDATE sessions SET provider = 'operator'");
    let neither = Setup::on(&database).provider(Provider::start().settings("three")).start();
    let page = ada.follow(neither.page("/account")).await.body;
    assert!(page.contains("None of your ways to sign in is offered here any more"), "{page}");
    refuses(&press(&neither, &ada, "unlink", &[("identity", &of_two)]).await, "account.last_identity");

    // The slug alone does not count: this one has another issuer now.
    let mut renamed = Provider::start().settings("one");
    renamed["replaces_issuer"] = one.issuer.clone().into();
    let moved = Setup::on(&database).provider(renamed).provider(two.settings("two")).start();
    refuses(&press(&moved, &ada, "unlink", &[("identity", &of_two)]).await, "account.last_identity");

    let done = press(&app, &ada, "unlink", &[("identity", &of_two)]).await;
    assert_eq!(done.parameter("done").as_deref(), Some("unlinked"));
    assert_eq!(database.values("provider", "identities"), [Some("one".to_owned())]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_asks_for_an_account_at_providers_that_are_known_to_take_prompt() {
    for (icon, prompt) in [("okta", Some("login")), ("keycloak", Some("login")), ("github", None)] {
        let provider = Provider::start();
        let mut settings = provider.settings("idp");
        settings["icon"] = icon.into();
        provider.person_has_just_authenticated();
        let app = Setup::on(&Database::sqlite()).provider(settings).start();
        let browser = Browser::new();
        sign_in(&app, &browser, "idp").await;
        let origin = app.frontend.origin().ascii_serialization();
        let headers = [("Origin", origin.as_str()), ("Content-Type", "application/x-www-form-urlencoded")];
        let form = format!("provider=idp&own_session={}", own_session(&app, &browser).await);
        let to_provider = browser.request("POST", app.api("/account/link"), &headers, &form).await.location().unwrap();
        let asked = to_provider.query_pairs().find(|(name, _)| name == "prompt").map(|(_, value)| value.into_owned());
        assert_eq!(asked.as_deref(), prompt, "{icon}");
    }
}

async fn an_identity_that_the_user_does_not_agree_to_link(database: Database) {
    let (app, ..) = with_two_providers(&database);
    let ada = Browser::new();
    sign_in(&app, &ada, "one").await;
    let question = begin_link(&app, &ada, "two").await;
    assert_eq!(database.count("identities"), 1, "nothing is linked unseen");
    assert_eq!(answer_question(&app, &ada, &question, "no").await.url, app.page("/account"));
    assert_eq!(agree(&app, &ada, &question).await.url, app.page("/account"), "the identity waits no longer");
    assert_eq!(database.count("identities"), 1);
}

/// The page in one tab asked about one identity, and meanwhile another one waits in this browser.
async fn an_answer_to_the_question_about_another_identity(database: Database) {
    let (app, _one, two) = with_two_providers(&database);
    let ada = Browser::new();
    sign_in(&app, &ada, "one").await;
    let question = begin_link(&app, &ada, "two").await;
    two.person(json!({ "sub": "mallory", "email": "mallory@two.example" }));
    begin_link(&app, &ada, "two").await;
    assert_eq!(agree(&app, &ada, &question).await.url, app.page("/account"));
    assert_eq!(database.count("identities"), 1);
}

//! A new identity has the proven address of an existing user.

use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::account::{account, agree, answer_question, confirms, fields, id, press, sign_in, user};
use crate::app::{Setup, TestApp};
use crate::browser::Browser;
use crate::database::{Database, on_both_databases};
use crate::provider::Provider;

on_both_databases![
    an_address_links_an_identity_after_its_owner_has_signed_in,
    link_by_email_never_links_no_identity,
    an_address_in_another_spelling_of_its_domain,
    an_unlinked_identity_is_linked_again_only_after_its_owner_has_signed_in,
];

/// Two providers with the same address for Ada. The second one has this `link_by_email`.
fn with_one_address(database: &Database, link_by_email: &str) -> (TestApp, Provider, Provider) {
    let (one, two) = (Provider::start(), Provider::start());
    two.person(json!({ "sub": "ada-at-two" }));
    one.person_has_just_authenticated();
    let mut settings = two.settings("two");
    settings["link_by_email"] = link_by_email.into();
    (Setup::on(database).provider(one.settings("one")).provider(settings).start(), one, two)
}

async fn an_address_links_an_identity_after_its_owner_has_signed_in(database: Database) {
    let (app, one, _two) = with_one_address(&database, "confirm");
    let ada = sign_in(&app, &Browser::new(), "one").await;

    // A sign-in of another user in this browser links nothing, nor does Ada's in another browser or eleven minutes later.
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

    // Ada declines once, and agrees the next time.
    for answer in ["no", "yes"] {
        new().await.is_refused_with("account.confirmation_needed");
        assert_eq!(browser.session(&app).await.0, StatusCode::UNAUTHORIZED, "there is no session");
        let question = browser.follow(app.api("/auth/oidc/one/authorize?return_to=/account")).await;
        assert_eq!(question.url.path(), "/account/link/confirm", "{}", question.url);
        assert!(question.body.contains("The two") && question.body.contains("Ada"), "{}", question.body);
        assert_eq!(
            database.values("subject", "identities WHERE subject = 'ada-at-two'"),
            [],
            "nothing is linked unseen"
        );
        assert_eq!(user(&app, &browser).await["id"], ada["id"]);
        let end = answer_question(&app, &browser, &question, answer).await;
        let reported = (answer == "yes").then(|| "linked".to_owned());
        assert_eq!((end.url.path(), end.parameter("done")), ("/account", reported));
        browser.sign_out(&app).await;
    }
    assert_eq!(sign_in(&app, &Browser::new(), "two").await["id"], ada["id"]);
    let of_ada = database.values("action || ' ' || outcome", &format!("audit_events WHERE user_id = {}", id(&ada)));
    let count = |entry: &str| of_ada.iter().flatten().filter(|it| *it == entry).count();
    assert_eq!((count("link succeeded"), count("sign_in account.confirmation_needed")), (1, 4));
}

async fn an_address_in_another_spelling_of_its_domain(database: Database) {
    let (app, one, two) = with_one_address(&database, "verified");
    one.person(json!({ "email": "ada@bücher.example" }));
    let ada = sign_in(&app, &Browser::new(), "one").await;
    for (number, other) in ["ada@buecher.example", "ada@bucher.example", "ada@bücher.example.org"].iter().enumerate() {
        two.person(json!({ "sub": format!("eve-{number}"), "email": other }));
        assert_ne!(sign_in(&app, &Browser::new(), "two").await["id"], ada["id"], "{other}");
    }
    two.person(json!({ "sub": "ada-at-two", "email": "Ada@XN--BCHER-KVA.example" }));
    assert_eq!(sign_in(&app, &Browser::new(), "two").await["id"], ada["id"]);
}

async fn link_by_email_never_links_no_identity(database: Database) {
    let (app, ..) = with_one_address(&database, "never");
    let ada = sign_in(&app, &Browser::new(), "one").await;
    let new = sign_in(&app, &Browser::new(), "two").await;
    assert_ne!(new["id"], ada["id"]);
    assert_eq!(new["email"], Value::Null, "the address has an owner");
}

async fn an_unlinked_identity_is_linked_again_only_after_its_owner_has_signed_in(database: Database) {
    let (app, ..) = with_one_address(&database, "verified");
    let browser = Browser::new();
    let ada = sign_in(&app, &browser, "one").await;
    let elsewhere = Browser::new();
    let end = elsewhere.follow(app.api("/auth/oidc/two/authorize?return_to=/login%3Fx=1")).await;
    confirms(&end, "linked_by_email");
    assert!(end.body.contains("because it has your e-mail address"), "{}", end.body);
    assert!(end.body.contains(&format!("href=\"{}\"", app.page("/login?x=1"))), "it leads on: {}", end.body);
    assert_eq!(user(&app, &elsewhere).await["id"], ada["id"], "by its address");
    assert!(database.audit().contains(&"link succeeded".to_owned()), "and it is in the audit log");
    let page = account(&app, &browser).await;
    confirms(&press(&app, &browser, "unlink", &[("identity", &fields(&page, "identity")[1])]).await, "unlinked");
    let other = Browser::new();
    other.follow(app.api("/auth/oidc/two/authorize")).await.is_refused_with("account.confirmation_needed");
    let question = other.follow(app.api("/auth/oidc/one/authorize")).await;
    confirms(&agree(&app, &other, &question).await, "linked");
    assert_eq!(sign_in(&app, &Browser::new(), "two").await["id"], ada["id"]);
}

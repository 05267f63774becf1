//! Step-up: applications that require a stronger or a more recent sign-in.

use chrono::TimeDelta;
use serde_json::{Value, json};
use url::Url;

use super::world::World;
use crate::app::Setup;
use crate::browser::Answer;
use crate::database::{Database, on_both_databases};
use crate::provider::{Provider, alter};

on_both_databases![
    a_session_without_the_acr_of_a_rule,
    a_step_up_whose_address_has_a_fragment,
    a_session_older_than_the_max_age_of_a_rule,
    a_provider_that_does_not_deliver_a_step_up,
];

const ADMIN: &str = "https://wiki.example.org/admin?x=1";

/// Kaimu with an application that has this rule.
fn with_rule(database: Database, rule: &Value) -> World {
    let applications = json!([{ "name": "Wiki", "url": "https://wiki.example.org", "rules": [rule] }]);
    let set = |setup: Setup| setup.set("KAIMU_APPLICATIONS", &applications.to_string());
    World::at(Provider::start(), database, set)
}

fn step_up_url(world: &World, place: &str) -> Url {
    let mut url = world.app.api("/auth/application/step-up");
    url.query_pairs_mut().append_pair("return_to", place);
    url
}

/// The link of the button on the page of a step-up.
fn button(page: &Answer) -> Url {
    assert_eq!(page.status, 200, "{}", page.body);
    let link = page.body.split("href=\"").find(|link| link.contains("step_up=1")).expect("no button");
    Url::parse(&link.split('"').next().unwrap().replace("&amp;", "&").replace("&#38;", "&")).unwrap()
}

/// A parameter of the authorization request.
fn requested(at_provider: &Url, name: &str) -> Option<String> {
    at_provider.query_pairs().find(|(key, _)| key == name).map(|(_, value)| value.into_owned())
}

/// Presses the button. Returns the URL at the provider, and where the sign-in ends.
async fn press(world: &World, page: &Answer) -> (Url, Answer) {
    let at_provider = world.browser.get(button(page)).await.location().unwrap();
    let callback = world.browser.get(&at_provider).await.location().unwrap();
    let after = world.browser.get(callback).await.location().unwrap();
    assert_eq!(after.path(), "/auth/application/step-up", "{after}");
    (at_provider, world.browser.get(after).await)
}

async fn a_session_without_the_acr_of_a_rule(database: Database) {
    let rule = json!({ "path": "/admin", "require": { "acr": ["urn:mfa", "urn:key"] } });
    let world = with_rule(database, &rule);
    world.browser.follow(world.sign_in_url()).await.is_dashboard_of("Ada");
    let page = world.browser.get(step_up_url(&world, ADMIN)).await;
    assert!(page.body.contains("Sign in again to open Wiki"), "{}", page.body);
    assert!(page.body.contains("needs a stronger sign-in"), "{}", page.body);
    world.provider.person(json!({ "acr": "urn:key" }));
    let (at_provider, end) = press(&world, &page).await;
    assert_eq!(requested(&at_provider, "acr_values").as_deref(), Some("urn:mfa urn:key"));
    assert_eq!((requested(&at_provider, "max_age"), requested(&at_provider, "prompt")), (None, None));
    assert_eq!(end.location().unwrap().as_str(), ADMIN, "a new sign-in leads back to the application");
    assert_eq!(world.database.count("sessions"), 1, "the session before has ended");
    let second_tab = world.browser.get(step_up_url(&world, ADMIN)).await;
    assert_eq!(second_tab.location().unwrap().as_str(), ADMIN, "the session is enough now");
}

async fn a_step_up_whose_address_has_a_fragment(database: Database) {
    let world = with_rule(database, &json!({ "path": "/admin", "require": { "acr": ["urn:mfa"] } }));
    world.browser.follow(world.sign_in_url()).await.is_dashboard_of("Ada");
    let page = world.browser.get(step_up_url(&world, ADMIN)).await;
    assert!(page.body.contains("/fragment."), "the script keeps the fragment: {}", page.body);
    // As the script changes the link.
    let mut place = world.app.page("/auth/return");
    place.query_pairs_mut().append_pair("return_to", ADMIN);
    let page = world.browser.get(step_up_url(&world, place.as_str())).await;
    assert!(page.body.contains("Sign in again to open Wiki"), "{}", page.body);
    world.provider.person(json!({ "acr": "urn:mfa" }));
    let (at_provider, end) = press(&world, &page).await;
    assert_eq!(requested(&at_provider, "acr_values").as_deref(), Some("urn:mfa"));
    assert_eq!(end.location().unwrap(), place, "the page that adds the fragment");
}

async fn a_session_older_than_the_max_age_of_a_rule(database: Database) {
    let rule = json!({ "path": "/admin", "require": { "max_age": "10m" } });
    let world = with_rule(database, &rule);
    world.provider.person_has_just_authenticated();
    world.browser.follow(world.sign_in_url()).await.is_dashboard_of("Ada");
    let page = world.browser.get(step_up_url(&world, ADMIN)).await;
    assert_eq!(page.location().unwrap().as_str(), ADMIN, "the sign-in is recent");
    world.app.clock.advance(TimeDelta::minutes(20));
    world.provider.advance(TimeDelta::minutes(20));
    let page = world.browser.get(step_up_url(&world, ADMIN)).await;
    assert!(page.body.contains("You signed in too long ago"), "{}", page.body);
    // A provider that knows no auth_time: it was asked, and its word counts.
    world.provider.person(json!({ "auth_time": null }));
    let (at_provider, end) = press(&world, &page).await;
    assert_eq!(requested(&at_provider, "max_age").as_deref(), Some("600"));
    assert_eq!(requested(&at_provider, "prompt").as_deref(), Some("login"));
    assert_eq!(end.location().unwrap().as_str(), ADMIN);
}

async fn a_provider_that_does_not_deliver_a_step_up(database: Database) {
    let rule = json!({ "path": "/admin", "require": { "acr": ["urn:mfa"], "max_age": "10m" } });
    let world = with_rule(database, &rule);
    world.browser.follow(world.sign_in_url()).await.is_dashboard_of("Ada");
    let mut page = world.browser.get(step_up_url(&world, ADMIN)).await;
    assert!(!page.body.contains("application.step_up_needed"), "nothing was refused yet: {}", page.body);
    for _ in 0..2 {
        let (_, end) = press(&world, &page).await;
        assert!(end.body.contains("<code>application.step_up_needed</code>"), "{}", end.body);
        assert!(end.body.contains("your provider did not confirm one"), "{}", end.body);
        page = end;
    }
    let log = world.app.watch.log();
    assert!(log.iter().any(|line| line.contains("application.step_up_needed") && line.contains("acr")), "{log:#?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_step_up_without_the_auth_time_that_the_provider_announces() {
    let world = with_rule(Database::sqlite(), &json!({ "path": "/admin", "require": { "max_age": "10m" } }));
    world.provider.script(|script| {
        script.discovery = alter(|document: &mut Value| document["claims_supported"] = json!(["sub", "auth_time"]));
    });
    world.browser.follow(world.sign_in_url()).await.is_dashboard_of("Ada");
    let page = world.browser.get(step_up_url(&world, ADMIN)).await;
    let end = world.browser.follow(button(&page)).await;
    end.is_refused_with("account.fresh_sign_in_needed");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_step_up_for_a_method_or_a_network_that_the_page_does_not_know() {
    let rule =
        json!({ "path": "/admin", "methods": ["POST"], "networks": ["10.0.0.0/8"], "require": { "acr": ["urn:mfa"] } });
    let world = with_rule(Database::sqlite(), &rule);
    world.browser.follow(world.sign_in_url()).await.is_dashboard_of("Ada");
    let page = world.browser.get(step_up_url(&world, ADMIN)).await;
    assert!(page.body.contains("Sign in again to open Wiki"), "a redirect could come back for ever: {}", page.body);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_step_up_to_a_place_that_is_no_application_or_without_a_session() {
    let world = with_rule(Database::sqlite(), &json!({ "path": "/admin", "require": { "acr": ["urn:mfa"] } }));
    let page = world.browser.get(step_up_url(&world, ADMIN)).await;
    assert_eq!(page.location().unwrap().path(), "/login", "a sign-in comes first");
    for place in ["https://evil.example.com/admin", "https://wiki.example.org/a;b", "/account"] {
        let page = world.browser.get(step_up_url(&world, place)).await;
        assert_eq!(page.location().unwrap().path(), "/dashboard", "{place}");
    }
    let mut start = world.sign_in_url();
    start.query_pairs_mut().append_pair("return_to", ADMIN).append_pair("step_up", "1");
    start.query_pairs_mut().append_pair("acr_values", "urn:mine").append_pair("max_age", "1");
    let at_provider = world.browser.get(start).await.location().unwrap();
    assert_eq!((requested(&at_provider, "acr_values"), requested(&at_provider, "max_age")), (None, None));
}

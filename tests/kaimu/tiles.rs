//! The applications on the dashboard and on the account page.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::json;
use sha2::{Digest, Sha256};

use crate::catalogue::World;
use crate::database::{Database, on_both_databases};
use crate::provider::Provider;
use crate::secrets;

on_both_databases![
    the_dashboard_shows_the_applications_that_the_user_may_open,
    the_account_page_lists_where_a_session_is_signed_in,
];

fn world(database: Database) -> World {
    let applications = json!([
        { "name": "Wiki", "url": "https://wiki.example.org", "icon": "https://icons.example.org/wiki.svg" },
        { "name": "Finance", "url": "https://finance.example.org", "allow": { "users": ["grace"] } },
        { "name": "Status", "url": "https://status.example.org", "allow": "everybody", "hidden": true },
        { "name": "Home", "url": "https://home.example.org/start" },
        { "name": "Vault", "url": "https://vault.example.org", "rules": [{ "require": { "acr": ["urn:mfa"] } }] },
    ]);
    World::at(Provider::start(), database, |setup| setup.set("KAIMU_APPLICATIONS", &applications.to_string()))
}

async fn the_dashboard_shows_the_applications_that_the_user_may_open(database: Database) {
    let world = world(database);
    let dashboard = world.browser.follow(world.sign_in_url()).await;
    dashboard.is_dashboard_of("Ada");
    let body = &dashboard.body;
    for shown in ["href=\"https://wiki.example.org/\"", "href=\"https://home.example.org/start/\"", "Vault"] {
        assert!(body.contains(shown), "{shown} is not in {body}");
    }
    for hidden in ["Finance", "Status"] {
        assert!(!body.contains(hidden), "{hidden} is in {body}");
    }
    let policy = dashboard.header("content-security-policy");
    assert!(policy.contains("img-src 'self' https://icons.example.org;"), "{policy}");
    let account = world.browser.get(world.app.page("/account")).await;
    assert!(account.header("content-security-policy").contains("img-src 'self';"), "only the dashboard shows icons");
}

async fn the_account_page_lists_where_a_session_is_signed_in(database: Database) {
    let world = world(database);
    world.browser.follow(world.sign_in_url()).await.is_dashboard_of("Ada");
    let account = world.browser.get(world.app.page("/account")).await;
    assert!(!account.body.contains("Signed in to"), "{}", account.body);
    let secret = "s".repeat(43);
    secrets::watch_for(&secret);
    let mut ticket = world.app.api("/auth/application/ticket");
    ticket
        .query_pairs_mut()
        .append_pair("return_to", "https://wiki.example.org/")
        .append_pair("challenge", &URL_SAFE_NO_PAD.encode(Sha256::digest(&secret)));
    let complete = world.browser.get(ticket).await.location().unwrap();
    let cookie = format!("__Host-kaimu_app_hand_over={secret}");
    let url = world.app.api(&complete[url::Position::BeforePath..]);
    let headers = [("Host", "wiki.example.org"), ("Cookie", cookie.as_str())];
    let completed = world.browser.request("GET", url, &headers, "").await;
    assert!(completed.set_cookies().iter().any(|it| it.starts_with("__Host-kaimu_app=")), "{}", completed.body);
    let account = world.browser.get(world.app.page("/account")).await;
    assert!(account.body.contains("Signed in to<br><bdi>Wiki</bdi></p>"), "{}", account.body);
}

//! Who can make a token, and for what.

use chrono::TimeDelta;
use reqwest::StatusCode;
use serde_json::json;

use super::{CHAT, GIT, TokenWorld, VAULT, WIKI, shown_token, with_groups};
use crate::account::{account, own_session, refuses, sign_in};
use crate::browser::Browser;
use crate::database::{Database, on_both_databases};
use crate::operator::stdout_of;
use crate::program::Program;

on_both_databases![
    a_token_is_shown_once_and_is_in_no_url,
    a_token_is_made_only_after_a_recent_authentication,
    a_token_for_an_application_that_the_user_may_not_open,
    a_token_without_a_name_of_its_own_or_a_lifetime_that_is_offered,
];

async fn a_token_is_shown_once_and_is_in_no_url(database: Database) {
    let world = TokenWorld::on(database).await;
    let page = account(&world.app, &world.browser).await;
    for words in ["Access tokens", "New token", GIT, WIKI, "1 year"] {
        assert!(page.body.contains(words), "{words}: {}", page.body);
    }
    for absent in [CHAT, VAULT] {
        assert!(!page.body.contains(absent), "{absent}: {}", page.body);
    }
    let page = world.submit("My <laptop>", &[GIT], "90").await;
    let token = shown_token(&page).expect("a token");
    assert_eq!((page.status, page.url.as_str()), (StatusCode::OK, world.app.api("/account/tokens").as_str()));
    assert_eq!(page.header("cache-control"), "no-store");
    assert_eq!((page.body.matches(&token).count(), token.len()), (1, 53));
    let page = account(&world.app, &world.browser).await;
    assert!(page.body.contains("My &#60;laptop&#62;") && page.body.contains("Never used"), "{}", page.body);
    assert!(shown_token(&page).is_none(), "{}", page.body);
    assert!(page.body.contains("Created an access token"), "{}", page.body);
}

async fn a_token_is_made_only_after_a_recent_authentication(database: Database) {
    let world = TokenWorld::on(database).await;
    world.advance(TimeDelta::minutes(11));
    let page = account(&world.app, &world.browser).await;
    assert!(page.body.contains("Before you create a token, confirm that it is you."), "{}", page.body);
    let end = world.submit("laptop", &[GIT], "90").await;
    assert_eq!((end.url.path(), world.database.count("access_tokens")), ("/account/confirm", 0));
}

async fn a_token_for_an_application_that_the_user_may_not_open(database: Database) {
    let world = TokenWorld::on(database).await;
    for applications in [&[VAULT][..], &[CHAT], &["https://evil.example"], &[]] {
        refuses(&world.submit("laptop", applications, "90").await, "token.not_created");
    }
    world.make("laptop", &[GIT, VAULT, CHAT], "90").await;
    let written = world.database.values("applications", "access_tokens");
    assert_eq!(written, [Some(json!([GIT]).to_string())], "for those alone that the user may open with a token");
}

async fn a_token_without_a_name_of_its_own_or_a_lifetime_that_is_offered(database: Database) {
    let world = TokenWorld::on(database).await;
    world.make("laptop", &[GIT], "90").await;
    for (name, days) in [("", "90"), ("\u{202e}", "90"), ("laptop", "90"), ("phone", "366"), ("phone", "")] {
        refuses(&world.submit(name, &[GIT], days).await, "token.not_created");
    }
    assert_eq!(world.database.count("access_tokens"), 1);
    let last = world.database.values("MAX(expires_at) - MAX(created_at)", "access_tokens");
    assert_eq!(last, [Some((90 * 86_400_000_i64).to_string())]);
}

/// An application on the host of `frontend_url` receives the session cookie of that host.
#[tokio::test(flavor = "multi_thread")]
async fn a_token_that_the_host_of_the_frontend_asks_for() {
    let database = Database::sqlite();
    let world =
        TokenWorld::with(database, |setup, provider| setup.provider(with_groups(provider, "idp")).with_two_hosts());
    let world = world.await;
    let session = own_session(&world.app, &world.browser).await;
    let fields = [("own_session", session.as_str()), ("name", "laptop"), ("days", "90"), ("application", GIT)];
    let end = world.browser.submit(world.app.page("/account/tokens"), &world.app.frontend, &fields).await;
    assert_eq!((end.url.path(), world.database.count("access_tokens")), ("/account", 0));
    world.make("laptop", &[GIT], "90").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_in_a_session_that_a_sign_in_link_began() {
    let world = TokenWorld::on(Database::sqlite()).await;
    let link = stdout_of(&Program::on(&world.database), &["sign-in-link", "ada"]);
    let path = link.trim().split_once("/auth/").unwrap().1.to_owned();
    let browser = Browser::new();
    browser.submit(world.app.api(&format!("/auth/{path}")), &world.app.base, &[]).await.is_dashboard_of("Ada");
    let page = account(&world.app, &browser).await;
    // No provider has reported groups, so that the wiki is not offered; the token would belong to no identity.
    assert!(page.body.contains("To create a token, sign in with a provider first."), "{}", page.body);
    let by_link = TokenWorld { browser, ..world };
    assert_eq!(by_link.submit("laptop", &[GIT], "90").await.url.path(), "/account");
    assert_eq!(by_link.database.count("access_tokens"), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_user_without_applications_that_accept_tokens_sees_no_section() {
    let (database, provider) = (Database::sqlite(), crate::provider::Provider::start());
    let app = crate::app::Setup::on(&database).provider(provider.settings("idp")).start();
    let browser = Browser::new();
    sign_in(&app, &browser, "idp").await;
    assert!(!account(&app, &browser).await.body.contains("Access tokens"));
}

//! Requests to providers in normal operation, and pages during an outage of the database.

use chrono::TimeDelta;

use crate::app::Setup;
use crate::browser::Browser;
use crate::database::Database;
use crate::provider::{DISCOVERY, Provider};
use crate::waiting::until;

#[tokio::test(flavor = "multi_thread")]
async fn discovery_is_fetched_once_and_refreshed_in_the_background_after_an_hour() {
    let provider = Provider::start();
    let app = Setup::on(&Database::sqlite()).provider(provider.settings("idp")).start();
    assert_eq!(provider.requests(DISCOVERY), 0, "the start asks no provider");
    let browser = Browser::new();
    for _ in 0..3 {
        browser.follow(app.api("/auth/oidc/idp/authorize")).await.is_dashboard_of("Ada");
    }
    assert_eq!((provider.requests(DISCOVERY), provider.requests("/keys")), (1, 1));
    app.clock.advance(TimeDelta::minutes(61));
    browser.get(app.api("/auth/oidc/idp/authorize")).await;
    until("discovery is refreshed", async || provider.requests(DISCOVERY) >= 2).await;
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs Postgres (KAIMU_TEST_POSTGRES): use tests/run"]
async fn without_the_database_pages_show_the_request_id_and_applications_get_json() {
    let (database, provider) = (Database::postgres(), Provider::start());
    let app = Setup::on(&database).provider(provider.settings("idp")).start();
    let browser = Browser::new();
    browser.follow(app.api("/auth/oidc/idp/authorize")).await.is_dashboard_of("Ada");
    database.execute("ALTER TABLE sessions RENAME TO gone");
    let page = browser.get(app.page("/dashboard")).await;
    assert_eq!(page.status, 500);
    assert!(page.body.contains("Something went wrong here") && page.body.contains(page.header("x-request-id")));
    let answer = browser.get(app.api("/auth/session")).await;
    assert_eq!((answer.status.as_u16(), answer.json()["error"].as_str()), (500, Some("internal")));
    assert!(browser.get(app.page("/login?error=internal")).await.body.contains("Continue with"));
}

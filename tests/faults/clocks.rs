//! An instance whose clock is wrong.

use chrono::TimeDelta;
use reqwest::StatusCode;

use crate::app::{Setup, TestClock};
use crate::browser::Browser;
use crate::database::Database;
use crate::provider::Provider;
use crate::waiting::until;

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs Postgres (KAIMU_TEST_POSTGRES): use tests/run"]
async fn an_instance_whose_clock_is_wrong_says_so_and_deletes_no_session_of_the_others() {
    let (database, provider) = (Database::postgres(), Provider::start());
    let setup = || {
        let setup = Setup::on(&database).provider(provider.settings("idp"));
        setup.set("KAIMU_SESSION__IDLE_TIMEOUT", "4m")
    };
    let app = setup().start();
    assert!(!app.watch.log().iter().any(|line| line.contains("ahead of the clock of the database server")));
    let browser = Browser::new();
    browser.follow(app.api("/auth/oidc/idp/authorize")).await.is_dashboard_of("Ada");
    // What the cleanup of the wrong instance deletes by any clock.
    database.execute("INSERT INTO invitations VALUES ('over@a', 'over@a', 0, 1)");

    let wrong = TestClock::default();
    wrong.advance(TimeDelta::minutes(5));
    let other = setup().start_at(&wrong);
    let warned = |line: &String| {
        line.contains("the clock of this machine is 30") && line.contains("s ahead of the clock of the database server")
            || line.contains("the clock of this machine is 299 s ahead of the clock of the database server")
    };
    assert!(other.watch.log().iter().any(warned), "{:#?}", other.watch.log());
    until("its cleanup has run", async || database.count("invitations") == 0).await;
    assert_eq!(browser.session(&app).await.0, StatusCode::OK);
    assert_eq!(database.count("sessions"), 1);
}

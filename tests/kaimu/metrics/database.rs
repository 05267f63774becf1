//! What a scrape asks the database, and what it shows while the database does not answer.

use std::time::{Duration, Instant};

use chrono::TimeDelta;

use super::series::Series;
use crate::app::Setup;
use crate::browser::Browser;
use crate::database::{Database, on_both_databases};
use crate::faults::silent_proxy::SilentProxy;
use crate::provider::Provider;

on_both_databases![
    a_scrape_counts_the_living_sessions_and_the_connections,
    a_scrape_without_an_answer_of_the_database_has_everything_else,
];

async fn a_scrape_counts_the_living_sessions_and_the_connections(database: Database) {
    let provider = Provider::start();
    let app = Setup::on(&database).provider(provider.settings("idp")).start();
    let [first, second] = [Browser::new(), Browser::new()];
    for (browser, sessions) in [(&first, 1.0), (&second, 2.0)] {
        let before = Series::of(&app).await;
        browser.follow(app.api("/auth/oidc/idp/authorize")).await.is_dashboard_of("Ada");
        let after = Series::of(&app).await;
        assert_eq!(after.get("kaimu_sessions"), Some(sessions));
        assert!(
            after.moved_since(&before, "kaimu_database_pool_wait_seconds_count")[""] >= 2.0,
            "it asks the database"
        );
    }
    first.sign_out(&app).await;
    let after = Series::of(&app).await;
    assert_eq!((after.get("kaimu_sessions"), after.get("kaimu_database_up")), (Some(1.0), Some(1.0)));
    let size = if database.url().starts_with("sqlite") { 8.0 } else { 4.0 };
    assert_eq!(after.get("kaimu_database_pool_size"), Some(size));
    let connections =
        ["idle", "in_use"].map(|state| after.get(&format!("kaimu_database_pool_connections{{state=\"{state}\"}}")));
    let [idle, in_use] = connections.map(Option::unwrap);
    assert!(idle >= 0.0 && in_use >= 0.0 && (1.0..=size).contains(&(idle + in_use)), "{idle} idle, {in_use} in use");
    app.clock.advance(TimeDelta::hours(13));
    assert_eq!(Series::of(&app).await.get("kaimu_sessions"), Some(0.0), "it has expired");
}

async fn a_scrape_without_an_answer_of_the_database_has_everything_else(database: Database) {
    let provider = Provider::start();
    let app = Setup::on(&database).provider(provider.settings("idp")).start();
    Browser::new().follow(app.api("/auth/oidc/idp/authorize")).await.is_dashboard_of("Ada");
    assert_eq!(Series::of(&app).await.get("kaimu_sessions"), Some(1.0));
    database.execute("ALTER TABLE sessions RENAME TO gone");
    let without = Series::of(&app).await;
    assert_eq!((without.get("kaimu_sessions"), without.get("kaimu_database_up")), (None, Some(0.0)));
    assert_eq!(without.get("kaimu_sign_ins_total{outcome=\"signed_in\",provider=\"idp\"}"), Some(1.0));
    database.execute("ALTER TABLE gone RENAME TO sessions");
    assert_eq!(Series::of(&app).await.get("kaimu_sessions"), Some(1.0), "it recovers");
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs Postgres (KAIMU_TEST_POSTGRES): use tests/run"]
async fn a_silent_database_delays_a_scrape_by_a_second_and_scrapes_use_up_no_connections() {
    let database = Database::postgres();
    let proxy = SilentProxy::before(&database).await;
    let app = Setup::on(&proxy.database(&database)).start();
    assert_eq!(Series::of(&app).await.get("kaimu_database_up"), Some(1.0));
    proxy.fall_silent();
    for _ in 0..6 {
        let asked = Instant::now();
        let without = Series::of(&app).await;
        assert!(asked.elapsed() < Duration::from_secs(3), "{:?}", asked.elapsed());
        assert_eq!((without.get("kaimu_sessions"), without.get("kaimu_database_up")), (None, Some(0.0)));
        let in_use = without.get("kaimu_database_pool_connections{state=\"in_use\"}").unwrap();
        assert!(in_use <= 2.0, "{in_use} connections wait");
    }
    proxy.speak_again();
    crate::waiting::until("the database answers", async || {
        Series::of(&app).await.get("kaimu_database_up") == Some(1.0)
    })
    .await;
}

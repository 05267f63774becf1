//! What the use of an application leaves in the database.

use std::collections::BTreeSet;

use chrono::TimeDelta;
use reqwest::StatusCode;
use serde_json::json;

use super::visit::{GIT, Site, WIKI};
use crate::browser::Browser;
use crate::database::{Database, on_both_databases};
use crate::program::Program;

on_both_databases![
    use_of_an_application_counts_as_use_of_the_session,
    a_use_that_could_not_be_recorded_is_recorded_later_with_its_own_time,
    the_audit_log_has_the_first_access_a_day_and_one_refusal_an_hour,
];

async fn use_of_an_application_counts_as_use_of_the_session(database: Database) {
    let site = Site::with(&database, json!({}));
    let browser = Browser::new();
    site.open(&browser, &site.at(WIKI, "/")).await;
    for _ in 0..3 {
        site.app.clock.advance(TimeDelta::hours(11));
        assert_eq!(site.ask_page(&browser, &site.at(WIKI, "/")).await.status, StatusCode::OK);
        let now = site.app.clock.clock()().timestamp_millis();
        crate::waiting::until("the use is recorded", async || {
            let seen = database.values("last_seen_at", "sessions")[0].clone().unwrap();
            now - seen.parse::<i64>().unwrap() < 60_000
        })
        .await;
    }
    site.app.clock.advance(TimeDelta::hours(12));
    assert_eq!(site.ask_page(&browser, &site.at(WIKI, "/")).await.status, StatusCode::FOUND);
}

async fn a_use_that_could_not_be_recorded_is_recorded_later_with_its_own_time(database: Database) {
    let site = Site::with(&database, json!({}));
    let (first, second, page) = (Browser::new(), Browser::new(), site.at(WIKI, "/"));
    let begun = site.app.clock.clock()().timestamp_millis();
    let hours_of_last_uses = || {
        let uses = database.values("last_seen_at", "sessions ORDER BY id").into_iter();
        uses.map(|at| (at.unwrap().parse::<i64>().unwrap() - begun) / 3_600_000).collect::<Vec<_>>()
    };
    site.open(&first, &page).await;
    site.app.clock.advance(TimeDelta::hours(11));
    site.provider.advance(TimeDelta::hours(11));
    site.open(&second, &page).await;
    database.refuse_updates("sessions", "no use is recorded");
    assert_eq!(site.ask_page(&first, &page).await.status, StatusCode::OK);
    let failed = |line: &String| line.contains("no use is recorded");
    crate::waiting::until("the failure is logged", async || site.app.watch.log().iter().any(failed)).await;
    site.app.clock.advance(TimeDelta::hours(11));
    database.accept_updates("sessions");
    assert_eq!(site.ask_page(&second, &page).await.status, StatusCode::OK);
    crate::waiting::until("both uses are recorded", async || hours_of_last_uses() == [11, 22]).await;
}

async fn the_audit_log_has_the_first_access_a_day_and_one_refusal_an_hour(database: Database) {
    const HOUR: i64 = 60 * 60;
    const DAY: i64 = 24 * HOUR;
    let site = Site::with(&database, json!({ "rules": [{ "path": "/admin", "allow": "nobody" }] }));
    let browser = Browser::new();
    let (wiki, admin) = (site.at(WIKI, "/"), site.at(WIKI, "/admin"));
    let recorded = |outcome: &str| {
        let entries = format!("audit_events WHERE action = 'application_access' AND outcome = '{outcome}'");
        database.values("application", &entries).len()
    };
    let expect = async |opened: usize, refused: usize| {
        crate::waiting::until("the accesses are recorded", async || {
            let found = (recorded("succeeded"), recorded("application.not_allowed"));
            assert!(found.0 <= opened && found.1 <= refused, "{found:?}");
            found == (opened, refused)
        })
        .await;
    };
    site.open(&browser, &wiki).await;
    let now = || site.app.clock.clock()().timestamp();
    let (mut days, mut hours) = (BTreeSet::from([now() / DAY]), BTreeSet::new());
    // At half past the hour, so that no hour ends during a visit.
    site.app.clock.advance(TimeDelta::seconds(HOUR - now() % HOUR + HOUR / 2));
    for minutes in [0, 60, 11 * 60, 11 * 60, 11 * 60] {
        site.app.clock.advance(TimeDelta::minutes(minutes));
        for _ in 0..3 {
            assert_eq!(site.ask_page(&browser, &wiki).await.status, StatusCode::OK);
            assert_eq!(site.ask_page(&browser, &admin).await.status, StatusCode::FORBIDDEN);
        }
        days.insert(now() / DAY);
        hours.insert(now() / HOUR);
        expect(days.len(), hours.len()).await;
    }
    assert!(days.len() >= 2 && hours.len() == 5, "{days:?} {hours:?}");
    assert_eq!(site.open(&browser, &site.at(GIT, "/")).await.status, StatusCode::OK);
    expect(days.len() + 1, hours.len()).await;

    let list = ["audit", "list", "--since", "2000-01-01", "--outcome", "application.not_allowed"];
    let operator = Program::on(&database);
    let table = operator.run(&list).stdout;
    assert!(table.contains("Application"), "{table}");
    let csv = operator.run(&[&list[..], &["--format", "csv"]].concat()).stdout;
    assert_eq!(csv.matches(wiki.as_str().trim_end_matches('/')).count(), hours.len(), "{csv}");
    let page = browser.get(site.app.page("/account")).await;
    assert!(page.body.contains("Was refused by an application"), "{}", page.body);
}

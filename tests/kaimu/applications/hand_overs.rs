//! How a session reaches an application, how often, and when that ends in words.

use chrono::TimeDelta;
use reqwest::StatusCode;
use serde_json::json;

use super::visit::{GIT, Site, WIKI, next_step};
use crate::browser::Browser;
use crate::database::{Database, on_both_databases};

on_both_databases![
    an_application_that_loses_its_cookie_ends_in_words,
    a_session_gets_a_limited_number_of_tickets_a_minute,
    a_ticket_works_once_and_in_one_browser,
];

async fn an_application_that_loses_its_cookie_ends_in_words(database: Database) {
    let site = Site::with(&database, json!({}));
    let browser = Browser::new();
    let url = site.at(WIKI, "/page");
    site.open(&browser, &url).await;
    for attempt in 2..=4 {
        let begun = browser.get(site.at(WIKI, "/.kaimu/sign-in?return_to=/page")).await;
        let ticket = browser.get(next_step(&begun).unwrap()).await;
        if attempt < 4 {
            let completed = browser.get(ticket.location().unwrap()).await;
            assert_eq!(next_step(&completed), Some(url.clone()), "hand-over {attempt}");
        } else {
            assert_eq!(ticket.status, StatusCode::FORBIDDEN);
            assert!(ticket.body.contains("application.cookie_lost"), "{}", ticket.body);
        }
    }
    site.app.clock.advance(TimeDelta::minutes(1));
    let begun = browser.get(site.at(WIKI, "/.kaimu/sign-in?return_to=/page")).await;
    assert!(browser.get(next_step(&begun).unwrap()).await.location().is_some(), "a minute later");
}

async fn a_session_gets_a_limited_number_of_tickets_a_minute(database: Database) {
    let site = Site::with(&database, json!({}));
    let browser = Browser::new();
    site.open(&browser, &site.at(WIKI, "/")).await;
    let ask = async |page: &str| {
        let begun = browser.get(site.at(WIKI, &format!("/.kaimu/sign-in?return_to=/{page}"))).await;
        browser.get(next_step(&begun).unwrap()).await
    };
    // The first one led to the page.
    for page in 2..=100 {
        assert!(ask(&page.to_string()).await.location().is_some(), "ticket {page}");
    }
    let refused = ask("101").await;
    assert!(refused.location().is_none() && refused.status == StatusCode::FORBIDDEN, "{}", refused.body);
    site.app.clock.advance(TimeDelta::minutes(1));
    assert!(ask("102").await.location().is_some(), "a minute later");
}

async fn a_ticket_works_once_and_in_one_browser(database: Database) {
    let site = Site::with(&database, json!({}));
    let (browser, other) = (Browser::new(), Browser::new());
    site.open(&browser, &site.at(GIT, "/")).await;
    let begun = browser.get(site.at(WIKI, "/.kaimu/sign-in?return_to=/page")).await;
    let complete = browser.get(next_step(&begun).unwrap()).await.location().unwrap();
    assert_eq!(complete.host_str(), Some(WIKI));
    let without_secret = other.get(&complete).await;
    assert!(without_secret.body.contains("application.cookie_lost") && without_secret.status == StatusCode::FORBIDDEN);
    other.get(site.at(WIKI, "/.kaimu/sign-in?return_to=/page")).await;
    let with_another_secret = other.get(&complete).await;
    assert_eq!(with_another_secret.location().unwrap().path(), "/.kaimu/sign-in");
    assert!(with_another_secret.set_cookies().is_empty());
    site.app.clock.advance(TimeDelta::seconds(29));
    assert_eq!(browser.get(&complete).await.set_cookies().len(), 1);
    let again = browser.get(&complete).await;
    assert!(again.set_cookies().is_empty() && next_step(&again).is_some(), "a reload leads on");
    let begun = browser.get(site.at(WIKI, "/.kaimu/sign-in?return_to=/other")).await;
    let late = browser.get(next_step(&begun).unwrap()).await.location().unwrap();
    site.app.clock.advance(TimeDelta::seconds(31));
    assert_eq!(browser.get(&late).await.location().unwrap().path(), "/.kaimu/sign-in", "a ticket expires");
}

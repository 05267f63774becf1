//! Browsers that have a session on one of the two hosts alone.

use reqwest::StatusCode;
use serde_json::json;

use super::{SIGNED_IN, SIGNED_OUT, on_two_hosts, statuses};
use crate::account::{agree, sign_in};
use crate::app::Setup;
use crate::browser::Browser;
use crate::database::Database;
use crate::provider::Provider;

/// An application that asks the host of `base_url` sends the browser to the sign-in page, which must not send it back.
#[tokio::test(flavor = "multi_thread")]
async fn a_browser_that_lost_the_session_of_base_url_alone_can_sign_in_again() {
    let database = Database::sqlite();
    let (app, _provider) = on_two_hosts(&database);
    let browser = Browser::new();
    sign_in(&app, &browser, "idp").await;
    database.execute("DELETE FROM session_tokens WHERE host = 'api.kaimu.test'");
    assert_eq!(statuses(&app, &browser).await, [StatusCode::UNAUTHORIZED, StatusCode::OK]);
    for time in ["first", "after going back"] {
        let page = browser.follow(app.page("/login?return_to=/reports")).await;
        assert_eq!((page.url.path(), page.status), ("/login", StatusCode::OK), "{time}: {}", page.url);
        assert_eq!(page.parameter("return_to").as_deref(), Some("/reports"));
    }
    sign_in(&app, &browser, "idp").await;
    assert_eq!(statuses(&app, &browser).await, SIGNED_IN);
    // The URL of the page from before, in the history or as a bookmark.
    let end = browser.follow(app.page("/login?return_to=/account&asked=1")).await;
    assert_eq!(end.url, app.page("/account"));
}

/// The question is on the host of `base_url`, where the sign-in ended. The other host has no session yet.
#[tokio::test(flavor = "multi_thread")]
async fn an_answer_to_a_question_before_the_hand_over_leads_to_the_reauthentication() {
    let (database, one, two) = (Database::sqlite(), Provider::start(), Provider::start());
    let mut asks = two.settings("two");
    asks["link_by_email"] = "confirm".into();
    let app = Setup::on(&database).provider(one.settings("one")).provider(asks).with_two_hosts().start();
    sign_in(&app, &Browser::new(), "one").await;
    two.person(json!({ "sub": "ada-at-two" }));
    let browser = Browser::new();
    browser.follow(app.page("/login")).await;
    let refused = browser.follow(app.api("/auth/oidc/two/authorize")).await;
    refused.is_refused_with("account.confirmation_needed");
    let question = browser.follow(app.api("/auth/oidc/one/authorize")).await;
    assert_eq!(question.url, app.api("/account/link/confirm"));
    assert_eq!(statuses(&app, &browser).await, [StatusCode::OK, StatusCode::UNAUTHORIZED]);
    let end = agree(&app, &browser, &question).await;
    assert_eq!((end.url, end.status), (app.page("/account/confirm"), StatusCode::OK));
    // What the account page reports is not lost on the way through the hand-over.
    database.execute("DELETE FROM session_tokens WHERE host = 'kaimu.test'");
    let page = browser.follow(app.page("/account?error=account.link_off")).await;
    assert_eq!((page.url.path(), page.parameter("error").as_deref()), ("/account", Some("account.link_off")));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sign_out_on_a_host_without_a_session_ends_that_of_the_other_host() {
    let database = Database::sqlite();
    let (app, _provider) = on_two_hosts(&database);
    for (lost, url) in [("kaimu.test", app.page("/logout")), ("api.kaimu.test", app.api("/logout"))] {
        let browser = Browser::new();
        sign_in(&app, &browser, "idp").await;
        database.execute(&format!("DELETE FROM session_tokens WHERE host = '{lost}'"));
        let question = browser.submit(url, &app.frontend, &[]).await;
        assert_eq!((question.url, question.status), (app.page("/logout"), StatusCode::OK), "{lost}");
        let end = browser.submit(app.page("/logout"), &app.frontend, &[]).await;
        assert_eq!((end.url.path(), end.parameter("signed_out").as_deref()), ("/login", Some("1")), "{lost}");
        assert_eq!(statuses(&app, &browser).await, SIGNED_OUT, "{lost}");
        assert_eq!(database.count("sessions"), 0);
    }
    // Without any session, a sign-out is reported at once.
    for method in ["GET", "POST"] {
        let browser = Browser::new();
        let end = match method {
            "GET" => browser.follow(app.page("/logout")).await,
            _ => browser.submit(app.page("/logout"), &app.frontend, &[]).await,
        };
        assert_eq!((end.url.path(), end.parameter("signed_out").as_deref()), ("/login", Some("1")), "{method}");
    }
}

/// The provider returns the browser to the host of `frontend_url`, also after a sign-out on the other host.
#[tokio::test(flavor = "multi_thread")]
async fn a_return_from_a_sign_out_at_the_provider_asks_for_no_session() {
    let (app, _provider) = on_two_hosts(&Database::sqlite());
    let page = Browser::new().get(app.page("/login?state=of-the-other-host")).await;
    assert_eq!(page.status, StatusCode::OK);
}

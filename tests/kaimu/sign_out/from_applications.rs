//! Sign-outs that an application starts, and that lead back to it.

use chrono::TimeDelta;
use reqwest::StatusCode;
use url::Url;

use super::{sign_in, with_logout};
use crate::app::{Setup, TestApp};
use crate::browser::{Answer, Browser};
use crate::database::Database;
use crate::provider::Provider;

const ORIGINS: &str = "KAIMU_SERVER__ALLOWED_RETURN_ORIGINS";
const WIKI: &str = "https://wiki.example.org";
const FORM: (&str, &str) = ("Content-Type", "application/x-www-form-urlencoded");

/// Submits the sign-out form of the application, which returns to `return_to`.
async fn submit(app: &TestApp, browser: &Browser, return_to: &str) -> Answer {
    let body = url::form_urlencoded::Serializer::new(String::new()).append_pair("return_to", return_to).finish();
    browser.request("POST", app.page("/logout"), &[FORM, ("Origin", WIKI)], &body).await
}

#[tokio::test(flavor = "multi_thread")]
async fn an_application_signs_a_user_out_and_gets_the_browser_back() {
    let (database, provider) = (Database::sqlite(), Provider::start());
    let app = Setup::on(&database).provider(provider.settings("idp")).set(ORIGINS, WIKI).start();
    let target = format!("{WIKI}/goodbye?from=kaimu");
    for (return_to, end) in [
        (target.as_str(), target.as_str()),
        ("https://evil.example/", app.page("/login?signed_out=1").as_str()),
        ("", app.page("/login?signed_out=1").as_str()),
    ] {
        let browser = Browser::new();
        sign_in(&app, &browser).await;
        assert_eq!(submit(&app, &browser, return_to).await.location().unwrap().as_str(), end);
        assert_eq!((browser.session(&app).await.0, database.count("sessions")), (StatusCode::UNAUTHORIZED, 0));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_browser_returns_to_the_application_after_the_sign_out_at_the_provider() {
    let provider = with_logout();
    let app = Setup::on(&Database::sqlite()).provider(provider.settings("idp")).set(ORIGINS, WIKI).start();
    let browser = Browser::new();
    sign_in(&app, &browser).await;
    let at_provider = submit(&app, &browser, &format!("{WIKI}/goodbye")).await.location().unwrap();
    assert!(at_provider.as_str().starts_with(&provider.issuer), "{at_provider}");
    let state = at_provider.query_pairs().find(|(name, _)| name == "state").unwrap().1.into_owned();
    let mut back = app.page("/login");
    back.query_pairs_mut().append_pair("state", &state);
    assert_eq!(browser.get(&back).await.location(), Some(Url::parse(&format!("{WIKI}/goodbye")).unwrap()));
    assert!(browser.get(&back).await.body.contains("Sign in"), "the state works once");
}

/// Browsers send no `SameSite=Lax` cookie with the form of another registrable domain.
#[tokio::test(flavor = "multi_thread")]
async fn a_form_without_cookies_leads_to_the_page_with_the_button() {
    let (database, provider) = (Database::sqlite(), Provider::start());
    for two_hosts in [false, true] {
        let setup = Setup::on(&database).provider(provider.settings("idp")).set(ORIGINS, WIKI);
        let app = if two_hosts { setup.with_two_hosts() } else { setup }.start();
        let browser = Browser::new();
        sign_in(&app, &browser).await;
        let target = format!("{WIKI}/goodbye");
        let redirect = submit(&app, &Browser::new(), &target).await;
        assert_eq!((redirect.status, database.count("sessions")), (StatusCode::SEE_OTHER, 1));
        let page = browser.follow(redirect.location().unwrap()).await;
        assert_eq!((page.url.path(), page.status), ("/logout", StatusCode::OK), "{}", page.url);
        assert!(page.body.contains(&format!("name=\"return_to\" value=\"{target}\"")), "{}", page.body);
        let origin = app.frontend.origin().ascii_serialization();
        let body = "return_to=https%3A%2F%2Fwiki.example.org%2Fgoodbye";
        let end = browser.request("POST", app.page("/logout"), &[FORM, ("Origin", &origin)], body).await;
        assert_eq!((end.location().unwrap().as_str(), database.count("sessions")), (target.as_str(), 0));
        // Without any session, the page leads back at once.
        let mut url = app.page("/logout");
        url.query_pairs_mut().append_pair("return_to", &target);
        let mut answer = browser.get(&url).await;
        while answer.location().is_some_and(|next| next.host_str() != Some("wiki.example.org")) {
            answer = browser.get(answer.location().unwrap()).await;
        }
        assert_eq!(answer.location().unwrap().as_str(), target);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_application_that_reports_activity_keeps_the_session_alive() {
    let (database, provider) = (Database::sqlite(), Provider::start());
    let app = Setup::on(&database).provider(provider.settings("idp")).set(ORIGINS, WIKI).start();
    let browser = Browser::new();
    let report = async |browser: &Browser| {
        browser.request("POST", app.api("/auth/session/activity"), &[("Origin", WIKI)], "").await
    };
    let signed_out = report(&browser).await;
    assert_eq!(
        (signed_out.status, signed_out.json()["error"].as_str()),
        (StatusCode::UNAUTHORIZED, Some("signed_out"))
    );
    sign_in(&app, &browser).await;
    let last_seen = || database.values("last_seen_at", "sessions");
    let at_first = last_seen();
    app.clock.advance(TimeDelta::seconds(59));
    assert_eq!((report(&browser).await.status, last_seen()), (StatusCode::NO_CONTENT, at_first.clone()));
    for _ in 0..3 {
        app.clock.advance(TimeDelta::hours(8));
        let answer = report(&browser).await;
        assert_eq!(answer.status, StatusCode::NO_CONTENT);
        assert_eq!(answer.header("access-control-allow-origin"), WIKI);
        assert_eq!(answer.header("access-control-allow-credentials"), "true");
    }
    assert_ne!(last_seen(), at_first);
    let preflight = [("Origin", WIKI), ("Access-Control-Request-Method", "POST")];
    let answer = browser.request("OPTIONS", app.api("/auth/session/activity"), &preflight, "").await;
    assert_eq!(answer.header("access-control-allow-methods"), "POST");
}

//! Logins that another site initiates, for example the start page of a provider (OpenID Connect Core, section 4).

use reqwest::StatusCode;
use url::Url;

use crate::app::{Setup, TestApp};
use crate::browser::Browser;
use crate::database::Database;
use crate::provider::Provider;

const FORM: (&str, &str) = ("Content-Type", "application/x-www-form-urlencoded");

fn start() -> (TestApp, Provider, Provider) {
    let (provider, other) = (Provider::start(), Provider::start());
    let setup = Setup::on(&Database::sqlite()).provider(provider.settings("idp")).provider(other.settings("other"));
    (setup.start(), provider, other)
}

/// The login request of the provider with this slug.
fn login_request(app: &TestApp, slug: &str, issuer: &str) -> Url {
    let mut url = app.api(&format!("/auth/oidc/{slug}/authorize"));
    url.query_pairs_mut()
        .append_pair("iss", issuer)
        .append_pair("login_hint", "ada@example.org")
        .append_pair("target_link_uri", app.page("/notes").as_str());
    url
}

#[tokio::test(flavor = "multi_thread")]
async fn a_login_request_starts_a_sign_in_that_leads_to_its_target() {
    let (app, provider, _other) = start();
    let browser = Browser::new();
    let at_provider = browser.get(login_request(&app, "idp", &provider.issuer)).await.location().unwrap();
    assert!(at_provider.as_str().starts_with(&provider.issuer), "{at_provider}");
    assert!(at_provider.query_pairs().any(|(name, value)| name == "login_hint" && value == "ada@example.org"));
    assert_eq!(browser.follow(at_provider).await.url, app.page("/notes"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_login_request_by_a_form_is_posted_again_from_our_own_origin() {
    let (app, provider, _other) = start();
    let url = login_request(&app, "idp", &provider.issuer);
    let (action, fields) = (app.api("/auth/oidc/idp/authorize"), url.query().unwrap());
    let cross_site = [FORM, ("Origin", "https://portal.example"), ("Sec-Fetch-Site", "cross-site")];
    let page = Browser::new().request("POST", &action, &cross_site, fields).await;
    assert_eq!((page.status, page.set_cookies().len()), (StatusCode::OK, 0));
    assert!(page.body.contains(&format!("action=\"{action}\"")), "{}", page.body);
    assert!(page.body.contains("name=\"login_hint\" value=\"ada@example.org\""), "{}", page.body);
    let browser = Browser::new();
    let own = app.base.origin().ascii_serialization();
    let again = format!("{fields}&reposted=1");
    let at_provider = browser.request("POST", &action, &[FORM, ("Origin", &own)], &again).await;
    assert_eq!(browser.follow(at_provider.location().unwrap()).await.url, app.page("/notes"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_signed_in_browser_goes_straight_on_or_is_asked() {
    let (app, provider, other) = start();
    let browser = Browser::new();
    browser.follow(app.api("/auth/oidc/idp/authorize")).await.is_dashboard_of("Ada");
    let same = browser.get(login_request(&app, "idp", &provider.issuer)).await;
    assert_eq!(same.location().unwrap(), app.page("/notes"));
    let question = browser.get(login_request(&app, "other", &other.issuer)).await;
    assert_eq!(question.status, StatusCode::OK);
    assert!(question.body.contains("Signed in as Ada Lovelace"), "{}", question.body);
    assert_eq!(other.requests("/authorize"), 0);
}

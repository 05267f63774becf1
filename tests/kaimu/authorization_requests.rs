//! Additional parameters of authorization requests: from the configuration, and from the link that starts a sign-in.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::app::{Setup, TestApp};
use crate::browser::Browser;
use crate::database::Database;
use crate::okta::Okta;
use crate::provider::{Provider, alter};
use crate::secrets;

const HINT: &str = "grace.hopper@example.org";

fn with(settings: Value) -> (TestApp, Provider) {
    let provider = Provider::start();
    let mut member = provider.settings("idp");
    member.as_object_mut().unwrap().extend(settings.as_object().unwrap().clone());
    (Setup::on(&Database::sqlite()).provider(member).start(), provider)
}

/// The parameters of the authorization request of a sign-in with this query.
async fn authorization_request(app: &TestApp, query: &str, languages: &str) -> BTreeMap<String, String> {
    let start = app.api(&format!("/auth/oidc/idp/authorize{query}"));
    let headers = [("Accept-Language", languages)];
    let answer = Browser::new().request("GET", start, &headers, "").await;
    answer.location().unwrap().query_pairs().into_owned().collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn extra_params_and_prompt_are_in_every_authorization_request() {
    let (app, _provider) =
        with(json!({ "prompt": "login consent", "extra_params": { "audience": "kaimu", "access_type": "offline" } }));
    let request = authorization_request(&app, "", "nl").await;
    assert_eq!(request["audience"], "kaimu");
    assert_eq!(request["access_type"], "offline");
    assert_eq!(request["prompt"], "login consent");
    assert_eq!(request["scope"], "openid email profile");
    assert_eq!(
        authorization_request(&app, "?account=another", "nl").await["prompt"],
        "login consent",
        "login is what it would be"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn account_selection_is_added_to_the_configured_prompt() {
    let (app, provider) = with(json!({ "prompt": "consent" }));
    provider.script(|script| {
        script.discovery =
            alter(|document: &mut Value| document["prompt_values_supported"] = json!(["select_account"]));
    });
    assert_eq!(authorization_request(&app, "?account=another", "").await["prompt"], "select_account consent");
}

#[tokio::test(flavor = "multi_thread")]
async fn without_options_an_authorization_request_has_only_the_required_parameters() {
    let (app, _provider) = with(json!({}));
    let names: Vec<String> = authorization_request(&app, "", "nl").await.into_keys().collect();
    let usual = [
        "client_id",
        "code_challenge",
        "code_challenge_method",
        "nonce",
        "redirect_uri",
        "response_type",
        "scope",
        "state",
    ];
    assert_eq!(names, usual);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_language_of_the_page_is_sent_as_ui_locales() {
    let (app, _provider) = with(json!({}));
    assert_eq!(authorization_request(&app, "", "de-CH, en;q=0.5").await["ui_locales"], "de");
    assert_eq!(authorization_request(&app, "", "zh-CN").await["ui_locales"], "zh-Hans");
    let browser = Browser::new();
    browser.get(app.page("/login?language=ar")).await;
    let chosen = browser.get(app.api("/auth/oidc/idp/authorize")).await.location().unwrap();
    assert!(chosen.query_pairs().any(|(name, value)| name == "ui_locales" && value == "ar"), "{chosen}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_login_hint_is_sent_to_the_provider_and_never_logged() {
    secrets::watch_for(HINT);
    let (app, _provider) = with(json!({}));
    assert_eq!(
        authorization_request(&app, &format!("?login_hint={HINT}&return_to=/notes"), "").await["login_hint"],
        HINT
    );
    for useless in ["", "%20", "a%0Ab", &"x".repeat(256)] {
        assert!(
            !authorization_request(&app, &format!("?login_hint={useless}"), "").await.contains_key("login_hint"),
            "{useless}"
        );
    }
    assert_eq!(
        authorization_request(&app, &format!("?login_hint={}", "x".repeat(255)), "").await["login_hint"].len(),
        255
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_login_hint_is_kept_when_the_frontend_s_host_redirects_to_the_base_url() {
    let provider = Provider::start();
    let setup = Setup::on(&Database::sqlite()).provider(provider.settings("idp"));
    let app = setup.with_public_urls("https://api.kaimu.test", "https://kaimu.test").start();
    let here = format!("http://127.0.0.1:{}/auth/oidc/idp/authorize?login_hint=grace&return_to=/notes", app.ports[0]);
    let moved = Browser::new().request("GET", here, &[("Host", "kaimu.test")], "").await;
    let expected = "https://api.kaimu.test/auth/oidc/idp/authorize?login_hint=grace&return_to=/notes";
    assert_eq!(moved.header("Location"), expected);
    assert!(moved.set_cookies().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs Node 24 (KAIMU_TEST_NODE): use tests/run"]
async fn a_custom_authorization_server_gets_its_audience() {
    let setup = Setup::on(&Database::sqlite());
    let arguments = ["--path", "/oauth2/aus1kaimu", "--audience", "kaimu"];
    let okta = Okta::start(&setup.callback("okta"), &arguments);
    let mut settings = okta.settings();
    settings["extra_params"] = json!({ "audience": "kaimu" });
    assert!(settings["issuer_url"].as_str().unwrap().ends_with("/oauth2/aus1kaimu"));
    let app = setup.provider(settings).start();
    let browser = Browser::new();
    let link = app.api("/auth/oidc/okta/authorize?login_hint=alice@example.org");
    let form = browser.request("GET", &link, &[("Accept-Language", "fr")], "").await.location().unwrap();
    let form = browser.follow(form).await;
    assert!(form.body.contains("value=\"alice@example.org\""), "the form is filled in: {}", form.body);
    assert!(form.body.contains("<html lang=\"fr\">"), "and speaks the page's language: {}", form.body);
    okta.sign_in(&browser, link, "alice").await.is_dashboard_of("Alice Example");

    let setup = Setup::on(&Database::sqlite());
    let okta = Okta::start(&setup.callback("okta"), &arguments);
    let app = setup.provider(okta.settings()).start();
    let refused = Browser::new().follow(app.api("/auth/oidc/okta/authorize")).await;
    refused.is_refused_with("provider.refused.invalid_request");
}

//! The sign-in page: its buttons, the last used provider, and when it is skipped.

use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::app::{Setup, TestApp};
use crate::browser::{Answer, Browser};
use crate::database::Database;
use crate::provider::{Provider, alter, settings};
use crate::waiting::until;

/// The link of the button with this name.
fn button<'a>(page: &'a Answer, name: &str) -> &'a str {
    let links = page.body.split("<a class=\"button").skip(1).map(|rest| rest.split("</a>").next().unwrap());
    links.into_iter().find(|link| link.contains(&format!("with {name}"))).unwrap_or_else(|| panic!("{}", page.body))
}

fn with_skip_page(provider: &Provider) -> TestApp {
    Setup::on(&Database::sqlite()).provider(provider.settings("idp")).set("KAIMU_SIGN_IN__SKIP_PAGE", "true").start()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_provider_of_the_last_sign_in_is_marked() {
    let provider = Provider::start();
    let (one, two) = (provider.settings("one"), provider.settings("two"));
    let app = Setup::on(&Database::sqlite()).provider(one).provider(two).start();
    let browser = Browser::new();
    assert!(!browser.get(app.page("/login")).await.body.contains("Last used"));
    browser.follow(app.api("/auth/oidc/two/authorize")).await.is_dashboard_of("Ada");
    let page = browser.sign_out(&app).await;
    assert!(button(&page, "The two").contains("Last used"), "{}", page.body);
    assert!(!button(&page, "The one").contains("Last used"));
    assert!(!Browser::new().get(app.page("/login")).await.body.contains("Last used"), "only in this browser");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unavailable_provider_is_marked_until_it_recovers() {
    let (sick, well) = (Provider::start(), Provider::start());
    sick.script(|script| script.discovery = alter(|document: &mut Value| document["issuer"] = "elsewhere".into()));
    let app = Setup::on(&Database::sqlite())
        .provider(settings("dead", &Provider::unreachable_issuer()))
        .provider(sick.settings("sick"))
        .provider(well.settings("well"))
        .start();
    let wait_until_marked = async |names: &[&str]| {
        until(&format!("{names:?} are marked, and no others"), async || {
            let page = Browser::new().get(app.page("/login")).await;
            let down = |name: &&str| button(&page, name).contains("Currently unavailable");
            ["The dead", "The sick", "The well"].iter().all(|name| down(name) == names.contains(name))
        })
        .await;
    };
    wait_until_marked(&["The dead", "The sick"]).await;
    sick.script(|script| script.discovery = None);
    app.clock.advance(chrono::TimeDelta::seconds(9));
    wait_until_marked(&["The dead"]).await;
    well.script(|script| script.discovery = alter(|document: &mut Value| document["issuer"] = "elsewhere".into()));
    app.clock.advance(chrono::TimeDelta::seconds(61));
    wait_until_marked(&["The dead", "The well"]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn repeated_requests_for_the_page_rarely_ask_a_failing_provider() {
    let provider = Provider::start();
    provider.script(|script| script.discovery = alter(|document: &mut Value| document["issuer"] = "elsewhere".into()));
    let app = Setup::on(&Database::sqlite()).provider(provider.settings("idp")).start();
    let browser = Browser::new();
    for _ in 0..50 {
        browser.get(app.page("/login")).await;
    }
    let asked = provider.requests("/.well-known/openid-configuration");
    assert!((1..=5).contains(&asked), "{asked}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_page_names_the_destination_unless_it_is_the_dashboard() {
    let provider = Provider::start();
    let app = Setup::on(&Database::sqlite())
        .provider(provider.settings("idp"))
        .set("KAIMU_SERVER__ALLOWED_RETURN_ORIGINS", "https://wiki.example.org")
        .start();
    let destination = async |return_to: &str| {
        let page = Browser::new().get(app.page(&format!("/login?return_to={return_to}"))).await;
        page.body
            .split_once("After signing in, you continue to <bdi dir=\"ltr\">")
            .map(|(_, rest)| rest.split('<').next().unwrap().to_owned())
    };
    assert_eq!(destination("/notes%3Fid=7").await.as_deref(), Some("/notes"));
    assert_eq!(destination("/notes/2026/a-secret-name").await.as_deref(), Some("/notes/…"));
    assert_eq!(destination("/Account-locked.Call-now").await.as_deref(), Some("/Account-locked.Call-now"));
    assert_eq!(destination("/Account-locked.Call-555-0100").await.as_deref(), Some("/Account-locked.Call-555-…"));
    assert_eq!(destination("https://wiki.example.org/start%3Ftoken=x").await.as_deref(), Some("wiki.example.org"));
    for unlisted in ["", "/dashboard", "https://evil.example/"] {
        assert_eq!(destination(unlisted).await, None, "{unlisted}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refused_user_can_try_again_or_use_another_account_and_keeps_the_return_to() {
    let provider = Provider::start();
    let app = Setup::on(&Database::sqlite()).provider(provider.settings("idp")).start();
    let page = "/login?error=provider.refused.not_assigned&provider=idp&request=0123456789abcdef&return_to=/notes";
    let page = Browser::new().get(app.page(page)).await;
    let again = app.api("/auth/oidc/idp/authorize?return_to=%2Fnotes");
    assert!(page.body.contains(&format!("href=\"{again}\">Try again with The idp")), "{}", page.body);
    let another = format!("{again}&account=another");
    let primary = format!("<a class=\"button primary\" href=\"{}\">Use another account", another.replace('&', "&#38;"));
    assert!(page.body.contains(&primary), "what may help stands first: {}", page.body);
    let browser = Browser::new();
    let at_provider = browser.get(&another).await.location().unwrap();
    assert_eq!(browser.follow(at_provider).await.url, app.page("/notes"));
    let page = Browser::new().get(app.page("/login?error=state.expired&provider=idp")).await;
    assert!(page.body.contains("Try again") && !page.body.contains("Use another account"), "where that cannot help");
}

#[tokio::test(flavor = "multi_thread")]
async fn account_selection_uses_a_prompt_that_the_provider_supports() {
    for (supported, prompt) in [
        (json!(["login", "select_account"]), "select_account"),
        (json!(["login", "none"]), "login"),
        (Value::Null, "login"),
    ] {
        let provider = Provider::start();
        provider.script(|script| {
            script.discovery = alter(move |document: &mut Value| {
                document["prompt_values_supported"] = supported.clone();
            });
        });
        let app = Setup::on(&Database::sqlite()).provider(provider.settings("idp")).start();
        let link = app.api("/auth/oidc/idp/authorize?account=another");
        let at_provider = Browser::new().get(link).await.location().unwrap();
        assert!(at_provider.query_pairs().any(|pair| pair == ("prompt".into(), prompt.into())), "{at_provider}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn skip_page_skips_the_page_with_one_provider_but_not_twice_within_a_minute() {
    let provider = Provider::start();
    let app = with_skip_page(&provider);
    let browser = Browser::new();
    let start = browser.get(app.page("/login?return_to=/notes")).await;
    assert_eq!(start.location().unwrap(), app.api("/auth/oidc/idp/authorize?return_to=%2Fnotes"));
    assert_eq!(start.set_cookies(), ["kaimu_show_page=1; HttpOnly; SameSite=Lax; Path=/; Max-Age=60"]);
    assert_eq!(browser.get(app.page("/login")).await.status, StatusCode::OK, "a second time within the minute");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_page_is_not_skipped_after_a_refusal_or_a_sign_out() {
    let provider = Provider::start();
    let app = with_skip_page(&provider);
    for end in ["/login?error=state.expired&provider=idp", "/login?signed_out=1"] {
        let browser = Browser::new();
        assert_eq!(browser.get(app.page(end)).await.status, StatusCode::OK, "{end}");
        assert_eq!(browser.get(app.page("/login")).await.status, StatusCode::OK, "just after {end}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_page_is_not_skipped_by_default_with_several_providers_or_an_unavailable_one() {
    let provider = Provider::start();
    let plain = Setup::on(&Database::sqlite()).provider(provider.settings("idp")).start();
    assert_eq!(Browser::new().get(plain.page("/login")).await.status, StatusCode::OK);

    let (one, two) = (provider.settings("one"), provider.settings("two"));
    let several = Setup::on(&Database::sqlite()).provider(one).provider(two).set("KAIMU_SIGN_IN__SKIP_PAGE", "true");
    assert_eq!(Browser::new().get(several.start().page("/login")).await.status, StatusCode::OK);

    let dead = settings("dead", &Provider::unreachable_issuer());
    let dead = Setup::on(&Database::sqlite()).provider(dead).set("KAIMU_SIGN_IN__SKIP_PAGE", "true").start();
    let browser = Browser::new();
    browser.follow(dead.page("/login")).await.is_refused_with("provider.unavailable");
    assert_eq!(Browser::new().get(dead.page("/login")).await.status, StatusCode::OK, "never a dead end");
}

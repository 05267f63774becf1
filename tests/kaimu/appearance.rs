//! Languages, branding and compression of the pages.

use reqwest::StatusCode;

use crate::app::Setup;
use crate::browser::Browser;
use crate::database::Database;
use crate::provider::Provider;

#[tokio::test(flavor = "multi_thread")]
async fn a_page_uses_the_language_of_the_browser_until_the_user_chooses_another() {
    let provider = Provider::start();
    let app = Setup::on(&Database::sqlite()).provider(provider.settings("idp")).start();
    let browser = Browser::new();
    let german = [("Accept-Language", "de-AT, en;q=0.5")];
    let page = browser.request("GET", app.page("/login"), &german, "").await;
    assert!(page.body.contains("<html lang=\"de\" dir=\"ltr\">") && page.body.contains("Weiter mit The idp"));

    let page = browser.request("GET", app.page("/login?language=ar"), &german, "").await;
    assert!(page.body.contains("<html lang=\"ar\" dir=\"rtl\">"), "{}", page.body);
    assert_eq!(page.set_cookies(), ["kaimu_language=ar; HttpOnly; SameSite=Lax; Path=/; Max-Age=31536000"]);
    for path in ["/login", "/logout", "/no-such-page"] {
        let page = browser.request("GET", app.page(path), &german, "").await;
        assert!(page.body.contains("<html lang=\"ar\" dir=\"rtl\">"), "{path} remembers");
    }
    browser.follow(app.api("/auth/oidc/idp/authorize")).await.is_dashboard_of("Ada");
    assert!(browser.get(app.page("/dashboard")).await.body.contains("lang=\"ar\""));

    for path in ["/healthz?language=ar", "/auth/session?language=ar", "/static/none?language=ar"] {
        let answer = Browser::new().get(app.page(path)).await;
        let is_page = answer.header("content-type").starts_with("text/html");
        assert_eq!(answer.set_cookies().len(), usize::from(is_page), "{path}");
    }
    let unknown = Browser::new().get(app.page("/login?language=tlh")).await;
    assert!(unknown.body.contains("<html lang=\"en\"") && unknown.set_cookies().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_language_choice_keeps_the_page_and_drops_unchecked_parameters() {
    let provider = Provider::start();
    let app = Setup::on(&Database::sqlite()).provider(provider.settings("idp")).start();
    let address = "/login?error=state.expired&provider=idp&request=0123456789abcdef&return_to=/a&x=secret&language=de";
    let page = Browser::new().get(app.page(address)).await;
    let kept = "?error=state.expired&provider=idp&request=0123456789abcdef&return_to=%2Fa&language=fr";
    assert!(page.body.contains(&format!("href=\"{}\"", kept.replace('&', "&#38;"))), "{}", page.body);
    assert!(!page.body.contains("secret"));
    let missing = Browser::new().get(format!("{}/evil.example/x?code=secret", app.frontend)).await;
    assert!(missing.body.contains("href=\"?language=fr\"") && !missing.body.contains("secret"), "{}", missing.body);
    assert!(!missing.body.contains("evil"));
}

#[tokio::test(flavor = "multi_thread")]
async fn every_page_has_the_configured_name_colour_and_logo() {
    let folder = tempfile::tempdir().unwrap();
    let logo = folder.path().join("logo.svg");
    std::fs::write(&logo, "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 1 1\"/>").unwrap();
    let app = Setup::on(&Database::sqlite())
        .set("KAIMU_BRANDING__NAME", "Ada & Sons")
        .set("KAIMU_BRANDING__ACCENT", "#ffdd00")
        .set("KAIMU_BRANDING__LOGO", logo.to_str().unwrap())
        .start();
    let browser = Browser::new();
    for path in ["/login", "/logout", "/no-such-page"] {
        let page = browser.get(app.page(path)).await.body;
        assert!(page.contains("<bdi>Ada &#38; Sons</bdi>") && page.contains(" · Ada &#38; Sons</title>"), "{page}");
        let file = |start: &str| page.split('"').find(|part| part.starts_with(start)).unwrap().to_owned();
        let logo = browser.get(app.page(&file("/static/logo."))).await;
        assert_eq!((logo.status, logo.header("content-type")), (StatusCode::OK, "image/svg+xml"));
        let policy = "default-src 'none'; style-src 'unsafe-inline'; sandbox";
        assert_eq!(logo.header("content-security-policy"), policy, "a picture runs no script");
        let accent = browser.get(app.page(&file("/static/accent."))).await;
        assert_eq!(accent.header("content-type"), "text/css; charset=utf-8");
        assert!(accent.body.contains("dark) { :root { --accent: #ffdd00;"), "as it is where it can be read");
        assert!(!accent.body.starts_with(":root { --accent: #ffdd00"), "darker on white: {}", accent.body);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_and_static_files_are_compressed() {
    let app = Setup::on(&Database::sqlite()).start();
    let browser = Browser::new();
    let page = browser.get(app.page("/login")).await;
    let css = page.body.split('"').find(|part| part.starts_with("/static/kaimu.")).unwrap();
    for path in ["/login", css] {
        let answer = browser.request("GET", app.page(path), &[("Accept-Encoding", "gzip")], "").await;
        assert_eq!(answer.header("content-encoding"), "gzip", "{path}");
    }
    let error = browser.request("GET", app.page("/no-such-page"), &[("Accept-Encoding", "gzip")], "").await;
    assert_eq!(error.header("content-encoding"), "", "it says what it is");
    assert!(error.body.contains("There is no such page"));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_sign_in_page_says_when_the_provider_of_the_last_sign_in_is_no_longer_offered() {
    let (database, provider) = (Database::sqlite(), Provider::start());
    let before = Setup::on(&database).provider(provider.settings("former")).start();
    let browser = Browser::new();
    browser.follow(before.api("/auth/oidc/former/authorize")).await.is_dashboard_of("Ada");
    browser.sign_out(&before).await;
    let gone = "The way you signed in last is no longer offered here.";
    assert!(!browser.get(before.page("/login")).await.body.contains(gone));
    let setup = Setup::on(&database).provider(Provider::start().settings("new"));
    let now = setup.set("KAIMU_BRANDING__CONTACT", "help@example.org").start();
    let page = browser.get(now.page("/login")).await.body;
    assert!(page.contains(gone) && page.contains("mailto:help@example.org"), "{page}");
    assert!(!Browser::new().get(now.page("/login")).await.body.contains(gone), "only in a browser that used it");
}

//! Browsers that reach Kaimu under another host name than the configured ones.

use reqwest::StatusCode;

use crate::app::{Setup, TestApp};
use crate::browser::{Answer, Browser};
use crate::database::Database;
use crate::provider::Provider;

const PAGES_OF_FRONTEND: [&str; 7] =
    ["/", "/login", "/dashboard", "/logout", "/account", "/account/confirm", "/auth/return"];
const PAGES_OF_BASE: [&str; 3] = ["/auth/oidc/idp/authorize", "/auth/link/x", "/account/link/confirm"];

/// Asks this machine, with this `Host` header.
async fn ask(app: &TestApp, path: &str, host: &str) -> Answer {
    let url = format!("http://127.0.0.1:{}{path}", app.ports[0]);
    Browser::new().request("GET", url, &[("Host", host)], "").await
}

fn on_two_hosts() -> (TestApp, Provider) {
    let provider = Provider::start();
    (Setup::on(&Database::sqlite()).provider(provider.settings("idp")).with_two_hosts().start(), provider)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_under_another_host_name_redirects_to_the_configured_host_before_any_cookie_is_set() {
    let (app, _provider) = on_two_hosts();
    let (of_frontend, of_base) =
        (PAGES_OF_FRONTEND.map(|path| app.page(path)), PAGES_OF_BASE.map(|path| app.api(path)));
    for page in of_frontend.iter().chain(&of_base) {
        for host in ["www.kaimu.test", "kaimu.test.", "192.0.2.7:8080", "[2001:db8::1]"] {
            let answer = ask(&app, &format!("{}?return_to=%2Fnotes&language=de", page.path()), host).await;
            assert_eq!(answer.status, StatusCode::SEE_OTHER, "{page} at {host}");
            let expected = format!("{page}?return_to=%2Fnotes&language=de&redirected_to_host=1");
            assert_eq!(answer.location().unwrap().as_str(), expected, "at {host}");
            assert_eq!(answer.header("cache-control"), "no-store");
            assert_eq!(answer.set_cookies(), Vec::<&str>::new(), "{page} at {host}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn both_configured_hosts_are_right_at_any_port() {
    let (app, _provider) = on_two_hosts();
    for host in ["kaimu.test", "KAIMU.test:9999", "api.kaimu.test", "api.kaimu.test:1"] {
        let answer = ask(&app, "/auth/return?return_to=/notes", host).await;
        assert_eq!(answer.status, StatusCode::OK, "{host}: {:?}", answer.location());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_api_the_health_checks_and_callbacks_answer_under_any_host_name() {
    let (app, _provider) = on_two_hosts();
    let css = ask(&app, "/auth/return", "kaimu.test").await.body;
    let css = css.split('"').find(|part| part.starts_with("/static/kaimu.")).unwrap();
    for (path, status) in [
        ("/auth/session", StatusCode::UNAUTHORIZED),
        ("/auth/oidc/providers", StatusCode::OK),
        ("/healthz", StatusCode::OK),
        ("/readyz", StatusCode::OK),
        (css, StatusCode::OK),
    ] {
        assert_eq!(ask(&app, path, "192.0.2.7").await.status, status, "{path}");
    }
    let callback = ask(&app, "/auth/oidc/idp/callback?state=x&code=y", "192.0.2.7").await.location().unwrap();
    assert!(callback.as_str().starts_with(app.page("/login?error=state.missing").as_str()), "{callback}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_loopback_host_is_not_insisted_on() {
    let provider = Provider::start();
    let app = Setup::on(&Database::sqlite()).provider(provider.settings("idp")).start();
    for host in ["127.0.0.1", "[::1]:3000", "app.localhost", "192.0.2.7", "www.kaimu.test"] {
        assert_eq!(ask(&app, "/login", host).await.status, StatusCode::OK, "{host}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_forwarded_host_of_a_trusted_proxy_counts() {
    for (trusted, status) in [("127.0.0.0/8", StatusCode::OK), ("10.0.0.0/8", StatusCode::SEE_OTHER)] {
        let setup = Setup::on(&Database::sqlite()).with_two_hosts().set("KAIMU_SERVER__TRUSTED_PROXIES", trusted);
        let app = setup.start();
        let url = format!("http://127.0.0.1:{}/auth/return", app.ports[0]);
        let headers = [("Host", "backend:3000"), ("X-Forwarded-Host", "kaimu.test")];
        assert_eq!(Browser::new().request("GET", url, &headers, "").await.status, status, "{trusted}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_user_who_types_another_host_name_signs_in_at_the_configured_one() {
    let (app, _provider) = on_two_hosts();
    let page = ask(&app, "/login?return_to=/account", "www.kaimu.test").await.location().unwrap();
    let browser = Browser::new();
    let page = browser.follow(page).await;
    assert_eq!((page.status, page.url.path()), (StatusCode::OK, "/login"), "{}", page.url);
    let end = browser.follow(app.api("/auth/oidc/idp/authorize?return_to=/account")).await;
    assert_eq!(end.url, app.page("/account"));
}

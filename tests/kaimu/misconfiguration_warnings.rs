//! Warnings in the log about settings that do not fit the requests, each once.

use crate::browser::Browser;
use crate::database::Database;
use crate::program::{Program, Running};
use crate::provider::Provider;

fn running() -> (Running, Provider) {
    let provider = Provider::start();
    (Program::on(&Database::sqlite()).provider(provider.settings("idp")).start(), provider)
}

fn lines(mut running: Running, words: &str) -> Vec<String> {
    running.wait_for_line(words);
    running.signal("TERM");
    let (_, log) = running.end();
    log.into_iter().filter(|line| line.contains("WARN  kaimu::http::hints]")).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_log_reports_a_cors_error_with_the_origin_and_the_settings() {
    let (running, _provider) = running();
    let browser = Browser::new();
    let own = running.frontend.origin().ascii_serialization();
    for origin in [&own, "https://app.example.org", "https://app.example.org", "null", "https://a b", "nonsense"] {
        browser.request("GET", running.api("/auth/session"), &[("Origin", origin)], "").await;
    }
    let preflight = [("Origin", "https://wiki.example.org"), ("Access-Control-Request-Method", "GET")];
    browser.request("OPTIONS", running.api("/auth/oidc/providers"), &preflight, "").await;
    let warnings = lines(running, "https://wiki.example.org");
    assert_eq!(warnings.len(), 2, "one for each origin: {warnings:#?}");
    for (line, origin) in warnings.iter().zip(["https://app.example.org", "https://wiki.example.org"]) {
        let words = "asks who is signed in, and its browser shows a CORS error: if it is yours, set OIDC_FRONTEND_URL to it, \
                     or add it to server.allowed_return_origins";
        assert!(line.ends_with(&format!("a page of {origin} {words}")), "{line}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn made_up_origins_cannot_fill_the_log() {
    let (running, _provider) = running();
    let browser = Browser::new();
    for number in 0..20 {
        let origin = format!("https://{number}.example.org");
        browser.request("GET", running.api("/auth/session"), &[("Origin", &origin)], "").await;
    }
    assert_eq!(lines(running, "https://7.example.org").len(), 8);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_log_reports_a_callback_at_another_host_than_base_url() {
    let (running, _provider) = running();
    let browser = Browser::new();
    let callback = "/auth/oidc/idp/callback?state=x&code=y";
    browser.get(running.api(callback)).await;
    let port = running.ports[0];
    for _ in 0..2 {
        browser.get(format!("http://127.0.0.1:{port}{callback}")).await;
    }
    let base_url = running.base.origin().ascii_serialization();
    let warnings = lines(running, "a sign-in came back to the host");
    assert_eq!(warnings.len(), 1, "{warnings:#?}");
    let words = format!(
        "a sign-in came back to the host 127.0.0.1, where its cookie is not: callbacks belong to {base_url}; register the \
         redirect URI that `kaimu check` prints, or set OIDC_BASE_URL"
    );
    assert!(warnings[0].ends_with(&words), "{warnings:#?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_log_reports_an_untrusted_proxy_once() {
    let (running, _provider) = running();
    let browser = Browser::new();
    for address in ["203.0.113.7", "203.0.113.8"] {
        browser.request("GET", running.page("/login"), &[("X-Forwarded-For", address)], "").await;
    }
    let warnings = lines(running, "sends X-Forwarded-For");
    assert_eq!(warnings.len(), 1, "{warnings:#?}");
    assert!(
        warnings[0].contains("127.0.0.1 sends X-Forwarded-For and is not one of server.trusted_proxies"),
        "{warnings:#?}"
    );
}

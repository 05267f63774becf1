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
    log.into_iter().filter(|line| line.contains("WARN  kaimu::http::server::misconfiguration_warnings]")).collect()
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
        let words = "requests the session or the providers but may not read them (a CORS error in its browser); if it is \
                     your application, add it to server.allowed_return_origins or set OIDC_FRONTEND_URL to it";
        assert!(line.ends_with(&format!("a page at {origin} {words}")), "{line}");
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
    let warnings = lines(running, "a provider sent a browser back to the host");
    assert_eq!(warnings.len(), 1, "{warnings:#?}");
    let words = format!(
        "a provider sent a browser back to the host 127.0.0.1, but the sign-in cookie belongs to {base_url}; register the \
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
        warnings[0].contains("127.0.0.1 sends X-Forwarded-For but is not in server.trusted_proxies"),
        "{warnings:#?}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn behind_a_proxy_that_hides_the_host_a_browser_is_redirected_once_and_the_log_says_so_once() {
    let provider = Provider::start();
    let program = Program::on(&Database::sqlite()).provider(provider.settings("idp"));
    let public = "http://kaimu.test:3000";
    let running = program.set("OIDC_BASE_URL", public).set("OIDC_FRONTEND_URL", public).start();
    let hidden = [("Host", "backend:3000")];
    for _ in 0..2 {
        let browser = Browser::new();
        let ask = async |path: &str| browser.request("GET", running.page(path), &hidden, "").await;
        let redirect = ask("/login").await.location().unwrap();
        assert_eq!(redirect.as_str(), format!("{public}/login?redirected_to_host=1"));
        // The same request through the proxy.
        let page = ask(&redirect[url::Position::BeforePath..]).await;
        assert_eq!(page.status, 200);
        assert_eq!(page.set_cookies(), ["kaimu_hidden_host=1; HttpOnly; SameSite=Lax; Path=/; Max-Age=86400"]);
        for path in ["/login", "/logout", "/login?language=de"] {
            assert_eq!(ask(path).await.status, 200, "{path}");
        }
        assert_eq!(ask("/account").await.location().unwrap().as_str(), format!("{public}/login?return_to=/account"));
    }
    let warnings = lines(running, "arrived with another host name");
    assert_eq!(warnings.len(), 1, "{warnings:#?}");
    let words = "a request to kaimu.test arrived with another host name, so that each browser takes a detour, and no user can \
                 be signed in on a second host; have the proxy pass the host on (nginx: proxy_set_header Host $host)";
    assert!(warnings[0].ends_with(words), "{warnings:#?}");
}

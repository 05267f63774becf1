//! The public routes: their responses, headers and CORS.

use reqwest::StatusCode;
use serde_json::json;

use crate::app::{Setup, TestApp};
use crate::browser::Browser;
use crate::database::Database;
use crate::provider::Provider;

fn start() -> (TestApp, Provider) {
    let provider = Provider::start();
    let app = Setup::on(&Database::sqlite())
        .provider(provider.settings("idp"))
        .set("KAIMU_SERVER__ALLOWED_RETURN_ORIGINS", "https://wiki.example.org")
        .start();
    (app, provider)
}

#[tokio::test(flavor = "multi_thread")]
async fn the_front_page_leads_to_the_sign_in_page_or_the_dashboard() {
    let (app, _provider) = start();
    let browser = Browser::new();
    assert_eq!(browser.get(app.api("/")).await.location().unwrap(), app.page("/login"));
    browser.follow(app.api("/auth/oidc/idp/authorize")).await.is_dashboard_of("Ada");
    assert_eq!(browser.get(app.page("/")).await.location().unwrap(), app.page("/dashboard"));
    assert_eq!(browser.get(app.page("/login?return_to=/notes")).await.location().unwrap(), app.page("/notes"));
    let stale = browser.get(app.page("/login?signed_out=1")).await;
    assert_eq!(stale.location().unwrap(), app.page("/dashboard"));
    assert_eq!(browser.get(app.page("/login?error=state.used")).await.status, StatusCode::OK);
}

#[tokio::test(flavor = "multi_thread")]
async fn every_port_serves_every_route() {
    let (app, _provider) = start();
    for url in [app.api("/login"), app.page("/login"), app.api("/healthz"), app.page("/readyz")] {
        assert_eq!(Browser::new().get(&url).await.status, StatusCode::OK, "{url}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_deep_link_is_kept_during_the_sign_in() {
    let (app, _provider) = start();
    let browser = Browser::new();
    let page = browser.get(app.page("/login?return_to=/notes%3Fid%3D7")).await;
    let link = app.api("/auth/oidc/idp/authorize?return_to=%2Fnotes%3Fid%3D7");
    assert!(page.body.contains(link.as_str()), "{}", page.body);
    assert_eq!(browser.follow(&link).await.url, app.page("/notes?id=7"));
}

#[tokio::test(flavor = "multi_thread")]
async fn redirect_uri_is_another_name_for_return_to_and_two_different_values_are_ignored() {
    let (app, _provider) = start();
    for (query, end) in [
        ("redirect_uri=/a", "/a"),
        ("redirect_uri=/a&return_to=/a", "/a"),
        ("redirect_uri=/a&return_to=/b", "/dashboard"),
        ("return_to=https://evil.example/", "/dashboard"),
    ] {
        let end_url = Browser::new().follow(app.api(&format!("/auth/oidc/idp/authorize?{query}"))).await.url;
        assert_eq!(end_url, app.page(end), "{query}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_sign_in_page_ignores_unknown_parameter_values() {
    let (app, _provider) = start();
    let page = Browser::new()
        .get(app.page("/login?error=<script>alert(1)</script>&provider=nobody&request=<b>&return_to=//evil.example"))
        .await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.body.contains("<h1>Sign in</h1>"));
    for leak in ["alert", "<b>", "evil", "nobody"] {
        assert!(!page.body.contains(leak), "{leak}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn applications_can_list_the_providers() {
    let (app, _provider) = start();
    let answer = Browser::new().get(app.api("/auth/oidc/providers")).await;
    assert_eq!(answer.json(), json!([{ "slug": "idp", "name": "The idp" }]));
}

#[tokio::test(flavor = "multi_thread")]
async fn every_response_has_the_security_headers() {
    let (app, _provider) = start();
    for path in ["/login", "/logout", "/auth/session", "/healthz", "/no-such-page", "/auth/oidc/idp/callback"] {
        let answer = Browser::new().get(app.page(path)).await;
        let policy = answer.header("content-security-policy");
        assert!(policy.starts_with("default-src 'none'; style-src 'self'; script-src 'self'"), "{path}: {policy}");
        assert!(policy.contains("frame-ancestors 'none'") && !policy.contains("unsafe"), "{path}: {policy}");
        assert_eq!(answer.header("x-content-type-options"), "nosniff", "{path}");
        assert!(!answer.header("referrer-policy").is_empty(), "{path}");
        assert_eq!(answer.header("cache-control"), "no-store", "{path}");
        assert_eq!(answer.header("cross-origin-opener-policy"), "same-origin", "{path}");
        assert_eq!(answer.header("cross-origin-resource-policy"), "same-site", "{path}");
        assert!(answer.header("permissions-policy").contains("camera=()"), "{path}");
        assert_eq!(answer.header("x-request-id").len(), 16, "{path}");
        assert_eq!(answer.header("strict-transport-security"), "", "only over https");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn strict_transport_security_covers_subdomains_only_if_configured() {
    let header = async |value: &str| {
        let setup = Setup::on(&Database::sqlite()).set("KAIMU_SERVER__HSTS_INCLUDE_SUBDOMAINS", value);
        let app = setup.with_public_urls("https://api.yourdomain.com", "https://yourdomain.com").start();
        let answer = Browser::new().get(format!("http://127.0.0.1:{}/login", app.ports[0])).await;
        answer.header("strict-transport-security").to_owned()
    };
    assert_eq!(header("false").await, "max-age=31536000");
    assert_eq!(header("true").await, "max-age=31536000; includeSubDomains");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sign_out_clears_the_cache_of_the_browser_and_no_other_cookies() {
    let (app, _provider) = start();
    let browser = Browser::new();
    browser.follow(app.api("/auth/oidc/idp/authorize")).await.is_dashboard_of("Ada");
    let origin = app.frontend.origin().ascii_serialization();
    for _ in 0..2 {
        let signed_out = browser.request("POST", app.page("/logout"), &[("Origin", &origin)], "").await;
        assert_eq!((signed_out.status, signed_out.header("clear-site-data")), (StatusCode::SEE_OTHER, "\"cache\""));
    }
    assert_eq!(browser.get(app.page("/logout")).await.header("clear-site-data"), "", "the question clears nothing");
}

#[tokio::test(flavor = "multi_thread")]
async fn static_files_have_a_hash_in_their_name_and_are_cached() {
    let (app, _provider) = start();
    let browser = Browser::new();
    let page = browser.get(app.page("/login")).await;
    let css = page.body.split('"').find(|part| part.starts_with("/static/kaimu.")).unwrap();
    let file = browser.get(app.page(css)).await;
    assert_eq!((file.status, file.header("content-type")), (StatusCode::OK, "text/css; charset=utf-8"));
    assert_eq!(file.header("cache-control"), "public, max-age=31536000, immutable");
    assert_eq!(browser.get(app.page("/static/kaimu.00000000.css")).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_path_or_method_shows_an_error_page_with_the_request_id() {
    let (app, _provider) = start();
    let missing = Browser::new().get(app.page("/no-such-page")).await;
    assert_eq!(missing.status, StatusCode::NOT_FOUND);
    assert!(missing.body.contains(missing.header("x-request-id")));
    let origin = app.frontend.origin().ascii_serialization();
    let wrong = Browser::new().request("POST", app.page("/login"), &[("Origin", &origin)], "").await;
    assert_eq!(wrong.status, StatusCode::METHOD_NOT_ALLOWED);
    assert!(wrong.body.contains("request.method_not_allowed"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_get_request_to_logout_shows_a_confirmation_page() {
    let (app, _provider) = start();
    let browser = Browser::new();
    browser.follow(app.api("/auth/oidc/idp/authorize")).await.is_dashboard_of("Ada");
    assert!(browser.get(app.page("/logout")).await.body.contains("Sign out?"));
    assert_eq!(browser.session(&app).await.0, StatusCode::OK);
    assert!(Browser::new().get(app.page("/logout")).await.body.contains("Sign out?"), "without a session, too");
}

#[tokio::test(flavor = "multi_thread")]
async fn only_a_trusted_proxy_can_forward_a_client_address() {
    for (trusted, address) in [("127.0.0.0/8", "203.0.113.7"), ("10.0.0.0/8", "127.0.0.1")] {
        let (database, provider) = (Database::sqlite(), Provider::start());
        let setup = Setup::on(&database).provider(provider.settings("idp"));
        let app = setup.set("KAIMU_SERVER__TRUSTED_PROXIES", trusted).start();
        let browser = Browser::new();
        let at_provider = browser.get(app.api("/auth/oidc/idp/authorize")).await.location().unwrap();
        let response = browser.get(at_provider).await.location().unwrap();
        browser.request("GET", response, &[("X-Forwarded-For", "203.0.113.7")], "").await;
        assert_eq!(database.values("address", "audit_events"), [Some(address.to_owned())]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn only_the_frontend_and_allowed_origins_get_cors_headers() {
    let (app, _provider) = start();
    let browser = Browser::new();
    let frontend = app.frontend.origin().ascii_serialization();
    for (origin, allowed) in
        [(frontend.as_str(), true), ("https://wiki.example.org", true), ("https://evil.example", false)]
    {
        for path in ["/auth/session", "/auth/oidc/providers"] {
            let answer = browser.request("GET", app.api(path), &[("Origin", origin)], "").await;
            let expected = if allowed { (origin, "true") } else { ("", "") };
            let actual =
                (answer.header("access-control-allow-origin"), answer.header("access-control-allow-credentials"));
            assert_eq!(actual, expected, "{path} from {origin}");
            assert!(answer.header("vary").contains("Origin"), "{path} from {origin}: {}", answer.header("vary"));
            let preflight = [
                ("Origin", origin),
                ("Access-Control-Request-Method", "GET"),
                ("Access-Control-Request-Headers", "content-type"),
            ];
            let preflight = browser.request("OPTIONS", app.api(path), &preflight, "").await;
            assert_eq!(preflight.status.is_success(), allowed, "preflight of {path} from {origin}");
            assert_eq!(preflight.header("access-control-allow-origin"), expected.0);
            assert!(preflight.header("vary").contains("Origin"));
        }
    }
    let page = browser.request("GET", app.page("/login"), &[("Origin", &frontend)], "").await;
    assert_eq!(page.header("access-control-allow-origin"), "", "nothing else has CORS headers");
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_provider_the_sign_in_page_shows_the_settings_to_add() {
    let app = Setup::on(&Database::sqlite()).start();
    let page = Browser::new().get(app.page("/login")).await;
    assert!(page.body.contains("OIDC_PROVIDERS"));
    assert!(page.body.contains(app.api("/auth/oidc/okta/callback").as_str()), "the redirect URI to register");
}

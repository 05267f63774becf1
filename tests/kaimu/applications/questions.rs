//! The question of a proxy: who may ask, and what is not certain.

use reqwest::StatusCode;
use serde_json::json;

use super::visit::{GIT, Site, WIKI, next_step};
use crate::browser::Browser;
use crate::database::Database;

#[tokio::test(flavor = "multi_thread")]
async fn each_dialect_says_signed_out_in_its_own_way() {
    const HTML: (&str, &str) = ("Accept", "text/html");
    let site = Site::with(&Database::sqlite(), json!({}));
    let browser = Browser::new();
    let url = site.at(WIKI, "/a?b=c");
    for (dialect, method, headers, status, has_location) in [
        ("nginx", "GET", vec![HTML], 401, true),
        ("nginx", "GET", vec![], 401, false),
        ("nginx", "POST", vec![HTML], 401, true),
        ("nginx", "GET", vec![HTML, ("Sec-Fetch-Mode", "cors")], 401, false),
        ("forward", "GET", vec![HTML], 302, true),
        ("forward", "HEAD", vec![HTML], 302, true),
        ("forward", "POST", vec![HTML], 303, true),
        ("forward", "GET", vec![], 401, false),
        ("forward", "POST", vec![], 401, false),
        ("forward", "GET", vec![HTML, ("HX-Request", "true")], 401, false),
        ("forward", "GET", vec![("Sec-WebSocket-Key", "x"), HTML], 401, false),
        // A question about a prefetch is a question: 204 would let it pass.
        ("forward", "GET", vec![HTML, ("Sec-Purpose", "prefetch")], 302, true),
        ("nginx", "GET", vec![("Sec-Purpose", "prefetch")], 401, false),
        ("forward", "GET", vec![HTML, ("If-None-Match", "*"), ("Range", "bytes=0-1")], 302, true),
    ] {
        let answer = site.ask(&browser, dialect, method, &url, &headers).await;
        let case = format!("{dialect} {method} {headers:?}");
        assert_eq!((answer.status.as_u16(), answer.location().is_some()), (status, has_location), "{case}");
        if let Some(next) = answer.location() {
            let wanted = if method == "POST" { "/" } else { "/a?b=c" };
            let place: String = next.query_pairs().find(|(name, _)| name == "return_to").unwrap().1.into_owned();
            assert_eq!((next.path(), place.as_str()), ("/.kaimu/sign-in", wanted), "{case}");
        } else {
            assert_eq!(answer.json(), json!({ "error": "signed_out" }), "{case}");
        }
    }
    let frame = site
        .ask(&browser, "forward", "GET", &url, &[("Sec-Fetch-Mode", "navigate"), ("Sec-Fetch-Dest", "iframe")])
        .await;
    assert!(frame.status == StatusCode::UNAUTHORIZED && frame.body.contains("target=\"_top\""), "{}", frame.body);
    let worker = site.ask(&browser, "forward", "GET", &url, &[HTML, ("Sec-Fetch-Mode", "same-origin")]).await;
    assert!(worker.status == StatusCode::UNAUTHORIZED && worker.body.contains("/.kaimu/sign-in"), "{}", worker.body);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_certain_is_refused_and_the_log_names_the_setting() {
    let site = Site::with(&Database::sqlite(), json!({ "allow": "everybody" }));
    let browser = Browser::new();
    let host = format!("{WIKI}:{}", site.app.base.port().unwrap());
    let headers = |host: &'static str| {
        vec![
            ("X-Forwarded-Method", "GET"),
            ("X-Forwarded-Proto", "http"),
            ("X-Forwarded-Host", host),
            ("X-Forwarded-Uri", "/"),
        ]
    };
    let host: &'static str = host.leak();
    let verify = site.app.api("/auth/verify/forward");
    let ask = async |headers: &[(&str, &str)]| browser.request("GET", &verify, headers, "").await;
    assert_eq!(ask(&headers(host)).await.status, StatusCode::OK, "this test asks as a proxy does");
    for missing in 0..4 {
        let mut headers = headers(host);
        let (name, value) = headers.remove(missing);
        let answer = ask(&headers).await;
        assert_eq!(
            (answer.status, answer.json()["error"].take()),
            (StatusCode::FORBIDDEN, json!("verify.bad_request"))
        );
        headers.extend([(name, value), (name, value)]);
        assert_eq!(ask(&headers).await.status, StatusCode::FORBIDDEN, "{name} twice");
    }
    for target in ["/a%2fb", "/a;b", "/a%5cb", "/%2561", "/a%00", "/../a", "http://x/", ""] {
        let mut headers = headers(host);
        headers[3].1 = target;
        assert_eq!(ask(&headers).await.status, StatusCode::FORBIDDEN, "{target}");
    }
    let unknown = ask(&headers("other.localhost")).await;
    assert_eq!(unknown.json(), json!({ "error": "verify.unknown_application" }));
}

#[tokio::test(flavor = "multi_thread")]
async fn only_trusted_proxies_may_ask() {
    let database = Database::sqlite();
    let provider = crate::provider::Provider::start();
    let applications = r#"[{"name":"Wiki","url":"https://wiki.example.org","allow":"everybody"}]"#;
    let app = crate::app::Setup::on(&database)
        .provider(provider.settings("idp"))
        .set("KAIMU_APPLICATIONS", applications)
        .start();
    let headers = [
        ("X-Forwarded-Method", "GET"),
        ("X-Forwarded-Proto", "https"),
        ("X-Forwarded-Host", "wiki.example.org"),
        ("X-Forwarded-Uri", "/"),
    ];
    for dialect in ["nginx", "forward", "envoy/"] {
        let answer = Browser::new().request("GET", app.api(&format!("/auth/verify/{dialect}")), &headers, "").await;
        assert_eq!(
            (answer.status, answer.json()),
            (StatusCode::FORBIDDEN, json!({ "error": "verify.untrusted_proxy" }))
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_else_of_kaimus_is_on_the_host_of_an_application() {
    let site = Site::with(&Database::sqlite(), json!({}));
    let browser = Browser::new();
    for path in
        ["/", "/login", "/auth/session", "/healthz", "/dashboard", "/.kaimu/x", "/static/x", "/auth/oidc/idp/authorize"]
    {
        assert_eq!(browser.get(site.at(WIKI, path)).await.status, StatusCode::NOT_FOUND, "{path}");
    }
    for path in ["/.kaimu/sign-in", "/.kaimu/complete", "/.kaimu/sign-out", "/.kaimu/denied"] {
        assert_eq!(browser.get(site.app.api(path)).await.status, StatusCode::NOT_FOUND, "{path}");
    }
    let about_reserved = site.ask(&browser, "nginx", "GET", &site.at(WIKI, "/.kaimu/sign-in"), &[]).await;
    assert_eq!(about_reserved.status, StatusCode::FORBIDDEN);
    let answered = site.ask(&browser, "forward", "GET", &site.at(WIKI, "/.kaimu/sign-in?return_to=/x"), &[]).await;
    assert!(answered.status == StatusCode::UNAUTHORIZED && next_step(&answered).is_some(), "{}", answered.body);
}

#[tokio::test(flavor = "multi_thread")]
async fn preflights_pass_by_choice_and_other_sites_are_refused_by_choice() {
    let site = Site::with(&Database::sqlite(), json!({ "preflight": true, "cross_origin": "refuse" }));
    let browser = Browser::new();
    let preflight = [("Origin", "https://elsewhere.example"), ("Access-Control-Request-Method", "PUT")];
    let wiki = site.at(WIKI, "/");
    assert_eq!(site.ask(&browser, "forward", "OPTIONS", &wiki, &preflight).await.status, StatusCode::OK);
    assert_eq!(site.ask(&browser, "forward", "GET", &wiki, &preflight).await.status, StatusCode::UNAUTHORIZED);
    assert_eq!(site.ask(&browser, "forward", "OPTIONS", &wiki, &preflight[..1]).await.status, StatusCode::UNAUTHORIZED);
    assert_eq!(
        site.ask(&browser, "forward", "OPTIONS", &site.at(GIT, "/"), &preflight).await.status,
        StatusCode::UNAUTHORIZED
    );
    site.open(&browser, &wiki).await;
    let own = wiki.origin().ascii_serialization();
    for (method, headers, status) in [
        ("GET", vec![("Origin", "https://elsewhere.example")], 200),
        ("POST", vec![("Origin", "https://elsewhere.example")], 403),
        ("POST", vec![], 403),
        ("POST", vec![("Sec-Fetch-Site", "same-site")], 403),
        ("POST", vec![("Sec-Fetch-Site", "same-origin")], 200),
        ("DELETE", vec![("Origin", own.as_str())], 200),
        ("GET", vec![("Origin", "https://elsewhere.example"), ("Sec-WebSocket-Key", "x")], 403),
    ] {
        let answer = site.ask(&browser, "forward", method, &wiki, &headers).await;
        assert_eq!(answer.status.as_u16(), status, "{method} {headers:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_personal_access_token_opens_what_accepts_it_and_never_reaches_the_application() {
    let rules = json!([{ "path": "/api", "tokens": true }, { "path": "/public", "allow": "everybody" }]);
    let database = Database::sqlite();
    let site = Site::with(&database, json!({ "rules": rules }));
    let browser = Browser::new();
    site.open(&browser, &site.at(WIKI, "/")).await;
    let token = format!("kaimu_pat_{}", "x".repeat(43));
    let hash = kaimu::domain::SecretHash::of(&token);
    let hash = hash.as_bytes().iter().fold(String::new(), |text, byte| format!("{text}{byte:02x}"));
    let wiki = site.at(WIKI, "/").origin().ascii_serialization();
    database.execute(&format!(
        "INSERT INTO access_tokens (id, token_hash, user_id, identity_id, name, applications, created_at, expires_at) \
         SELECT id, '{hash}', user_id, id, 'laptop', '[\"{wiki}\"]', 0, 4000000000000 FROM identities"
    ));
    let program = Browser::new();
    let bearer = format!("Bearer {token}");
    let basic =
        format!("Basic {}", base64::Engine::encode(&base64::engine::general_purpose::STANDARD, format!("git:{token}")));
    let ask = async |path: &str, credentials: &str| {
        site.ask(&program, "forward", "GET", &site.at(WIKI, path), &[("Authorization", credentials)]).await
    };
    for credentials in [&bearer, &basic] {
        let allowed = ask("/api/x", credentials).await;
        assert_eq!((allowed.status, allowed.header("remote-user")), (StatusCode::OK, "ada"), "{}", allowed.body);
        assert_eq!(allowed.header("kaimu-token-used"), "1");
    }
    let elsewhere = ask("/", &bearer).await;
    assert_eq!((elsewhere.status, elsewhere.header("www-authenticate")), (StatusCode::UNAUTHORIZED, ""));
    let open = ask("/public", &bearer).await;
    assert_eq!((open.status, open.header("kaimu-token-used")), (StatusCode::OK, "1"), "an open rule strips it, too");
    let without = ask("/api", "").await;
    assert!(
        without.status == StatusCode::UNAUTHORIZED && without.header("www-authenticate").starts_with("Basic realm")
    );
    let unknown = ask("/api", &format!("Bearer kaimu_pat_{}", "y".repeat(43))).await;
    assert_eq!((unknown.status, unknown.json()), (StatusCode::UNAUTHORIZED, json!({ "error": "token.invalid" })));
    let foreign = ask("/public", "Bearer of another server").await;
    assert_eq!((foreign.status, foreign.header("kaimu-token-used")), (StatusCode::OK, ""), "not ours");
}

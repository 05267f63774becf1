//! Open redirects: `return_to` values and host headers of an attacker.

use crate::app::Setup;
use crate::browser::Browser;
use crate::catalogue::world::World;
use crate::database::Database;
use crate::provider::Provider;

/// Asserts that a sign-in with each of these `return_to` values ends at the dashboard.
async fn end_at_the_dashboard(places: &[&str]) {
    let world = World::with(|setup| setup.set("KAIMU_SERVER__ALLOWED_RETURN_ORIGINS", "https://wiki.example.org"));
    for place in places {
        let encoded: String = url::form_urlencoded::byte_serialize(place.as_bytes()).collect();
        let page = world.browser.get(world.app.page(&format!("/login?error=internal&return_to={encoded}"))).await;
        assert!(!page.body.contains("evil"), "{place:?} is in the page");
        let start = world.browser.get(format!("{}?return_to={encoded}", world.sign_in_url())).await;
        let response = world.browser.get(start.location().unwrap()).await.location().unwrap();
        assert_eq!(world.browser.get(response).await.location().unwrap(), world.app.page("/dashboard"), "{place:?}");
        let signed_in = world.browser.get(world.app.page(&format!("/login?return_to={encoded}"))).await;
        assert_eq!(signed_in.location().unwrap(), world.app.page("/dashboard"), "{place:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_return_to_another_site() {
    end_at_the_dashboard(&[
        "https://evil.example/",
        "HTTPS://evil.example",
        "http:evil.example",
        "https:/evil.example",
    ])
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_return_to_a_path_that_browsers_parse_as_a_host() {
    end_at_the_dashboard(&[
        "//evil.example",
        "///evil.example",
        "/\\evil.example",
        "/evil\\x",
        "\\\\evil.example",
        "/\t/evil.example",
    ])
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_return_to_a_path_that_becomes_a_host_when_decoded_again() {
    end_at_the_dashboard(&[
        "/%2fevil.example",
        "/%5cevil.example",
        "/.//evil.example",
        "/%09/evil.example",
        "/a/..//evil.example",
    ])
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_return_to_a_host_that_resembles_ours() {
    end_at_the_dashboard(&[
        "http://localhost.evil.example/",
        "http://localhost@evil.example/",
        "http://evil.example#@localhost/",
        "http://evil.example\\@localhost/",
        "https://wiki.example.org.evil.example/",
        "https://evil-wiki.example.org/",
        "https://evil@wiki.example.org/",
        "https://wiki.example.org:8443/evil",
        "http://wiki.example.org/evil",
    ])
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_return_to_a_script_or_a_file() {
    end_at_the_dashboard(&[
        "javascript:alert('evil')",
        "JaVaScRiPt://localhost/%0aevil()",
        "data:text/html,evil",
        "file:///evil",
    ])
    .await;
}

/// The page between a sign-in and the place to return to takes a place of its own.
#[tokio::test(flavor = "multi_thread")]
async fn a_return_page_that_names_another_site() {
    let world = World::with(|setup| setup.set("KAIMU_SERVER__ALLOWED_RETURN_ORIGINS", "https://wiki.example.org"));
    let page = async |query: &str| world.browser.get(world.app.page(&format!("/auth/return?{query}"))).await.body;
    for place in ["https://evil.example/", "//evil.example", "/%5cevil.example", "javascript:evil()"] {
        let encoded: String = url::form_urlencoded::byte_serialize(place.as_bytes()).collect();
        for query in [format!("return_to={encoded}"), format!("return_to={encoded}&shortened=1")] {
            let body = page(&query).await;
            assert!(body.contains(&format!("href=\"{}\"", world.app.page("/dashboard"))), "{place}: {body}");
            assert!(!body.contains("evil"), "{place}: {body}");
        }
    }
    assert!(page("return_to=https://wiki.example.org/x").await.contains("href=\"https://wiki.example.org/x\""));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_return_with_a_header_injection() {
    end_at_the_dashboard(&["/x\r\nSet-Cookie: evil=1", "/%0d%0aSet-Cookie:evil=1", "/x\u{0}evil"]).await;
    let world = World::new();
    for path in ["/auth/oidc/idp%0d%0aX-Evil:1/authorize", "/login?error=x%0d%0aX-Evil:1&provider=%0d%0aX-Evil:1"] {
        let answer = world.browser.get(world.app.page(path)).await;
        assert!(!answer.headers.contains_key("x-evil") && !answer.body.contains("Evil"), "{path}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_forged_host_header() {
    let world = World::new();
    for headers in [
        &[("Host", "evil.example")] as &[_],
        &[("X-Forwarded-Host", "evil.example"), ("X-Forwarded-Proto", "https"), ("X-Forwarded-Port", "666")],
        &[("Forwarded", "host=evil.example;proto=https"), ("X-Original-Host", "evil.example")],
        &[("X-Forwarded-Prefix", "/evil"), ("X-Original-URL", "/evil"), ("X-Rewrite-URL", "/evil")],
    ] {
        let start = world.browser.request("GET", world.sign_in_url(), headers, "").await;
        let at_provider = start.location().unwrap();
        assert!(!at_provider.as_str().contains("evil"), "{headers:?}: {at_provider}");
        let response = world.browser.get(at_provider).await.location().unwrap();
        let done = world.browser.request("GET", response, headers, "").await;
        assert_eq!(done.location().unwrap(), world.app.page("/dashboard"), "{headers:?}");
        let page = world.browser.request("GET", world.app.page("/login?signed_out=1"), headers, "").await;
        assert!(!page.body.contains("evil"), "{headers:?}");
        assert!(!start.set_cookies().iter().any(|cookie| cookie.contains("evil")));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_forwarded_host_from_a_trusted_proxy() {
    let provider = Provider::start();
    let app = Setup::on(&Database::sqlite())
        .provider(provider.settings("idp"))
        .set("KAIMU_SERVER__TRUSTED_PROXIES", "127.0.0.0/8")
        .start();
    let headers = [("X-Forwarded-Host", "evil.example, localhost"), ("X-Forwarded-Proto", "https")];
    let start = Browser::new().request("GET", app.api("/auth/oidc/idp/authorize"), &headers, "").await;
    let at_provider = start.location().unwrap();
    let redirect_uri = at_provider.query_pairs().find(|(name, _)| name == "redirect_uri").unwrap().1.into_owned();
    assert_eq!(redirect_uri, app.api("/auth/oidc/idp/callback").as_str());
}

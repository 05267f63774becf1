//! Requests that other sites make a browser send.

use reqwest::StatusCode;

use crate::app::STARTS_PER_MINUTE;
use crate::browser::Browser;
use crate::catalogue::world::World;
use crate::provider::{Provider, TOKEN};

#[tokio::test(flavor = "multi_thread")]
async fn a_sign_out_request_from_another_site() {
    let world = World::new();
    let (app, browser) = (&world.app, &world.browser);
    browser.follow(world.sign_in_url()).await.is_dashboard_of("Ada");
    for headers in [
        &[("Origin", "https://evil.example")] as &[_],
        &[("Origin", "null")],
        &[("Origin", "http://sub.localhost")],
        &[("Sec-Fetch-Site", "same-site")],
        &[("Sec-Fetch-Site", "none")],
        &[("Origin", "https://evil.example"), ("Sec-Fetch-Site", "same-origin")],
        &[],
    ] {
        let answer = browser.request("POST", app.page("/logout"), headers, "").await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{headers:?}");
        assert!(answer.body.contains("request.cross_site"));
    }
    assert_eq!(browser.session(app).await.0, StatusCode::OK);
    let answer = browser.request("POST", app.page("/logout"), &[("Sec-Fetch-Site", "same-origin")], "").await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    assert_eq!(browser.session(app).await.0, StatusCode::UNAUTHORIZED);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_from_another_site_with_any_unsafe_method() {
    let world = World::new();
    for path in ["/", "/login", "/dashboard", "/auth/session", "/auth/oidc/idp/authorize", "/auth/oidc/providers"] {
        // A sign-in may start by a form of another site, which changes nothing here.
        let methods = if path.ends_with("/authorize") {
            &["PUT", "DELETE", "PATCH"][..]
        } else {
            &["POST", "PUT", "DELETE", "PATCH"]
        };
        for method in methods {
            let answer =
                world.browser.request(method, world.app.api(path), &[("Origin", "https://evil.example")], "").await;
            assert_eq!(answer.status, StatusCode::FORBIDDEN, "{method} {path}");
        }
    }
    assert_eq!(world.provider.requests("/.well-known/openid-configuration"), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cross_site_form_post_to_the_callback() {
    let world = World::new();
    let response = world.response(&world.browser).await;
    let form = [("Content-Type", "application/x-www-form-urlencoded"), ("Origin", "https://evil.example")];
    let url = world.app.api("/auth/oidc/idp/callback");
    let answer = Browser::new().request("POST", url, &form, response.query().unwrap()).await;
    assert_eq!((answer.status, answer.set_cookies().len()), (StatusCode::OK, 0), "the page that posts the form again");
    assert_eq!((world.provider.requests(TOKEN), world.database.count("audit_events")), (0, 0));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_prefetch_or_a_preview_that_would_use_something_up() {
    let world = World::with(|setup| setup.set(STARTS_PER_MINUTE, "1").with_two_hosts());
    let (app, browser) = (&world.app, &world.browser);
    let response = world.response(browser).await;
    let hand_over = app.page("/auth/hand-over");
    for header in [
        ("Sec-Purpose", "prefetch"),
        ("Sec-Purpose", "prefetch;prerender"),
        ("Purpose", "prefetch"),
        ("X-Purpose", "preview"),
        ("X-Moz", "prefetch"),
    ] {
        for url in [&response, &world.sign_in_url(), &hand_over, &app.page("/login?state=x")] {
            let answer = browser.request("GET", url, &[header], "").await;
            assert_eq!((answer.status, answer.set_cookies().len()), (StatusCode::NO_CONTENT, 0), "{header:?} {url}");
            assert_eq!(answer.header("cache-control"), "no-store");
        }
    }
    assert_eq!((world.provider.requests(TOKEN), world.database.count("completed_sign_ins")), (0, 0));
    browser.follow(&response).await.is_dashboard_of("Ada");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_head_request_that_would_change_a_cookie() {
    let world = World::new();
    let response = world.response(&world.browser).await;
    let answer = world.browser.request("HEAD", &response, &[], "").await;
    assert_eq!((answer.status, answer.set_cookies().len()), (StatusCode::METHOD_NOT_ALLOWED, 0));
    let page = world.app.page("/login?language=de");
    let answer = world.browser.request("HEAD", &page, &[], "").await;
    assert_eq!((answer.status, answer.set_cookies().len()), (StatusCode::OK, 0));
    world.browser.follow(&response).await.is_dashboard_of("Ada");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sign_out_or_an_activity_from_an_origin_that_is_not_allowed() {
    let world = World::with(|setup| setup.set("KAIMU_SERVER__ALLOWED_RETURN_ORIGINS", "https://wiki.example.org"));
    let (app, browser) = (&world.app, &world.browser);
    browser.follow(world.sign_in_url()).await.is_dashboard_of("Ada");
    for path in ["/logout", "/auth/session/activity"] {
        for origin in ["https://evil.example", "https://example.org", "https://wiki.example.org:8443", "null"] {
            let answer = browser.request("POST", app.page(path), &[("Origin", origin)], "").await;
            assert_eq!(answer.status, StatusCode::FORBIDDEN, "{path} {origin}");
        }
    }
    // The allowed origin may do nothing else.
    let answer =
        browser.request("POST", app.page("/account/end-other-sessions"), &[("Origin", "https://wiki.example.org")], "");
    assert_eq!(answer.await.status, StatusCode::FORBIDDEN);
    assert_eq!(browser.session(app).await.0, StatusCode::OK);
}

/// Browsers send no cookie with the form, so that a sign-in would replace a session without asking.
#[tokio::test(flavor = "multi_thread")]
async fn a_form_of_another_site_that_claims_to_be_posted_again() {
    let world = World::new();
    let url = world.sign_in_url();
    let form = ("Content-Type", "application/x-www-form-urlencoded");
    for sent in [("Origin", "https://evil.example"), ("Origin", "null"), ("Sec-Fetch-Site", "cross-site")] {
        let page = Browser::new().request("POST", &url, &[form, sent], "reposted=1").await;
        assert_eq!((page.status, page.set_cookies().len()), (StatusCode::OK, 0), "{sent:?}");
        assert!(page.body.contains("name=\"reposted\""), "{}", page.body);
    }
    let own = ("Origin", world.app.base.origin().ascii_serialization());
    let started = Browser::new().request("POST", &url, &[form, (own.0, &own.1)], "reposted=1").await;
    assert!(started.location().unwrap().as_str().starts_with(&world.provider.issuer));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_login_request_of_another_site_that_names_another_issuer() {
    let world = World::new();
    let mut url = world.sign_in_url();
    url.query_pairs_mut().append_pair("iss", "https://evil.example").append_pair("login_hint", "ada@example.org");
    let refused = world.browser.follow(&url).await;
    refused.is_refused_with("response.issuer_mismatch");
    world.log_says(&refused, "names another issuer");
    assert_eq!(world.provider.requests("/authorize"), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_head_request_to_the_start_of_a_sign_in() {
    let world = World::new();
    let answer = world.browser.request("HEAD", world.sign_in_url(), &[], "").await;
    assert_eq!((answer.status, answer.set_cookies().len()), (StatusCode::METHOD_NOT_ALLOWED, 0));
    assert_eq!(world.provider.requests("/.well-known/openid-configuration"), 0);
}

const NAVIGATION: [(&str, &str); 2] = [("Sec-Fetch-Mode", "navigate"), ("Sec-Fetch-Dest", "document")];

#[tokio::test(flavor = "multi_thread")]
async fn a_sign_in_start_by_an_image_a_frame_or_a_script_of_another_site() {
    let world = World::with(|setup| setup.set(STARTS_PER_MINUTE, "1"));
    for (mode, destination) in [
        ("no-cors", "image"),
        ("no-cors", "empty"),
        ("cors", "empty"),
        ("same-origin", "empty"),
        ("navigate", "iframe"),
        ("navigate", "object"),
        ("no-cors", "document"),
    ] {
        let headers = [("Sec-Fetch-Mode", mode), ("Sec-Fetch-Dest", destination), ("Sec-Fetch-Site", "cross-site")];
        let answer = world.browser.request("GET", world.sign_in_url(), &headers, "").await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{headers:?}");
        assert!(answer.body.contains("request.cross_site") && answer.set_cookies().is_empty());
    }
    let answer = world.browser.request("GET", world.sign_in_url(), &NAVIGATION, "").await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "refused starts do not count");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_on_another_site_that_would_replace_the_session() {
    let other = Provider::start();
    let world = World::with(|setup| setup.provider(other.settings("other")));
    let (app, browser) = (&world.app, &world.browser);
    let start = async |slug: &str, site: &'static str| {
        let url = app.api(&format!("/auth/oidc/{slug}/authorize?return_to=/notes"));
        let headers = [NAVIGATION[0], NAVIGATION[1], ("Sec-Fetch-Site", site)];
        browser.request("GET", url, &headers, "").await
    };
    let signed_out = start("idp", "cross-site").await.location().unwrap();
    assert!(
        signed_out.as_str().starts_with(&world.provider.issuer),
        "without a session a sign-in starts: {signed_out}"
    );
    browser.follow(world.sign_in_url()).await.is_dashboard_of("Ada");
    let session = browser.session(app).await.1;

    let same_provider = start("idp", "cross-site").await;
    assert_eq!(same_provider.location().unwrap(), app.page("/notes"));
    let question = start("other", "cross-site").await;
    assert_eq!((question.status, question.set_cookies().len()), (StatusCode::OK, 0));
    assert!(question.body.contains("Signed in as Ada Lovelace") && question.body.contains("Continue as Ada Lovelace"));
    assert!(question.body.contains("Sign in with The other instead"), "{}", question.body);
    assert!(question.body.contains(&format!("href=\"{}", app.api("/auth/oidc/other/authorize?return_to=%2Fnotes"))));
    assert_eq!((other.requests("/authorize"), browser.session(app).await.1), (0, session));

    for site in ["same-origin", "same-site", "none"] {
        let started = start("other", site).await.location().unwrap();
        assert!(started.as_str().starts_with(&other.issuer), "{site}: {started}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn user_specific_responses_that_must_not_be_cached() {
    let world = World::new();
    let start = world.browser.get(world.sign_in_url()).await;
    let at_provider = world.browser.get(start.location().unwrap()).await;
    let done = world.browser.get(at_provider.location().unwrap()).await;
    let page = world.browser.get(world.app.page("/dashboard")).await;
    let session = world.browser.get(world.app.api("/auth/session")).await;
    for answer in [start, done, page, session] {
        assert_eq!(answer.header("cache-control"), "no-store", "{}", answer.url);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_url_with_a_code_that_must_not_become_a_referrer() {
    let world = World::new();
    let response = world.response(&world.browser).await;
    assert_eq!(world.browser.get(&response).await.header("referrer-policy"), "no-referrer");
    let refused = Browser::new().get(&response).await;
    assert_eq!(refused.header("referrer-policy"), "no-referrer");
    assert!(!refused.location().unwrap().as_str().contains("code="), "{:?}", refused.location());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_script_of_another_origin_that_reads_the_session() {
    let world = World::with(|setup| setup.set("KAIMU_SERVER__ALLOWED_RETURN_ORIGINS", "https://wiki.example.org"));
    for (origin, allowed) in [("https://wiki.example.org", "https://wiki.example.org"), ("https://evil.example", "")] {
        let answer = world.browser.request("GET", world.app.api("/auth/session"), &[("Origin", origin)], "").await;
        assert_eq!(answer.header("access-control-allow-origin"), allowed);
    }
}

//! What a page, a script, and a user without access get.

use crate::proxies::site::{GIT, LOGIN, NOTES, Site, WIKI};
use crate::proxies::visitor::{PAGE, Seen, has_value, is_from_application};

pub async fn a_deep_link_leads_back_to_the_very_address(site: &Site) {
    site.person("ada", &[]);
    let visitor = site.visitor();
    let link = format!("{WIKI}/deep/link?a=1&b=two%20words%26more&c=%2Fx&d=");
    let first = visitor.page(&link).await;
    assert_eq!(first.status, 302, "{}", first.body);
    let page = visitor.open(&link).await;
    assert_eq!(page.url.as_str(), link);
    assert_eq!(Seen::by(&page).0["path"], "/deep/link?a=1&b=two%20words%26more&c=%2Fx&d=");
}

pub async fn a_script_gets_401_and_no_redirect(site: &Site) {
    let visitor = site.visitor();
    let html = ("Accept", "text/html");
    let cases: [&[(&str, &str)]; 4] = [
        &[("Accept", "*/*")],
        &[("Accept", "*/*"), ("Sec-Fetch-Mode", "cors")],
        &[html, ("X-Requested-With", "XMLHttpRequest")],
        &[html, ("HX-Request", "true")],
    ];
    for headers in cases {
        let answer = visitor.send("GET", &format!("{WIKI}/api?x=1"), headers, Vec::new()).await;
        assert_eq!((answer.status.as_u16(), answer.location()), (401, None), "{headers:?}: {}", answer.body);
        assert_eq!(answer.json()["error"], "signed_out", "{headers:?}");
    }
    let post = visitor.send("POST", &format!("{WIKI}/api"), &[("Accept", "application/json")], b"x=1".to_vec()).await;
    assert_eq!(post.status, 401, "{}", post.body);
}

pub async fn a_head_request_is_answered_without_a_body(site: &Site) {
    let stranger = site.visitor().send("HEAD", &format!("{WIKI}/page"), &PAGE, Vec::new()).await;
    assert_eq!(stranger.status, 302);
    let visitor = site.signed_in("ada", &[]).await;
    let answer = visitor.send("HEAD", &format!("{WIKI}/page"), &PAGE, Vec::new()).await;
    assert_eq!((answer.status.as_u16(), answer.body.as_str()), (200, ""));
}

pub async fn a_preflight_passes_where_the_application_allows_it(site: &Site) {
    let preflight = [("Origin", "https://elsewhere.example"), ("Access-Control-Request-Method", "PUT")];
    let visitor = site.visitor();
    let allowed = visitor.send("OPTIONS", &format!("{GIT}/api"), &preflight, Vec::new()).await;
    assert_eq!(Seen::by(&allowed).0["method"], "OPTIONS");
    // Any other request still needs a session.
    assert_eq!(visitor.send("OPTIONS", &format!("{GIT}/api"), &[], Vec::new()).await.status, 401);
    assert_eq!(visitor.send("GET", &format!("{GIT}/api"), &preflight, Vec::new()).await.status, 401);
    let refused = visitor.send("OPTIONS", &format!("{WIKI}/api"), &preflight, Vec::new()).await;
    assert_eq!(refused.status, 401, "{}", refused.body);
}

pub async fn a_group_rule_admits_its_members_alone(site: &Site) {
    let member = site.signed_in("grace", &["admins", "staff"]).await;
    Seen::by(&member.page(&format!("{WIKI}/admin/users")).await);
    Seen::by(&member.open(&format!("{NOTES}/")).await);
    let other = site.signed_in("ada", &["guests"]).await;
    assert_eq!(other.page(&format!("{WIKI}/admin/users")).await.status, 403);
    assert_eq!(other.open(&format!("{NOTES}/")).await.status, 403);
    Seen::by(&other.page(&format!("{WIKI}/administrator")).await);
}

pub async fn a_refusal_is_explained_in_words(site: &Site) {
    let visitor = site.signed_in("ada", &[]).await;
    for (method, body) in [("GET", ""), ("POST", "x=1")] {
        let page = visitor.send(method, &format!("{WIKI}/admin?x=1"), &PAGE, body.into()).await;
        assert_eq!(page.status, 403, "{method}: {}", page.body);
        assert!(page.header("content-type").starts_with("text/html"), "{method}: {:?}", page.headers);
        assert!(page.body.contains("Wiki") && page.body.contains("application.not_allowed"), "{method}: {}", page.body);
    }
}

pub async fn the_applications_own_401_and_403_pass(site: &Site) {
    let visitor = site.signed_in("ada", &[]).await;
    let answer = visitor.page(&format!("{WIKI}/own-401")).await;
    assert_eq!((answer.status.as_u16(), answer.body.as_str()), (401, "a 401 of its own"));
    assert_eq!(answer.header("www-authenticate"), "Basic realm=\"own\"");
    let answer = visitor.page(&format!("{WIKI}/own-403")).await;
    assert_eq!((answer.status.as_u16(), answer.body.as_str()), (403, "a 403 of its own"));
}

pub async fn verify_cannot_be_asked_from_outside(site: &Site) {
    let visitor = site.signed_in("ada", &[]).await;
    let headers = [
        ("X-Forwarded-Method", "GET"),
        ("X-Forwarded-Proto", "https"),
        ("X-Forwarded-Host", "wiki.example.org"),
        ("X-Forwarded-Uri", "/"),
    ];
    for path in ["nginx", "forward", "envoy/", "envoy/page"].map(|dialect| format!("auth/verify/{dialect}")) {
        for path in [format!("/{path}"), format!("//{path}"), format!("/{}", path.replace("verify", "%76erify"))] {
            let answer = visitor.send("GET", &format!("{LOGIN}{path}"), &headers, Vec::new()).await;
            assert!([403, 404, 418].contains(&answer.status.as_u16()), "{path}: {} {}", answer.status, answer.body);
            assert!(
                !has_value(&answer.headers, "ada@example.org") && !answer.body.contains("verify."),
                "{path}: {}",
                answer.body
            );
            assert_eq!(answer.header("remote-user"), "", "{path}");
        }
    }
    let inside = visitor.page(&format!("{WIKI}/.kaimu/verify")).await;
    assert!(inside.status.is_client_error() && !is_from_application(&inside), "{}", inside.status);
}

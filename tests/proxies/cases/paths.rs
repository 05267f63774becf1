//! Paths that proxy, Kaimu and application could read in different ways.

use crate::proxies::raw;
use crate::proxies::site::{NOTES, Site, WIKI};

/// Sends a GET request with this target, as it is.
async fn get(site: &Site, target: &str, cookies: &str) -> raw::RawAnswer {
    let request = [&format!("GET {target} HTTP/1.1"), "Host: wiki.example.org", &format!("Cookie: {cookies}")];
    raw::send(site, "wiki.example.org", &request).await
}

pub async fn no_spelling_of_a_path_evades_its_rule(site: &Site) {
    let visitor = site.signed_in("ada", &[]).await;
    let cookies = visitor.cookies(WIKI);
    let spellings = [
        "/admin",
        "/admin/",
        "//admin",
        "/./admin",
        "/x/../admin",
        "/%61dmin",
        "/%41dmin",
        "/ADMIN",
        "/Admin/users",
        "/admin;x",
        "/admin;/users",
        "/admin%2fusers",
        "/admin%2Fusers",
        "/public/../admin",
        "/public/%2e%2e/admin",
        "/public/..%2fadmin",
        "/public%2f..%2fadmin",
        "/public/..;/admin",
        "/public/..\\admin",
        "/public/..%5cadmin",
        "/%2561dmin",
        "/admin%00",
        "/admin%20",
        "/admin%0a",
        "/.kaimu/../admin",
        "/.kaimu/%2e%2e/admin",
        "/.kaimu/..;/admin",
        "/admin?x=/public",
        "/admin?/../public",
        "/%2e/admin",
        "/public//../admin",
        "///admin//users",
    ];
    for spelling in spellings {
        let answer = get(site, spelling, &cookies).await;
        // No application reads these paths as /admin. Envoy makes the last one of /public//../admin.
        let is_harmless = |path| answer.text.contains(&format!("\"path\":\"{path}\""));
        let is_harmless = ["/admin%20", "/admin%0a", "/public/admin"].into_iter().any(is_harmless);
        assert!(!answer.is_from_application() || is_harmless, "{spelling}: {}", answer.text);
    }
    assert!(get(site, "/administrator", &cookies).await.is_from_application());
}

pub async fn no_spelling_of_a_path_makes_it_public(site: &Site) {
    let spellings = [
        "/public/../page",
        "/public/%2e%2e/page",
        "/public/..%2fpage",
        "/public%2f..%2fpage",
        "/public/..;/page",
        "/publicity",
        "/public;x/../page",
        "/public/..\\page",
        "/public/%252e%252e/page",
        "/PUBLIC/page",
        "/page?x=/public",
        "/page;/public",
        "//page/public",
        "/.kaimu/../page",
        "/%70ublic/../page",
    ];
    for spelling in spellings {
        let answer = get(site, spelling, "").await;
        assert!(!answer.is_from_application(), "{spelling}: {}", answer.text);
    }
    assert!(get(site, "/public/page", "").await.is_from_application());
}

pub async fn an_absolute_request_line_is_judged_by_its_host(site: &Site) {
    let visitor = site.signed_in("ada", &[]).await;
    let cookies = format!("Cookie: {}", visitor.cookies(WIKI));
    let port = site.applications.ports[2];
    for (target, host) in [
        (format!("{NOTES}/page"), "wiki.example.org"),
        (format!("{NOTES}/page"), "git.example.org"),
        ("/page".to_owned(), "notes.example.net"),
        ("/page".to_owned(), "notes.example.net:443"),
        ("/page".to_owned(), "NOTES.example.net"),
        ("/page".to_owned(), "notes.example.net."),
    ] {
        let request: [&str; 3] = [&format!("GET {target} HTTP/1.1"), &format!("Host: {host}"), &cookies];
        let answer = raw::send(site, "notes.example.net", &request).await;
        let is_from_notes = answer.text.contains(&format!("\"port\":{port}"));
        assert!(!is_from_notes, "{target} with Host: {host}: {}", answer.text);
    }
}
